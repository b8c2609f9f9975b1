//! Generates the rows of `src/catalog/generated.rs` from `catalog/apis.csv`.
//!
//! `cargo run --example generate-catalog` prints them; with `-- --write` it replaces the file.

use std::error::Error;

use testkit::catalog::generate::generate;

fn main() -> Result<(), Box<dyn Error>> {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let text = generate(&std::fs::read_to_string(format!("{root}/catalog/apis.csv"))?)?;
    match std::env::args().nth(1).as_deref() {
        None => print!("{text}"),
        Some("--write") => std::fs::write(format!("{root}/src/catalog/generated.rs"), text)?,
        Some("--help" | "-h") => println!(
            "usage: generate-catalog [--write]\n\nPrints src/catalog/generated.rs as catalog/apis.csv says it; --write replaces the file."
        ),
        Some(other) => {
            return Err(format!("unknown argument `{other}`, expected `--write` or nothing").into());
        }
    }
    Ok(())
}
