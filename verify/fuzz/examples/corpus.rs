//! Unpacks the corpus for the fuzzer, which reads one folder per target, and packs it again.
//!
//! `unpack` writes what is in `corpus/TARGET.jsonl` into `corpus/TARGET`, one file per input. `pack` puts the files of that
//! folder in place of what is in `corpus/TARGET.jsonl`.

use std::path::Path;
use std::{fs, io};

use testkit::fuzz::corpus::{self, Input};

fn main() -> io::Result<()> {
    let work = match std::env::args().nth(1).as_deref() {
        Some("unpack") => unpack,
        Some("pack") => pack,
        _ => return Err(io::Error::new(io::ErrorKind::InvalidInput, "expected `unpack` or `pack`")),
    };
    ["ids", "words", "scenario", "snapshot", "changes"].into_iter().try_for_each(work)
}

fn unpack(target: &str) -> io::Result<()> {
    let folder = corpus::file(target).with_extension("");
    fs::create_dir_all(&folder)?;
    for (name, bytes) in corpus::read(target)? {
        fs::write(folder.join(name), bytes)?;
    }
    Ok(())
}

fn pack(target: &str) -> io::Result<()> {
    let inputs = inputs_in(&corpus::file(target).with_extension(""))?;
    println!("{target}: {} inputs", inputs.len());
    corpus::write(target, inputs)
}

fn inputs_in(folder: &Path) -> io::Result<Vec<Input>> {
    let input = |entry: io::Result<fs::DirEntry>| {
        let entry = entry?;
        Ok((entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path())?))
    };
    fs::read_dir(folder)?.map(input).collect()
}
