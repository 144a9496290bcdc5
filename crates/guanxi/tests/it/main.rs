//! The program as its clients see it, on both databases.
#![allow(clippy::disallowed_methods, reason = "tests look behind the handlers")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests stop at the first surprise")]

mod audit;
mod consents;
mod digests;
mod duplicates;
mod entrances;
mod entry;
mod features;
mod guarded;
mod guests;
mod hand_overs;
mod identity;
mod imports;
mod input;
mod lists;
mod live;
mod lockout;
mod lying;
mod mail;
mod matched;
mod mentions;
mod moving;
mod networks;
mod notices;
mod oidc;
mod once;
mod privacy;
mod programs;
mod records;
mod reports;
mod resets;
mod roles;
mod schedules;
mod search;
mod second;
mod session;
mod sessions;
mod shapes;
mod sharing;
mod sources;
mod terms;
mod unit_people;
mod units;
mod upkeep;
mod walk;
