//! Script that a browser loads before the first page of the web app shows, compressed.

use super::Run;
use crate::line::Line;
use crate::process::count;
use anyhow::Context;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;

const DIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/dist");

pub async fn measure(_: &Run) -> anyhow::Result<()> {
    let scripts = first_scripts(Path::new(DIST)).context("web/dist is missing; build it with: make web/dist")?;
    let (mut gzip, mut brotli) = (0, 0);
    for script in &scripts {
        gzip += gzip_size(script)?;
        brotli += brotli_size(script)?;
    }
    Line::cost("web app: script of the first page, gzip", "kB", count(gzip) / 1000.0).limit(500.0).print();
    Line::cost("web app: script of the first page, brotli", "kB", count(brotli) / 1000.0).limit(500.0).print();
    Ok(())
}

/// The scripts that `index.html` names, and those that they import at once.
fn first_scripts(dist: &Path) -> anyhow::Result<Vec<Vec<u8>>> {
    let page = std::fs::read_to_string(dist.join("index.html"))?;
    let mut wanted: Vec<String> = between(&page, &["src=\"", "href=\""]).filter(|n| n.ends_with(".js")).collect();
    let (mut seen, mut scripts) = (BTreeSet::new(), Vec::new());
    while let Some(name) = wanted.pop() {
        let file = name.rsplit('/').next().unwrap_or_default().to_owned();
        if !seen.insert(file.clone()) {
            continue;
        }
        let Ok(text) = std::fs::read(dist.join("assets").join(&file)) else { continue };
        let readable = String::from_utf8_lossy(&text);
        // Bundled static imports: `from"./x.js"`, `import"./x.js"`; `import("./x.js")` comes later.
        wanted.extend(between(&readable, &["from\"./", "import\"./"]).filter(|n| n.ends_with(".js")));
        scripts.push(text);
    }
    anyhow::ensure!(!scripts.is_empty(), "index.html names no script");
    Ok(scripts)
}

/// Texts that follow one of the marks, up to the next quote.
fn between<'a>(text: &'a str, marks: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    marks.iter().flat_map(move |mark| text.split(mark).skip(1)).filter_map(|rest| rest.split('"').next()).map(str::to_owned)
}

fn gzip_size(text: &[u8]) -> anyhow::Result<usize> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(text)?;
    Ok(packer.finish()?.len())
}

fn brotli_size(text: &[u8]) -> anyhow::Result<usize> {
    let mut out = Vec::new();
    let mut packer = brotli::CompressorWriter::new(&mut out, 1 << 16, 9, 22);
    packer.write_all(text)?;
    packer.flush()?;
    drop(packer);
    Ok(out.len())
}
