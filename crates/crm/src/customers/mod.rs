//! Customers: who they are, how they are related, in which stage of their life with the company they stand.
//!
//! - A full name and its parts agree; Chinese names have pinyin and initials as sort and search keys.
//! - Any number of identifiers lead to one customer; one that somebody else has too is a probable duplicate.
//! - Each move from stage to stage is dated and explained: it makes a `stage_change` row and an event. `lost` needs a reason
//!   of its own, unless the company says otherwise.

pub mod bought;
pub mod http;
pub mod model;
pub mod names;
pub mod rules;
pub mod summary;

use crate::Feature;
use ::model::ObjectType;
use records::identity::Identity;

/// What a customer is known by: fields of their own, and as many other identifiers as there are.
pub const IDENTITY: Identity = Identity {
    object: model::Customer::OBJECT,
    fields: &[
        ("email", model::Customer::EMAILS),
        ("phone", model::Customer::PHONES),
        ("social", model::Customer::SOCIALS),
        ("number", model::Customer::EXTERNAL_ID),
    ],
    more: model::Identifier::OBJECT,
    via: model::Identifier::CUSTOMER,
};

pub const FEATURE: Feature = Feature {
    name: "customers",
    labels: include_str!("labels.toml"),
    objects: &[
        model::customer,
        || model::Identifier::DEF,
        || model::Relation::DEF,
        || model::ContactRole::DEF,
        || model::StageChange::DEF,
    ],
    rules: &[
        ("customer", rules::customer),
        ("identifier", rules::identifier),
        ("relation", rules::relation),
        ("contact_role", rules::contact_role),
    ],
};
