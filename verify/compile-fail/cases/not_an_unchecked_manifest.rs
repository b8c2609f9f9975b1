//! A manifest comes from a draft that was checked.

use consentry::Manifest;
use consentry::facts::ManifestDraft;

fn main() {
    let _: Manifest = ManifestDraft::user_managed(1_u64.into());
}
