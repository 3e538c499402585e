//! How good the compile errors are: what `cargo xtask errors` says of the fixtures in `tests/ui`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::command_line::root;

/// What is asked of the text that the compiler says about one mistake.
#[derive(Debug, PartialEq)]
struct Judgement {
    /// It is one error, without a warning.
    one_error: bool,
    /// It points at something that the user wrote inside the contract or its implementation, not at the macro's call; or the
    /// call is at fault, since there is nothing in it.
    at_fault: bool,
    /// It says what to write: in a help, or as what is expected or missing there.
    with_fix: bool,
}

impl Judgement {
    /// Judges the text that is said of the fixture `source`.
    fn of(text: &str, source: &str) -> Self {
        let begins = |what: &str| text.lines().filter(|line| line.starts_with(what)).count();
        let place = text.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
        let index = place.and_then(line_number).and_then(|number| number.checked_sub(1));
        let mut lines = source.lines().skip(index.unwrap_or(usize::MAX));
        let is_at_call = lines.next().is_none_or(|line| line.contains("contract! {"));
        let is_empty = lines.find(|line| !line.trim().is_empty()).is_some_and(|line| line.trim() == "}");
        Self {
            one_error: (begins("error"), begins("warning")) == (1, 0),
            at_fault: !is_at_call || is_empty,
            with_fix: text.lines().any(names_a_fix) || points_where_to_write(text),
        }
    }

    /// What it falls short of.
    fn shortcomings(&self) -> Vec<&'static str> {
        let asked = [
            (self.one_error, "not exactly one error"),
            (self.at_fault, "points at the macro's call"),
            (self.with_fix, "names no fix"),
        ];
        asked.into_iter().filter(|(is_met, _)| !is_met).map(|(_, shortcoming)| shortcoming).collect()
    }
}

/// Whether a line says what to write: the macro and the compiler do so in a help, the runtime's traits in a note, and the
/// compiler also by naming what it expects, or misses, in the very place, where the expansion's traits say it too.
fn names_a_fix(line: &str) -> bool {
    if let Some((_, help)) = line.split_once("help: ") {
        // That an implementation is not there is no way out.
        return !help.starts_with("the trait `");
    }
    let (label, note) = line.split_once("= note: ").unwrap_or((line, ""));
    let is_in_note = ["write ", "`#[derive(", "available field", "limited to constant"]
        .iter()
        .any(|fix| note.contains(fix));
    let is_pointed_at = |what: &str| label.split_once(what).is_some_and(|(before, _)| before.ends_with("^ "));
    let is_missed = ["missing `", "no `", "write `"].into_iter().any(is_pointed_at);
    let is_expected = ["`, found `", "` in impl"].iter().any(|end| label.contains(end));
    is_in_note || is_missed || (is_pointed_at("expected `") && is_expected)
}

/// Whether the compiler misses something of a type at the very word of the contract behind which it is to be written.
fn points_where_to_write(text: &str) -> bool {
    let lines: Vec<&str> = text.lines().collect();
    lines.windows(2).any(|pair| {
        let [source, label] = pair else { return false };
        let Some((marker, _)) = label.split_once("-- variant or associated item `") else { return false };
        let word = marker.find('-').and_then(|column| source.get(column..)).unwrap_or_default();
        ["responses:", "events {"].iter().any(|declared| word.starts_with(declared))
    })
}

/// The line of `ui/keys/twice.rs:6:9`.
fn line_number(place: &str) -> Option<usize> {
    place.rsplit(':').nth(1)?.parse().ok()
}

/// Prints what falls short, and the counts as the last line.
pub(crate) fn report() -> Result<(), String> {
    let folder = root().join("tests/ui");
    let (mut fixtures, mut one_error, mut at_fault, mut with_fix) = (0, 0, 0, 0);
    for text in texts(&folder)? {
        let source = text.with_extension("rs");
        let judgement = Judgement::of(&read(&text)?, &read(&source)?);
        fixtures += 1;
        one_error += usize::from(judgement.one_error);
        at_fault += usize::from(judgement.at_fault);
        with_fix += usize::from(judgement.with_fix);
        let shortcomings = judgement.shortcomings();
        if !shortcomings.is_empty() {
            let name = source.strip_prefix(&folder).unwrap_or(&source);
            println!("{}: {}", name.display(), shortcomings.join(", "));
        }
    }
    println!("fixtures={fixtures} one_error={one_error} at_fault={at_fault} with_fix={with_fix}");
    Ok(())
}

/// The compiler's texts, in the order of their names.
fn texts(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut texts = Vec::new();
    for category in entries(folder)?.into_iter().filter(|entry| entry.is_dir()) {
        texts.extend(
            entries(&category)?
                .into_iter()
                .filter(|file| file.extension().is_some_and(|end| end == "stderr")),
        );
    }
    texts.sort();
    Ok(texts)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error| format!("{}: {error}", folder.display());
    fs::read_dir(folder).map_err(failed)?.map(|entry| Ok(entry.map_err(failed)?.path())).collect()
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str =
        "use contract_runtime::contract;\n\ncontract! {\n    pub trait Api {\n        bad: 1,\n";

    #[test]
    fn an_error_at_its_token_with_a_fix_has_no_shortcoming() {
        let text = "error: unknown key `bad`\n       help: remove it\n --> ui/keys/bad.rs:5:9\n";
        assert!(Judgement::of(text, SOURCE).shortcomings().is_empty());
    }

    #[test]
    fn every_shortcoming_is_seen() {
        let text =
            "error: a\n --> ui/keys/bad.rs:3:1\n  = help: the trait `X` is not implemented\n\nerror: b\n";
        assert_eq!(
            Judgement::of(text, SOURCE),
            Judgement { one_error: false, at_fault: false, with_fix: false }
        );
    }

    #[test]
    fn a_note_that_says_what_to_write_is_a_fix() {
        let fixes = ["  = note: write `Body`", "  = note: every type is `#[derive(Debug)]`"];
        assert!(fixes.into_iter().all(names_a_fix));
        assert!(!names_a_fix("  = note: expected enum `Result<A, B>`"));
    }

    #[test]
    fn what_is_expected_in_the_place_is_a_fix() {
        assert!(names_a_fix("8 |     page: u32 = \"one\",\n  |       ^^^^^ expected `u32`, found `&str`"));
        assert!(names_a_fix("  | ^^^^^^^^^^^^^^^^ missing `follow` in implementation"));
        assert!(names_a_fix("  | ^^^^^^^^^^^^^^^^ expected `&self` in impl"));
        assert!(names_a_fix("  |              ^^^^^ no `StaffContract` in `admin`"));
        assert!(names_a_fix("  |   ----^ write `.internal()?` for a logged 500"));
        assert!(!names_a_fix("  |   ^^^^^^ expected 3 parameters, found 2"));
        assert!(!names_a_fix("  |   ^^^^^ not found in this scope"));
    }

    #[test]
    fn the_word_behind_which_it_is_to_be_written_is_a_fix() {
        let at = |word: &str| {
            let marker = "-".repeat(9);
            points_where_to_write(&format!(
                "12 |   {word}: {{ 200: Order }},\n   |   {marker} variant or associated item `Gone` not found for this enum\n"
            ))
        };
        assert!(at("responses"));
        assert!(!at("get_order"));
    }

    #[test]
    fn only_a_call_without_anything_in_it_is_at_fault() {
        let text = "error: a\n       help: b\n --> ui/syntax/empty.rs:1:1\n";
        assert!(Judgement::of(text, "contract! {\n\n}\n").at_fault);
        assert!(!Judgement::of(text, "contract! {\n    pub trait Api {}\n}\n").at_fault);
    }

    #[test]
    fn a_warning_beside_the_error_is_one_thing_too_many() {
        let text = "warning: w\n\nerror: a\n       help: b\n --> ui/keys/bad.rs:5:9\n";
        assert_eq!(Judgement::of(text, SOURCE).shortcomings(), ["not exactly one error"]);
    }
}
