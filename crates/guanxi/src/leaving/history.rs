//! What goes along beside the records: what happened to the unit's customers, and the files that records name.

use super::write::{PIECE, Under, io};
use crate::sheet::Lines;
use futures_util::StreamExt;
use model::Id;
use records::Result;
use records::timeline::{MAX_LIMIT, TimelineItem, TimelineQuery};
use serde_json::{Value, json};
use std::io::{BufWriter, Seek, Write};

/// Events of the unit's customers, newest first of each. One about a record out of sight, of another unit
/// say, is left out.
pub(super) async fn events(under: &mut Under<'_>) -> Result<()> {
    under.begin("data/events.csv", true)?;
    let mut lines = Lines::new(&["customer", "at", "kind", "title", "by", "source", "object", "record", "details"]);
    let mut aside = BufWriter::new(tempfile::tempfile().map_err(store::Error::from)?);
    aside.write_all(b"[").map_err(io)?;
    for customer in std::mem::take(&mut under.customers) {
        let mut query = TimelineQuery { limit: MAX_LIMIT, ..TimelineQuery::default() };
        loop {
            let page = match under.from.records.timeline(under.from.access, customer, &query).await {
                // Deleted or given to others meanwhile.
                Err(records::Error::NotFound { .. }) => break,
                page => page?,
            };
            for item in &page.items {
                if item.hidden {
                    under.told.left_out.events += 1;
                    continue;
                }
                if under.told.events > 0 {
                    aside.write_all(b",\n").map_err(io)?;
                }
                under.told.events += 1;
                serde_json::to_writer(&mut aside, &told(customer, item)).map_err(io)?;
                let (object, record) =
                    item.subject.as_ref().map_or((String::new(), String::new()), |s| (s.object.clone(), s.id.to_string()));
                let details = if item.props.is_empty() { String::new() } else { Value::Object(item.props.clone()).to_string() };
                let (who, at) = (customer.to_string(), item.at.rfc3339());
                lines.push(&[&who, &at, &item.kind, &item.title, &item.actor.name, &item.source, &object, &record, &details]);
            }
            if lines.len() >= PIECE {
                under.zip.write_all(&lines.take()).map_err(io)?;
            }
            query.cursor = page.next;
            if query.cursor.is_none() {
                break;
            }
        }
    }
    under.zip.write_all(&lines.take()).map_err(io)?;
    aside.write_all(b"]\n").map_err(io)?;
    let mut aside = aside.into_inner().map_err(|e| io(e.into_error()))?;
    aside.rewind().map_err(io)?;
    under.begin("data/events.json", true)?;
    std::io::copy(&mut aside, &mut under.zip).map_err(io)?;
    Ok(())
}

fn told(customer: Id, item: &TimelineItem) -> Value {
    let subject = item.subject.as_ref().map(|s| json!({ "object": s.object, "id": s.id }));
    json!({ "customer": customer, "id": item.id, "at": item.at.rfc3339(), "kind": item.kind, "title": item.title,
        "by": item.actor.name, "source": item.source, "subject": subject, "props": item.props })
}

/// The files that records name, and a list of them: name within the archive, name, bytes, SHA-256.
pub(super) async fn files(under: &mut Under<'_>) -> Result<()> {
    let mut list = BufWriter::new(tempfile::tempfile().map_err(store::Error::from)?);
    let mut lines = Lines::new(&["id", "path", "name", "bytes", "sha256"]);
    let tenant = under.from.records.tenant();
    for id in std::mem::take(&mut under.files) {
        let rows = tenant.get("select name, blob, size, sha256 from @file where id = $1", &[id.into()]).await?;
        let content = match rows.first() {
            Some(row) => match under.from.blobs.get(tenant.slug(), row.text(1)?).await {
                Err(store::Error::NotFound(_)) => None,
                found => Some((row, found?)),
            },
            None => None,
        };
        let Some((row, mut content)) = content else {
            under.told.left_out.files += 1;
            continue;
        };
        let (id, name) = (id.to_string(), row.text(0)?);
        let path = format!("files/{id}-{}", tame(name));
        under.begin(&path, false)?;
        while let Some(piece) = content.stream.next().await {
            under.zip.write_all(&piece?).map_err(io)?;
        }
        under.told.files += 1;
        lines.push(&[id.as_str(), &path, name, &row.int(2)?.to_string(), row.text(3)?]);
        list.write_all(&lines.take()).map_err(io)?;
    }
    list.write_all(&lines.take()).map_err(io)?;
    let mut list = list.into_inner().map_err(|e| io(e.into_error()))?;
    list.rewind().map_err(io)?;
    under.begin("data/files.csv", true)?;
    std::io::copy(&mut list, &mut under.zip).map_err(io)?;
    Ok(())
}

/// A name that every file system takes and that leads nowhere else.
fn tame(name: &str) -> String {
    let fit = |c: char| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' };
    let plain: String = name.chars().map(fit).take(60).collect();
    plain.trim_matches(['.', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_lead_nowhere_else() {
        for (name, tamed) in [
            ("../../etc/passwd", "_.._etc_passwd"),
            ("C:\\a\u{202e}cod.exe", "C__a_cod.exe"),
            (" .. ", ""),
            ("合同 1.pdf", "合同 1.pdf"),
            ("a\nb\0c. ", "a_b_c"),
        ] {
            assert_eq!(super::tame(name), tamed);
        }
        assert_eq!(super::tame(&"字".repeat(500)).chars().count(), 60);
    }
}
