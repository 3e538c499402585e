//! What the fuzzer is fed with, and every input that it ever failed on, sent once more: `cargo xtask fuzz` needs a nightly compiler,
//! this does not.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "what the fuzzer runs fails by panicking"
)]
#![allow(unreachable_pub, reason = "what is a library for the fuzzer is a module here")]

#[path = "../fuzz/src/contract.rs"]
mod contract;
#[path = "../fuzz/src/targets.rs"]
mod targets;

use std::fs;
use std::path::Path;

fn replay(target: fn(&[u8]), name: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus").join(name);
    let mut inputs = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        // The test runner shows it where the target fails.
        println!("{}", path.display());
        target(&fs::read(path).unwrap());
        inputs += 1;
    }
    assert!(inputs > 5, "{inputs} inputs for {name}");
}

#[test]
fn queries() {
    replay(targets::query, "query");
}

#[test]
fn multipart_bodies() {
    replay(targets::multipart, "multipart");
}

#[test]
fn problems() {
    replay(targets::problem, "problem");
}
