//! What is said to whom, as paragraphs; becomes plain text and simple HTML of the same words.

use super::ConfigError;
use lettre::Message;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use model::text::escape_html;
use std::fmt::Write;

/// Longest subject and name, in characters.
const HEAD_MAX: usize = 200;

/// A piece of a letter. Texts are plain: they are escaped where that is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A paragraph.
    Text(String),
    /// The one thing to do.
    Button { text: String, url: String },
    /// Lines, each with where it leads.
    Links(Vec<(String, Option<String>)>),
    /// What is said at the end, in small letters.
    Small(String),
}

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub name: String,
    pub address: String,
    pub subject: String,
    /// BCP 47.
    pub language: String,
    /// Who writes: stands above the words of the page, in its colour.
    pub of: String,
    /// Colour of that, of buttons and of links: `#0f766e`.
    pub accent: String,
    pub parts: Vec<Part>,
    /// Names the letter: sent twice it has the same `Message-ID`.
    pub id: String,
}

impl Letter {
    /// The letter as it goes to the server.
    ///
    /// # Errors
    /// When the address is none.
    pub(super) fn message(&self, from: &Mailbox) -> Result<Message, ConfigError> {
        let address = self.address.trim().parse().map_err(|e| ConfigError(format!("{} is no address: {e}", self.address)))?;
        let name = head(&self.name);
        let to = Mailbox::new((!name.is_empty()).then_some(name), address);
        let id = format!("<{}@{}>", self.id, from.email.domain());
        Message::builder()
            .from(from.clone())
            .to(to)
            .subject(head(&self.subject))
            .message_id(Some(id))
            .date_now()
            .raw_header(plain("Auto-Submitted", "auto-generated"))
            .raw_header(plain("X-Auto-Response-Suppress", "All"))
            .multipart(MultiPart::alternative_plain_html(self.text(), self.html()))
            .map_err(|e| ConfigError(e.to_string()))
    }

    /// The words.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => out.push_str(text),
                Part::Button { text, url } => {
                    let _ = write!(out, "{text}:\n{url}");
                }
                Part::Links(lines) => {
                    for (n, (text, url)) in lines.iter().enumerate() {
                        let _ = write!(out, "{}- {}", if n > 0 { "\n" } else { "" }, one_line(text));
                        if let Some(url) = url {
                            let _ = write!(out, "\n  {url}");
                        }
                    }
                }
                Part::Small(text) => {
                    let _ = write!(out, "-- \n{text}");
                }
            }
            out.push_str("\n\n");
        }
        out
    }

    /// The same as a page without pictures, scripts or anything from elsewhere.
    #[must_use]
    pub fn html(&self) -> String {
        let mut out = format!(
            "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
             <body style=\"margin:0;padding:24px;font:16px/1.6 sans-serif;color:#1f2328;background:#fff\"><div style=\"max-width:560px\">",
            escape_html(&self.language),
            escape_html(&head(&self.subject))
        );
        if !self.of.is_empty() {
            let (accent, of) = (escape_html(&self.accent), escape_html(&one_line(&self.of)));
            let _ = write!(
                out,
                "<p style=\"margin:0 0 20px;padding:0 0 12px;border-bottom:2px solid {accent};color:{accent};font-weight:600\">{of}</p>"
            );
        }
        for part in &self.parts {
            let _ = match part {
                Part::Text(text) => write!(out, "<p>{}</p>", escape_html(text).replace('\n', "<br>")),
                Part::Button { text, url } => write!(
                    out,
                    "<p><a href=\"{0}\" style=\"display:inline-block;padding:10px 20px;border-radius:6px;background:{2};\
                     color:#fff;text-decoration:none\">{1}</a></p><p style=\"font-size:13px;color:#656d76;word-break:break-all\">{0}</p>",
                    escape_html(url),
                    escape_html(text),
                    escape_html(&self.accent)
                ),
                Part::Links(lines) => {
                    let line = |(text, url): &(String, Option<String>)| match url {
                        Some(url) => {
                            let (url, accent) = (escape_html(url), escape_html(&self.accent));
                            format!("<li><a href=\"{url}\" style=\"color:{accent}\">{}</a></li>", escape_html(text))
                        }
                        None => format!("<li>{}</li>", escape_html(text)),
                    };
                    write!(out, "<ul style=\"padding-left:20px\">{}</ul>", lines.iter().map(line).collect::<String>())
                }
                Part::Small(text) => {
                    write!(out, "<p style=\"font-size:13px;color:#656d76\">{}</p>", escape_html(text).replace('\n', "<br>"))
                }
            };
        }
        out.push_str("</div></body></html>");
        out
    }
}

fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// One line of a header: nothing in it begins another.
fn head(text: &str) -> String {
    one_line(text).chars().take(HEAD_MAX).collect::<String>().trim().to_owned()
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn letter(name: &str, address: &str, subject: &str, parts: Vec<Part>) -> Letter {
        let [name, address, subject] = [name, address, subject].map(str::to_owned);
        Letter {
            name,
            address,
            subject,
            language: "en".into(),
            of: "Shop <1>".into(),
            accent: "#0f766e".into(),
            parts,
            id: "one".into(),
        }
    }

    fn from() -> Mailbox {
        "Guanxi <crm@shop.example>".parse().unwrap()
    }

    #[test]
    fn nothing_begins_another_header() {
        for evil in
            ["a\r\nBcc: b@evil.example", "a\nBcc: b@evil.example", "a\rBcc: b@evil.example", "a\u{2028}Bcc: x", "王\r\nBcc: b"]
        {
            let message = letter(evil, "max@shop.example", evil, vec![Part::Text("x".into())]).message(&from()).unwrap();
            let bytes = message.formatted();
            let text = String::from_utf8_lossy(&bytes);
            let heads = text.split("\r\n\r\n").next().unwrap();
            assert!(!heads.lines().any(|l| l.to_lowercase().starts_with("bcc")), "{heads}");
            assert_eq!(message.envelope().to().len(), 1);
        }
        for evil in [
            "max@shop.example\r\nBcc: b@evil.example",
            "max@shop.example, b@evil.example",
            "max",
            "",
            "a@b@c",
            "<max@shop.example>",
        ] {
            assert!(letter("Max", evil, "x", Vec::new()).message(&from()).is_err(), "{evil}");
        }
    }

    #[test]
    fn the_page_shows_words_as_they_are() {
        let evil = "<script>alert(\"1\")</script> & '";
        let parts = vec![
            Part::Text(evil.into()),
            Part::Button { text: evil.into(), url: "https://crm.example/?a=1&b=\"2".into() },
            Part::Links(vec![(evil.into(), None), ("two\nlines".into(), Some("https://crm.example/".into()))]),
            Part::Small(evil.into()),
        ];
        let letter = letter("Max", "max@shop.example", evil, parts);
        let html = letter.html();
        assert!(!html.contains("<script") && html.matches("&lt;script&gt;").count() == 5, "{html}");
        assert!(html.contains(">Shop &lt;1&gt;</p>") && html.matches("#0f766e").count() == 4, "{html}");
        assert!(html.contains("href=\"https://crm.example/?a=1&amp;b=&quot;2\""));
        assert!(letter.text().contains("- two lines\n  https://crm.example/"));
    }
}
