//! The checks, in the order in which they run: the quickest first.

use crate::command_line::CommandLine;
use crate::install::{BROWSER_TESTS, CLIENT_TESTS, Need};

/// A check: it passes when all of its commands do.
pub(crate) struct Step {
    /// What `--only` and the summary call it.
    pub(crate) name: &'static str,
    /// What it shows, for `--list`.
    pub(crate) about: &'static str,
    /// What has to be on the machine besides Rust.
    pub(crate) needs: &'static [Need],
    /// Run in order, up to the first that fails.
    pub(crate) commands: &'static [CommandLine],
}

/// Every check of the project.
pub(crate) const STEPS: &[Step] = &[
    Step {
        name: "fmt",
        about: "the code is formatted",
        needs: &[],
        commands: &[CommandLine::cargo(&["fmt", "--all", "--check"])],
    },
    Step {
        name: "clippy",
        about: "the compiler and clippy have nothing to say",
        needs: &[],
        commands: &[
            CommandLine::cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--keep-going",
                "--",
                "-D",
                "warnings",
            ]),
            // The workspace's tests turn features on that most users do not.
            CommandLine::cargo(&["clippy", "--package", "contract-runtime", "--", "-D", "warnings"]),
            CommandLine::cargo(&[
                "clippy",
                "--package",
                "contract-runtime",
                "--features",
                "metrics",
                "--",
                "-D",
                "warnings",
            ]),
        ],
    },
    Step {
        name: "test",
        about: "unit, integration, documentation and compile-error tests",
        needs: &[],
        commands: &[CommandLine::cargo(&["test", "--workspace", "--no-fail-fast"])],
    },
    Step {
        name: "churn",
        about: "a thousand connections that come, stall, break off and resume, by a ledger of each",
        needs: &[],
        commands: &[CommandLine::cargo(&[
            "test",
            "--package",
            "contract-tests",
            "--test",
            "churn",
            "--",
            "--nocapture",
            "nothing_is_lost",
        ])
        .with_env(&[("CHURN_CONNECTIONS", "1000"), ("CHURN_SECONDS", "46")])],
    },
    Step {
        name: "editor",
        about: "what only rust-analyzer sees of an expansion compiles",
        needs: &[],
        commands: &[CommandLine::cargo(&[
            "check",
            "--package",
            "contract-tests",
            "--test",
            "expansion",
            "--target-dir",
            "target/editor",
        ])
        .with_env(&[("RUSTFLAGS", "--cfg rust_analyzer")])],
    },
    Step {
        name: "doc",
        about: "the documentation builds without a warning",
        needs: &[],
        commands: &[
            CommandLine::cargo(&["doc", "--workspace", "--no-deps"])
                .with_env(&[("RUSTDOCFLAGS", "-D warnings")]),
            // Without the features that the workspace's tests turn on, a link may lead nowhere.
            CommandLine::cargo(&["doc", "--package", "contract-runtime", "--no-deps"])
                .with_env(&[("RUSTDOCFLAGS", "-D warnings")]),
        ],
    },
    Step {
        name: "browser",
        about: "the main example in a real browser, through kills and network cuts",
        needs: &[Need::Node, Need::Chromium, Need::BrowserTestPackages],
        commands: &[
            CommandLine::cargo(&["build", "--package", "notifications"]),
            CommandLine::new("npm", &["test"]).within(BROWSER_TESTS),
        ],
    },
    Step {
        name: "clients",
        about: "the event stream clients that people use, on both examples, through heartbeats, ends, cuts and refusals",
        needs: &[
            Need::Node,
            Need::Chromium,
            Need::Curl,
            Need::Python,
            Need::BrowserTestPackages,
            Need::ClientTestPackages,
        ],
        commands: &[
            CommandLine::cargo(&["build", "--package", "contract-tests", "--bin", "numbers"]),
            CommandLine::cargo(&["build", "--package", "notifications", "--package", "shop"]),
            CommandLine::new("npm", &["test"]).within(CLIENT_TESTS),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_a_name_of_its_own_and_something_to_run() {
        for (index, step) in STEPS.iter().enumerate() {
            assert!(!step.commands.is_empty(), "{} runs nothing", step.name);
            assert!(
                STEPS[..index].iter().all(|earlier| earlier.name != step.name),
                "two steps are named {}",
                step.name
            );
        }
    }
}
