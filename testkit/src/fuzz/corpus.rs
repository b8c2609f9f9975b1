//! The corpus: what the fuzzer has kept, packed into one file per target, `verify/fuzz/corpus/TARGET.jsonl`.
//!
//! Each line is one input, an object of its `name` and its bytes: as `text` where they are text that one can read, as `hex`
//! otherwise. The lines are in the order of the names.

use std::path::PathBuf;
use std::{fs, io};

use serde::{Deserialize, Serialize};

/// An input's name, and its bytes.
pub type Input = (String, Vec<u8>);

#[derive(Serialize, Deserialize)]
struct Line {
    name: String,
    #[serde(flatten)]
    bytes: Bytes,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Bytes {
    Text(String),
    Hex(String),
}

/// The packed file of a target. Without its extension this is the folder that the corpus is unpacked into.
pub fn file(target: &str) -> PathBuf {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../verify/fuzz/corpus");
    PathBuf::from(format!("{folder}/{target}.jsonl"))
}

/// The corpus of a target.
pub fn read(target: &str) -> io::Result<Vec<Input>> {
    unpacked(&fs::read_to_string(file(target))?)
}

/// Makes these the corpus of a target.
pub fn write(target: &str, inputs: Vec<Input>) -> io::Result<()> {
    fs::write(file(target), packed(inputs))
}

/// The text of a packed file.
pub fn packed(mut inputs: Vec<Input>) -> String {
    inputs.sort();
    let line = |(name, bytes)| {
        let bytes = match String::from_utf8(bytes) {
            Ok(text) if is_readable(&text) => Bytes::Text(text),
            Ok(text) => Bytes::Hex(hex(text.as_bytes())),
            Err(error) => Bytes::Hex(hex(error.as_bytes())),
        };
        serde_json::to_string(&Line { name, bytes }).expect("texts are written") + "\n"
    };
    inputs.into_iter().map(line).collect()
}

/// The inputs in the text of a packed file.
pub fn unpacked(text: &str) -> io::Result<Vec<Input>> {
    let input = |line| {
        let Line { name, bytes } = serde_json::from_str(line)?;
        let bytes = match bytes {
            Bytes::Text(text) => text.into_bytes(),
            Bytes::Hex(digits) => bytes_of(&digits)
                .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("`{name}` is not hex")))?,
        };
        Ok((name, bytes))
    };
    text.lines().map(input).collect()
}

fn is_readable(text: &str) -> bool {
    text.chars().all(|c| !c.is_control() || c == '\n')
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pairs = digits.as_bytes().chunks(2);
    pairs
        .map(|pair| {
            u8::from_str_radix(std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?, 16).ok()
        })
        .collect()
}
