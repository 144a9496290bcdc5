//! Packs: files of configuration for a line of business. Data, no code; installing one is applying its file.

use super::change;
use super::file::{File, Pack};
use super::item::Section;
use crate::http::Problem;
use model::Id;
use records::Records;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// Those that the program brings.
const BROUGHT: [(&str, &str); 1] = [("auto-dealer", include_str!("../../../../packs/auto-dealer/pack.json"))];

/// A pack as it is installed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InstalledPack)]
pub struct Installed {
    pub version: String,
    #[schema(format = DateTime)]
    pub at: String,
    #[schema(value_type = Option<String>, format = "uuid")]
    pub by: Option<Id>,
    /// By which it is taken back: of the latest file alone.
    #[schema(value_type = String, format = "uuid")]
    pub change: Id,
}

/// A pack that the program brings, or that is installed.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = KnownPack)]
pub struct Known {
    pub pack: Pack,
    /// The program brings it.
    pub brought: bool,
    /// Labels of the objects that it has, in the form of `labels`.
    #[schema(value_type = Vec<Value>)]
    pub objects: Vec<Value>,
    pub installed: Option<Installed>,
}

/// The file of a pack that the program brings.
#[must_use]
pub fn file(name: &str) -> Option<&'static str> {
    BROUGHT.iter().find(|(brought, _)| *brought == name).map(|(_, text)| *text)
}

/// All packs by name.
///
/// # Errors
/// Of the database.
pub async fn all(records: &Records) -> Result<Vec<Known>, Problem> {
    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for (_, text) in BROUGHT {
        let file = File::read(text.as_bytes())?;
        let objects = file.items.iter().filter(|i| i.section == Section::Objects && i.key.starts_with("x_"));
        let objects = objects.map(|i| i.value["plural"].clone()).collect();
        if let Some(pack) = file.pack {
            known.insert(pack.name.clone(), Known { pack, brought: true, objects, installed: None });
        }
    }
    // Newest first: the first of a name is what is installed.
    for (pack, change) in change::packs(records).await? {
        let installed = Installed { version: pack.version.clone(), at: change.at, by: change.by, change: change.id };
        let entry = known.entry(pack.name.clone());
        let entry = entry.or_insert_with(|| Known { pack, brought: false, objects: Vec::new(), installed: None });
        entry.installed.get_or_insert(installed);
    }
    Ok(known.into_values().collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn packs_that_come_with_the_program_can_be_read() {
        for (name, text) in BROUGHT {
            let pack = File::read(text.as_bytes()).unwrap().pack.unwrap();
            assert_eq!(pack.name, name);
            for words in [&pack.title, &pack.description] {
                assert!(![&words.en, &words.zh_cn, &words.zh_tw].iter().any(|w| w.is_empty()), "{name} in three languages");
            }
        }
    }
}
