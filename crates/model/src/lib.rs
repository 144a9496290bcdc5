//! Pure types of Guanxi: object and field definitions, values, records, conditions, ids, time, money, names, phones.
//!
//! No I/O and no async. Everything that other crates exchange is declared here, so that a built-in object
//! (a Rust struct with `#[derive(Object)]`) and a custom one (rows in a tenant's database) are the same thing
//! to the engine: an [`ObjectDef`] and [`Record`]s of it.

pub mod address;
pub mod birthday;
pub mod colour;
pub mod condition;
pub mod country;
pub mod date;
pub mod decimal;
pub mod def;
pub mod division;
pub mod error;
pub mod id;
pub mod identifier;
pub mod lunar;
pub mod money;
pub mod name;
pub mod object;
pub mod online;
pub mod phone;
pub mod stage;
pub mod text;
pub mod time;
pub mod typed;
pub mod val;

pub use address::Address;
pub use condition::{Condition, FieldTest, Op, Path};
pub use def::{FieldDef, FieldKind, ObjectDef};
pub use error::{BrokenRule, FieldError, Refusal};
pub use id::Id;
pub use money::{Currency, Money};
pub use name::PersonName;
pub use object::{Column, Object, Record};
pub use phone::Phone;
pub use stage::Stage;
pub use time::{Clock, Date, Ts};
pub use typed::{Extra, ObjectType};
pub use val::Val;

/// Text that is static in built-in declarations and owned in custom ones.
pub type Str = std::borrow::Cow<'static, str>;
/// A list that is static in built-in declarations and owned in custom ones.
pub type List<T> = std::borrow::Cow<'static, [T]>;
