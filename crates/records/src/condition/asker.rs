//! Who asks, and which rows they see: by owners and sharing, as far as units show them and people agreed to the purpose.

use super::{Check, Node, On, Test, Via};
use crate::access::sight::{Reach, Sight, sight};
use crate::access::{Act, RowScope};
use crate::consent::using;
use crate::{Access, Catalog};
use model::object::Object;
use model::{Id, Ts, Val};

/// Who asks, of which definitions, and when.
#[derive(Clone, Copy, Debug)]
pub struct Asker<'a> {
    pub catalog: &'a Catalog,
    pub access: &'a Access,
    pub now: Ts,
}

impl Asker<'_> {
    /// The rows of `object` in sight, as conditions that must all hold; none when all are.
    #[must_use]
    pub fn scope_of(&self, object: &Object) -> Vec<Node> {
        let mut all = self.rows_of(object);
        all.extend(using::agreed(self.catalog, self.access, object, self.now).into_iter().map(Node::Test));
        all
    }

    fn rows_of(&self, object: &Object) -> Vec<Node> {
        match sight(self.catalog, self.access, object, Act::Read) {
            Sight::All => Vec::new(),
            Sight::Nothing => vec![Node::never()],
            Sight::Owner(reach) => self.within(object, &reach, None).into_iter().collect(),
            Sight::Parents(parents) => parents
                .into_iter()
                .filter_map(|p| {
                    let via = Via { column: p.column, object: p.object.clone(), scope: Vec::new() };
                    self.within(&p.object, &p.reach, Some(via))
                })
                .collect(),
        }
    }

    /// Records that are within by their owners, or were shared.
    fn within(&self, object: &Object, reach: &Reach, via: Option<Via>) -> Option<Node> {
        let owned = match &reach.rows {
            RowScope::All => return None,
            RowScope::AllBut(teams) => Node::Not(Box::new(owned_by(object, "owner_team", teams, via.clone())?)),
            RowScope::Own(user) => owned_by(object, "owner", &[*user], via.clone())?,
            RowScope::Teams(teams) => owned_by(object, "owner_team", teams, via.clone())?,
        };
        let Some(shared) = &reach.shared else { return Some(owned) };
        let on = On::Shared { change: shared.change, at: self.now.0 };
        let with = Check::In(shared.with.iter().copied().map(Val::Id).collect());
        Some(Node::Any(vec![owned, Node::Test(Test { via, on, check: with })]))
    }
}

/// Records whose owner, or owner's team, is one of these.
fn owned_by(object: &Object, field: &str, ids: &[Id], via: Option<Via>) -> Option<Node> {
    let column = object.column_of(object.field_index(field)?);
    let check = Check::In(ids.iter().copied().map(Val::Id).collect());
    Some(Node::Test(Test { via, on: On::Column(column), check }))
}

/// Records in which the field is not kept from the asker; `None`: it is kept in none.
pub(crate) fn not_kept(object: &Object, field: &str, access: &Access) -> Option<Node> {
    let teams = access.kept.field(object.name(), field);
    let kept = if teams.is_empty() { None } else { owned_by(object, "owner_team", teams, None) };
    kept.map(|k| Node::Not(Box::new(k)))
}
