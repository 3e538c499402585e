//! What is measured of which servers.

use crate::install::Need;

/// Something that a server has to do.
pub(super) struct Scenario {
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// The arguments of the load.
    pub(super) load: &'static [&'static str],
    /// What a quick run says beyond them.
    pub(super) quick: &'static [&'static str],
    pub(super) rows: &'static [Row],
    pub(super) figures: &'static [Figure],
    pub(super) ratios: &'static [Ratio],
}

/// A server in a scenario.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) name: &'static str,
    /// Its command, from the repository's root.
    pub(super) server: &'static [&'static str],
    /// What is asked of the load beyond what the scenario does.
    pub(super) load: &'static [&'static str],
    /// What has to be asked for to be measured.
    pub(super) peer: Option<Peer>,
}

/// A server that is not built here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    Nchan,
    BetterSse,
}

impl Peer {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "nchan" => Some(Self::Nchan),
            "better-sse" => Some(Self::BetterSse),
            _ => None,
        }
    }

    /// What has to be on the machine for it.
    pub(super) fn needs(self) -> &'static [Need] {
        match self {
            Self::Nchan => &[Need::Nchan],
            Self::BetterSse => &[Need::Node, Need::BetterSse],
        }
    }
}

/// A number that the load gives.
pub(super) struct Figure {
    /// As the load calls it.
    pub(super) key: &'static str,
    pub(super) title: &'static str,
    pub(super) unit: Unit,
}

/// What a figure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// So many of the load's units make one of the table's.
    Of(u64),
    /// A ratio in thousandths, which the load has made itself: it stands on the last line too.
    Thousandth,
}

/// A figure of some rows over that of another, for the last line.
pub(super) struct Ratio {
    pub(super) of: &'static [&'static str],
    pub(super) over: &'static str,
    pub(super) figure: &'static Figure,
}

const fn row(name: &'static str, server: &'static [&'static str]) -> Row {
    Row { name, server, load: &[], peer: None }
}

const fn ratio(of: &'static [&'static str], over: &'static str, figure: &'static Figure) -> Ratio {
    Ratio { of, over, figure }
}

const fn microseconds(key: &'static str, title: &'static str) -> Figure {
    Figure { key, title, unit: Unit::Of(1000) }
}

/// The rows of this library, a way to the socket each.
const OURS: &[&str] = &["reactor", "body"];

const REACTOR: Row = row("reactor", &["fanout-server", "contract", "--path", "reactor"]);
const BODY: Row = row("body", &["fanout-server", "contract", "--path", "body"]);
const AXUM: Row = row("axum", &["fanout-server", "axum"]);
const FLOOR: Row = row("floor", &["fanout-server", "floor"]);
const COALESCING: Row = row("coalescing", &["fanout-server", "floor-coalescing"]);

const NCHAN: Row = Row { peer: Some(Peer::Nchan), ..row("nchan", &["fanout-server", "nchan"]) };
const BETTER: Row = Row {
    peer: Some(Peer::BetterSse),
    ..row("better-sse", &["node", "benches/fanout/better-sse/server.js"])
};

const RATE: Figure = Figure { key: "deliveries_per_second", title: "deliveries/s", unit: Unit::Of(1) };
/// A delivery is one event on one connection; where one event at a time is on its way, it is also a write.
const PROCESSOR: Figure = Figure { key: "delivery_processor", title: "CPU ns/delivery", unit: Unit::Of(1) };
const P50: Figure = microseconds("p50", "p50 µs");
const P99: Figure = microseconds("p99", "p99 µs");
const P999: Figure = microseconds("p999", "p99.9 µs");
const STALLED_P50: Figure = microseconds("stalled_p50", "p50 µs, one stalled");
const STALLED_P99: Figure = microseconds("stalled_p99", "p99 µs, one stalled");
const STALLED_P999: Figure = microseconds("stalled_p999", "p99.9 µs, one stalled");
/// Of each pair of turns.
const STALLED_OVER_P99: Figure =
    Figure { key: "stalled_over_p99", title: "p99, one stalled over none", unit: Unit::Thousandth };
const BUSY: Figure = Figure { key: "server_busy_percent", title: "server busy %", unit: Unit::Of(1) };
const LOAD_BUSY: Figure = Figure { key: "load_busy_percent", title: "load busy %", unit: Unit::Of(1) };

/// Of the server, for one connection that was opened.
const CONNECT_PROCESSOR: Figure = microseconds("connect_processor", "CPU µs/connect");
const CONNECTS: Figure = Figure { key: "connects_per_second", title: "connects/s", unit: Unit::Of(1) };
const MEMORY: Figure = Figure { key: "connection_memory", title: "bytes/connection", unit: Unit::Of(1) };

/// Every scenario, in the order in which they run.
pub(super) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "full",
        about: "full speed to 1,000 connections, of which the slowest is 512 events behind at most",
        load: &["--connections", "1000"],
        quick: QUICK,
        rows: &[REACTOR, BODY, AXUM, COALESCING, NCHAN, BETTER],
        figures: &[RATE, PROCESSOR, BUSY, LOAD_BUSY],
        ratios: &[
            ratio(OURS, "axum", &RATE),
            ratio(OURS, "axum", &PROCESSOR),
            ratio(OURS, "nchan", &RATE),
            ratio(OURS, "better-sse", &RATE),
        ],
    },
    Scenario {
        name: "one",
        about: "1,000 connections, the next event when all have the last one",
        load: &["--connections", "1000", "--window", "1"],
        quick: QUICK,
        rows: &[REACTOR, BODY, AXUM, FLOOR, NCHAN, BETTER],
        figures: &[PROCESSOR, P50, P99, P999],
        ratios: &[
            ratio(OURS, "floor", &PROCESSOR),
            ratio(OURS, "axum", &PROCESSOR),
            ratio(OURS, "nchan", &PROCESSOR),
        ],
    },
    Scenario {
        name: "rate2",
        about: "10,000 connections, two events a second",
        load: &["--connections", "10000", "--rate", "2", "--seconds", "4"],
        quick: QUICK,
        rows: &[REACTOR, BODY, AXUM, FLOOR, NCHAN, BETTER],
        figures: &[PROCESSOR, P50, P99, P999],
        ratios: &[
            ratio(OURS, "floor", &PROCESSOR),
            ratio(OURS, "axum", &PROCESSOR),
            ratio(OURS, "nchan", &PROCESSOR),
        ],
    },
    Scenario {
        name: "rate20",
        about: "10,000 connections, twenty events a second",
        load: &["--connections", "10000", "--rate", "20", "--seconds", "4"],
        quick: QUICK,
        rows: &[REACTOR, BODY, AXUM, FLOOR, COALESCING],
        figures: &[PROCESSOR, P50, P99, P999],
        ratios: &[ratio(OURS, "axum", &PROCESSOR), ratio(OURS, "axum", &P99)],
    },
    Scenario {
        name: "bursts",
        about: "bursts of 50 events to 10,000 connections, one when all have the last one",
        load: &["--connections", "10000", "--window", "50", "--step", "50"],
        quick: QUICK,
        rows: &[REACTOR, BODY, AXUM, COALESCING],
        figures: &[PROCESSOR, P50, P99, P999],
        ratios: &[ratio(OURS, "coalescing", &P99), ratio(OURS, "axum", &P99)],
    },
    Scenario {
        name: "channels",
        about: "1,000 channels with 10 connections each, the slowest connection 16 events behind at most",
        load: &["--connections", "10000", "--channels", "1000", "--window", "16"],
        quick: &["--connections", "100", "--channels", "10", "--seconds", "1"],
        rows: &[REACTOR, BODY, AXUM, COALESCING, NCHAN, BETTER],
        figures: &[RATE, PROCESSOR, BUSY, LOAD_BUSY],
        ratios: &[ratio(OURS, "axum", &RATE), ratio(OURS, "axum", &PROCESSOR), ratio(OURS, "nchan", &RATE)],
    },
    Scenario {
        name: "idle",
        about: "the server's memory for 10,000 idle connections, behind authentication, a trace layer and CORS (reactor, body and axum)",
        load: &["--connections", "10000", "--seconds", "0"],
        quick: FEW,
        rows: &[
            row("reactor", &["fanout-server", "contract", "--path", "reactor", "--layers"]),
            row("body", &["fanout-server", "contract", "--path", "body", "--layers"]),
            row("axum", &["fanout-server", "axum", "--layers"]),
            FLOOR,
            NCHAN,
            BETTER,
        ],
        figures: &[MEMORY],
        ratios: &[ratio(OURS, "axum", &MEMORY), ratio(OURS, "nchan", &MEMORY)],
    },
    Scenario {
        name: "connect",
        about: "10,000 connections, 1,000 at once, which have all asked before the server begins; 100 at once for axum, whose \
                listener has room for 128, and 500 for better-sse, whose has room for 511",
        load: &["--connections", "10000", "--seconds", "0", "--herd", "1000"],
        quick: FEW,
        rows: &[
            REACTOR,
            BODY,
            Row { load: &["--herd", "100"], ..AXUM },
            FLOOR,
            NCHAN,
            Row { load: &["--herd", "500"], ..BETTER },
        ],
        figures: &[CONNECTS, CONNECT_PROCESSOR],
        ratios: &[
            ratio(OURS, "axum", &CONNECTS),
            ratio(OURS, "axum", &CONNECT_PROCESSOR),
            ratio(OURS, "nchan", &CONNECTS),
        ],
    },
    Scenario {
        name: "stalled",
        about: "640 events of 16 kB a second to 100 connections, all of which read; and in turns with one more that does not",
        load: STALLED,
        quick: &["--seconds", "1", "--pairs", "1"],
        rows: &[REACTOR, BODY, AXUM],
        figures: &[P50, STALLED_P50, P99, STALLED_P99, P999, STALLED_P999, STALLED_OVER_P99],
        ratios: &[],
    },
];

/// Three pairs of turns of four seconds a run, of which the sockets of the one that does not read are full in the last three.
const STALLED: &[&str] = &[
    "--connections",
    "100",
    "--bytes",
    "16000",
    "--rate",
    "640",
    "--seconds",
    "4",
    "--stalled",
    "1",
    "--pairs",
    "3",
];
/// Fewer connections, and events for one second.
const QUICK: &[&str] = &["--connections", "100", "--seconds", "1"];
const FEW: &[&str] = &["--connections", "100"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_ratios_are_of_rows() {
        for (index, scenario) in SCENARIOS.iter().enumerate() {
            assert!(
                SCENARIOS[..index].iter().all(|earlier| earlier.name != scenario.name),
                "{}",
                scenario.name
            );
            let has = |name: &str| scenario.rows.iter().filter(|row| row.name == name).count() == 1;
            for Ratio { of, over, figure } in scenario.ratios {
                assert!(of.iter().all(|of| has(of)) && has(over), "{}: {of:?} over {over}", scenario.name);
                assert!(scenario.figures.iter().any(|shown| shown.key == figure.key), "{}", scenario.name);
            }
        }
    }
}
