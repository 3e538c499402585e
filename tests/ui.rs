//! Mistakes that people make, and what they are told.
//!
//! Each file under `ui/` holds one mistake; the `.stderr` beside it is all that the compiler says, which is one error.
//! Where the mistake is in a contract, the file implements the contract too, to show that no second error follows.
//!
//! `TRYBUILD=overwrite cargo test -p contract-tests --test ui` writes the texts anew; they are then to be read.

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn mistakes_are_told_where_they_are() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn each_mistake_is_told_once() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let categories = files(&root);
    let texts: Vec<PathBuf> =
        categories.iter().flat_map(|category| files(category)).filter(|file| is_text(file)).collect();
    assert!(texts.len() > 100, "{} fixtures", texts.len());
    for text in texts {
        let told = fs::read_to_string(&text).unwrap();
        let begins = |what: &str| told.lines().filter(|line| line.starts_with(what)).count();
        assert_eq!((begins("error"), begins("warning")), (1, 0), "{}", text.display());
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn is_text(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "stderr")
}
