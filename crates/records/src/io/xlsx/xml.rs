//! XML of a part, event by event, within bounds. What is declared outside of it is refused, never fetched.

use super::bad;
use super::package::Part;
use crate::io::csv::Refusal;
use quick_xml::events::{BytesStart, Event};
use std::io::BufReader;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Deepest nesting.
const DEPTH: u32 = 100;

pub struct Xml {
    reader: quick_xml::Reader<BufReader<Part>>,
    buf: Vec<u8>,
    since: Arc<AtomicU64>,
    depth: u32,
}

impl Xml {
    pub fn new(part: Part) -> Self {
        let since = part.since();
        let mut reader = quick_xml::Reader::from_reader(BufReader::with_capacity(1 << 16, part));
        reader.config_mut().check_end_names = false;
        Self { reader, buf: Vec::new(), since, depth: 0 }
    }

    /// The next event; `Eof` once and for all at the end.
    ///
    /// # Errors
    /// Damaged XML, a document type, bounds.
    pub fn next(&mut self) -> Result<Event<'_>, Refusal> {
        self.buf.clear();
        self.since.store(0, Ordering::Relaxed);
        let event = self.reader.read_event_into(&mut self.buf).map_err(|e| match e {
            quick_xml::Error::Io(e) => bad(&format!("the spreadsheet cannot be read: {e}")),
            e => bad(&format!("the spreadsheet is damaged ({e}); save it anew")),
        })?;
        match &event {
            Event::DocType(_) => return Err(bad("the spreadsheet declares entities, which none does; save it anew, or as CSV")),
            Event::Start(_) if self.depth >= DEPTH => return Err(bad("the spreadsheet is nested too deep; save it anew")),
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        Ok(event)
    }
}

/// The value of an attribute by its name without prefix.
pub fn attribute(tag: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    let mut all = tag.attributes();
    let found = all.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let raw = String::from_utf8_lossy(&found.value);
    quick_xml::escape::unescape(&raw).ok().map(|text| text.into_owned())
}

/// Adds what an event says to a text; tags say nothing.
///
/// # Errors
/// Text that is not UTF-8, an entity that XML does not have of itself.
pub fn add_text(text: &mut String, event: &Event<'_>) -> Result<(), Refusal> {
    let damaged = || bad("the spreadsheet has text that cannot be read; save it anew");
    match event {
        Event::Text(t) => text.push_str(&t.decode().map_err(|_| damaged())?),
        Event::CData(t) => text.push_str(&t.decode().map_err(|_| damaged())?),
        Event::GeneralRef(r) => match r.resolve_char_ref().map_err(|_| damaged())? {
            Some(c) => text.push(c),
            None => {
                let name = r.decode().map_err(|_| damaged())?;
                let known = quick_xml::escape::resolve_xml_entity(&name);
                text.push_str(known.ok_or_else(|| bad("the spreadsheet uses an entity, which none does; save it anew"))?);
            }
        },
        _ => {}
    }
    Ok(())
}
