//! HTTP: the layers that every request passes, and the operations of the API.

pub mod assets;
pub mod audit;
pub mod divisions;
pub mod edge;
pub mod extract;
pub mod features;
pub mod files;
pub mod guest;
pub mod hand_overs;
pub mod health;
pub mod imports;
pub mod jobs;
pub mod keys;
pub mod listen;
pub mod live;
pub mod mail;
pub mod meta;
pub mod meter;
pub mod notices;
pub mod objects;
pub mod once;
pub mod password;
pub mod privacy;
pub mod problem;
pub mod records;
mod refuse;
pub mod roles;
pub mod routes;
pub mod search;
pub mod session;
pub mod sessions;
pub mod stream;
pub mod totp;
mod units;
pub mod users;

pub use problem::Problem;
