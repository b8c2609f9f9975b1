//! Writes what the fuzzer starts from: `seeds/TARGET/…`, and a dictionary of every word, `seeds/words.dict`.
//! `collected/TARGET` is for what it finds. All of these are in `verify/fuzz`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use testkit::fuzz::seeds;

fn main() -> std::io::Result<()> {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = fuzz.join("seeds");
    for target in ["ids", "words", "scenario", "snapshot", "changes"] {
        fs::create_dir_all(folder.join(target))?;
        fs::create_dir_all(fuzz.join("collected").join(target))?;
        for (name, input) in seeds::of(target) {
            fs::write(folder.join(target).join(name), input)?;
        }
    }
    fs::write(folder.join("words.dict"), dictionary())
}

/// Every word of every vocabulary, and every quoted text of the scenarios, one per line, as libFuzzer reads it.
fn dictionary() -> String {
    let texts = |target| seeds::of(target).into_iter().filter_map(|(_, seed)| String::from_utf8(seed).ok());
    let words = texts("words").flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>());
    let quoted = texts("scenario")
        .flat_map(|text| text.split('"').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>());
    let is_short = |word: &String| (2..=40).contains(&word.len());
    let plain = |word: &String| word.chars().all(|c| c.is_ascii_graphic() && !['"', '\\'].contains(&c));
    let words: BTreeSet<String> = words.chain(quoted).filter(is_short).filter(plain).collect();
    words.iter().map(|word| format!("\"{word}\"\n")).collect()
}
