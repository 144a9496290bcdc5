//! Fields by their names, with what was probably meant.

use crate::{Access, Error, Result};
use model::FieldDef;
use model::object::Object;

/// The index of a field that the asker may read.
///
/// # Errors
/// `Invalid` when there is none of this name (with the nearest names), `Forbidden` when it may not be read.
pub fn readable_field(object: &Object, name: &str, access: &Access) -> Result<usize> {
    let Some(i) = object.field_index(name).filter(|i| !object.fields[*i].hidden) else {
        let near = nearest(object, name, access);
        let hint = if near.is_empty() { String::new() } else { format!("; there is {}", near.join(", ")) };
        return Err(Error::field(name, "unknown_field", format!("`{}` has no field `{}`{hint}", object.name(), clip(name))));
    };
    if access.may_read(object.name(), name) {
        return Ok(i);
    }
    Err(Error::forbidden(format!("the field `{}.{name}` may not be read, filtered, sorted or searched by you", object.name())))
}

fn clip(name: &str) -> String {
    name.chars().take(60).collect()
}

/// Names of fields within two letters of `name`, or that contain it.
fn nearest(object: &Object, name: &str, access: &Access) -> Vec<String> {
    let readable = |f: &&FieldDef| !f.hidden && access.may_read(object.name(), &f.name);
    let close = |f: &&FieldDef| name.len() <= 60 && (distance(name, &f.name) <= 2 || (name.len() > 2 && f.name.contains(name)));
    object.fields.iter().filter(readable).filter(close).take(3).map(|f| format!("`{}`", f.name)).collect()
}

/// Letters to insert, delete or replace to get from one name to the other.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}
