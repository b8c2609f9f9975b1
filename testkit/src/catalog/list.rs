//! Prints the API catalogue as CSV, read from the library alone: whole, or what one role may use.

use std::io::{ErrorKind, Write};

use clap::Parser;
use consentry::catalog::{Api, Edition, MeetingRole};

/// Prints the catalogue of in-client APIs as CSV.
///
/// The columns are those of `catalog/apis.csv`, and without options so are the rows; `catalog/NOTICE.md`
/// says what each column means.
#[derive(Debug, Parser)]
#[command(name = "catalog")]
pub struct Arguments {
    #[arg(long, help = format!("List only what this role may use in a meeting: {}", names(MeetingRole::ALL)))]
    role: Option<MeetingRole>,

    #[arg(
        long,
        default_value_t,
        help = format!("List only what this edition of the catalogue has: {}", names(Edition::ALL))
    )]
    edition: Edition,
}

impl Arguments {
    /// The APIs that are asked for, in the order of the catalogue.
    pub fn apis(&self) -> Vec<Api> {
        match self.role {
            Some(role) => self.edition.supported_apis(role).iter().collect(),
            None => Api::ALL.iter().copied().filter(|api| self.edition.has(*api)).collect(),
        }
    }
}

fn names(words: &[impl ToString]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// Writes the rows of these APIs below the names of the columns.
pub fn write_rows(apis: &[Api], out: impl Write) -> csv::Result<()> {
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record([
        "name",
        "kind",
        "roles",
        "guest",
        "contexts",
        "product",
        "data",
        "since",
        "roles_in_0_16_8",
        "documented",
        "media",
    ])?;
    for api in apis.iter().copied() {
        rows.write_record([
            api.name(),
            api.kind().name(),
            &roles(Edition::V0_16_41, api),
            yes(api.supports_guests()),
            &api.contexts().to_string(),
            api.product().name(),
            api.data_class().name(),
            api.since(),
            &roles(Edition::V0_16_8, api),
            yes(api.is_documented()),
            yes(api.takes_media()),
        ])?;
    }
    Ok(rows.flush()?)
}

/// Who may use an API in an edition: `none` of a name that is not documented, `-` of one that does not exist.
fn roles(edition: Edition, api: Api) -> String {
    match edition.roles(api) {
        Some(roles) => roles.to_string(),
        None if edition.has(api) => "none".to_owned(),
        None => "-".to_owned(),
    }
}

fn yes(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

/// Whether the reader has gone, as `head` does when it has seen enough.
pub fn reader_has_gone(error: &csv::Error) -> bool {
    matches!(error.kind(), csv::ErrorKind::Io(error) if error.kind() == ErrorKind::BrokenPipe)
}
