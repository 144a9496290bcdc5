//! What happened, when, to whom.
