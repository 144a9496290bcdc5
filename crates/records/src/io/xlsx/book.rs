//! What a workbook says of itself: its sheets, where their parts are, how its days are counted, which formats are dates, and the
//! texts that its cells share.

use super::bad;
use super::package::Package;
use super::value::{Epoch, Kind};
use super::xml::{Xml, add_text, attribute};
use crate::io::csv::Refusal;
use quick_xml::events::Event;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Most texts that cells may share, and the bytes of all of them.
const TEXTS: usize = 10_000_000;
const TEXT_BYTES: usize = 256 << 20;
/// Most sheets, formats and relations.
const MANY: usize = 70_000;

/// A sheet that has cells.
pub struct Sheet {
    pub name: String,
    pub hidden: bool,
    pub part: String,
}

pub struct Book {
    pub sheets: Vec<Sheet>,
    pub epoch: Epoch,
    pub kinds: Vec<Kind>,
    pub texts: Texts,
}

/// Many texts in one piece of memory.
#[derive(Default)]
pub struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    /// The text of this number.
    #[must_use]
    pub fn get(&self, i: usize) -> Option<&str> {
        let end = *self.ends.get(i)?;
        let from = if i == 0 { 0 } else { self.ends[i - 1] };
        self.all.get(from..end)
    }
}

/// A relation of a part to another: kind (last word of its address) and name of the part.
struct Relation {
    kind: String,
    part: String,
}

impl Book {
    /// Reads everything but the cells.
    ///
    /// # Errors
    /// When the archive is no workbook, or a damaged one.
    pub fn open(package: &Package) -> Result<Self, Refusal> {
        let root = relations(package, "")?;
        let of_kind = |all: &HashMap<String, Relation>, kind: &str| all.values().find(|r| r.kind == kind).map(|r| r.part.clone());
        let book = of_kind(&root, "officeDocument").unwrap_or_else(|| "xl/workbook.xml".to_owned());
        let related = relations(package, &book)?;
        let (sheets, epoch) = sheets(package, &book, &related)?;
        let kinds = match of_kind(&related, "styles") {
            Some(part) => kinds(package, &part)?,
            None => Vec::new(),
        };
        let texts = match of_kind(&related, "sharedStrings") {
            Some(part) => texts(package, &part)?,
            None => Texts::default(),
        };
        Ok(Self { sheets, epoch, kinds, texts })
    }
}

fn open(package: &Package, part: &str) -> Result<Option<Xml>, Refusal> {
    Ok(package.part(part, &Arc::new(AtomicU64::new(0)))?.map(Xml::new))
}

/// The relations of a part by their id; "" is the archive itself.
fn relations(package: &Package, part: &str) -> Result<HashMap<String, Relation>, Refusal> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let mut found = HashMap::new();
    let Some(mut xml) = open(package, &format!("{folder}/_rels/{name}.rels"))? else { return Ok(found) };
    loop {
        match xml.next()? {
            Event::Eof => return Ok(found),
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == b"Relationship" => {
                let [id, kind, target] = [&b"Id"[..], b"Type", b"Target"].map(|n| attribute(&e, n).unwrap_or_default());
                let outside = attribute(&e, b"TargetMode").is_some_and(|m| m.eq_ignore_ascii_case("external"));
                if outside || found.len() >= MANY {
                    continue;
                }
                let part = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                found.insert(id, Relation { kind, part });
            }
            _ => {}
        }
    }
}

fn sheets(package: &Package, book: &str, related: &HashMap<String, Relation>) -> Result<(Vec<Sheet>, Epoch), Refusal> {
    let none = || bad("the archive is no spreadsheet; send an .xlsx file, or unpack it and send the CSV file in it");
    let mut xml = open(package, book)?.ok_or_else(none)?;
    let (mut sheets, mut epoch) = (Vec::new(), Epoch::Y1900);
    loop {
        match xml.next()? {
            Event::Eof => break,
            Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                b"workbookPr" if attribute(&e, b"date1904").is_some_and(|v| v == "1" || v == "true") => epoch = Epoch::Y1904,
                b"sheet" if sheets.len() < MANY => {
                    let at = attribute(&e, b"id").and_then(|id| related.get(&id)).filter(|r| r.kind == "worksheet");
                    if let (Some(name), Some(at)) = (attribute(&e, b"name"), at) {
                        let hidden = attribute(&e, b"state").is_some_and(|s| s != "visible");
                        sheets.push(Sheet { name, hidden, part: at.part.clone() });
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
    if sheets.is_empty() { Err(none()) } else { Ok((sheets, epoch)) }
}

/// What the formats of cells show numbers as, by the number that cells give them.
fn kinds(package: &Package, part: &str) -> Result<Vec<Kind>, Refusal> {
    let mut codes: HashMap<u32, Kind> = HashMap::new();
    let (mut kinds, mut inside) = (Vec::new(), false);
    let Some(mut xml) = open(package, part)? else { return Ok(kinds) };
    loop {
        match xml.next()? {
            Event::Eof => return Ok(kinds),
            Event::End(e) if e.local_name().as_ref() == b"cellXfs" => inside = false,
            Event::Start(e) | Event::Empty(e) => {
                let id = attribute(&e, b"numFmtId").and_then(|n| n.parse::<u32>().ok());
                match (e.local_name().as_ref(), id) {
                    (b"cellXfs", _) => inside = true,
                    (b"numFmt", Some(id)) if codes.len() < MANY => {
                        codes.insert(id, Kind::of_code(&attribute(&e, b"formatCode").unwrap_or_default()));
                    }
                    (b"xf", id) if inside && kinds.len() < MANY => {
                        let id = id.unwrap_or(0);
                        kinds.push(codes.get(&id).copied().unwrap_or_else(|| Kind::of_number(id)));
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
}

fn texts(package: &Package, part: &str) -> Result<Texts, Refusal> {
    let mut texts = Texts::default();
    let Some(mut xml) = open(package, part)? else { return Ok(texts) };
    let mut spoken = false;
    let mut inside = false;
    let many = || bad("the spreadsheet has more text than can be held at once; save it as CSV");
    loop {
        let event = xml.next()?;
        match &event {
            Event::Eof => break,
            Event::Start(e) => match e.local_name().as_ref() {
                // How a Japanese text is read aloud is no part of it.
                b"rPh" => spoken = true,
                b"t" => inside = !spoken,
                _ => {}
            },
            Event::End(e) => match e.local_name().as_ref() {
                b"rPh" => spoken = false,
                b"t" => inside = false,
                b"si" => texts.ends.push(texts.all.len()),
                _ => {}
            },
            Event::Empty(e) if e.local_name().as_ref() == b"si" => texts.ends.push(texts.all.len()),
            event if inside => add_text(&mut texts.all, event)?,
            _ => {}
        }
        if texts.ends.len() > TEXTS || texts.all.len() > TEXT_BYTES {
            return Err(many());
        }
    }
    Ok(texts)
}
