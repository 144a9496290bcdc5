//! guanxi-model
