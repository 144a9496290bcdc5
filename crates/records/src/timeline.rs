//! A customer's timeline.
