//! Who is kept whatever a rule says: customers under a legal hold or a restriction, with what belongs to them.

use super::rule::SUBJECT;
use model::def::FieldKind;
use model::object::{Object, Record};
use model::{Id, Val};
use records::{Access, Catalog, Records, Result};

/// References that are followed from a record to its customers.
const STEPS: usize = 2;

/// Whether a record must stay.
///
/// # Errors
/// Of the database.
pub async fn stays(records: &Records, access: &Access, record: &Record) -> Result<bool> {
    let catalog = records.current().await?;
    for customer in customers(records, &catalog, access, record).await? {
        let group = serde_json::to_string(&records.group_of(customer).await?).unwrap_or_default();
        let ids = records.tenant().dialect().json_ids("$1");
        let sql = format!(
            "select 1 from @hold where record_id in ({ids}) union all \
             select 1 from @customer where id in ({ids}) and restricted_at is not null limit 1"
        );
        if !records.tenant().get(&sql, &[Val::Text(group)]).await?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The customers that a record belongs to: itself, those it refers to, those its orders and the like refer to.
async fn customers(records: &Records, catalog: &Catalog, access: &Access, record: &Record) -> Result<Vec<Id>> {
    if record.object.name() == SUBJECT {
        return Ok(vec![record.id()]);
    }
    let mut found = Vec::new();
    let mut front = vec![record.clone()];
    for _ in 0..STEPS {
        let mut next = Vec::new();
        for one in &front {
            for (target, id) in references(&one.object, one) {
                if target == SUBJECT {
                    found.push(id);
                } else if catalog.objects.contains_key(&target) {
                    // A reference to what is gone leads nowhere.
                    next.extend(records.get_any(access, &target, id).await.ok());
                }
            }
        }
        if !found.is_empty() {
            break;
        }
        front = next;
    }
    Ok(found)
}

fn references(object: &Object, record: &Record) -> Vec<(String, Id)> {
    let single = |(i, f): (usize, &model::FieldDef)| match &f.kind {
        FieldKind::Reference { object: target, .. } if !f.multi => {
            Some((target.to_string(), record.vals[object.column_of(i)].id()?))
        }
        _ => None,
    };
    object.fields.iter().enumerate().filter_map(single).collect()
}
