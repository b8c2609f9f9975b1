//! Generates the rows of `src/catalog/generated.rs` from `catalog/apis.csv`.

use std::error::Error;
use std::fmt::Write as _;

use csv::StringRecord;

/// The text of `src/catalog/generated.rs` for the text of `catalog/apis.csv`.
pub fn generate(csv: &str) -> Result<String, Box<dyn Error>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let expected =
        "name,kind,roles,guest,contexts,product,data,since,roles_in_0_16_8,documented,media".split(',');
    if !reader.headers()?.iter().eq(expected) {
        return Err(format!("unexpected columns: {:?}", reader.headers()?).into());
    }

    let mut text = String::from(
        "//! Generated from `catalog/apis.csv` by `cargo run --example generate-catalog -- --write`. Do not edit.\n\n\
         use super::{ApiContexts, ApiKind, ApiRoles, Contexts, DataClass, Product, Roles, Row};\n\n\
         super::rows::apis! {\n",
    );
    writeln!(
        text,
        "    // API, wire name, kind, roles, guests, contexts, product, data, since, roles in 0.16.8, media"
    )?;
    for record in reader.records() {
        writeln!(text, "    {};", row(&record?)?)?;
    }
    text.push_str("}\n");
    Ok(text)
}

fn row(record: &StringRecord) -> Result<String, Box<dyn Error>> {
    let fields: Vec<&str> = record.iter().collect();
    let &[name, kind, roles, guest, contexts, product, data, since, roles_in_0_16_8, documented, media] =
        fields.as_slice()
    else {
        return Err(format!("a row of {} fields, expected 11", fields.len()).into());
    };
    if (documented == "no") != (roles == "none") {
        return Err(format!("`{name}`: documented `{documented}` and roles `{roles}` disagree").into());
    }
    Ok(format!(
        "{} {name:?} {} ({}) {guest} ({}) {} {} {since:?} ({}) {media}",
        camel(name),
        camel(kind),
        alternatives(roles, shouting)?,
        alternatives(contexts, shouting)?,
        camel(product),
        camel(data),
        alternatives(roles_in_0_16_8, shouting)?,
    ))
}

/// The right side of a column: a word of its own, or constants of a set.
fn alternatives(cell: &str, constant: fn(&str) -> String) -> Result<String, Box<dyn Error>> {
    Ok(match cell {
        "" => return Err("an empty cell".into()),
        "any" => "any".into(),
        "any-seat" => "any_seat".into(),
        "none" => "undocumented".into(),
        "-" => "absent".into(),
        list => format!("only {}", list.split('|').map(constant).collect::<Vec<_>>().join(" ")),
    })
}

/// `contact-center` → `ContactCenter`, `getUserContext` → `GetUserContext`.
fn camel(name: &str) -> String {
    name.split('-')
        .map(|part| {
            let (first, rest) = part.split_at(1);
            first.to_ascii_uppercase() + rest
        })
        .collect()
}

/// `inMeetingChat` → `IN_MEETING_CHAT`.
fn shouting(name: &str) -> String {
    let mut text = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text
}
