//! Keyset cursors.
