//! guanxi-records
