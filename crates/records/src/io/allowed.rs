//! What a template may name, and what it may write for somebody.

use super::template::{Source, Template};
use crate::access::{Act, RowScope};
use crate::{Access, Catalog, Error, Result};
use model::def::FieldKind;
use model::{FieldDef, FieldError};

/// Whether there is all that a template names.
pub(super) fn check_objects(template: &Template, catalog: &Catalog) -> Result<()> {
    let unknown: Vec<FieldError> = template
        .objects
        .iter()
        .filter(|o| !catalog.objects.contains_key(&o.object))
        .map(|o| FieldError::new("template", "unknown_object", format!("there is no object `{}`", o.object)))
        .collect();
    if template.objects.is_empty() {
        return Err(Error::field("template", "empty", "the template names no object; add an [[object]]"));
    }
    if !template.source.is_empty() && !crate::sources::is_source(&template.source) {
        return Err(Error::field("source", "bad_name", "a source is 1 to 40 of a-z, 0-9, - and _"));
    }
    let encoding = &template.file.encoding;
    if !encoding.is_empty() && super::encoding::named(encoding).is_none() {
        let message = format!("`{encoding}` is no encoding that we know; name one such as UTF-8, gb18030, Big5 or windows-1252");
        return Err(Error::field("encoding", "unknown_encoding", message));
    }
    if unknown.is_empty() { Ok(()) } else { Err(Error::Invalid(unknown)) }
}

/// A file may only be read into fields that the asker may write, of objects all of whose records they may change, and found by
/// fields that they may read; its refused rows show what stood in them.
pub(super) fn open_to(access: &Access, template: &Template, catalog: &Catalog) -> Result<()> {
    for map in &template.objects {
        crate::people::may_manage(access, &map.object)?;
        access.require_on(Act::Import, &map.object)?;
        let owned = catalog.object(&map.object).is_ok_and(|o| o.def.owned);
        if owned && access.rows(Act::Update, &map.object) != RowScope::All {
            let what = format!("an import into {} may change any of its records; your role does not let you", map.object);
            return Err(Error::forbidden(what));
        }
        let unwritten = map.fields.keys().find(|field| !access.may_write(&map.object, field));
        if let Some(field) = unwritten.or_else(|| map.key.iter().find(|field| !access.may_read(&map.object, field))) {
            return Err(Error::forbidden(format!("the field `{field}` of {} is not open to you", map.object)));
        }
        for (field, source) in &map.fields {
            let Source::Full(full) = source else { continue };
            let target = catalog.object(&map.object).ok().and_then(|o| o.field(field).and_then(target_of));
            if let (Some(by), Some(target)) = (&full.find_by, target)
                && !access.may_read(&target, by)
            {
                return Err(Error::forbidden(format!("the field `{by}` of {target} is not open to you")));
            }
        }
    }
    Ok(())
}

fn target_of(field: &FieldDef) -> Option<String> {
    match &field.kind {
        FieldKind::Reference { object, .. } => Some(object.to_string()),
        FieldKind::User => Some("user".to_owned()),
        _ => None,
    }
}
