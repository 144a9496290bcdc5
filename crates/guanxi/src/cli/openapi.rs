//! `openapi`: the document of the API, for clients and for the web app's types.

use super::{Place, exit, run};
use crate::openapi::Documents;
use clap::Args;
use std::io::Write;

#[derive(Args, Debug, Clone)]
pub struct OpenapiArgs {
    /// Only these objects, separated by commas
    #[arg(long, env = "GUANXI_OBJECTS", value_name = "NAMES")]
    pub objects: Option<String>,
    /// Include the custom objects and fields of this company
    #[arg(long, env = "GUANXI_TENANT", value_name = "SLUG")]
    pub tenant: Option<String>,
    #[command(flatten)]
    pub place: Place,
}

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
    let mut text = serde_json::to_vec_pretty(&document)?;
    text.push(b'\n');
    std::io::stdout().write_all(&text)?;
    Ok(exit::DONE)
}
