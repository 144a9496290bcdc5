//! guanxi-testkit
