//! What the engine works out of each definition once, so that a write does not think about it again: statements, checks
//! to make, and who derives what from whom.

use crate::ddl;
use crate::facet::Facet;
use crate::formula::{self, Formula};
use crate::handover::held::Held;
use crate::identity;
use crate::json::{self, Scalars};
use crate::registry::Registry;
use crate::rollup::delta::At;
use crate::rollup::feed::{self, Feed};
use crate::stages::Stages;
use crate::{Company, Result, RuleFn};
use model::def::{FieldKind, OnDelete, RollUpFunction};
use model::object::{Object, col};
use model::{List, Record, Str, Val};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use store::{BulkColumn, Dialect};

/// One object, ready for writing.
#[derive(Debug)]
pub struct Prepared {
    pub object: Arc<Object>,
    /// Place in the order in which roll-ups are settled (objects that are gathered come before those that gather), and
    /// place in the catalogue.
    pub(crate) at: At,
    pub(crate) rule: Option<RuleFn>,
    pub(crate) formulas: Vec<Formula>,
    pub(crate) references: Vec<Reference>,
    pub(crate) referrers: Vec<Referrer>,
    /// Roll-ups of other records that records of this object feed.
    pub(crate) feeds: Vec<Feed>,
    /// Own roll-up fields, in field order.
    pub(crate) rollups: Vec<OwnRollUp>,
    /// List fields.
    pub(crate) lists: Vec<usize>,
    pub(crate) facets: Vec<(usize, Facet)>,
    /// What it has to do with identifiers.
    pub(crate) identity: Option<identity::Part>,
    pub(crate) unique: Vec<Unique>,
    pub(crate) required: Vec<usize>,
    /// Fields that not every writer may set.
    pub(crate) guarded: Vec<usize>,
    /// A new record: defaults set, counts and sums at 0.
    pub(crate) blank: Record,
    /// Columns of `blank` that hold a default.
    pub(crate) defaults: Vec<usize>,
    pub(crate) numbers: Vec<AutoNumber>,
    /// Column of the dense number, and its counter.
    pub(crate) num: Option<usize>,
    pub(crate) num_counter: String,
    /// Columns of owner and owner's team, where records have owners and people teams.
    pub(crate) owner: Option<(usize, usize)>,
    /// What asks something of the people whom records name.
    pub(crate) held: Held,
    pub(crate) stages: Option<Stages>,
    pub(crate) bulk: Vec<BulkColumn>,
    pub(crate) sql: Statements,
    /// Columns read when roll-ups of a record are settled.
    pub(crate) settled: Vec<usize>,
}

/// Statement texts that do not depend on the values.
#[derive(Debug)]
pub(crate) struct Statements {
    /// All columns, quoted, with commas.
    pub columns: String,
    pub get: String,
    pub lock: String,
    pub insert: String,
    /// The columns of `Prepared::settled`.
    pub settled: String,
}

#[derive(Debug)]
pub(crate) struct Reference {
    pub field: usize,
    pub target: String,
}

/// A field by which records of another object refer to records of this one.
#[derive(Clone, Debug)]
pub(crate) struct Referrer {
    pub object: String,
    pub field: String,
    pub column: String,
    pub multi: bool,
    pub on_delete: OnDelete,
}

#[derive(Debug)]
pub(crate) struct OwnRollUp {
    pub column: usize,
    /// Counts and sums begin at 0, the others empty.
    pub zero: bool,
}

/// A unique key and how the databases name it when it is violated.
#[derive(Debug)]
pub(crate) struct Unique {
    pub fields: Vec<usize>,
    pub index: String,
    /// `customer.email_key`, `order.shop_key, order.number_key`: as SQLite says it.
    pub columns: String,
}

#[derive(Debug)]
pub(crate) struct AutoNumber {
    pub column: usize,
    pub counter: String,
    pub prefix: Str,
    pub digits: u8,
}

/// Prepares every object of a catalogue.
///
/// # Errors
/// `Invalid` when a formula or roll-up makes no sense.
pub(crate) fn prepare(
    objects: &HashMap<String, Arc<Object>>,
    order: &[String],
    registry: &Registry,
    company: &Company,
    dialect: Dialect,
) -> Result<HashMap<String, Arc<Prepared>>> {
    let mut feeds = feed::all(objects, order)?;
    let ranks = feed::ranks(order, &feeds);
    let mut all = HashMap::with_capacity(objects.len());
    let scalars = Scalars::new(company);
    for (name, object) in objects {
        let (blank, defaults) = blank(&scalars, object);
        let one = Prepared {
            at: (ranks.get(name).copied().unwrap_or(0), order.iter().position(|n| n == name).unwrap_or(0)),
            rule: registry.rule_of(name),
            formulas: formula::compile(object, scalars.currency().digits())?,
            references: references(object, objects),
            referrers: referrers(objects, order, name),
            rollups: own_rollups(object),
            lists: positions(object, |i| object.fields[i].multi),
            facets: Facet::all(object).collect(),
            identity: identity::part(registry.identities(), objects, object),
            unique: ddl::unique_keys(object).iter().map(|k| unique(object, k)).collect(),
            required: positions(object, |i| object.fields[i].required && !object.fields[i].hidden),
            guarded: positions(object, |i| is_guarded(object, i)),
            blank,
            defaults,
            numbers: numbers(object),
            num: object.def.numbered.then(|| object.field_index("num").map(|i| object.column_of(i))).flatten(),
            num_counter: crate::numbers::counter(name),
            owner: owner(objects, object),
            held: Held::of(object),
            stages: Stages::of(object),
            bulk: object.columns.iter().map(|c| BulkColumn::new(c.name.clone(), c.ty)).collect(),
            sql: statements(object, dialect.for_update()),
            settled: Vec::new(),
            feeds: feeds.remove(name).unwrap_or_default(),
            object: object.clone(),
        };
        all.insert(name.clone(), Arc::new(one.with_settled()));
    }
    Ok(all)
}

fn positions(object: &Object, keep: impl Fn(usize) -> bool) -> Vec<usize> {
    (0..object.fields.len()).filter(|i| keep(*i)).collect()
}

fn is_guarded(object: &Object, field: usize) -> bool {
    let f = &object.fields[field];
    let engine = f.by.iter().any(|b| b == "engine");
    !engine && (!f.by.is_empty() || matches!(f.kind, FieldKind::AutoNumber { .. }))
}

/// References, and users and files where the catalogue has such objects.
fn references(object: &Object, objects: &HashMap<String, Arc<Object>>) -> Vec<Reference> {
    let target = |i: usize| {
        let name = match &object.fields[i].kind {
            FieldKind::Reference { object: target, .. } => target.as_ref(),
            FieldKind::User => "user",
            FieldKind::File => "file",
            _ => return None,
        };
        let engine = object.fields[i].by.iter().any(|b| b == "engine");
        (!engine && objects.contains_key(name)).then(|| Reference { field: i, target: name.to_owned() })
    };
    (0..object.fields.len()).filter_map(target).collect()
}

fn referrers(objects: &HashMap<String, Arc<Object>>, order: &[String], name: &str) -> Vec<Referrer> {
    let mut all = Vec::new();
    for other in order.iter().filter_map(|n| objects.get(n)) {
        for (i, f) in other.fields.iter().enumerate() {
            if let FieldKind::Reference { object, on_delete } = &f.kind
                && object == name
            {
                all.push(Referrer {
                    object: other.name().to_owned(),
                    field: f.name.to_string(),
                    column: other.columns[other.column_of(i)].name.to_string(),
                    multi: f.multi,
                    on_delete: *on_delete,
                });
            }
        }
    }
    all
}

fn own_rollups(object: &Object) -> Vec<OwnRollUp> {
    let own = |i: usize| match &object.fields[i].kind {
        FieldKind::RollUp(r) => Some(OwnRollUp {
            column: object.column_of(i),
            zero: matches!(r.function, RollUpFunction::Count | RollUpFunction::Sum),
        }),
        _ => None,
    };
    (0..object.fields.len()).filter_map(own).collect()
}

fn unique(object: &Object, key: &model::def::UniqueKey) -> Unique {
    let fields: Vec<usize> = key.fields.iter().filter_map(|f| object.field_index(f)).collect();
    let column = |f: &usize| format!("{}.{}", object.name(), object.columns[ddl::order_column(object, *f)].name);
    Unique { columns: fields.iter().map(column).collect::<Vec<_>>().join(", "), index: ddl::unique_name(object, key), fields }
}

/// A record with the defaults of its object, and the columns that hold one. A default that cannot be read is left out.
fn blank(scalars: &Scalars<'_>, object: &Arc<Object>) -> (Record, Vec<usize>) {
    let mut record = Record::empty(object.clone());
    for (i, f) in object.fields.iter().enumerate() {
        let Some(text) = f.default.as_deref() else { continue };
        // A default may be written as bare text: `new` for `"new"`.
        let value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
        if let Err(errors) = json::read_field(scalars, object, i, &value, &mut record) {
            tracing::warn!(object = object.name(), field = %f.name, ?errors, "the default is not acceptable");
        }
    }
    let defaults = (0..record.vals.len()).filter(|c| !record.vals[*c].is_null()).collect();
    for r in own_rollups(object).iter().filter(|r| r.zero) {
        record.vals[r.column] = Val::Int(0);
    }
    (record, defaults)
}

fn owner(objects: &HashMap<String, Arc<Object>>, object: &Object) -> Option<(usize, usize)> {
    objects.get("user").filter(|user| user.field("team").is_some())?;
    let column = |name| object.field_index(name).map(|i| object.column_of(i));
    column("owner").zip(column("owner_team")).filter(|_| object.def.owned)
}

fn numbers(object: &Object) -> Vec<AutoNumber> {
    let number = |i: usize| match &object.fields[i].kind {
        FieldKind::AutoNumber { prefix, digits } => Some(AutoNumber {
            column: object.column_of(i),
            counter: format!("{}.{}", object.name(), object.fields[i].name),
            prefix: prefix.clone(),
            digits: *digits,
        }),
        _ => None,
    };
    (0..object.fields.len()).filter_map(number).collect()
}

fn list(object: &Object, columns: impl Iterator<Item = usize>) -> String {
    columns.map(|c| format!("\"{}\"", object.columns[c].name)).collect::<Vec<_>>().join(", ")
}

fn statements(object: &Object, lock: &str) -> Statements {
    let name = object.name();
    let columns = list(object, 0..object.columns.len());
    let places = (1..=object.columns.len()).map(|i| format!("${i}")).collect::<Vec<_>>().join(", ");
    Statements {
        get: format!("select {columns} from @{name} where id = $1"),
        lock: format!("select {columns} from @{name} where id = $1{lock}"),
        insert: format!("insert into @{name} ({columns}) values ({places})"),
        columns,
        settled: String::new(),
    }
}

impl Prepared {
    /// The columns that settling roll-ups needs: the roll-ups, what formulas read and write, what goes on to others.
    fn with_settled(mut self) -> Self {
        let o = &self.object;
        let mut set: BTreeSet<usize> = [col::ID, col::REV, col::DELETED_AT].into();
        set.extend(self.rollups.iter().map(|r| r.column));
        for f in &self.formulas {
            for field in f.inputs.iter().chain([&f.field]) {
                let first = o.column_of(*field);
                set.extend(first..first + o.fields[*field].parts().len());
            }
        }
        for feed in &self.feeds {
            set.extend(feed.columns());
        }
        self.sql.settled = list(o, set.iter().copied());
        self.settled = set.into_iter().collect();
        self
    }
}

/// The values of a select or boolean field that a roll-up counts, as they are stored.
pub(crate) fn stored_values(kind: &FieldKind, values: &List<Str>) -> Vec<Val> {
    let stored = |v: &Str| match kind {
        FieldKind::Boolean => Val::Int((v == "true" || v == "1").into()),
        FieldKind::Integer => v.parse().map_or(Val::Null, Val::Int),
        _ => Val::Text(v.to_string()),
    };
    values.iter().map(stored).collect()
}
