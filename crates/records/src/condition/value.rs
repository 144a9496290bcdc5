//! Values of tests: from JSON as the API writes them to what the columns hold.

use super::scalar::{bad, boolean, floor, folded, id, money, option, phone, phone_prefix, plain, shown};
use super::shape::{Shape, home};
use super::{Asker, Check};
use crate::Company;
use crate::facet::reversed;
use jiff::tz::TimeZone;
use model::birthday::Birthday;
use model::condition::Window;
use model::date::{DATE_FORMATS, DATETIME_FORMATS};
use model::error::Refusal;
use model::{Date, Id, Op, Ts, Val};
use serde_json::Value;

/// Most values in one list.
pub const MAX_VALUES: usize = 1_000;
/// Longest text to compare with, in characters.
pub const MAX_TEXT: usize = 500;
/// Days after which everybody has had a birthday, lunar ones in leap months and about New Year too.
const LONGEST_YEAR: i32 = 400;

/// When and in which zone a question is asked.
#[derive(Clone, Debug)]
pub struct Moment {
    pub now: Ts,
    pub zone: TimeZone,
}

impl Moment {
    /// When it is asked, in the zone of who asks.
    #[must_use]
    pub fn of(asker: &Asker<'_>) -> Self {
        Self { now: asker.now, zone: asker.access.zone(&asker.catalog.company) }
    }
}

/// Reads single values of one field.
pub struct Reader<'a> {
    pub shape: Shape<'a>,
    pub company: &'a Company,
    pub moment: &'a Moment,
    /// Who `me` is.
    pub me: Option<Id>,
    /// Which teams `my_team` is: the asker's and those below it.
    pub my_team: &'a [Id],
}

impl Reader<'_> {
    /// The stored values that `value` equals: one, or none when no stored value can equal it (1.5 for a whole number).
    ///
    /// # Errors
    /// What is wrong with the value and how it is written.
    pub fn equal(&self, value: &Value) -> Result<Check, Refusal> {
        if self.shape == Shape::DateTime {
            let text = plain(value)?;
            if let Some(day) = Date::parse_iso(&text) {
                let midnight = |d: Date| Some(d.start_in(&self.moment.zone).0);
                return Ok(Check::Range { from: midnight(day), to: midnight(day.add_days(1)) });
            }
        }
        if self.shape == Shape::Team && value.as_str() == Some("my_team") {
            return Ok(Check::In(self.my_team.iter().copied().map(Val::Id).collect()));
        }
        if let Some((floor, exact)) = self.number(value)? {
            return Ok(Check::In(if exact { vec![Val::Int(floor)] } else { Vec::new() }));
        }
        Ok(Check::In(vec![self.one(value)?]))
    }

    /// The check for `<`, `<=`, `>`, `>=`.
    ///
    /// # Errors
    /// As [`Reader::equal`].
    pub fn compare(&self, op: Op, value: &Value) -> Result<Check, Refusal> {
        let (first, after) = self.span(value)?;
        Ok(match op {
            Op::Lt => Check::Range { from: None, to: Some(first) },
            Op::Gte => Check::Range { from: Some(first), to: None },
            // No value lies beyond the largest number.
            Op::Gt => after.map_or(Check::In(Vec::new()), |a| Check::Range { from: Some(a), to: None }),
            _ => after.map_or(Check::Present, |a| Check::Range { from: None, to: Some(a) }),
        })
    }

    /// The first stored number that is not before the value, and the first that is after it (`None`: there is none).
    fn span(&self, value: &Value) -> Result<(i64, Option<i64>), Refusal> {
        if let Some((floor, exact)) = self.number(value)? {
            let next = floor.checked_add(1);
            return Ok((if exact { floor } else { next.unwrap_or(floor) }, next));
        }
        match self.equal(value)? {
            Check::Range { from: Some(f), to: Some(t) } => Ok((f, Some(t))),
            Check::In(vals) => match vals.first().and_then(Val::int) {
                Some(i) => Ok((i, i.checked_add(1))),
                None => Err(bad("cannot be compared by size")),
            },
            _ => Err(bad("cannot be compared by size")),
        }
    }

    /// A number as scaled whole number: the greatest not above it, and whether it is equal.
    fn number(&self, value: &Value) -> Result<Option<(i64, bool)>, Refusal> {
        let scale = match self.shape {
            Shape::Number(s) => s,
            Shape::Money => home(self.company).digits(),
            _ => return Ok(None),
        };
        if self.shape == Shape::Money {
            let home = home(self.company);
            let (amount, currency) = money(value, home)?;
            if currency != home {
                return Err(bad(format!("lists and ranges of amounts are in {home}")));
            }
            return floor(&plain(&amount)?, scale).map(Some);
        }
        floor(&plain(value)?, scale).map(Some)
    }

    /// One stored value.
    fn one(&self, value: &Value) -> Result<Val, Refusal> {
        let text = plain(value)?;
        match self.shape {
            Shape::Text | Shape::Address => folded(&text).map(Val::Text),
            Shape::Phone => phone(&text, self.company).map(Val::Text),
            Shape::Select(options) => option(options, &text),
            Shape::Boolean => boolean(&text),
            Shape::Date => Date::parse(&text, DATE_FORMATS).map(|d| Val::Int(d.0.into())),
            Shape::DateTime => Ts::parse(&text, DATETIME_FORMATS, &self.moment.zone).map(|t| Val::Int(t.0)),
            Shape::Id | Shape::Team => id(&text).map(Val::Id),
            Shape::User if text == "me" => self.me.map(Val::Id).ok_or_else(|| bad("`me` needs a person; name the user by id")),
            Shape::User => id(&text).map(Val::Id),
            Shape::Number(_) | Shape::Money | Shape::Opaque => Err(bad(format!("{} does not fit this field", shown(value)))),
        }
    }

    /// The check for `within`.
    ///
    /// # Errors
    /// As [`Reader::equal`].
    pub fn within(&self, value: &Value) -> Result<Check, Refusal> {
        let wrong = |message| Refusal::new("bad_window", message);
        let window = Window::from_json(value).map_err(wrong)?;
        match self.shape {
            Shape::Date => {
                let (from, to) = window.days(self.moment.now.day_in(&self.moment.zone)).map_err(wrong)?;
                let day = |d: Option<Date>| d.map(|d| i64::from(d.0));
                Ok(Check::Range { from: day(from), to: day(to) })
            }
            Shape::DateTime => {
                let (from, to) = window.instants(self.moment.now, &self.moment.zone).map_err(wrong)?;
                Ok(Check::Range { from: from.map(|t| t.0), to: to.map(|t| t.0) })
            }
            _ => {
                let Window::Range { from, to } = window else {
                    return Err(wrong("this field has no time; write {\"from\": .., \"to\": ..}".into()));
                };
                let first = |v: Option<Value>| v.map(|v| self.span(&v).map(|s| s.0)).transpose();
                Ok(Check::Range { from: first(from)?, to: first(to)? })
            }
        }
    }

    /// The check for `contains` and `starts_with`.
    ///
    /// # Errors
    /// As [`Reader::equal`].
    pub fn part(&self, op: Op, value: &Value) -> Result<Check, Refusal> {
        let text = plain(value)?;
        let begins = op == Op::StartsWith;
        let part = match self.shape {
            Shape::Phone if begins => phone_prefix(&text, self.company),
            Shape::Phone => text.chars().filter(char::is_ascii_digit).collect(),
            _ => folded(&text)?,
        };
        if part.is_empty() || part == "+" {
            return Err(bad("is empty; write at least one character"));
        }
        Ok(if begins { Check::StartsWith(part) } else { Check::Contains(part) })
    }

    /// The check of a phone's ending for `ends_with`.
    ///
    /// # Errors
    /// As [`Reader::equal`].
    pub fn ending(&self, value: &Value) -> Result<Check, Refusal> {
        let digits: String = model::text::half_width(&plain(value)?).chars().filter(char::is_ascii_digit).collect();
        if digits.is_empty() {
            return Err(bad("has no digit; write the last digits of the number"));
        }
        Ok(Check::StartsWith(reversed(&digits)))
    }

    /// The check of a birthday for windows that move with the clock; `None` for a range, which asks for the date of birth.
    ///
    /// # Errors
    /// As [`Reader::equal`].
    pub fn birthday(&self, value: &Value) -> Result<Option<Check>, Refusal> {
        let wrong = |message| Refusal::new("bad_window", message);
        let window = Window::from_json(value).map_err(wrong)?;
        if matches!(window, Window::Range { .. }) {
            return Ok(None);
        }
        let (from, to) = window.days(self.moment.now.day_in(&self.moment.zone)).map_err(wrong)?;
        let (Some(from), Some(to)) = (from, to) else { return Ok(None) };
        if to.0.saturating_sub(from.0) >= LONGEST_YEAR {
            return Ok(Some(Check::Present));
        }
        let keys = Birthday::keys_between(from, to);
        Ok(Some(Check::In(keys.into_iter().map(Val::Text).collect())))
    }
}
