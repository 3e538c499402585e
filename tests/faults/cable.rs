//! A cable that is cut: nobody says goodbye.

use std::process::Command;
use std::time::{Duration, Instant};

use contract_tests::client::get;
use futures_util::future::join_all;
use tokio::time::timeout;

use crate::origin::{Options, Origin};

/// A network namespace with the server's end of a cable; gone when it is dropped.
struct Cable {
    space: String,
    link: String,
}

fn run(line: &str) -> bool {
    let mut words = line.split(' ');
    let mut command = Command::new(words.next().unwrap());
    command.args(words).output().is_ok_and(|output| output.status.success())
}

impl Cable {
    /// None where the test may not make one, which takes root.
    fn lay() -> Option<Self> {
        let id = std::process::id() % 10_000;
        let cable = Self { space: format!("contract{id}"), link: format!("cable{id}") };
        let Self { space, link } = &cable;
        let lines = [
            format!("ip netns add {space}"),
            format!("ip link add {link} type veth peer name {link}s netns {space}"),
            format!("ip address add 10.91.7.1/30 dev {link}"),
            format!("ip link set {link} up"),
            format!("ip netns exec {space} ip address add 10.91.7.2/30 dev {link}s"),
            format!("ip netns exec {space} ip link set {link}s up"),
        ];
        lines.iter().all(|line| run(line)).then_some(cable)
    }

    fn cut(&self) {
        assert!(run(&format!("ip link set {} down", self.link)));
    }
}

impl Drop for Cable {
    fn drop(&mut self) {
        run(&format!("ip link delete {}", self.link));
        run(&format!("ip netns delete {}", self.space));
    }
}

#[tokio::test]
async fn what_a_cut_cable_leaves_is_freed_within_a_minute() {
    let Some(cable) = Cable::lay() else {
        println!("skipped: it takes root, and the program ip, to make a network");
        return;
    };
    let address = ([10, 91, 7, 2], 0).into();
    let busy = Options { address, ..Options::default() };
    let quiet = Options { rate: 0.001, ..busy };
    // It is the user timeout that ends them: of the events that are on their way, and without any of the next heartbeat.
    let mut origins = Vec::new();
    let mut streams = Vec::new();
    for options in [busy, quiet] {
        let mut origin = Origin::start_by(options, &["ip", "netns", "exec", &cable.space]).await;
        for _ in 0..20 {
            streams.push(get(origin.address, "/numbers").follow().await);
        }
        origin.until_open(20).await;
        origins.push(origin);
    }
    cable.cut();
    let cut = Instant::now();
    let freed = origins.iter_mut().map(async |origin| {
        timeout(Duration::from_mins(1), origin.until_open(0)).await.expect("freed");
        cut.elapsed()
    });
    let times = join_all(freed).await;
    println!("freed after {times:?}: with events on their way, and without");
}
