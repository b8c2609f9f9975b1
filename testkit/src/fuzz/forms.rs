//! The forms in which a directory is written.

use consentry::directory::Directory;
use crc::{CRC_64_XZ, Crc};

/// One form, and what it promises.
#[derive(Clone, Copy)]
pub struct Form {
    pub name: &'static str,
    pub write: fn(&Directory) -> Vec<u8>,
    pub read: fn(&[u8]) -> Result<Directory, String>,
    /// Makes the checksum of a spoilt text match, if the form has one, so that what is spoilt is read.
    pub seal: fn(Vec<u8>) -> Vec<u8>,
    /// A directory has one text: whatever is read is what would be written.
    pub is_canonical: bool,
    /// How every text begins.
    pub start: &'static [u8],
}

/// All forms.
pub const FORMS: [Form; 2] = [
    Form {
        name: "JSON",
        write: |directory| serde_json::to_vec(directory).expect("a directory is written"),
        read: |text| serde_json::from_slice(text).map_err(|error| error.to_string()),
        seal: |text| text,
        is_canonical: false,
        start: b"{",
    },
    Form {
        name: "bytes",
        write: Directory::to_bytes,
        read: |bytes| Directory::from_bytes(bytes).map_err(|error| error.to_string()),
        seal: sealed,
        is_canonical: true,
        start: b"consentry",
    },
];

/// The bytes with the right checksum in their last 8.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    static CRC: Crc<u64> = Crc::<u64>::new(&CRC_64_XZ);
    bytes.truncate(bytes.len().saturating_sub(8));
    let checksum = CRC.checksum(&bytes);
    bytes.extend(checksum.to_be_bytes());
    bytes
}
