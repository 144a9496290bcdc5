//! From the tree as people and programs write it to a [`Bound`], with every problem named by its place.

use super::area::area;
use super::asker::not_kept;
use super::names::readable_field;
use super::shape::{Shape, compared, home};
use super::value::{MAX_VALUES, Moment, Reader};
use super::{Asker, Bound, Check, Node, On, Test, Via};
use crate::facet::Facet;
use crate::{Access, Error, Result};
use model::condition::MAX_DEPTH;
use model::def::FieldKind;
use model::error::Refusal;
use model::object::{Object, Part};
use model::{Condition, FieldDef, FieldError, FieldTest, Op};
use serde_json::Value;
use std::sync::Arc;

/// Most tests in one condition.
pub const MAX_TESTS: usize = 200;

/// Checks a condition on records of `object` and makes it ready to run.
///
/// # Errors
/// `Invalid` with every problem found, each naming its place in the tree (`filter.all[1].spend`) and the remedy;
/// `Forbidden` naming a field that the asker may not read.
pub fn bind(condition: &Condition, object: &Arc<Object>, asker: &Asker<'_>) -> Result<Bound> {
    let mut binder = Binder { asker, moment: Moment::of(asker), errors: Vec::new(), forbidden: None, tests: 0 };
    let root = binder.node(condition, object, "filter", 0);
    if let Some(error) = binder.forbidden {
        return Err(error);
    }
    if !binder.errors.is_empty() {
        return Err(Error::Invalid(binder.errors));
    }
    Ok(Bound { object: object.clone(), root, scope: asker.scope_of(object) })
}

struct Binder<'a> {
    asker: &'a Asker<'a>,
    moment: Moment,
    errors: Vec<FieldError>,
    forbidden: Option<Error>,
    tests: usize,
}

/// A field found by its path.
struct Target<'a> {
    via: Option<Via>,
    object: &'a Arc<Object>,
    field: usize,
}

impl Target<'_> {
    fn def(&self) -> &FieldDef {
        &self.object.fields[self.field]
    }

    fn test(&self, on: On, check: Check) -> Node {
        Node::Test(Test { via: self.via.clone(), on, check })
    }
}

impl<'a> Binder<'a> {
    fn node(&mut self, condition: &Condition, object: &'a Arc<Object>, place: &str, depth: usize) -> Node {
        if depth > MAX_DEPTH {
            return self.refuse(place, "too_deep", &format!("is nested more than {MAX_DEPTH} deep; flatten it"));
        }
        match condition {
            Condition::All(list) => Node::All(self.list(list, object, &format!("{place}.all"), depth)),
            Condition::Any(list) => Node::Any(self.list(list, object, &format!("{place}.any"), depth)),
            Condition::Not(inner) => Node::Not(Box::new(self.node(inner, object, &format!("{place}.not"), depth + 1))),
            Condition::Field(test) => self.field(test, object, place),
        }
    }

    fn list(&mut self, list: &[Condition], object: &'a Arc<Object>, place: &str, depth: usize) -> Vec<Node> {
        list.iter().enumerate().map(|(i, c)| self.node(c, object, &format!("{place}[{i}]"), depth + 1)).collect()
    }

    fn refuse(&mut self, place: &str, code: &str, message: &str) -> Node {
        if self.errors.len() < 100 {
            self.errors.push(FieldError::new(place, code, message));
        }
        Node::never()
    }

    fn field(&mut self, test: &FieldTest, object: &'a Arc<Object>, place: &str) -> Node {
        self.tests += 1;
        if self.tests == MAX_TESTS + 1 {
            return self.refuse(place, "too_many", &format!("is the {}th test; a condition may have {MAX_TESTS}", self.tests));
        }
        if self.tests > MAX_TESTS {
            return Node::never();
        }
        let place = match &test.path.relation {
            Some(relation) => format!("{place}.{relation}.{}", test.path.field),
            None => format!("{place}.{}", test.path.field),
        };
        let bound = match self.area(test, object) {
            Some(bound) => bound,
            None => self.target(test, object).and_then(|t| self.check(test, &t)),
        };
        // A test of what is kept is false, whatever the value.
        let first = test.path.relation.as_ref().unwrap_or(&test.path.field);
        match bound {
            Ok(node) => match not_kept(object, first, self.asker.access) {
                Some(open) => Node::All(vec![node, open]),
                None => node,
            },
            Err(r) => self.refuse(&place, r.code, &r.message),
        }
    }

    /// `addresses.division`: an address's area. `None` when the path does not begin with an address.
    fn area(&mut self, test: &FieldTest, object: &Object) -> Option<Result<Node, Refusal>> {
        let relation = test.path.relation.as_ref()?;
        let field = object.field_index(relation)?;
        let facet = Facet::of(object, field).filter(|f| *f == Facet::Area)?;
        let on = On::Facet(field, facet);
        Some(self.find(object, relation).and_then(|_| area(test, |check| Node::Test(Test { via: None, on, check }))))
    }

    fn target(&mut self, test: &FieldTest, object: &'a Arc<Object>) -> Result<Target<'a>, Refusal> {
        let Some(relation) = &test.path.relation else {
            let field = self.find(object, &test.path.field)?;
            return Ok(Target { via: None, object, field });
        };
        let step = self.find(object, relation)?;
        let def = &object.fields[step];
        let name = match &def.kind {
            FieldKind::Reference { object, .. } if !def.multi => object.as_ref(),
            FieldKind::User if !def.multi => "user",
            _ => {
                return Err(Refusal::new(
                    "not_a_reference",
                    format!("`{relation}` does not refer to one record; test it directly"),
                ));
            }
        };
        let other = self.asker.catalog.objects.get(name);
        let other = other.ok_or_else(|| Refusal::new("unknown_field", format!("there are no records of `{name}`")))?;
        let field = self.find(other, &test.path.field)?;
        let mut scope = self.asker.scope_of(other);
        scope.extend(not_kept(other, &test.path.field, self.asker.access));
        let via = Via { column: object.column_of(step), object: other.clone(), scope };
        Ok(Target { via: Some(via), object: other, field })
    }

    fn find(&mut self, object: &Object, name: &str) -> Result<usize, Refusal> {
        let found = readable_field(object, name, self.asker.access);
        match found {
            Ok(i) => Ok(i),
            Err(Error::Invalid(mut e)) if !e.is_empty() => Err(Refusal::new("unknown_field", e.remove(0).message)),
            Err(e) => {
                let refusal = Refusal::new("forbidden", e.to_string());
                self.forbidden.get_or_insert(e);
                Err(refusal)
            }
        }
    }

    fn check(&self, test: &FieldTest, target: &Target<'_>) -> Result<Node, Refusal> {
        let company = &self.asker.catalog.company;
        let def = target.def();
        let shape = Shape::of(def, company);
        let allowed = shape.operators(def.multi);
        if !allowed.contains(&test.op) {
            let names: Vec<String> = allowed.iter().map(|o| format!("`{}`", name_of(*o))).collect();
            let message = format!("`{}` does not fit this field; it takes {}", name_of(test.op), names.join(", "));
            return Err(Refusal::new("operator", message));
        }
        let on = compared(target.object, target.field);
        if test.op == Op::Empty {
            return Ok(target.test(empty_on(target, on), if wanted(&test.value)? { Check::Empty } else { Check::Present }));
        }
        if shape == Shape::Money
            && !def.multi
            && let Some(node) = self.foreign_money(test, target)?
        {
            return Ok(node);
        }
        let Access { actor, place, .. } = self.asker.access;
        let reader = Reader { shape, company, moment: &self.moment, me: actor.user, my_team: &place.below };
        if let Some(facet) = Facet::of(target.object, target.field) {
            let on = On::Facet(target.field, facet);
            match (facet, test.op) {
                (Facet::Ending, Op::EndsWith) => return Ok(target.test(on, reader.ending(&test.value)?)),
                (Facet::Birthday { .. }, Op::Within) => {
                    if let Some(check) = reader.birthday(&test.value)? {
                        return Ok(target.test(on, check));
                    }
                }
                _ => {}
            }
        }
        let check = match test.op {
            Op::Is => reader.equal(&test.value),
            Op::In => return one_of(&test.value, &reader, |check| target.test(on, as_texts(check, def.multi))),
            Op::Lt | Op::Lte | Op::Gt | Op::Gte => reader.compare(test.op, &test.value),
            Op::Contains | Op::StartsWith => reader.part(test.op, &test.value),
            Op::Within => reader.within(&test.value),
            Op::Empty | Op::EndsWith => Ok(Check::Present),
        }?;
        Ok(target.test(on, as_texts(check, def.multi)))
    }

    /// An amount with a currency, `10.00 EUR` or `{"amount": "10.00", "currency": "EUR"}`: a foreign one is compared only with
    /// amounts in that currency. `None` when it is in the company's currency, so that the converted amounts are compared.
    fn foreign_money(&self, test: &FieldTest, target: &Target<'_>) -> Result<Option<Node>, Refusal> {
        if matches!(test.op, Op::In | Op::Within) {
            return Ok(None);
        }
        let home = home(&self.asker.catalog.company);
        let (amount, currency) = super::scalar::money(&test.value, home)?;
        if currency == home {
            return Ok(None);
        }
        let company = &self.asker.catalog.company;
        let shape = Shape::Number(currency.digits());
        let reader = Reader { shape, company, moment: &self.moment, me: None, my_team: &[] };
        let check = if test.op == Op::Is { reader.equal(&amount)? } else { reader.compare(test.op, &amount)? };
        let part = |p| {
            let missing = || Refusal::new("bad_value", "this field has no currency");
            target.object.part_of(target.field, p).map(On::Column).ok_or_else(missing)
        };
        let same = target.test(part(Part::Currency)?, Check::In(vec![currency.code().into()]));
        Ok(Some(Node::All(vec![same, target.test(part(Part::Value)?, check)])))
    }
}

pub(super) fn name_of(op: Op) -> String {
    serde_json::to_value(op).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Emptiness is seen in the value column itself, also where comparisons go by a key.
fn empty_on(target: &Target<'_>, on: On) -> On {
    match on {
        On::Values(_) | On::Facet(..) | On::Shared { .. } => on,
        On::Column(_) => On::Column(target.object.column_of(target.field)),
    }
}

pub(super) fn wanted(value: &Value) -> Result<bool, Refusal> {
    match value {
        Value::Bool(b) => Ok(*b),
        Value::Null => Ok(true),
        Value::String(s) if s == "true" => Ok(true),
        Value::String(s) if s == "false" => Ok(false),
        _ => Err(Refusal::new("bad_value", "`empty` takes `true` or `false`")),
    }
}

/// `in`: the union of what each value equals.
fn one_of(value: &Value, reader: &Reader<'_>, test: impl Fn(Check) -> Node) -> Result<Node, Refusal> {
    let list = value.as_array().ok_or_else(|| Refusal::new("bad_value", "`in` takes a list of values"))?;
    if list.len() > MAX_VALUES {
        return Err(Refusal::new("too_many", format!("the list has {} values; at most {MAX_VALUES} fit", list.len())));
    }
    let mut vals = Vec::with_capacity(list.len());
    let mut days = Vec::new();
    for (i, v) in list.iter().enumerate() {
        match reader.equal(v).map_err(|r| Refusal::new(r.code, format!("value {}: {}", i + 1, r.message)))? {
            Check::In(more) => vals.extend(more),
            day => days.push(test(day)),
        }
    }
    if days.is_empty() {
        return Ok(test(Check::In(vals)));
    }
    days.push(test(Check::In(vals)));
    Ok(Node::Any(days))
}

/// Table `value` holds every kind of value as text.
fn as_texts(check: Check, multi: bool) -> Check {
    match check {
        Check::In(vals) if multi => Check::In(vals.into_iter().map(super::scalar::as_text).collect()),
        other => other,
    }
}
