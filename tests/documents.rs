//! What the documents say of tests and files: each one that they name is there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// Tables in them have a last column of tests: `program module::function`, the program left out where it is that of the name before;
/// `program function`, `program`, or `folder/file`.
const DOCUMENTS: [&str; 2] = ["ARCHITECTURE.md", "docs/from-ts-rest.md"];

/// What that column is called.
const HEADINGS: [&str; 2] = ["| proved by |", "| test |"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The files in which a program may have a module.
fn files(program: &str, module: &str) -> Vec<PathBuf> {
    let root = root();
    let paths = match program {
        // The library's own, of its event streams.
        "sse" => ["tests/", ""].map(|folder| format!("contract-runtime/src/sse/{folder}{module}.rs")),
        _ => [format!("tests/{program}/{module}.rs"), format!("tests/{program}.rs")],
    };
    paths.map(|path| root.join(path)).into()
}

fn is_program(name: &str) -> bool {
    files(name, "main").iter().any(|file| file.exists())
}

fn has_function(program: &str, module: &str, function: &str) -> bool {
    let files = files(program, module).into_iter();
    files
        .filter_map(|file| fs::read_to_string(file).ok())
        .any(|text| text.contains(&format!("fn {function}(")))
}

/// What is wrong with a name, given the program of the one before.
fn look_up(name: &str, program: &mut String) -> Result<(), String> {
    if name.contains('/') {
        let path = name.strip_prefix("ui/").map_or(name.to_owned(), |fixture| format!("tests/ui/{fixture}"));
        let is_there = root().join(&path).exists() || root().join(format!("{path}.rs")).exists();
        return is_there.then_some(()).ok_or_else(|| format!("there is no {path}"));
    }
    if is_program(name) {
        return Ok(());
    }
    let rest = match name.split_once(' ') {
        Some((other, rest)) => {
            other.clone_into(program);
            rest
        }
        None => name,
    };
    let (module, function) = rest.split_once("::").unwrap_or(("main", rest));
    has_function(program, module, function)
        .then_some(())
        .ok_or_else(|| format!("{program} has no {module}::{function}"))
}

/// The last cells of the tables of proofs.
fn proofs(text: &str) -> impl Iterator<Item = &str> {
    let mut is_in_table = false;
    text.lines().filter_map(move |line| {
        if HEADINGS.iter().any(|heading| line.ends_with(heading)) {
            is_in_table = true;
            return None;
        }
        is_in_table &= line.starts_with('|');
        let cell = line.trim_end_matches(" |").rsplit(" | ").next()?;
        (is_in_table && !line.starts_with("|---")).then_some(cell)
    })
}

#[test]
fn every_test_that_a_document_names_is_there() {
    for document in DOCUMENTS {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let mut names = 0;
        for cell in proofs(&text) {
            let mut program = String::new();
            for name in cell.split('`').skip(1).step_by(2) {
                names += 1;
                look_up(name, &mut program)
                    .unwrap_or_else(|problem| panic!("{document}: {problem}, in: {cell}"));
            }
        }
        assert!(names > 30, "{document} names {names}");
    }
}

/// The files of Rust below a folder, but for what is installed or built there.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let is_foreign = ["node_modules", "target", ".venv"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && !is_foreign {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_file_that_a_document_names_is_there() {
    let mut files = Vec::new();
    for folder in ["contract-macros", "contract-runtime", "fuzz", "tests", "xtask"] {
        sources(&root().join(folder), &mut files);
    }
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = fs::read_to_string(root().join(document)).unwrap();
        let is_file = |name: &&str| Path::new(name).extension().is_some_and(|end| end == "rs");
        let named = text.split('`').skip(1).step_by(2).filter(is_file).filter(|name| !name.contains('<'));
        let named: Vec<_> = named.collect();
        let lost: Vec<_> =
            named.iter().filter(|name| !files.iter().any(|file| file.ends_with(name))).collect();
        assert!(lost.is_empty(), "{document} names {lost:?}");
        assert!(!named.is_empty(), "{document} names no file");
    }
}

#[test]
fn a_name_without_a_test_is_seen() {
    let mut program = "e2e".to_owned();
    assert!(look_up("streams::no_such_test", &mut program).is_err());
    assert!(look_up("ui/no_such_folder", &mut program).is_err());
    assert!(look_up("memory no_such_test", &mut program).is_err());
}
