//! The SQL of a list: one text for both databases.
//!
//! Driven by the index of the order, conditions are tested row by row:
//! `select .. where deleted_at is null and .. and (x, id) > ($1, $2) order by x, id limit 51`. Driven by a condition, the rows
//! that it finds come from an inner query whose `limit` keeps the planner from mixing both:
//! `select .. from (select .. where .. limit 9223372036854775807) t where .. order by .. limit 51`. The records of a few teams are
//! merged, and those shared: `select .. from (select x, id from (select * from (select .. order by x, id) b0 union all ..) t
//! order by x, id limit 51) f join ..`. Both databases walk the branches in step and read hardly more rows than the page has; for
//! that SQLite must find no limit in them, and PostgreSQL, which plans each by itself, must find one.

use super::Prepared;
use super::order::Pass;
use super::plan::{Drive, of_teams, tests_of};
use crate::condition::sql::Index;
use crate::condition::{Check, Sql, Test};
use model::Val;
use store::Dialect;

const FENCE: &str = " limit 9223372036854775807";

/// Rows that are merged with others.
enum Branch<'a> {
    /// Those of a team.
    Team(&'a Val),
    /// Those shared, but for those of the teams.
    Shared { test: &'a Test, but: &'a Test },
}

pub(crate) struct Select<'a> {
    pub ready: &'a Prepared,
    pub dialect: Dialect,
    pub drive: Drive,
}

impl Select<'_> {
    /// At most `limit` rows of one pass, after the cursor.
    pub fn page(&self, pass: Pass, after: Option<&[Val]>, limit: usize) -> Sql {
        if let Drive::Teams(n) = self.drive {
            return self.merged(n, pass, after, limit);
        }
        let mut sql = Sql::new(self.dialect);
        self.columns(&mut sql);
        self.rows(&mut sql);
        self.ready.order.write_after(&mut sql, &self.ready.object, pass, after);
        self.ready.order.write_order(&mut sql, &self.ready.object, pass);
        sql.push(&format!(" limit {limit}"));
        sql
    }

    /// The first of the rows of each team, by the index of team and order alone, and of those of other teams that were shared;
    /// and only then whole rows.
    fn merged(&self, teams: usize, pass: Pass, after: Option<&[Val]>, limit: usize) -> Sql {
        let (object, order) = (&self.ready.object, &self.ready.order);
        let mut sql = Sql::new(self.dialect);
        let keys = |sql: &mut Sql| {
            for (i, key) in order.keys.iter().enumerate() {
                sql.push(if i == 0 { "select " } else { ", " }).column("t", &object.columns[key.column].name);
            }
        };
        self.columns(&mut sql);
        sql.push(" from (");
        keys(&mut sql);
        sql.push(" from (");
        for (i, branch) in self.branches(teams).iter().enumerate() {
            sql.push(if i == 0 { "select * from (" } else { " union all select * from (" });
            keys(&mut sql);
            sql.push(" from @").push(object.name()).push(" t where t.deleted_at is ");
            sql.push(if self.ready.deleted { "not null" } else { "null" });
            match branch {
                Branch::Team(team) => sql.push(" and t.\"owner_team\" = ").bind((*team).clone()),
                Branch::Shared { test, but } => {
                    sql.push(" and ").seek(object, "t", test).push(" and (").test(object, "t", but, Index::No);
                    sql.push(") is not true")
                }
            };
            for (_, node) in self.ready.conditions.iter().enumerate().filter(|(n, _)| *n != teams) {
                sql.push(" and ").node(object, "t", node, Index::No);
            }
            order.write_after(&mut sql, object, pass, after);
            order.write_order(&mut sql, object, pass);
            if self.dialect == Dialect::Postgres {
                sql.push(&format!(" limit {limit}"));
            }
            sql.push(&format!(") b{i}"));
        }
        sql.push(") t");
        order.write_order(&mut sql, object, pass);
        sql.push(&format!(" limit {limit}) f join @")).push(object.name()).push(" t on t.\"id\" = f.\"id\"");
        order.write_order(&mut sql, object, pass);
        sql
    }

    fn branches(&self, condition: usize) -> Vec<Branch<'_>> {
        let Some((owned @ Test { check: Check::In(teams), .. }, shared)) =
            self.ready.conditions.get(condition).and_then(of_teams)
        else {
            return Vec::new();
        };
        let shared = shared.map(|test| Branch::Shared { test, but: owned });
        teams.iter().map(Branch::Team).chain(shared).collect()
    }

    /// All rows in order, those without a value in the first key last.
    pub fn whole(&self) -> Sql {
        let mut sql = Sql::new(self.dialect);
        self.columns(&mut sql);
        self.rows(&mut sql);
        self.ready.order.write_order(&mut sql, &self.ready.object, Pass::Only);
        sql
    }

    /// The number of rows, counted to `limit`.
    pub fn count(&self, limit: i64) -> Sql {
        let mut sql = Sql::new(self.dialect);
        sql.push("select count(*) from (select 1");
        self.unordered(&mut sql);
        sql.push(&format!(" limit {limit}) c"));
        sql
    }

    /// `from` and `where` of all rows, open for further conditions.
    pub fn unordered(&self, sql: &mut Sql) {
        // Nothing is sorted, so the database may use whatever index serves.
        let drive = if matches!(self.drive, Drive::Condition(_)) { self.drive } else { Drive::Open };
        Select { drive, ..*self }.table(sql);
    }

    fn columns(&self, sql: &mut Sql) {
        sql.push("select ");
        for (i, c) in self.ready.columns.iter().enumerate() {
            sql.push(if i == 0 { "" } else { ", " }).column("t", &self.ready.object.columns[*c].name);
        }
    }

    /// `from` and `where`, open for further conditions.
    fn rows(&self, sql: &mut Sql) {
        if matches!(self.drive, Drive::Condition(_)) {
            sql.push(" from (");
            self.columns(sql);
            self.table(sql);
            sql.push(FENCE).push(") t where true");
        } else {
            self.table(sql);
        }
    }

    fn table(&self, sql: &mut Sql) {
        let object = &self.ready.object;
        sql.push(" from @").push(object.name()).push(" t where t.deleted_at is ");
        sql.push(if self.ready.deleted { "not null" } else { "null" });
        let index = |i: usize| match self.drive {
            Drive::Open => Index::May,
            Drive::Along(bits) if i < 64 && bits & (1 << i) != 0 => Index::May,
            _ => Index::No,
        };
        for (i, node) in self.ready.conditions.iter().enumerate() {
            sql.push(" and ");
            match (self.drive, tests_of(object, node)) {
                (Drive::Condition(n), Some(tests)) if n == i => sql.seek_any(object, "t", &tests),
                _ => sql.node(object, "t", node, index(i)),
            };
        }
    }
}
