//! Prints the API catalogue as CSV, read from the library alone: whole, or what one role may use.
//!
//! `cargo run --example catalog -- --role participant --edition 0.16.8`

use std::io;
use std::process::ExitCode;

use clap::Parser;
use testkit::catalog::list::{Arguments, reader_has_gone, write_rows};

fn main() -> ExitCode {
    match write_rows(&Arguments::parse().apis(), io::stdout().lock()) {
        Err(error) if !reader_has_gone(&error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        Ok(()) | Err(_) => ExitCode::SUCCESS,
    }
}
