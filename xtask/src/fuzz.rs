//! `cargo xtask fuzz`: every target for a time, one after another.

use std::process::Command;

/// The targets, as they are called under `fuzz/`.
const TARGETS: [&str; 3] = ["query", "multipart", "problem"];

/// Runs each target for so many seconds, up to the first that finds something.
pub(crate) fn run(seconds: u32) -> Result<(), String> {
    ensure_cargo_fuzz()?;
    let most = format!("-max_total_time={seconds}");
    for target in TARGETS {
        // What is found goes to a folder of its own: the one in the repository is kept small by hand.
        let found = format!("fuzz/target/corpus/{target}");
        std::fs::create_dir_all(&found).map_err(|error| format!("{found}: {error}"))?;
        let seeds = format!("fuzz/corpus/{target}");
        let build = ["+nightly", "fuzz", "run", "--fuzz-dir", "fuzz", target, &found, &seeds];
        let options = ["--", &most, "-timeout=20", "-rss_limit_mb=2048", "-max_len=4096"];
        let status = Command::new("cargo").args(build).args(options).status();
        if !status.map_err(|error| format!("cargo fuzz: {error}"))?.success() {
            return Err(format!(
                "`{target}` found an input, in fuzz/artifacts/{target}: mend what it shows, and add it to {seeds}"
            ));
        }
    }
    Ok(())
}

/// Installs what is missing.
fn ensure_cargo_fuzz() -> Result<(), String> {
    let works = |program: &str, arguments: &[&str]| {
        Command::new(program).args(arguments).output().is_ok_and(|output| output.status.success())
    };
    let needs: [(&[&str], &str, &[&str]); 2] = [
        (&["+nightly", "--version"], "rustup", &["toolchain", "install", "nightly", "--profile", "minimal"]),
        (&["fuzz", "--version"], "cargo", &["install", "cargo-fuzz", "--locked"]),
    ];
    for (is_there, program, install) in needs {
        if !works("cargo", is_there) && !works(program, install) {
            return Err(format!("this needs `{program} {}`, which failed", install.join(" ")));
        }
    }
    Ok(())
}
