//! What a connection should have seen, held against what it has.

use std::collections::HashSet;

use crate::ledger::{Began, Entry, Gap, Ledger};
use crate::truth::Truth;

/// Judges all entries, and gives what is wrong with any.
pub(crate) fn judge(truth: &Truth, ledger: &Ledger, entries: &[Entry]) -> Vec<String> {
    let fault = |entry| {
        let fault = Case { truth, ledger, entry }.judge().err()?;
        Some(format!("{fault}: {}", shown(entry)))
    };
    entries.iter().filter_map(fault).collect()
}

struct Case<'a> {
    truth: &'a Truth,
    ledger: &'a Ledger,
    entry: &'a Entry,
}

impl Case<'_> {
    fn judge(&self) -> Result<(), String> {
        let Some(through) = self.entry.through else { return Ok(()) };
        let Some(start) = self.start(through)? else { return Ok(()) };
        let audiences: Vec<u32> =
            self.entry.audiences.iter().filter_map(|name| self.truth.audience(name)).collect();
        self.has_nothing_else(start, &audiences)?;
        let got: HashSet<u64> = self.entry.events.iter().map(|event| u64::from(*event)).collect();
        self.are_true(start, through, &got)?;
        let missed_nothing =
            self.entry.began != Began::New && self.entry.gaps.is_empty() && self.entry.has_end;
        if self.entry.hello.is_some() && missed_nothing {
            return Err("the state was told to one that missed nothing".to_owned());
        }
        // Its last id says that it has everything up to there, in whatever way the connection ended.
        for name in &*self.entry.audiences {
            let missing: Vec<u64> = self
                .expected(name, start, through)
                .filter(|event| {
                    !got.contains(event) && !self.is_told(*event) && !self.is_superseded(*event, &got)
                })
                .collect();
            if !missing.is_empty() {
                return Err(format!("{missing:?} of {name} are missing"));
            }
        }
        Ok(())
    }

    /// The events of an audience with `after < sequence <= through`.
    fn expected(&self, audience: &str, after: u64, through: u64) -> impl Iterator<Item = u64> {
        let audience = self.truth.audience(audience);
        audience.map_or(&[][..], |audience| self.truth.between(audience, after, through)).iter().copied()
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

    /// Whether the gaps say what is the case, and something is missing for which each stands.
    fn are_true(&self, start: u64, through: u64, got: &HashSet<u64>) -> Result<(), String> {
        // One that was lost on both sides of a state is told of as two.
        let mut expired_after = start;
        for gap in &self.entry.gaps {
            let is_right = match (gap.reason.as_str(), &self.entry.began) {
                ("lagged", _) => gap.after < gap.to,
                ("expired", _) if expired_after > start => gap.after == expired_after,
                ("expired", Began::After(_)) => gap.after == start,
                (reason, Began::Nowhere(expected, id)) => reason == *expected && gap.from == *id,
                _ => false,
            };
            if !is_right || !self.has_loss(gap, through, got) {
                return Err(format!("{gap:?} is wrong"));
            }
            expired_after = gap.to;
        }
        Ok(())
    }

    /// Whether something is missing that a gap is told for.
    fn has_loss(&self, gap: &Gap, through: u64, got: &HashSet<u64>) -> bool {
        // In the log of a client there are events that are for some of its connections alone: a gap may be of one of the others.
        let has_client = self.entry.audiences.iter().any(|name| name.starts_with("client/"));
        // Where the stream ends, or a state comes, it is not known whether what is lost was before or behind that.
        let is_bounded = self.entry.hello == Some(gap.to) || gap.to >= through;
        // An id that says nothing is told of whether there is a loss or not.
        let is_of_an_id = gap.reason == "unknown" || gap.reason == "restarted";
        let mut expected =
            self.entry.audiences.iter().flat_map(|name| self.expected(name, gap.after, gap.to));
        has_client || is_bounded || is_of_an_id || expected.any(|event| !got.contains(&event))
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use contract_tests::sse_decoder::Message;

    use super::*;

    /// Two rooms and everyone: 1, 3, 5, 7, 9 are the first room's; 2, 6, 10 the room of values, of one key.
    fn truth() -> Truth {
        let audiences = [
            "gap/a", "latest/b", "gap/a", "everyone", "gap/a", "latest/b", "gap/a", "gap/c", "gap/a",
            "latest/b",
        ];
        let mut counts = std::collections::HashMap::new();
        let lines = audiences.iter().zip(1..).map(|(audience, sequence)| {
            let number = counts.entry(audience).or_insert(0);
            *number += 1;
            let key = if *audience == "latest/b" { "key" } else { "-" };
            format!("{sequence} {audience} {number} {key} {}\n", hash(&data(sequence)))
        });
        let mut lines: Vec<String> = lines.collect();
        lines.rotate_left(3);
        Truth::of(&lines.concat())
    }

    fn data(sequence: u64) -> String {
        format!("event {sequence}")
    }

    fn hash(data: &str) -> u64 {
        use std::hash::Hasher as _;
        let mut hasher = std::hash::DefaultHasher::new();
        hasher.write(data.as_bytes());
        hasher.finish()
    }

    fn message(event: &str, data: String, sequence: u64) -> Message {
        Message { event: event.to_owned(), data, last_event_id: format!("x-{sequence}") }
    }

    fn gap(reason: &str, from: u64, to: u64) -> Message {
        message("gap", format!(r#"{{"reason":"{reason}","from":"x-{from}","to":"x-{to}"}}"#), to)
    }

    fn said(sequence: u64) -> Message {
        message("said", data(sequence), sequence)
    }

    /// What is wrong with connections of one visitor to both rooms, after what they began and what each got.
    fn faults(connections: &[(Began, &[Message])]) -> Vec<String> {
        let ledger = Ledger::default();
        let answered = Instant::now();
        ledger.sound(answered + Duration::from_secs(1), "x-4");
        let mut faults = Vec::new();
        let mut entries = Vec::new();
        for (began, messages) in connections {
            let audiences = Arc::new(["everyone", "gap/a", "latest/b"].map(str::to_owned));
            let mut entry = Entry { answered, wants_hello: true, ..Entry::new(0, audiences, began.clone()) };
            for message in *messages {
                faults.extend(entry.note(message, &ledger).err());
            }
            entry.has_end = entry.through == Some(10);
            entries.push(entry);
        }
        faults.extend(judge(&truth(), &ledger, &entries));
        faults
    }

    #[track_caller]
    fn right(connections: &[(Began, &[Message])]) {
        assert_eq!(faults(connections), [""; 0]);
    }

    #[track_caller]
    fn wrong(connections: &[(Began, &[Message])], expected: &str) {
        let faults = faults(connections);
        assert!(faults.len() == 1 && faults[0].contains(expected), "{faults:#?}");
    }

    #[test]
    fn who_has_everything_is_right() {
        let all = [3, 4, 5, 6, 7, 9, 10].map(said);
        right(&[(Began::After(2), &all)]);
        right(&[(Began::After(2), &all[..3]), (Began::After(5), &all[3..])]);
        let hello = message("hello", "1".to_owned(), 2);
        right(&[(Began::New, &[&[hello][..], &all].concat())]);
    }

    #[test]
    fn a_loss_is_seen_wherever_it_is() {
        wrong(&[(Began::After(2), &[3, 4, 6, 7].map(said))], "[5] of gap/a are missing");
        wrong(&[(Began::After(2), &[4, 5, 6, 7].map(said))], "[3] of gap/a are missing");
        let hello = message("hello", "1".to_owned(), 2);
        wrong(&[(Began::New, &[hello, said(4), said(5)])], "[3] of gap/a are missing");
    }

    #[test]
    fn a_repetition_or_another_order_is_seen() {
        wrong(&[(Began::After(4), &[5, 5].map(said))], "comes after 5");
        assert!(!faults(&[(Began::After(2), &[3, 5, 4].map(said))]).is_empty());
        wrong(&[(Began::After(5), &[5, 6].map(said))], "not for it");
    }

    #[test]
    fn what_is_not_for_it_or_is_something_else_is_seen() {
        wrong(&[(Began::After(6), &[7, 8, 9].map(said))], "8 is not for it");
        wrong(&[(Began::After(6), &[message("said", data(9), 7)])], "7 is something else");
        wrong(&[(Began::After(9), &[10, 11].map(said))], "was not published");
    }

    #[test]
    fn a_gap_covers_what_it_says_and_no_more() {
        right(&[(Began::After(2), &[gap("expired", 2, 5), said(6), said(7)])]);
        right(&[(Began::After(2), &[said(3), gap("lagged", 3, 5), said(6), said(7)])]);
        wrong(&[(Began::After(1), &[gap("expired", 2, 5), said(6), said(7)])], "is wrong");
        wrong(
            &[(Began::After(2), &[said(3), gap("lagged", 4, 5), said(6), said(7)])],
            "[4] of everyone are missing",
        );
        wrong(
            &[(Began::After(2), &[said(3), gap("lagged", 3, 5), said(6), said(9)])],
            "[7] of gap/a are missing",
        );
    }

    #[test]
    fn a_gap_without_a_loss_is_seen() {
        wrong(
            &[(
                Began::After(2),
                &[3, 4, 5].map(said).into_iter().chain([gap("lagged", 5, 5)]).collect::<Vec<_>>(),
            )],
            "is wrong",
        );
        wrong(&[(Began::After(7), &[gap("expired", 7, 8), said(9)])], "is wrong");
    }

    #[test]
    fn a_loss_is_told_before_anything_behind_it() {
        let early = message("gap", r#"{"reason":"expired","from":"x-2","to":"x-5"}"#.to_owned(), 3);
        right(&[(Began::After(2), &[early, said(4), said(6), said(7)])]);
        right(&[(Began::After(2), &[said(3)]), (Began::After(3), &[gap("expired", 3, 5), said(6)])]);
        wrong(&[(Began::After(2), &[said(4)]), (Began::After(4), &[said(5)])], "[3] of gap/a are missing");
    }

    #[test]
    fn a_state_parts_a_loss() {
        let hello = message("hello", "1".to_owned(), 4);
        let parted = [gap("expired", 2, 4), hello.clone(), gap("expired", 4, 6), said(7)];
        right(&[(Began::After(2), &parted)]);
        wrong(
            &[(Began::After(2), &[gap("expired", 2, 4), hello, gap("expired", 5, 6), said(7)])],
            "is wrong",
        );
    }

    #[test]
    fn of_values_the_last_one_is_enough() {
        right(&[(Began::After(1), &[3, 4, 5, 7, 9, 10].map(said))]);
        wrong(
            &[(
                Began::After(5),
                &[7, 9]
                    .map(said)
                    .into_iter()
                    .chain([message("said", "else".to_owned(), 10)])
                    .collect::<Vec<_>>(),
            )],
            "something else",
        );
    }

    #[test]
    fn who_was_there_when_something_was_published_must_have_it() {
        let entry = |messages: &[Message]| {
            let ledger = Ledger::default();
            let answered = Instant::now();
            ledger.sound(answered + Duration::from_secs(1), "x-4");
            let audiences = Arc::new(["everyone", "gap/a"].map(str::to_owned));
            let mut entry = Entry { answered, wants_hello: false, ..Entry::new(0, audiences, Began::New) };
            for message in messages {
                entry.note(message, &ledger).unwrap();
            }
            judge(&truth(), &ledger, &[entry])
        };
        assert!(entry(&[3, 4, 5].map(said)).is_empty());
        assert!(entry(&[4, 5].map(said)).is_empty());
        assert!(entry(&[5, 7].map(said))[0].contains("it lacks Some(4)"));
    }
}
