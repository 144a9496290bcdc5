//! Tests of an address's Chinese area: `addresses.division:33`.

use super::bind::{name_of, wanted};
use super::scalar::{plain, shown};
use super::value::MAX_VALUES;
use super::{Check, Node};
use model::error::Refusal;
use model::{FieldTest, Op, division};
use serde_json::Value;

/// A test of an address's area.
pub(super) fn area(test: &FieldTest, node: impl Fn(Check) -> Node) -> Result<Node, Refusal> {
    if test.path.field != "division" {
        let message = "of an address the `division` can be tested; test the address itself for its text";
        return Err(Refusal::new("unknown_field", message));
    }
    match (test.op, &test.value) {
        (Op::Is, value) => inside(value).map(node),
        (Op::In, Value::Array(list)) => {
            if list.len() > MAX_VALUES {
                return Err(Refusal::new("too_many", format!("the list has {} values; at most {MAX_VALUES} fit", list.len())));
            }
            Ok(Node::Any(list.iter().map(|v| inside(v).map(&node)).collect::<Result<_, _>>()?))
        }
        (Op::Empty, value) => Ok(node(if wanted(value)? { Check::Empty } else { Check::Present })),
        (op, _) => {
            let message = format!("`{}` does not fit an area; it takes `is`, `in`, `empty`", name_of(op));
            Err(Refusal::new("operator", message))
        }
    }
}

/// The check of an address's area: at it or inside it.
fn inside(value: &Value) -> Result<Check, Refusal> {
    let text = plain(value)?;
    let unknown = || {
        let message = format!("`{}` is no Chinese area; write its code or full name, like 3301 or 浙江省杭州市", shown(value));
        Refusal::new("unknown_division", message)
    };
    division::read(&text).map(|d| Check::StartsWith(d.code.to_owned())).ok_or_else(unknown)
}
