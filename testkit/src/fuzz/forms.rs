//! The forms in which a directory is written.

use consentry::directory::Directory;

/// One form, and what it promises.
#[derive(Clone, Copy)]
pub struct Form {
    pub name: &'static str,
    pub write: fn(&Directory) -> Vec<u8>,
    pub read: fn(&[u8]) -> Result<Directory, String>,
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
        is_canonical: false,
        start: b"{",
    },
    Form {
        name: "bytes",
        write: Directory::to_bytes,
        read: |bytes| Directory::from_bytes(bytes).map_err(|error| error.to_string()),
        is_canonical: true,
        start: b"consentry",
    },
];
