//! The engine against a simple model of what it promises: random schedules of publishing, attaching, reading, stalling,
//! resuming and closing, in which every listener must get exactly what the model says.
//!
//! `REFERENCE_SECONDS=600 cargo test -p contract-tests --test reference` runs for ten minutes instead of a moment.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod log;
mod model;
mod schedule;
mod world;

use contract_tests::environment::for_seconds;
use proptest::test_runner::{Config, TestRunner};

use crate::world::World;

#[test]
fn every_listener_gets_exactly_what_the_model_says() {
    for_seconds("REFERENCE_SECONDS", || {
        let config =
            Config { cases: 500, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
        let schedules = config.cases;
        let run = TestRunner::new(config).run(&schedule::schedule(), |schedule| {
            World::on_a_runtime(&schedule);
            Ok(())
        });
        if let Err(failure) = run {
            panic!("{failure}");
        }
        schedules
    });
}
