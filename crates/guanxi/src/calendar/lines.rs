//! Content lines of RFC 5545: escaped, and folded where they grow long.

/// Longest line, in bytes without its end.
const LONGEST: usize = 75;

/// A calendar as it grows.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// A property as it is: `DTSTART:20261123T090000Z`.
    pub fn plain(&mut self, name: &str, value: &str) {
        let mut room = LONGEST;
        for part in [name, ":", value] {
            for c in part.chars() {
                if c.len_utf8() > room {
                    self.0.push_str("\r\n ");
                    room = LONGEST - 1;
                }
                self.0.push(c);
                room -= c.len_utf8();
            }
        }
        self.0.push_str("\r\n");
    }

    /// A property whose value people wrote.
    pub fn text(&mut self, name: &str, value: &str) {
        let mut escaped = String::with_capacity(value.len());
        for c in value.chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' => escaped.push_str("\\n"),
                c if c.is_control() => {}
                c => escaped.push(c),
            }
        }
        self.plain(name, &escaped);
    }

    /// What stands between `BEGIN` and `END`.
    pub fn within(&mut self, name: &str, write: impl FnOnce(&mut Self)) {
        self.plain("BEGIN", name);
        write(self);
        self.plain("END", name);
    }

    #[must_use]
    pub fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    fn written(value: &str) -> String {
        let mut lines = Lines::default();
        lines.text("SUMMARY", value);
        lines.finish()
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(written("a;b,c\\d\r\ne\u{7}"), "SUMMARY:a\\;b\\,c\\\\d\\ne\r\n");
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let text = written(&"客户".repeat(60));
        assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{}\r\n", "客户".repeat(60)));
    }
}
