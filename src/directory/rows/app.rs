//! Apps.

use crate::facts::{Manifest, Publication};
use crate::id::AppId;

/// An app.
#[derive(Clone, Debug)]
pub(crate) struct AppRow {
    pub(crate) id: AppId,
    pub(crate) manifest: Manifest,
    pub(crate) publication: Publication,
}
