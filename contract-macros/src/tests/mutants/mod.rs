//! Contracts with a slip, compiled: whatever becomes of a contract, the compiler has nothing to say of the code that the macro
//! writes. Every error is about something that the user wrote.
//!
//! All of them are modules of one crate, which is checked once. `MUTANTS=1000` makes more of them than the usual sample.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::{Value, json};

use super::mutations::slipped;

const SAMPLE: u64 = 60;

/// What the contract names, and an implementation of it.
const TYPES: &str = include_str!("types.rs");
const IMPLEMENTATION: &str = include_str!("implementation.rs");

/// Where a contract begins in each module.
const CALL: &str = "contract_runtime::contract! {";
const CALL_LINE: u64 = 4;

/// An error of the compiler: which mutant it is about, and what is said where.
struct Told {
    mutant: Option<u64>,
    text: String,
    /// Whether it is about something that the user wrote.
    is_users: bool,
}

impl Told {
    fn of(message: &Value) -> Self {
        let spans = message["spans"].as_array().into_iter().flatten();
        let primary: Vec<&Value> = spans.filter(|span| span["is_primary"] == true).collect();
        let mutants = primary.iter().map(|span| mutant(span["file_name"].as_str()?));
        let mutants: Vec<Option<u64>> = mutants.collect();
        // What the macro writes of itself has the place of its call, all of it.
        let is_call = |span: &&&Value| span["line_start"] == CALL_LINE && span["column_start"] == 1;
        Self {
            mutant: mutants.iter().copied().flatten().next(),
            text: message["rendered"].as_str().unwrap_or_default().to_owned(),
            is_users: !primary.is_empty()
                && mutants.iter().all(Option::is_some)
                && !primary.iter().any(|span| is_call(&span)),
        }
    }
}

/// The number of the mutant in `src/m17.rs`.
fn mutant(file: &str) -> Option<u64> {
    Path::new(file).file_stem()?.to_str()?.strip_prefix('m')?.parse().ok()
}

/// The folder of build results that this test is in.
fn target() -> PathBuf {
    let program = env::current_exe().unwrap();
    program.ancestors().nth(3).unwrap().to_owned()
}

/// Writes a crate with a module a mutant.
fn write(folder: &Path, count: u64) {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let _ = fs::remove_dir_all(folder.join("src"));
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"mutants\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         contract-runtime = {{ path = {:?} }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\nschemars = \"1\"\n",
        workspace.join("contract-runtime")
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::copy(workspace.join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let modules: Vec<String> = (0..count).map(|seed| format!("mod m{seed};")).collect();
    fs::write(
        folder.join("src/lib.rs"),
        format!("#![allow(warnings)]\nmod types;\n{}\n", modules.join("\n")),
    )
    .unwrap();
    fs::write(folder.join("src/types.rs"), TYPES).unwrap();
    for seed in 0..count {
        let (contract, what, _) = slipped(seed);
        let module = format!("// {what}\nuse crate::types::*;\n\n{CALL}\n{contract}\n}}\n\n{IMPLEMENTATION}");
        fs::write(folder.join(format!("src/m{seed}.rs")), module).unwrap();
    }
}

/// What the compiler says of the crate.
fn check(folder: &Path, target: &Path) -> Vec<Told> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["check", "--offline", "--message-format", "json", "--target-dir"])
        .arg(target)
        .current_dir(folder)
        .env_remove("RUSTFLAGS")
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let messages: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let is_ours = |message: &&Value| message["target"]["name"] == "mutants";
    assert!(
        messages.iter().any(|message| is_ours(&message)),
        "the crate is not reached:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let errors = messages.iter().filter(is_ours).map(|message| &message["message"]);
    let errors =
        errors.filter(|message| message["level"].as_str().is_some_and(|level| level.starts_with("error")));
    // The last one counts the others.
    let errors =
        errors.filter(|message| !message["message"].as_str().unwrap_or_default().starts_with("aborting"));
    errors.map(Told::of).collect()
}

#[test]
fn the_compiler_complains_of_nothing_but_what_the_user_wrote() {
    let count = env::var("MUTANTS").map_or(SAMPLE, |count| count.parse().expect("MUTANTS is a number"));
    let target = target().join("tests").join("mutants");
    write(&target, count);
    let told = check(&target, &target.join("target"));
    let foreign: Vec<&str> =
        told.iter().filter(|told| !told.is_users).map(|told| told.text.as_str()).collect();
    let mut of_mutants: BTreeMap<u64, usize> = BTreeMap::new();
    for mutant in told.iter().filter_map(|told| told.mutant) {
        *of_mutants.entry(mutant).or_default() += 1;
    }
    println!("{} mutants, {} with errors, {} errors", count, of_mutants.len(), told.len());
    assert!(
        foreign.is_empty(),
        "{} errors are about what nobody wrote:\n{}",
        foreign.len(),
        foreign.join("\n")
    );
    // All of them were looked at: most slips are mistakes.
    assert!(of_mutants.len() as u64 > count / 3, "only {} of {count} are told", of_mutants.len());
}

#[test]
fn an_error_about_what_the_macro_wrote_is_seen() {
    let told = |file: &str, line: u64, column: u64| {
        let span =
            json!({ "is_primary": true, "file_name": file, "line_start": line, "column_start": column });
        Told::of(&json!({ "rendered": "error", "spans": [span] })).is_users
    };
    assert!(told("src/m17.rs", CALL_LINE + 1, 5));
    assert!(!told("src/m17.rs", CALL_LINE, 1), "at the call");
    assert!(!told("src/types.rs", 9, 1), "in another file");
    assert!(!Told::of(&json!({ "rendered": "error", "spans": [] })).is_users, "nowhere");
}
