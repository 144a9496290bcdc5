//! Fields that are not wholly open to an asker.

use super::Level;
use std::collections::HashMap;

/// Fields that are closed, or open in part, by object.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed(HashMap<String, HashMap<String, Level>>);

impl Closed {
    /// How open a field is.
    #[must_use]
    pub fn level(&self, object: &str, field: &str) -> Level {
        if self.0.is_empty() {
            return Level::Write;
        }
        self.0.get(object).and_then(|fields| fields.get(field)).copied().unwrap_or_default()
    }

    /// Whether a field of the object is open in part.
    #[must_use]
    pub fn masks_any(&self, object: &str) -> bool {
        self.0.get(object).is_some_and(|fields| fields.values().any(|l| *l == Level::Masked))
    }

    /// Closes a field further; it is never opened again.
    pub fn close(&mut self, object: &str, field: &str, level: Level) {
        let known = self.0.entry(object.to_owned()).or_default().entry(field.to_owned()).or_default();
        *known = (*known).max(level);
    }
}

impl FromIterator<(String, String)> for Closed {
    /// Hides these.
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        let mut all = Self::default();
        fields.into_iter().for_each(|(object, field)| all.close(&object, &field, Level::Hidden));
        all
    }
}

impl<const N: usize> From<[(String, String); N]> for Closed {
    fn from(fields: [(String, String); N]) -> Self {
        fields.into_iter().collect()
    }
}
