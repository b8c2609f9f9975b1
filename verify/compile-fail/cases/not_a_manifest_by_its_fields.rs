//! The fields of a manifest cannot be written.

use consentry::{Manifest, Scopes};
use consentry::facts::ManifestDraft;

fn main() {
    let mut manifest = Manifest::try_from(ManifestDraft::user_managed(1_u64.into())).unwrap();
    manifest.required_scopes = Scopes::all();
}
