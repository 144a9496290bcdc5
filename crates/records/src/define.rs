//! Definitions at run time.
