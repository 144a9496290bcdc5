//! What an administrator defines at run time: the company, custom objects and fields, changes of built-in ones.
//!
//! Custom names begin with `x_`, for ever, so that they never meet a name of a later release. A name is never used again
//! for something of another type: hiding keeps table, column and values. A definition is stored first, then every handle
//! of this node gets the new catalogue; other nodes see the raised version within seconds.

mod check;
mod company;
mod field;
mod many;
mod object;
mod trial;

pub use field::FieldPatch;
pub use many::{Definition, Tried};
pub use object::ObjectPatch;
pub use trial::{FormulaDraft, FormulaSample, FormulaTrial};

use crate::{Error, Result};
use company::bump;
use store::Tx;

/// Most custom fields of an object, indexed ones among them, and custom objects of a tenant.
pub const FIELDS_MAX: usize = 500;
pub const INDEXED_MAX: usize = 20;
pub const OBJECTS_MAX: usize = 200;

/// Notes in the change log that definitions have changed, and raises their version.
pub(crate) async fn defined(tx: &mut Tx, object: &str, by: &crate::By) -> Result<()> {
    let version = bump(tx).await?;
    let change = store::Change {
        kind: "define".into(),
        object: object.to_owned(),
        record: None,
        rev: version,
        by_kind: by.kind().into(),
        by_id: by.user(),
        data: Some(serde_json::json!({ "version": version }).to_string()),
    };
    tx.append(vec![change]).await?;
    Ok(())
}

fn as_json(def: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(def).map_err(|e| Error::Broken(e.to_string()))
}
