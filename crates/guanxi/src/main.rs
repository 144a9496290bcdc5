//! The program `guanxi`.

use clap::Parser;
use guanxi::cli::{Cli, run};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(run::run(Cli::parse()))
}
