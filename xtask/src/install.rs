//! Installs what the checks need besides Rust, where it is missing and where that can be done unasked.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::SystemTime;

use crate::command_line::{CommandLine, finish, root};

/// The folder of the tests that run in a browser.
pub(crate) const BROWSER_TESTS: &str = "tests/browser";

/// The folder of the tests that other clients run in.
pub(crate) const CLIENT_TESTS: &str = "tests/clients";

/// The folder of the server that runs better-sse.
const BETTER_SSE: &str = "benches/fanout/better-sse";

const OLDEST_NODE: u32 = 20;
const CHROMIUM_NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// Where Debian puts it.
const NCHAN_MODULE: &str = "/usr/lib/nginx/modules/ngx_nchan_module.so";
const INSTALL_LLVM_LINES: CommandLine = CommandLine::cargo(&["install", "--locked", "cargo-llvm-lines"]);
const NPM_CI: CommandLine = CommandLine::new("npm", &["ci"]);
const PYTHON_VENV: CommandLine = CommandLine::new("python3", &["-m", "venv", ".venv"]).within(CLIENT_TESTS);
const PIP_INSTALL: CommandLine =
    CommandLine::new("env", &[".venv/bin/pip", "install", "--quiet", "--requirement", "requirements.txt"])
        .within(CLIENT_TESTS);

/// Something that a step or a benchmark can't do without.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Need {
    /// Node.js, new enough, with npm.
    Node,
    /// A browser, on the `PATH` or named by the variable `CHROMIUM`.
    Chromium,
    /// The client of the command line.
    Curl,
    /// Python, with what makes environments of its own.
    Python,
    /// The instruction counter of the benchmarks.
    Valgrind,
    /// The counter of what functions give LLVM to do.
    LlvmLines,
    /// nginx with its module for event streams.
    Nchan,
    /// The npm package that the fan-out benchmark compares with.
    BetterSse,
    /// The npm packages that the lock file of the browser tests names.
    BrowserTestPackages,
    /// The npm and Python packages of the tests of other clients.
    ClientTestPackages,
}

impl Need {
    /// The Debian packages to install for it on this machine.
    fn missing_packages(self) -> &'static [&'static str] {
        match self {
            Self::Node => match (is_on_path("node"), is_on_path("npm")) {
                (true, true) => &[],
                (true, false) => &["npm"],
                (false, true) => &["nodejs"],
                (false, false) => &["nodejs", "npm"],
            },
            Self::Chromium if has_chromium() => &[],
            Self::Chromium => &["chromium"],
            Self::Valgrind if is_on_path("valgrind") => &[],
            Self::Valgrind => &["valgrind"],
            Self::Curl if is_on_path("curl") => &[],
            Self::Curl => &["curl"],
            Self::Python if has_python() => &[],
            Self::Python => &["python3", "python3-venv"],
            Self::Nchan if is_on_path("nginx") && Path::new(NCHAN_MODULE).is_file() => &[],
            Self::Nchan => &["nginx", "libnginx-mod-nchan"],
            Self::LlvmLines | Self::BetterSse | Self::BrowserTestPackages | Self::ClientTestPackages => &[],
        }
    }

    /// Does what remains once the Debian packages are there.
    fn complete(self) -> Result<(), String> {
        match self {
            Self::Node => check_node(),
            Self::Chromium | Self::Valgrind | Self::Curl | Self::Python | Self::Nchan => Ok(()),
            Self::LlvmLines if is_on_path("cargo-llvm-lines") => Ok(()),
            Self::LlvmLines => INSTALL_LLVM_LINES.run(),
            Self::BetterSse => install_npm_packages(BETTER_SSE),
            Self::BrowserTestPackages => install_npm_packages(BROWSER_TESTS),
            Self::ClientTestPackages => {
                install_npm_packages(CLIENT_TESTS)?;
                install_python_packages()
            }
        }
    }
}

/// Sees to it that all of `needs` are met; an error says what a person has to install.
pub(crate) fn ensure(needs: &[Need]) -> Result<(), String> {
    let packages: Vec<_> = needs.iter().flat_map(|need| need.missing_packages()).copied().collect();
    if !packages.is_empty() {
        install_debian_packages(&packages)?;
    }
    needs.iter().try_for_each(|need| need.complete())
}

fn install_debian_packages(packages: &[&str]) -> Result<(), String> {
    let by_hand = format!("install by hand: {} (on Debian: apt-get install {0})", packages.join(" "));
    let privileges =
        privileges().ok_or_else(|| format!("neither root nor sudo without a password; {by_hand}"))?;
    let apt_get = |arguments: &[&str]| {
        let line: Vec<_> = privileges
            .iter()
            .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
            .chain(arguments)
            .collect();
        println!("\n$ {}", line.iter().map(|word| **word).collect::<Vec<_>>().join(" "));
        match line.split_first() {
            Some((program, rest)) => finish(Command::new(program).args(rest)),
            None => Ok(()),
        }
        .map_err(|how| format!("`apt-get {}` {how}; {by_hand}", arguments.join(" ")))
    };
    apt_get(&["update", "-q"])?;
    let options = ["install", "-q", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120"];
    apt_get(&[&options, packages].concat())
}

/// What to put before a command that only root may run; nothing can be, where that would ask for a password.
fn privileges() -> Option<&'static [&'static str]> {
    let is_root = output_of("id", &["-u"]).is_some_and(|id| id == "0");
    if is_root {
        return Some(&[]);
    }
    output_of("sudo", &["-n", "true"]).map(|_| ["sudo", "-n"].as_slice())
}

fn check_node() -> Result<(), String> {
    let version = output_of("node", &["--version"]).ok_or("`node --version` failed")?;
    match major(&version) {
        Some(found) if found >= OLDEST_NODE => Ok(()),
        _ => Err(format!(
            "Node.js {OLDEST_NODE} or newer is needed, and `node` is {version}: install a newer one"
        )),
    }
}

/// The first number of what `node --version` prints, `v20.11.1`.
fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

/// npm leaves a copy of the lock file where it installs.
fn install_npm_packages(folder: &'static str) -> Result<(), String> {
    let path = root().join(folder);
    let installed = path.join("node_modules/.package-lock.json");
    if is_current(&installed, &path.join("package-lock.json")) { Ok(()) } else { NPM_CI.within(folder).run() }
}

/// Into an environment beside the tests, whose mark is written once all is there.
fn install_python_packages() -> Result<(), String> {
    let folder = root().join(CLIENT_TESTS);
    let mark = folder.join(".venv/installed");
    if is_current(&mark, &folder.join("requirements.txt")) {
        return Ok(());
    }
    PYTHON_VENV.run()?;
    PIP_INSTALL.run()?;
    fs::write(&mark, "").map_err(|error| format!("{}: {error}", mark.display()))
}

/// Whether something was installed since the list of what to install last changed.
fn is_current(installed: &Path, listed: &Path) -> bool {
    match (modified(installed), modified(listed)) {
        (Some(installed), Some(listed)) => installed >= listed,
        _ => false,
    }
}

fn modified(file: &Path) -> Option<SystemTime> {
    fs::metadata(file).and_then(|metadata| metadata.modified()).ok()
}

fn has_chromium() -> bool {
    env::var_os("CHROMIUM").is_some_and(|file| !file.is_empty()) || CHROMIUM_NAMES.into_iter().any(is_on_path)
}

fn has_python() -> bool {
    // Debian's Python has no environments without a package more.
    is_on_path("python3") && output_of("python3", &["-c", "import ensurepip"]).is_some()
}

fn is_on_path(program: &str) -> bool {
    env::var_os("PATH").is_some_and(|path| is_among(&path, program))
}

fn is_among(path: &OsStr, program: &str) -> bool {
    env::split_paths(path).any(|folder| folder.join(program).is_file())
}

/// What a command prints, without the line's end, if it succeeds.
fn output_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_says_its_version_in_one_form() {
        assert_eq!(major("v20.11.1"), Some(20));
        assert_eq!(major("v4"), Some(4));
        assert_eq!(major("20.11.1"), None);
        assert_eq!(major("v"), None);
    }

    #[test]
    fn a_program_is_found_on_the_path_alone() {
        let path = env::join_paths([Path::new("/nowhere"), Path::new("/bin")]).expect("two plain folders");
        assert!(is_among(&path, "sh"));
        assert!(!is_among(&path, "no-such-program"));
        assert!(!is_among(OsStr::new("/nowhere"), "sh"));
    }
}
