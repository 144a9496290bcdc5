//! The features of Guanxi, one folder each. A feature declares objects and events and adds rules and operations.
//!
//! | folder | what it holds |
//! |---|---|
//! | `people` | users and teams |
//! | `customers` | people and companies, how they are related, their lifecycle |
//! | `tags` | tags and their groups |
//! | `consents` | what customers allow, refuse and take back |
//! | `catalog` | products and categories |
//! | `orders` | orders, lines, refunds |
//! | `notes`, `tasks`, `attachments` | what staff keep with a customer |
//! | `events` | the kinds of event, the timeline, events entered by hand |
//! | `demo` | the demo company |
//! | `synthetic` | a base of any size, for measuring |

pub mod attachments;
pub mod catalog;
pub mod consents;
pub mod customers;
pub mod demo;
pub mod events;
mod feature;
pub mod http;
pub mod labels;
pub mod notes;
pub mod orders;
pub mod people;
pub mod snapshot;
pub mod synthetic;
pub mod tags;
pub mod tasks;
#[cfg(test)]
mod testing;

pub use feature::Feature;

/// Every feature; objects are listed in this order.
pub const FEATURES: &[Feature] = &[
    customers::FEATURE,
    orders::FEATURE,
    catalog::FEATURE,
    tasks::FEATURE,
    notes::FEATURE,
    attachments::FEATURE,
    consents::FEATURE,
    tags::FEATURE,
    people::FEATURE,
];

/// The built-in objects with their labels, and the rules that go with them.
#[must_use]
pub fn registry() -> records::Registry {
    let mut registry = records::Registry::new();
    for feature in FEATURES {
        let texts = labels::read(feature.labels).unwrap_or_default();
        for def in feature.objects {
            let mut def = def();
            labels::apply(&mut def, &texts);
            registry.object(def);
        }
        for (object, rule) in feature.rules {
            registry.rule(object, *rule);
        }
    }
    registry.identity(customers::IDENTITY);
    for kind in events::kinds() {
        registry.kind(kind);
    }
    registry
}
