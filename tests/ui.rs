//! Mistakes that people make, and what they are told.
//!
//! Each file under `ui/` holds one mistake; the `.stderr` beside it is all that the compiler says, which is one error.
//! Where the mistake is in a contract, the file implements the contract too, to show that no second error follows.
//!
//! `TRYBUILD=overwrite cargo test -p contract-tests --test ui` writes the texts anew; they are then to be read.

use std::path::{Path, PathBuf};
use std::{fs, io};

#[test]
fn mistakes_are_told_where_they_are() {
    trybuild::TestCases::new().compile_fail("ui/*/*.rs");
}

#[test]
fn each_mistake_is_told_once() -> io::Result<()> {
    let mut fixtures = 0;
    for category in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("ui"))? {
        let texts =
            files(&category)?.into_iter().filter(|file| file.extension().is_some_and(|end| end == "stderr"));
        for text in texts {
            let told = fs::read_to_string(&text)?;
            let begins = |what: &str| told.lines().filter(|line| line.starts_with(what)).count();
            assert_eq!((begins("error"), begins("warning")), (1, 0), "{}", text.display());
            fixtures += 1;
        }
    }
    assert!(fixtures > 100, "{fixtures} fixtures");
    Ok(())
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
}
