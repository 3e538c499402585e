//! A wall clock that is set while streams are open.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use contract_tests::client::{Following, get};
use contract_tests::sse_decoder::Message;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use crate::follower::Follower;
use crate::origin::{Options, Origin};

/// For how long events are kept, and a permission holds.
const AGE: Duration = Duration::from_secs(4);
const PERMISSION: Duration = Duration::from_secs(3);

/// A clock that one process reads in place of the machine's.
struct Clock {
    folder: TempDir,
}

impl Clock {
    /// Made by the compiler of C that Rust links with.
    fn make() -> Self {
        let clock = Self { folder: TempDir::new().unwrap() };
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/faults/clock.c");
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-o"]).arg(clock.library()).arg(source);
        assert!(compiler.status().unwrap().success());
        clock.set_off_by(0);
        clock
    }

    fn library(&self) -> PathBuf {
        self.folder.path().join("clock.so")
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("offset")
    }

    fn set_off_by(&self, seconds: i64) {
        fs::write(self.file(), seconds.to_string()).unwrap();
    }

    /// Starts a server that reads it.
    async fn start(&self, options: Options) -> Origin {
        let preload = format!("LD_PRELOAD={}", self.library().display());
        let offset = format!("CLOCK_OFFSET={}", self.file().display());
        Origin::start_by(options, &["env", &preload, &offset]).await
    }
}

async fn first(mut stream: Following) -> Message {
    stream.next().await.unwrap()
}

fn sequence(id: &str) -> (&str, u64) {
    let (epoch, sequence) = id.rsplit_once('-').unwrap();
    (epoch, sequence.parse().unwrap())
}

#[tokio::test]
async fn a_step_of_the_wall_clock_harms_neither_order_nor_ids_nor_ages() {
    for step in [-3600, 3600] {
        let clock = Clock::make();
        let age = u32::try_from(AGE.as_millis()).unwrap();
        let mut origin = clock.start(Options { rate: 100.0, age, ..Options::default() }).await;
        let address = origin.address;
        let reading = tokio::spawn(Follower::connect(address, "/numbers").await.until_end());
        let began = Instant::now();
        let mut permitted = get(address, &format!("/until/{}", PERMISSION.as_millis())).follow().await;
        let old = first(get(address, "/numbers").follow().await).await;
        let resume = async || {
            first(get(address, "/numbers").header("last-event-id", &old.last_event_id).follow().await).await
        };

        let before = origin.clock().await;
        clock.set_off_by(step);
        let stepped = origin.clock().await - before;
        assert!((stepped - step).abs() < 60, "the clock went {stepped} s");

        let next = resume().await;
        if began.elapsed() < AGE {
            assert_eq!(next.event, "number", "what was kept is kept");
            assert_eq!(next.data.parse::<u64>().unwrap(), old.data.parse::<u64>().unwrap() + 1);
            let (now, then) = (sequence(&next.last_event_id), sequence(&old.last_event_id));
            assert_eq!((now.0, now.1 > then.1), (then.0, true));
        }
        let end = timeout(Duration::from_secs(30), permitted.next()).await.expect("it ends in its time");
        assert!(end.is_none() && began.elapsed() >= PERMISSION);
        let forgotten = async {
            loop {
                let next = resume().await;
                if next.event == "gap" {
                    return next;
                }
                sleep(Duration::from_millis(50)).await;
            }
        };
        let gap = timeout(Duration::from_secs(30), forgotten).await.expect("it is forgotten in its time");
        assert!(gap.data.contains(r#""reason":"expired""#) && began.elapsed() >= AGE, "{gap:?}");

        let published = origin.terminate().await;
        let ledger = reading.await.unwrap();
        assert!(ledger.is_whole && ledger.last >= published, "{ledger:?} of {published}");
        origin.until_ended().await;
    }
}
