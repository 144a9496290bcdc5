//! Lists: condition, sort, page.
