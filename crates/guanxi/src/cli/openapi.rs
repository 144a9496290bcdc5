//! `openapi`: the document of the API, for clients and for the web app's types.

use super::{OpenapiArgs, exit, run};
use crate::openapi::Documents;
use std::io::Write;

/// Prints the base document, or that of a company.
///
/// # Errors
/// When the company cannot be opened.
pub async fn run(args: OpenapiArgs) -> anyhow::Result<u8> {
    let only = args.objects.unwrap_or_default();
    let document = match args.tenant {
        Some(slug) => {
            let app = run::open(&args.place).await?;
            let records = app.records(&slug).await?;
            let objects: Vec<_> = records.catalog().iter().cloned().collect();
            app.documents().build(&objects, &only)
        }
        None => {
            let objects: Vec<_> = crm::registry().objects().iter().map(|def| model::Object::new(def.clone())).collect();
            Documents::new(&crate::http::routes::document()).build(&objects, &only)
        }
    };
    let mut out = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    Ok(exit::DONE)
}
