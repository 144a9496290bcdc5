//! Titles of referenced records.
