//! Formulas: CEL expressions over the stored fields of the same record, computed whenever it is written.
//!
//! Numbers are 64-bit floats with 53 bits of precision: sums, differences and products of money and decimals of up to 15
//! digits are exact once rounded to the result's scale; halves are rounded away from zero, and a result that float
//! arithmetic left within a millionth of a half counts as one. Whole numbers may be written without a point
//! (`price * 2`). Money is in units of the company's currency, a date is days and a date and time seconds since 1970.
//! When a field that is needed is empty, or the result is not a number (division by zero), the formula is empty.
//! There are no macros, so no loops: time is bounded by the length of the text.

pub mod again;
mod fault;

pub use fault::{FUNCTIONS, Fault, Place};

use crate::{Error, Result};
use cel::common::ast::{EntryExpr, Expr, IdedExpr, LiteralValue};
use cel::common::types::CelDouble;
use cel::common::value::CowVal;
use cel::context::VariableResolver;
use cel::{Context, Env, Value};
use model::def::{FieldKind, ResultType};
use model::object::{Object, Part};
use model::{Record, Val};
use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

/// Longest text of an expression, in bytes.
const MAX_TEXT: usize = 1_000;

static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::default().with_stdlib()));

/// One compiled formula.
#[derive(Debug)]
pub struct Formula {
    /// Index of the formula's field, and of the fields that it reads.
    pub field: usize,
    pub inputs: Vec<usize>,
    expr: IdedExpr,
    result: ResultType,
    /// Minor units in a unit of the company's currency.
    minor: f64,
    /// It calls a function that there is not, and so yields nothing; none is defined so any more.
    pub unknown: Option<Fault>,
}

/// The formulas of an object in an order in which each comes after those that it reads.
///
/// # Errors
/// `Invalid` naming the field when an expression cannot be read, reads an unknown or unsuitable field, or reads itself.
pub fn compile(object: &Object, money_digits: u8) -> Result<Vec<Formula>> {
    let mut open = Vec::new();
    for (i, f) in object.fields.iter().enumerate() {
        if let FieldKind::Formula { expr, result } = &f.kind {
            let bad = |fault: Fault| Error::field(f.name.to_string(), "bad_formula", fault.message);
            open.push(compile_one(object, i, expr, *result, money_digits).map_err(bad)?);
        }
    }
    sorted(object, open)
}

fn sorted(object: &Object, mut open: Vec<Formula>) -> Result<Vec<Formula>> {
    let mut done = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let waiting: HashSet<usize> = open.iter().map(|f| f.field).collect();
        let ready = open.iter().position(|f| !f.inputs.iter().any(|i| waiting.contains(i)));
        let Some(ready) = ready else {
            let name = object.fields[open[0].field].name.to_string();
            return Err(Error::field(name, "bad_formula", "the formula depends on itself"));
        };
        done.push(open.remove(ready));
    }
    Ok(done)
}

/// One formula of an object by itself; whether it reads itself by way of another one is told by [`compile`].
///
/// # Errors
/// What is wrong with the text, and where.
pub(crate) fn compile_one(
    object: &Object,
    field: usize,
    text: &str,
    result: ResultType,
    money_digits: u8,
) -> Result<Formula, Fault> {
    if text.len() > MAX_TEXT {
        return Err(Fault::too_long(MAX_TEXT));
    }
    let program = ENV.compile(text).map_err(|e| Fault::unreadable(text, &e))?;
    let mut inputs = Vec::new();
    let mut names: Vec<String> = program.references().variables().iter().map(ToString::to_string).collect();
    names.sort_unstable();
    for name in names {
        let i = object.field_index(&name).ok_or_else(|| Fault::unknown_field(text, &name))?;
        let f = &object.fields[i];
        if f.multi || matches!(f.kind, FieldKind::Json | FieldKind::Address | FieldKind::GeoPoint) {
            return Err(Fault::unsuitable_field(text, &name));
        }
        inputs.push(i);
    }
    let mut expr = program.expression().clone();
    whole_numbers_to_floats(&mut expr);
    let unknown = Fault::unknown_function(text, &program);
    Ok(Formula { field, inputs, expr, result, minor: 10f64.powi(money_digits.into()), unknown })
}

/// CEL has no arithmetic between whole and other numbers; here there are only floats.
fn whole_numbers_to_floats(e: &mut IdedExpr) {
    #[expect(clippy::cast_precision_loss, reason = "a literal of more than 15 digits has no exact float")]
    match &mut e.expr {
        Expr::Literal(l) => {
            let float = match l {
                LiteralValue::Int(i) => Some(*i.inner() as f64),
                LiteralValue::UInt(i) => Some(*i.inner() as f64),
                _ => None,
            };
            if let Some(f) = float {
                *l = LiteralValue::Double(CelDouble::from(f));
            }
        }
        Expr::Call(c) => {
            c.args.iter_mut().for_each(whole_numbers_to_floats);
            if let Some(t) = c.target.as_mut() {
                whole_numbers_to_floats(t);
            }
        }
        Expr::List(l) => l.elements.iter_mut().for_each(whole_numbers_to_floats),
        Expr::Select(s) => whole_numbers_to_floats(&mut s.operand),
        Expr::Map(m) => {
            for entry in &mut m.entries {
                if let EntryExpr::MapEntry(kv) = &mut entry.expr {
                    whole_numbers_to_floats(&mut kv.value);
                }
            }
        }
        Expr::Comprehension(_) | Expr::Ident(_) | Expr::Struct(_) | Expr::Unspecified => {}
    }
}

struct Fields<'a>(&'a Record, f64);

impl VariableResolver for Fields<'_> {
    fn resolve<'b>(&'b self, name: &str) -> Option<CowVal<'b, 'b>> {
        let i = self.0.object.field_index(name)?;
        value_of(self.0, i, self.1).try_into().ok().map(CowVal::Owned)
    }
}

#[expect(clippy::cast_precision_loss, reason = "documented: 15 digits")]
fn value_of(record: &Record, field: usize, minor: f64) -> Value {
    let object = &record.object;
    let column = object.part_of(field, Part::Base).unwrap_or_else(|| object.column_of(field));
    let scale = |s: u8| 10f64.powi(i32::from(s));
    let number = |i: i64, by: f64| Value::Float(i as f64 / by);
    let kind = &object.fields[field].kind;
    match (&record.vals[column], kind) {
        (Val::Int(i), FieldKind::Boolean) => Value::Bool(*i != 0),
        (Val::Int(i), FieldKind::Decimal { scale: s }) => number(*i, scale(*s)),
        (Val::Int(i), FieldKind::Money) => number(*i, minor),
        (Val::Int(i), FieldKind::DateTime) => number(*i, 1e6),
        (Val::Int(i), FieldKind::Formula { result, .. } | FieldKind::RollUp(model::def::RollUp { result, .. })) => match result {
            ResultType::Boolean => Value::Bool(*i != 0),
            ResultType::Decimal(s) => number(*i, scale(*s)),
            ResultType::Money => number(*i, minor),
            ResultType::DateTime => number(*i, 1e6),
            ResultType::Integer | ResultType::Date | ResultType::Text => number(*i, 1.0),
        },
        (Val::Int(i), _) => number(*i, 1.0),
        (Val::Real(r), _) => Value::Float(*r),
        (Val::Text(t), _) => Value::from(t.as_str()),
        (Val::Id(id), _) => Value::from(id.to_string()),
        (Val::Null | Val::Bytes(_), _) => Value::Null,
    }
}

impl Formula {
    /// The stored value of the formula for this record.
    #[must_use]
    pub fn value(&self, record: &Record) -> Val {
        let fields = Fields(record, self.minor);
        let mut context = Context::with_env(ENV.clone());
        context.set_variable_resolver(&fields);
        match Value::resolve(&self.expr, &context) {
            Ok(v) => stored(&v, self.result, self.minor),
            Err(_) => Val::Null,
        }
    }

    /// Whether a field that the formula reads is empty in this record.
    #[must_use]
    pub fn lacks(&self, record: &Record) -> bool {
        self.inputs.iter().any(|i| record.vals[record.object.column_of(*i)].is_null())
    }
}

#[expect(clippy::cast_precision_loss, reason = "documented: 15 digits")]
fn stored(v: &Value, result: ResultType, minor: f64) -> Val {
    let number = match v {
        Value::Float(f) => Some(*f),
        Value::Int(i) => Some(*i as f64),
        Value::UInt(u) => Some(*u as f64),
        _ => None,
    };
    let scaled = |by: f64| number.and_then(|n| rounded(n * by)).map_or(Val::Null, Val::Int);
    match (result, v) {
        (ResultType::Text, Value::String(s)) => Val::Text(s.to_string()),
        (ResultType::Text, Value::Float(f)) if f.is_finite() => Val::Text(f.to_string()),
        (ResultType::Boolean, Value::Bool(b)) => Val::Int((*b).into()),
        (ResultType::Integer | ResultType::Date, _) => scaled(1.0),
        (ResultType::Decimal(s), _) => scaled(10f64.powi(i32::from(s))),
        (ResultType::Money, _) => scaled(minor),
        (ResultType::DateTime, _) => scaled(1e6),
        _ => Val::Null,
    }
}

/// To the nearest whole number, halves away from zero; `None` when it is no number or beyond 2^53.
#[expect(clippy::cast_possible_truncation, reason = "range checked")]
fn rounded(n: f64) -> Option<i64> {
    if !n.is_finite() || n.abs() > 9.007e15 {
        return None;
    }
    let whole = n.abs().floor();
    let part = n.abs() - whole;
    let up = part >= 0.5 - 1e-6_f64.min(1e-12 * n.abs().max(1.0));
    let size = if up { whole + 1.0 } else { whole };
    Some((size * n.signum()) as i64)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{definition, field};

    fn eval(expr: &str, result: ResultType, set: &[(&str, Val)]) -> Val {
        let formula = FieldKind::Formula { expr: expr.to_owned().into(), result };
        let o = Object::new(definition(
            "thing",
            vec![
                field("price", FieldKind::Decimal { scale: 4 }),
                field("quantity", FieldKind::Integer),
                field("paid", FieldKind::Boolean),
                field("name", FieldKind::Text { max: 0 }),
                field("result", formula),
            ],
        ));
        let mut r = Record::empty(o.clone());
        for (f, v) in set {
            r.set(f, v.clone());
        }
        compile(&o, 2).unwrap()[0].value(&r)
    }

    #[test]
    fn computes_and_rounds() {
        let set = [("price", Val::Int(25_500)), ("quantity", Val::Int(3)), ("paid", Val::Int(1)), ("name", "Li".into())];
        assert_eq!(eval("price * quantity", ResultType::Decimal(2), &set), Val::Int(765));
        assert_eq!(eval("price * quantity / 2", ResultType::Money, &set), Val::Int(383));
        assert_eq!(eval("-price * quantity / 2", ResultType::Money, &set), Val::Int(-383));
        assert_eq!(eval("price / 0", ResultType::Money, &set), Val::Null);
        assert_eq!(eval("paid ? name + '!' : ''", ResultType::Text, &set), Val::Text("Li!".into()));
        assert_eq!(eval("quantity > 2 && paid", ResultType::Boolean, &set), Val::Int(1));
        assert_eq!(eval("price * quantity", ResultType::Money, &set[1..]), Val::Null, "empty input");
    }

    #[test]
    fn refuses_what_makes_no_sense() {
        let broken = |expr: &str| {
            let k = FieldKind::Formula { expr: expr.to_owned().into(), result: ResultType::Integer };
            compile(&Object::new(definition("thing", vec![field("a", FieldKind::Integer), field("f", k)])), 2).is_err()
        };
        assert!(broken("a +"));
        assert!(broken("b + 1"));
        assert!(broken("f + 1"));
        assert!(!broken("a + 1"));
    }

    #[test]
    fn says_where_what_is_wrong_stands() {
        let o = Object::new(definition("thing", vec![field("a", FieldKind::Integer), field("notes", FieldKind::Json)]));
        let fault = |text: &str| compile_one(&o, 0, text, ResultType::Integer, 2).map_or_else(Some, |formula| formula.unknown);
        let place = |text: &str| fault(text).map(|f| (f.code, f.name.unwrap_or_default(), f.at.unwrap_or_default()));
        let told = |code, name: &str, from, length| Some((code, name.to_owned(), Place { from, length }));
        assert_eq!(place("a + 1"), None);
        assert_eq!(place("'钱 b' == 'x' ? b : a"), told("unknown_field", "b", 15, 1));
        assert_eq!(place("ab.b + a + b2"), told("unknown_field", "ab", 0, 2));
        assert_eq!(place("a + notes"), told("unsuitable_field", "notes", 4, 5));
        assert_eq!(place("a + round(a)"), told("unknown_function", "round", 4, 5));
        assert_eq!(place("a > 0 ? string(a) : ''"), None);
        for (text, from) in [("a +", 3), ("a + ) 2", 4), ("a $ 1", 2), ("a +\n* 1", 4), ("'钱' + ) 2", 6), ("(a", 2)] {
            let at = fault(text).and_then(|f| f.at).map(|at| at.from);
            assert_eq!(at, Some(from), "{text}");
        }
        assert_eq!(fault(&"a+".repeat(600)).map(|f| f.code), Some("too_long"));
        assert!(FUNCTIONS.iter().all(|f| ENV.compile(&format!("{f}('a')")).is_ok()));
    }
}
