//! HTTP: the layers that every request passes, and the operations of the API.

pub mod assets;
pub mod edge;
pub mod meter;
pub mod problem;

pub use problem::Problem;
