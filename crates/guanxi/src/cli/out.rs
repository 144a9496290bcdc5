//! What commands write: coloured lines and tables for people, one JSON document for programs.

use super::{Color, General};
use serde_json::Value;
use std::io::{IsTerminal, Write};

/// Where results of a command go.
#[derive(Clone, Copy, Debug)]
pub struct Out {
    pub json: bool,
    color: bool,
}

/// Colour of a word.
#[derive(Clone, Copy, Debug)]
pub enum Ink {
    Good,
    Warn,
    Bad,
    Strong,
    Faint,
}

impl Out {
    #[must_use]
    pub fn new(general: &General) -> Self {
        let color = match general.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none(),
        };
        Self { json: general.json, color }
    }

    /// `text` in a colour, when colours are wanted.
    #[must_use]
    pub fn ink(&self, ink: Ink, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let code = match ink {
            Ink::Good => 32,
            Ink::Warn => 33,
            Ink::Bad => 31,
            Ink::Strong => 1,
            Ink::Faint => 2,
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    /// A line for people; nothing when JSON was asked for.
    pub fn line(&self, text: impl AsRef<str>) {
        if !self.json {
            write_line(text.as_ref());
        }
    }

    /// The result for programs; nothing without `--json`.
    pub fn value(&self, value: &Value) {
        if self.json {
            write_line(&value.to_string());
        }
    }

    /// Rows under headings, columns as wide as their widest cell.
    pub fn table(&self, headings: &[&str], rows: &[Vec<String>]) {
        if self.json {
            return;
        }
        let width =
            |i: usize| rows.iter().filter_map(|r| r.get(i)).map(|c| wide(c)).chain([wide(headings[i])]).max().unwrap_or(0);
        let widths: Vec<usize> = (0..headings.len()).map(width).collect();
        let row = |cells: &[String]| {
            let mut line = String::new();
            for (cell, width) in cells.iter().zip(&widths) {
                line.push_str(cell);
                line.extend(std::iter::repeat_n(' ', width + 2 - wide(cell)));
            }
            line.trim_end().to_owned()
        };
        let head: Vec<String> = headings.iter().map(|h| (*h).to_owned()).collect();
        write_line(&self.ink(Ink::Faint, &row(&head)));
        rows.iter().for_each(|r| write_line(&row(r)));
    }
}

/// Columns a text takes in a terminal: Chinese characters take two.
fn wide(text: &str) -> usize {
    text.chars()
        .map(|c| if matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffef}' | '\u{20000}'..='\u{3fffd}') { 2 } else { 1 })
        .sum()
}

/// A closed pipe ends the output, not the program.
fn write_line(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}
