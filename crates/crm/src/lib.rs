//! guanxi-crm
