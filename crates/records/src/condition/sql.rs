//! Conditions as SQL, the same text for both databases but for what [`Dialect`] names.
//!
//! A test may be null in SQL where its meaning is false. `and` and `or` keep such a null from turning true, and a condition
//! at the top of `where` treats null as false; so only `not` has to say `is not true`. Comparisons stay bare, and indexes usable.

use super::{Bound, Check, Node, On, Test, Via, after_prefix};
use crate::facet;
use model::{Object, Str, Ts, Val};
use store::Dialect;

/// SQL text under construction with its parameters.
#[derive(Clone, Debug)]
pub struct Sql {
    pub dialect: Dialect,
    pub text: String,
    pub params: Vec<Val>,
}

/// Whether the planner may choose an index by a comparison.
///
/// SQLite has no statistics that know how often *this* value occurs; where the engine knows better which index serves, the
/// other comparisons are written so that they do not qualify.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    May,
    No,
    /// It should: the engine has counted that few rows match.
    Should,
}

/// The column with the record's id, in what [`Sql::entries`] writes.
#[must_use]
pub fn entry_id(on: On) -> &'static str {
    if matches!(on, On::Column(_)) { "e.id" } else { "v.record_id" }
}

impl Sql {
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Self { dialect, text: String::with_capacity(512), params: Vec::new() }
    }

    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Writes a parameter.
    pub fn bind(&mut self, val: impl Into<Val>) -> &mut Self {
        self.params.push(val.into());
        self.text.push('$');
        self.text.push_str(&self.params.len().to_string());
        self
    }

    /// Writes parameters with commas between.
    pub fn bind_all(&mut self, vals: impl IntoIterator<Item = Val>) -> &mut Self {
        for (i, v) in vals.into_iter().enumerate() {
            self.push(if i == 0 { "" } else { ", " }).bind(v);
        }
        self
    }

    /// Writes `alias."column"`.
    pub fn column(&mut self, alias: &str, name: &str) -> &mut Self {
        self.push(alias).push(".\"").push(name).push("\"")
    }

    /// Writes the whole condition on table alias `alias`, with the asker's sight; `true` when there is nothing to test.
    pub fn condition(&mut self, bound: &Bound, alias: &str, index: Index) -> &mut Self {
        for scope in &bound.scope {
            self.node(&bound.object, alias, scope, index).push(" and ");
        }
        self.node(&bound.object, alias, &bound.root, index)
    }

    pub fn node(&mut self, object: &Object, alias: &str, node: &Node, index: Index) -> &mut Self {
        match node {
            Node::All(nodes) => self.join(object, alias, nodes, " and ", "true", index),
            Node::Any(nodes) => self.join(object, alias, nodes, " or ", "false", index),
            Node::Not(inner) => self.push("(").node(object, alias, inner, index).push(") is not true"),
            Node::Test(test) => self.test(object, alias, test, index),
        }
    }

    fn join(&mut self, object: &Object, alias: &str, nodes: &[Node], word: &str, none: &str, index: Index) -> &mut Self {
        if let [only] = nodes {
            return self.node(object, alias, only, index);
        }
        if nodes.is_empty() {
            return self.push(none);
        }
        for (i, n) in nodes.iter().enumerate() {
            self.push(if i == 0 { "(" } else { word }).node(object, alias, n, index);
        }
        self.push(")")
    }

    /// A test judged row by row.
    pub fn test(&mut self, object: &Object, alias: &str, test: &Test, index: Index) -> &mut Self {
        match (&test.via, test.on) {
            (None, On::Column(c)) => self.check(alias, &object.columns[c].name, &test.check, index),
            (None, On::Values(f)) => self.values(object, alias, f, &test.check, index),
            (None, on @ On::Facet(..)) => self.rows(object, alias, on, &test.check),
            (None, On::Shared { .. }) => {
                let id = if index == Index::No { self.dialect.unindexed(&format!("{alias}.id")) } else { format!("{alias}.id") };
                self.push(&id).push(" in (").found(object, test).push(")")
            }
            (Some(via), on) => self.beyond(object, alias, via, on, &test.check),
        }
    }

    /// The same test written so that it finds its rows by an index: what drives a list whose filter matches few rows.
    pub fn seek(&mut self, object: &Object, alias: &str, test: &Test) -> &mut Self {
        match (&test.via, test.on) {
            (None, On::Column(_)) => self.test(object, alias, test, Index::Should),
            (None, _) => self.few(|s| s.column(alias, "id").push(" in (").found(object, test).push(")")),
            (Some(via), _) => {
                let column = &object.columns[via.column].name;
                self.few(|s| s.column(alias, column).push(" in (").related(via, test).push(")"))
            }
        }
    }

    /// Finds its rows by the indexes of all alternatives.
    pub fn seek_any(&mut self, object: &Object, alias: &str, tests: &[&Test]) -> &mut Self {
        if let [one] = tests {
            return self.seek(object, alias, one);
        }
        self.few(|s| {
            s.column(alias, "id").push(" in (");
            for (i, t) in tests.iter().enumerate() {
                s.push(if i == 0 { "" } else { " union " }).found(object, t);
            }
            s.push(")")
        })
    }

    /// A condition that few rows satisfy.
    fn few(&mut self, write: impl FnOnce(&mut Self) -> &mut Self) -> &mut Self {
        let (open, close) = self.dialect.rare();
        self.push(open);
        write(self);
        self.push(close)
    }

    /// `select` of the ids that satisfy a test, found by an index.
    fn found(&mut self, object: &Object, test: &Test) -> &mut Self {
        if test.via.is_none() {
            return self.push("select ").push(entry_id(test.on)).push(" from ").entries(object, test);
        }
        self.push("select t.id from @").push(object.name()).push(" t where ").seek(object, "t", test)
    }

    /// What follows `from`: the index entries that satisfy a test of the record itself, deleted records among them.
    /// A column's table is `e`, that of list values is `v`.
    pub fn entries(&mut self, object: &Object, test: &Test) -> &mut Self {
        match test.on {
            on @ (On::Values(_) | On::Facet(..)) => {
                self.push("@value v where ").value_of(object, on).push(" and ");
                self.check("v", "v", &test.check, Index::Should)
            }
            On::Shared { change, at } => {
                self.push("@share v where v.object = '").push(object.name()).push("' and ");
                self.check("v", "principal", &test.check, Index::May).push(" and (v.until is null or v.until > ").bind(at);
                self.push(if change { ") and v.change = 1" } else { ")" })
            }
            On::Column(c) => {
                self.push("@").push(object.name()).push(" e where ");
                self.check("e", &object.columns[c].name, &test.check, Index::Should)
            }
        }
    }

    /// `select` of the related records that satisfy a test.
    fn related(&mut self, via: &Via, test: &Test) -> &mut Self {
        let inner = Test { via: None, on: test.on, check: test.check.clone() };
        self.push("select r.id from @").push(via.object.name()).push(" r where r.deleted_at is null and ");
        for scope in &via.scope {
            self.node(&via.object, "r", scope, Index::No).push(" and ");
        }
        self.seek(&via.object, "r", &inner)
    }

    fn beyond(&mut self, object: &Object, alias: &str, via: &Via, on: On, check: &Check) -> &mut Self {
        let empty = *check == Check::Empty;
        let inner = Test { via: None, on, check: if empty { Check::Present } else { check.clone() } };
        self.push(if empty { "not exists" } else { "exists" });
        self.push(" (select 1 from @").push(via.object.name()).push(" r where r.id = ");
        self.column(alias, &object.columns[via.column].name).push(" and r.deleted_at is null and ");
        for scope in &via.scope {
            self.node(&via.object, "r", scope, Index::No).push(" and ");
        }
        self.test(&via.object, "r", &inner, Index::No).push(")")
    }

    fn values(&mut self, object: &Object, alias: &str, field: usize, check: &Check, index: Index) -> &mut Self {
        if matches!(check, Check::Empty | Check::Present) {
            let column = object.column_of(field);
            return self.check(alias, &object.columns[column].name, check, index);
        }
        self.rows(object, alias, On::Values(field), check)
    }

    /// A test of the record's rows of table `value`.
    fn rows(&mut self, object: &Object, alias: &str, on: On, check: &Check) -> &mut Self {
        self.push(if *check == Check::Empty { "not exists" } else { "exists" });
        self.push(" (select 1 from @value v where ").value_of(object, on).push(" and v.record_id = ").column(alias, "id");
        if !matches!(check, Check::Empty | Check::Present) {
            self.push(" and ").check("v", "v", check, Index::May);
        }
        self.push(")")
    }

    /// Which rows of table `value`.
    fn value_of(&mut self, object: &Object, on: On) -> &mut Self {
        let name = match on {
            On::Facet(field, _) => facet::key(&object.fields[field].name),
            On::Values(field) | On::Column(field) => object.fields[field].name.to_string(),
            On::Shared { .. } => String::new(),
        };
        self.push("v.object = '").push(object.name()).push("' and v.field = '").push(&name).push("'")
    }

    fn check(&mut self, alias: &str, column: &str, check: &Check, index: Index) -> &mut Self {
        let col = match index {
            Index::May | Index::Should => format!("{alias}.\"{column}\""),
            Index::No => self.dialect.unindexed(&format!("{alias}.\"{column}\"")),
        };
        match check {
            Check::Empty => self.compare(index, &col, " is null", None),
            Check::Present => self.compare(index, &col, " is not null", None),
            Check::In(vals) => match vals.as_slice() {
                [] => self.push("false"),
                [one] => self.compare(index, &col, " = ", Some(one.clone())),
                many => {
                    let (open, close) = if index == Index::Should { self.dialect.rare() } else { ("", "") };
                    self.push(open).push(&col).push(" in (").bind_all(many.iter().cloned()).push(")").push(close)
                }
            },
            Check::Range { from, to } => self.range(index, &col, from.map(Val::Int), to.map(Val::Int)),
            Check::Contains(part) => {
                let at = self.params.len() + 1;
                self.params.push(part.as_str().into());
                let text = self.dialect.contains(&col, &format!("${at}"));
                self.push(&text)
            }
            Check::Agreed { purposes, at, restricted } => self.agreed(&col, purposes, *at, *restricted),
            Check::StartsWith(prefix) => {
                self.range(index, &col, Some(prefix.as_str().into()), after_prefix(prefix).map(Val::Text))
            }
        }
    }

    fn agreed(&mut self, col: &str, purposes: &[Str], at: Ts, restricted: bool) -> &mut Self {
        self.push("(").push(col).push(" is null or (1 = 1");
        if !purposes.is_empty() {
            self.push(" and exists (select 1 from @consent_state c where c.customer_id = ").push(col);
            self.push(" and c.purpose in (").bind_all(purposes.iter().map(|p| p.as_ref().into()));
            self.push(") and c.state = 'granted' and (c.expires_at is null or c.expires_at > ").bind(at.0).push("))");
        }
        if restricted {
            self.push(" and not exists (select 1 from @customer r where r.id = ")
                .push(col)
                .push(" and r.restricted_at is not null)");
        }
        self.push("))")
    }

    fn range(&mut self, index: Index, col: &str, from: Option<Val>, to: Option<Val>) -> &mut Self {
        match (from, to) {
            (None, None) => self.compare(index, col, " is not null", None),
            (Some(f), None) => self.compare(index, col, " >= ", Some(f)),
            (None, Some(t)) => self.compare(index, col, " < ", Some(t)),
            (Some(f), Some(t)) => {
                self.push("(").compare(index, col, " >= ", Some(f)).push(" and ").compare(index, col, " < ", Some(t)).push(")")
            }
        }
    }

    fn compare(&mut self, index: Index, col: &str, sign: &str, val: Option<Val>) -> &mut Self {
        let (open, close) = if index == Index::Should { self.dialect.rare() } else { ("", "") };
        self.push(open).push(col).push(sign);
        if let Some(v) = val {
            self.bind(v);
        }
        self.push(close)
    }
}
