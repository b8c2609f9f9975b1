//! What the examples share: ids that are names, and tables.
#![allow(dead_code, reason = "each example uses its part")]

use std::array;
use std::fmt::Display;

use comfy_table::{Cell, ColumnConstraint, ContentArrangement, LineStyle, Table, Width, presets};
use consentry::{AccountId, AppId, Decision, MeetingUuid, ParticipantId, UserId};

/// The id whose 16 bytes are a name, so that the stories need no list of who is who.
pub fn id<Id: From<[u8; 16]>>(name: &str) -> Id {
    let mut bytes = [0; 16];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    Id::from(bytes)
}

/// An id whose bytes are the name that it was made from, with [`id`].
pub trait Named {
    fn name(self) -> String;
}

macro_rules! named {
    ($($Id:ty),+) => {$(
        impl Named for $Id {
            fn name(self) -> String {
                String::from_utf8_lossy(&self.to_bytes()).trim_end_matches('\0').to_owned()
            }
        }
    )+};
}
named!(AccountId, AppId, MeetingUuid, ParticipantId, UserId);

/// The names of several ids, separated by commas; `nobody` if there are none.
pub fn names(all: impl IntoIterator<Item = impl Named>) -> String {
    let names: Vec<String> = all.into_iter().map(Named::name).collect();
    if names.is_empty() { "nobody".into() } else { names.join(", ") }
}

/// Prints the heading of a part of the story.
pub fn heading(text: &str) {
    println!("\n{text}\n{}\n", "=".repeat(text.len()));
}

/// Prints a table of up to 100 columns of text.
pub fn table<const COLUMNS: usize>(header: [&str; COLUMNS], rows: impl IntoIterator<Item = [Cell; COLUMNS]>) {
    let header = header.map(Cell::new);
    let rows: Vec<[Cell; COLUMNS]> = [header].into_iter().chain(rows).collect();
    // Lines break between words, never within one.
    let longest_word = |column: usize| {
        let words =
            rows.iter().map(|row| row[column].content().split(' ').map(|word| word.chars().count()).max());
        let longest = words.flatten().max().unwrap_or(0);
        ColumnConstraint::LowerBoundary(Width::Fixed(longest as u16 + 2))
    };
    let constraints: [ColumnConstraint; COLUMNS] = array::from_fn(longest_word);

    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(100);
    let mut rows = rows.into_iter();
    table.set_header(rows.next().into_iter().flatten());
    table.add_rows(rows).set_constraints(constraints);
    // Rules between rows help only if some row has several lines.
    let rules = table.style().row_separator;
    table.style_mut().row_separator = LineStyle::none();
    let three_rules_and_header = 4;
    if table.lines().count() > table.row_count() + three_rules_and_header {
        table.style_mut().row_separator = rules;
    }
    println!("{table}");
}

/// A decision as it prints.
pub fn decision(decision: Decision) -> Cell {
    Cell::new(decision)
}

/// The outcome of a change.
pub fn outcome<T, R: Display>(outcome: Result<T, R>) -> Cell {
    match outcome {
        Ok(_) => Cell::new("done"),
        Err(refusal) => Cell::new(format!("refused: {refusal}")),
    }
}
