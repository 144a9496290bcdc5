//! Table tokens: `@customer` becomes `"customer"` in a SQLite file and `"t_acme"."customer"` in a PostgreSQL schema.
//!
//! PostgreSQL's `search_path` is empty, so a table that is named without its token is not found. String literals,
//! quoted names, comments and `@` before anything but a letter (the operators `@>`, `@@`) are left as they are.
//! For SQLite `$1` becomes `?1`, because SQLite would count `$n` by first appearance.

use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::Arc;

/// More texts than this are not remembered, so that generated SQL cannot fill the memory.
const REMEMBERED: usize = 2_000;

/// Expands statements for one schema, or for all SQLite files, and remembers the result.
pub(crate) struct Tokens {
    /// `"t_acme".` or nothing.
    prefix: String,
    positional: bool,
    known: RwLock<HashMap<Box<str>, Arc<str>>>,
}

impl Tokens {
    pub(crate) fn sqlite() -> Arc<Self> {
        Arc::new(Self { prefix: String::new(), positional: true, known: RwLock::default() })
    }

    pub(crate) fn schema(name: &str) -> Arc<Self> {
        Arc::new(Self { prefix: format!("\"{}\".", name.replace('"', "")), positional: false, known: RwLock::default() })
    }

    /// The text that the database gets.
    pub(crate) fn expand(&self, sql: &str) -> Arc<str> {
        if let Some(done) = self.known.read().get(sql) {
            return done.clone();
        }
        let done: Arc<str> = expand(sql, &self.prefix, self.positional).into();
        let mut known = self.known.write();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(sql.into(), done.clone());
        done
    }

    /// The full name of one table.
    pub(crate) fn table(&self, name: &str) -> String {
        format!("{}\"{}\"", self.prefix, name.replace('"', ""))
    }
}

fn expand(sql: &str, prefix: &str, positional: bool) -> String {
    let b = sql.as_bytes();
    let mut out = String::with_capacity(sql.len() + 32);
    let mut at = 0;
    while at < b.len() {
        let end = match b[at] {
            b'\'' | b'"' => quoted(b, at),
            b'-' if b.get(at + 1) == Some(&b'-') => b[at..].iter().position(|c| *c == b'\n').map_or(b.len(), |n| at + n),
            b'/' if b.get(at + 1) == Some(&b'*') => sql[at + 2..].find("*/").map_or(b.len(), |n| at + n + 4),
            b'@' => {
                let run = b[at..].iter().take_while(|c| **c == b'@').count();
                let name = at + run;
                let len = b[name..].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == b'_').count();
                if run == 1 && len > 0 && !b[name].is_ascii_digit() {
                    out.push_str(prefix);
                    out.push('"');
                    out.push_str(&sql[name..name + len]);
                    out.push('"');
                    at = name + len;
                    continue;
                }
                name
            }
            b'$' if positional && b.get(at + 1).is_some_and(u8::is_ascii_digit) => {
                out.push('?');
                at += 1;
                continue;
            }
            _ => b[at + 1..].iter().position(|c| b"'\"-/@$".contains(c)).map_or(b.len(), |n| at + 1 + n),
        };
        out.push_str(&sql[at..end]);
        at = end;
    }
    out
}

/// The end of the literal or quoted name that starts at `at`; a doubled quote ends one and starts the next.
fn quoted(b: &[u8], at: usize) -> usize {
    b[at + 1..].iter().position(|c| *c == b[at]).map_or(b.len(), |n| at + n + 2)
}

#[cfg(test)]
mod tests {
    use super::expand;

    #[test]
    fn tokens_become_tables_and_nothing_else_changes() {
        let pg = |s: &str| expand(s, "\"t_a\".", false);
        assert_eq!(pg("select * from @order o where o.id = $1"), "select * from \"t_a\".\"order\" o where o.id = $1");
        assert_eq!(
            pg("select '@x ''@y' from @a--@b\n,@c/* @d */"),
            "select '@x ''@y' from \"t_a\".\"a\"--@b\n,\"t_a\".\"c\"/* @d */"
        );
        assert_eq!(pg("a @> b and c @@ d and \"@e\" = '名@x'"), "a @> b and c @@ d and \"@e\" = '名@x'");
        assert_eq!(pg("名 @客"), "名 @客");
        assert_eq!(expand("select $1, $12, '$1' from @a", "", true), "select ?1, ?12, '$1' from \"a\"");
    }
}
