//! What a connection should have seen, held against what it has.

use std::collections::HashSet;

use crate::ledger::{Began, Entry, Gap, Ledger};
use crate::truth::Truth;

/// Judges all entries, and gives what is wrong with any.
pub(crate) fn judge(truth: &Truth, ledger: &Ledger, entries: &mut [Entry]) -> Vec<String> {
    let mut faults = Vec::new();
    // Those of a visitor stand in their order, which the sort keeps.
    entries.sort_by_key(|entry| entry.visitor);
    let mut former: Option<(&Entry, Verdict)> = None;
    for entry in &*entries {
        // What was lost to a connection that ended before it was told is told to the next one.
        let is_owed_a_gap = former.as_ref().is_some_and(|(former, verdict)| {
            let goes_on = former.visitor == entry.visitor
                && former.through.is_some_and(|through| entry.began == Began::After(through));
            goes_on && verdict.is_owed_a_gap
        });
        let verdict = Case { truth, ledger, entry }.verdict();
        let is_told = entry.gaps.iter().any(|gap| gap.reason == "expired");
        let verdict = verdict.map(|verdict| Verdict {
            is_owed_a_gap: verdict.is_owed_a_gap || (is_owed_a_gap && !is_told),
        });
        let verdict = verdict.and_then(|verdict| {
            let is_wrong = verdict.is_owed_a_gap && entry.has_end;
            if is_wrong { Err("it was never told that something is missing".to_owned()) } else { Ok(verdict) }
        });
        match verdict {
            Ok(verdict) => former = Some((entry, verdict)),
            Err(fault) => {
                faults.push(format!("{fault}: {}", shown(entry)));
                former = None;
            }
        }
    }
    faults
}

#[derive(Debug)]
struct Verdict {
    /// Whether something is missing of which it was not told before it ended.
    is_owed_a_gap: bool,
}

struct Case<'a> {
    truth: &'a Truth,
    ledger: &'a Ledger,
    entry: &'a Entry,
}

impl Case<'_> {
    fn verdict(&self) -> Result<Verdict, String> {
        let Some(through) = self.entry.through else { return Ok(Verdict { is_owed_a_gap: false }) };
        let Some(start) = self.start(through)? else { return Ok(Verdict { is_owed_a_gap: false }) };
        let audiences: Vec<u32> =
            self.entry.audiences.iter().filter_map(|name| self.truth.audience(name)).collect();
        self.has_nothing_else(start, &audiences)?;
        let got: HashSet<u64> = self.entry.events.iter().map(|event| u64::from(*event)).collect();
        for gap in &self.entry.gaps {
            self.is_true(gap, start, &got)?;
        }
        let missed_nothing = self.entry.began != Began::New && self.entry.gaps.is_empty() && self.entry.has_end;
        if self.entry.hellos > 0 && missed_nothing {
            return Err("the state was told to one that missed nothing".to_owned());
        }
        let mut is_owed_a_gap = false;
        for audience in audiences {
            let expected = self.truth.between(audience, start, through);
            let missing: Vec<u64> = expected
                .iter()
                .copied()
                .filter(|event| !got.contains(event) && !self.is_told(*event) && !self.is_superseded(*event, &got))
                .collect();
            let Some(first) = missing.first() else { continue };
            // It ended before the gap's place in the order: of that audience it has nothing behind.
            if let Some(later) = expected.iter().find(|event| *event > first && got.contains(event)) {
                return Err(format!("{missing:?} are missing, and {later} is not"));
            }
            is_owed_a_gap = true;
        }
        Ok(Verdict { is_owed_a_gap })
    }

    /// What the connection's first event comes after.
    fn start(&self, through: u64) -> Result<Option<u64>, String> {
        match &self.entry.began {
            Began::After(sequence) => Ok(Some(*sequence)),
            Began::Nowhere(..) => Ok(Some(0)),
            Began::New if self.entry.place.is_some() => Ok(self.entry.place),
            Began::New if self.entry.wants_hello || self.entry.is_told_its_place => {
                Err("it was not told where it stands".to_owned())
            }
            Began::New => {
                let first = self.entry.events.first().map(|event| u64::from(*event));
                // What was published once its answer had begun must be there.
                let published = self.ledger.sounding_after(self.entry.answered);
                let is_late = published.is_some_and(|sounding| {
                    sounding <= through
                        && first.is_none_or(|first| first > sounding)
                        && !self.is_told(sounding)
                });
                if is_late {
                    return Err(format!("it lacks {published:?}, which was published when it was there"));
                }
                Ok(first.map(|first| first - 1))
            }
        }
    }

    /// Whether all that it got was for it, and is what was published.
    fn has_nothing_else(&self, start: u64, audiences: &[u32]) -> Result<(), String> {
        for event in &self.entry.events {
            let sequence = u64::from(*event);
            let published = self.truth.event(sequence).ok_or_else(|| format!("{event} was not published"))?;
            if sequence <= start || !audiences.contains(&published.audience) {
                return Err(format!("{event} is not for it"));
            }
            if self.ledger.claimed(sequence) != Some(published.hash) {
                return Err(format!("{event} is something else"));
            }
        }
        Ok(())
    }

    /// Whether a gap says what is the case, and something is missing for which it stands.
    fn is_true(&self, gap: &Gap, start: u64, got: &HashSet<u64>) -> Result<(), String> {
        let is_right = match (gap.reason.as_str(), &self.entry.began) {
            ("lagged", _) => gap.after >= gap.behind && gap.after < gap.to,
            ("expired", Began::After(_)) => gap.after == start,
            (reason, Began::Nowhere(expected, id)) => reason == *expected && gap.from == *id,
            _ => false,
        };
        // In the log of a client there are events that are for some of its connections alone: a gap may be of one of the others.
        let has_client = self.entry.audiences.iter().any(|name| name.starts_with("client/"));
        let is_of_its_own = self.truth.event(gap.to).is_none_or(|event| {
            self.entry.audiences.iter().any(|name| self.truth.audience(name) == Some(event.audience))
        });
        if !is_right || got.contains(&gap.to) || !(is_of_its_own || has_client) {
            return Err(format!("{gap:?} is wrong"));
        }
        Ok(())
    }

    fn is_told(&self, event: u64) -> bool {
        self.entry.gaps.iter().any(|gap| gap.after < event && event <= gap.to)
    }

    /// Whether a later event of its value is there, or is still to come.
    fn is_superseded(&self, event: u64, got: &HashSet<u64>) -> bool {
        let later = self.truth.later(event);
        later.iter().any(|other| got.contains(other)) || later.last().copied() > self.entry.through
    }
}

/// An entry without its many events.
fn shown(entry: &Entry) -> String {
    let Entry { visitor, audiences, began, place, events, gaps, through, has_end, .. } = entry;
    let (first, last) = (events.first(), events.last());
    format!(
        "visitor {visitor} of {audiences:?} began {began:?} at {place:?}, has {} events from {first:?} to {last:?}, \
         {gaps:?}, came to {through:?}, to the end: {has_end}",
        events.len()
    )
}
