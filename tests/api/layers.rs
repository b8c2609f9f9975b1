//! The imports of `src/` run one way: `vocabulary, id → catalog → facts → rules → directory`, with `store` below all.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module of the crate, and the modules that it may name.
const LAYERS: &[(&str, &[&str])] = &[
    ("vocabulary", &[]),
    ("store", &[]),
    ("id", &["vocabulary"]),
    ("catalog", &["vocabulary"]),
    ("facts", &["vocabulary", "id", "catalog"]),
    ("rules", &["vocabulary", "id", "catalog", "facts"]),
    ("directory", &["vocabulary", "id", "catalog", "facts", "rules", "store"]),
];

#[test]
fn no_module_names_one_above_it() {
    for file in source_files() {
        for named in modules_named(&code(&file.text)) {
            let (_, allowed) = layer(&file.module);
            assert!(
                named == file.module || allowed.contains(&named.as_str()),
                "`{}` names `crate::{named}`; `{}` may name {allowed:?} only, and no re-export at the root",
                file.path.display(),
                file.module,
            );
        }
    }
}

#[test]
fn every_module_has_its_layer() {
    let text = code(&fs::read_to_string(source().join("lib.rs")).expect("readable"));
    let declared = text.lines().filter_map(|line| {
        line.trim_start_matches("pub ").strip_prefix("mod ").and_then(|rest| rest.strip_suffix(';'))
    });
    for module in declared {
        layer(module);
    }
}

#[test]
fn the_store_has_no_word_of_the_domain() {
    let words = ["user", "account", "app", "meeting", "seat", "delegation", "installation", "role"];
    for file in source_files().filter(|file| file.module == "store") {
        let text = file.text.to_lowercase();
        let found = text
            .split(|c: char| !c.is_ascii_alphabetic())
            .find(|word| words.iter().any(|domain| word.strip_suffix('s').unwrap_or(word) == *domain));
        assert_eq!(found, None, "{}", file.path.display());
    }
}

/// The check can fail: a line of a lower module that names a higher one is found.
#[test]
fn a_wrong_import_is_found() {
    let line =
        "use crate::directory::Directory; // use crate::facts::User;\n/// [`x`](crate::rules::evaluate)\n";
    assert_eq!(modules_named(&code(line)), ["directory"]);
    assert_eq!(modules_named("use crate::{Directory, facts::User};"), ["{"], "grouped imports of the root");
    assert_eq!(modules_named("pub(in crate::directory) fn f()"), ["directory"]);
}

struct SourceFile {
    path: PathBuf,
    /// The top module that the file belongs to.
    module: String,
    text: String,
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src")
}

fn layer(module: &str) -> &'static (&'static str, &'static [&'static str]) {
    LAYERS.iter().find(|(name, _)| *name == module).unwrap_or_else(|| panic!("`{module}` has no layer"))
}

/// All files of `src/` but `lib.rs`.
fn source_files() -> impl Iterator<Item = SourceFile> {
    let root = source();
    let mut paths = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                paths.push(path);
            }
        }
    }
    assert!(paths.len() > 20, "the files of the crate");
    paths.into_iter().filter_map(move |path| {
        let inside = path.strip_prefix(&root).expect("below src");
        let first = inside.iter().next()?.to_str()?;
        let module = first.strip_suffix(".rs").unwrap_or(first).to_owned();
        let text = fs::read_to_string(&path).expect("text");
        (module != "lib").then_some(SourceFile { path, module, text })
    })
}

/// The text without comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The module named after each `crate::`.
fn modules_named(code: &str) -> Vec<String> {
    code.match_indices("crate::")
        .map(|(at, found)| {
            let rest = &code[at + found.len()..];
            let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
            if end == 0 { rest[..1].to_owned() } else { rest[..end].to_owned() }
        })
        .collect()
}
