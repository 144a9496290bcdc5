//! Record ids: UUID version 7, 16 bytes in both databases, hyphenated text only in JSON and URLs.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A UUID. Ids made by [`Id::at`] sort by their time of creation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// All zeros; stands for "nobody", never for a record.
    pub const NIL: Id = Id([0; 16]);

    /// A new time-ordered id for the instant `unix_ms` (milliseconds since 1970) with 74 random bits.
    #[must_use]
    pub fn at(unix_ms: u64) -> Self {
        Self(*uuid::Builder::from_unix_timestamp_millis(unix_ms, &rand::random()).as_uuid().as_bytes())
    }

    /// The id of an event: its client time and 74 bits of `hash` (of source and message id), so that the primary key
    /// is ordered by time *and* finds the same message sent twice.
    #[must_use]
    pub fn event(unix_ms: u64, hash: u128) -> Self {
        let mut b = hash.to_be_bytes();
        b[..6].copy_from_slice(&unix_ms.to_be_bytes()[2..]);
        b[6] = 0x70 | (b[6] & 0x0f);
        b[8] = 0x80 | (b[8] & 0x3f);
        Self(b)
    }

    /// The milliseconds since 1970 that the id carries.
    #[must_use]
    pub fn unix_ms(&self) -> u64 {
        self.0[..6].iter().fold(0, |acc, b| (acc << 8) | u64::from(*b))
    }

    /// Reads the usual text form, with or without hyphens.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        uuid::Uuid::try_parse(text).ok().map(|u| Self(*u.as_bytes()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        uuid::Uuid::from_bytes(self.0).hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut buf = uuid::Uuid::encode_buffer();
        s.serialize_str(uuid::Uuid::from_bytes(self.0).hyphenated().encode_lower(&mut buf))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a UUID"))
    }
}
