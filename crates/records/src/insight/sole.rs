//! Customers whom only one person knows.
//!
//! A colleague *knows* a customer when they can sign in and
//! - own the customer, or entered it by hand;
//! - changed it by hand or by an operation (change log);
//! - entered something that happened to it, such as a call or a visit, or did an operation that did (events);
//! - own, or entered by hand, a record that refers to it (a note, a task, an order), or are named in one as who shall do it.
//!
//! Imports, merges and hand-overs make nobody know anybody. What was noted of a merged customer counts for the one it became.

use super::DEADLINE;
use crate::access::{Act, RowScope};
use crate::condition::Sql;
use crate::handover::held::names_people;
use crate::{Access, Catalog, Records, Result};
use model::def::FieldKind;
use model::object::{Object, col};
use model::{Id, Val};
use serde::Serialize;
use std::fmt::Write as _;
use store::Scan;

/// The object of which this is told.
const CUSTOMER: &str = "customer";
/// Most customers of one page or file.
const MOST: usize = 100_000;

/// A person, and how many customers they alone know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SoleOf {
    pub user: Id,
    /// Empty where the asker sees no people.
    pub name: String,
    pub customers: i64,
}

/// A customer whom one person alone knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sole {
    pub customer: Id,
    /// What it is called; none where the name is closed to the asker.
    pub title: Option<String>,
    pub user: Id,
}

/// The people, those who alone know most first, and how many customers the asker sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Soles {
    pub people: Vec<SoleOf>,
    /// Customers in the asker's sight.
    pub customers: i64,
}

impl Records {
    /// Who alone knows how many of the customers that the asker sees by their role.
    ///
    /// # Errors
    /// `Forbidden`; `Deadline` of the store.
    pub async fn soles(&self, access: &Access) -> Result<Soles> {
        let (catalog, customer) = self.customers(access).await?;
        let mut sql = self.knowers(&catalog, &customer);
        sql.push("select o.person, u.name, count(*) from alone o join @user u on u.id = o.person join @customer c on c.id = o.customer");
        within(&mut sql, &access.rows(Act::Read, CUSTOMER));
        sql.push(" group by o.person, u.name order by 3 desc, 2");
        let rows = self.tenant().scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        let sees = access.allows(Act::Read, "user");
        let named = |name: &str| if sees { name.to_owned() } else { String::new() };
        let person = |r: &store::Row| Ok(SoleOf { user: r.id(0)?, name: named(r.text(1)?), customers: r.int(2)? });
        let people = rows.iter().map(person).collect::<Result<_>>()?;
        let mut sql = Sql::new(self.tenant().dialect());
        sql.push("select count(*) from @customer c");
        within(&mut sql, &access.rows(Act::Read, CUSTOMER));
        let rows = self.tenant().scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        Ok(Soles { people, customers: rows.first().and_then(|r| r.opt_int(0)).unwrap_or(0) })
    }

    /// Customers whom one person alone knows, of `user` or of all, after the customer `after`; at most `limit`.
    ///
    /// # Errors
    /// `Forbidden`; `Deadline` of the store.
    pub async fn sole(&self, access: &Access, user: Option<Id>, after: Option<Id>, limit: usize) -> Result<Vec<Sole>> {
        let (catalog, customer) = self.customers(access).await?;
        let mut sql = self.knowers(&catalog, &customer);
        sql.push("select c.id, o.person from alone o join @customer c on c.id = o.customer");
        within(&mut sql, &access.rows(Act::Read, CUSTOMER));
        if let Some(user) = user {
            sql.push(" and o.person = ").bind(user);
        }
        sql.push(" and c.id > ").bind(after.unwrap_or(Id::NIL));
        sql.push(&format!(" order by c.id limit {}", limit.clamp(1, MOST)));
        let rows = self.tenant().scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        let mut all = Vec::with_capacity(rows.len());
        for rows in rows.chunks(500) {
            let found = rows.iter().map(|r| Ok((r.id(0)?, r.id(1)?))).collect::<store::Result<Vec<_>>>()?;
            let wanted: Vec<(&str, Id)> = found.iter().map(|(id, _)| (CUSTOMER, *id)).collect();
            let labels = self.labels(access, &wanted).await?;
            let sole = |(customer, user)| Sole { customer, title: labels.get(customer).map(str::to_owned), user };
            all.extend(found.into_iter().map(sole));
        }
        Ok(all)
    }

    async fn customers(&self, access: &Access) -> Result<(std::sync::Arc<Catalog>, std::sync::Arc<Object>)> {
        self.check_tenant(access)?;
        access.require_on(Act::Read, CUSTOMER)?;
        let catalog = self.current().await?;
        let customer = catalog.object(CUSTOMER)?.clone();
        Ok((catalog, customer))
    }

    /// `with alone (customer, person) as (...)`: customers whom one person alone knows.
    fn knowers(&self, catalog: &Catalog, customer: &Object) -> Sql {
        let mut all = own(customer, "id", CUSTOMER, false);
        for object in catalog.iter().filter(|o| o.name() != CUSTOMER) {
            for (i, field) in object.fields.iter().enumerate() {
                let refers = matches!(&field.kind, FieldKind::Reference { object, .. } if object.as_ref() == CUSTOMER);
                if refers && !field.multi {
                    let column = object.columns[object.column_of(i)].name.to_string();
                    all.push_str(&own(object, &column, object.name(), true));
                }
            }
        }
        let mut sql = Sql::new(self.tenant().dialect());
        sql.push("with told as (").push(&all).push(
            " union select coalesce(a.root, e.customer_id), e.by_id from @event e left join @alias a on a.id = e.customer_id \
             where e.by_kind in ('person', 'operation') and e.deleted_at is null \
             union select coalesce(a.root, h.record_id), h.by_id from @change h left join @alias a on a.id = h.record_id \
             where h.object = 'customer' and h.kind = 'update' and h.by_kind in ('person', 'operation')), \
             knows as (select k.customer, k.person from told k join @user u on u.id = k.person \
             where u.active = 1 and u.deleted_at is null and k.customer is not null), \
             alone as (select customer, person from (select customer, person, count(*) over (partition by customer) as n \
             from knows) counted where n = 1) ",
        );
        sql
    }
}

/// Who owns the records, entered them by hand, or is named by them, each with the customer that `column` says.
fn own(object: &Object, column: &str, name: &str, further: bool) -> String {
    let mut sql = String::new();
    let mut add = |person: &str, only: &str| {
        let union = if sql.is_empty() && !further { "" } else { " union " };
        let named = if union.is_empty() { (" as customer", " as person") } else { ("", "") };
        let _ = write!(
            sql,
            "{union}select t.\"{column}\"{}, t.\"{person}\"{} from @{name} t where t.deleted_at is null{only}",
            named.0, named.1
        );
    };
    add(&object.columns[col::CREATED_BY].name, " and t.import_id is null");
    for (i, field) in object.fields.iter().enumerate() {
        if names_people(object, i) && !field.multi {
            add(&object.columns[object.column_of(i)].name, "");
        }
    }
    sql
}

/// ` where ..`: customers `c` in use that the asker reaches by their owner.
fn within(sql: &mut Sql, rows: &RowScope) {
    sql.push(" where c.deleted_at is null");
    let list = |sql: &mut Sql, teams: &[Id]| {
        if teams.is_empty() {
            sql.push("null");
        }
        sql.bind_all(teams.iter().copied().map(Val::Id));
    };
    match rows {
        RowScope::All => {}
        RowScope::Own(id) => drop(sql.push(" and c.owner_id = ").bind(*id)),
        RowScope::AllBut(teams) => {
            sql.push(" and (c.owner_team is null or c.owner_team not in (");
            list(sql, teams);
            sql.push("))");
        }
        RowScope::Teams(teams) => {
            sql.push(" and c.owner_team in (");
            list(sql, teams);
            sql.push(")");
        }
    }
}
