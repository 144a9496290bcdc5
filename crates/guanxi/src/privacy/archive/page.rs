//! The page that a customer reads: plain HTML in one file, nothing of it runs.

use super::words::Language;
use model::text::escape_html;
use std::io::{BufWriter, Result, Seek, Write};

const STYLE: &str = "body{font:15px/1.55 system-ui,'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;max-width:60rem;\
margin:2rem auto;padding:0 1rem;color:#1c2430}h1{font-size:1.6rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid \
#d8dde4;padding-bottom:.3rem}table{border-collapse:collapse;width:100%;margin:.4rem 0 1.2rem}td,th{text-align:left;vertical-align:\
top;padding:.25rem .8rem .25rem 0;border-bottom:1px solid #edf0f3;overflow-wrap:anywhere}th{color:#5b6675;font-weight:500;width:14rem}\
h3{font-size:1rem;margin:1rem 0 .2rem}.m{color:#5b6675}.w{background:#fff6e0;padding:.5rem .8rem;border-radius:6px}";

/// A page under way; it goes to a file aside, so that memory does not grow with it.
pub struct Page {
    out: BufWriter<std::fs::File>,
}

impl Page {
    /// Begins with a word as its title.
    ///
    /// # Errors
    /// When nothing can be put aside.
    pub fn new(language: Language, title: &'static str) -> Result<Self> {
        let mut out = BufWriter::new(tempfile::tempfile()?);
        let title = language.word(title);
        write!(
            out,
            "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\
             <title>{title}</title><style>{STYLE}</style><body><h1>{title}</h1>",
            language.tag()
        )?;
        Ok(Self { out })
    }

    pub fn line(&mut self, text: &str) -> Result<()> {
        write!(self.out, "<p>{}</p>", escape_html(text))
    }

    pub fn warning(&mut self, text: &str) -> Result<()> {
        write!(self.out, "<p class=\"w\">{}</p>", escape_html(text))
    }

    pub fn section(&mut self, title: &str) -> Result<()> {
        write!(self.out, "<h2>{}</h2>", escape_html(title))
    }

    /// One thing with its fields: label and text.
    pub fn thing(&mut self, title: &str, note: &str, rows: &[(String, String)]) -> Result<()> {
        write!(self.out, "<h3>{} <span class=\"m\">{}</span></h3><table>", escape_html(title), escape_html(note))?;
        for (label, text) in rows {
            write!(self.out, "<tr><th>{}<td>{}", escape_html(label), escape_html(text).replace('\n', "<br>"))?;
        }
        write!(self.out, "</table>")
    }

    pub fn head(&mut self, cells: &[&str]) -> Result<()> {
        write!(self.out, "<table><tr>")?;
        cells.iter().try_for_each(|c| write!(self.out, "<th>{}", escape_html(c)))
    }

    pub fn row(&mut self, cells: &[&str]) -> Result<()> {
        write!(self.out, "<tr>")?;
        cells.iter().try_for_each(|c| write!(self.out, "<td>{}", escape_html(c)))
    }

    pub fn end_table(&mut self) -> Result<()> {
        write!(self.out, "</table>")
    }

    /// The whole page, at its beginning.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn end(mut self) -> Result<std::fs::File> {
        writeln!(self.out, "</body></html>")?;
        let mut file = self.out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }
}
