//! The fields of one row.

/// A record's fields, kept in one buffer.
#[derive(Default)]
pub struct Fields {
    pub(super) bytes: Vec<u8>,
    /// Where each field ends, and room for more.
    pub(super) ends: Vec<usize>,
    pub(super) count: usize,
}

impl Fields {
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The text of a field, "" when there is no such field. The whole record was checked to be UTF-8.
    #[must_use]
    pub fn get(&self, i: usize) -> &str {
        if i >= self.count {
            return "";
        }
        let from = if i == 0 { 0 } else { self.ends[i - 1] };
        std::str::from_utf8(&self.bytes[from..self.ends[i]]).unwrap_or("")
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.count).map(|i| self.get(i))
    }

    /// Bytes of all fields.
    #[must_use]
    pub fn size(&self) -> usize {
        self.ends[..self.count].last().copied().unwrap_or(0)
    }

    pub(super) fn clear(&mut self) {
        self.count = 0;
    }

    /// Adds a field.
    pub(super) fn push(&mut self, text: &str) {
        let from = self.size();
        self.bytes.truncate(from);
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.truncate(self.count);
        self.ends.push(self.bytes.len());
        self.count += 1;
    }

    /// Adds empty fields until there are as many.
    pub(super) fn pad(&mut self, count: usize) {
        while self.count < count {
            self.push("");
        }
    }

    /// Drops empty fields at the end, down to so many.
    pub(super) fn trim(&mut self, count: usize) {
        while self.count > count && self.get(self.count - 1).trim().is_empty() {
            self.count -= 1;
        }
    }

    /// A copy that takes no more room than it needs.
    #[must_use]
    pub fn compact(&self) -> Self {
        let ends = self.ends[..self.count].to_vec();
        Self { bytes: self.bytes[..ends.last().copied().unwrap_or(0)].to_vec(), ends, count: self.count }
    }
}
