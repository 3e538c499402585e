use crate::sse::format::retry;
use crate::sse::format::wire::{Block, MAX_EPOCH, gap};

fn unnumbered(name: &str, data: &str) -> String {
    String::from_utf8(Block::new(name, data).unnumbered().to_vec()).unwrap()
}

#[test]
fn the_id_comes_after_all_else_and_a_blank_line_last() {
    let bytes = Block::new("shipped", r#"{"order":7}"#).numbered("epoch", 42);
    assert_eq!(bytes, "event: shipped\ndata: {\"order\":7}\nid: epoch-42\n\n");
}

#[test]
fn the_longest_id_fits_the_room_that_is_kept_for_it() {
    let epoch = "e".repeat(MAX_EPOCH);
    let bytes = Block::new("n", "1").numbered(&epoch, u64::MAX);
    assert_eq!(bytes, format!("event: n\ndata: 1\nid: {epoch}-{}\n\n", u64::MAX));
}

#[test]
fn every_line_end_starts_another_data_line() {
    assert_eq!(unnumbered("n", "a\nb\rc\r\nd"), "event: n\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
    assert_eq!(unnumbered("n", "\r\r\n\n\r"), format!("event: n\n{}\n", "data: \n".repeat(5)));
    assert_eq!(unnumbered("n", ""), "event: n\ndata: \n\n");
}

#[test]
fn no_memory_is_kept_beyond_the_event_and_the_room_for_its_id() {
    let block = Block::new("name", "several\nlines\r\nof\rdata");
    let room = format!("id: {}-{}\n\n", "e".repeat(MAX_EPOCH), u64::MAX).len();
    assert_eq!(block.unused_capacity(), room);
}

#[test]
fn a_gap_tells_the_last_known_id_or_null() {
    assert_eq!(
        gap("expired", Some("e-1"), "e-9", "e-7"),
        "event: gap\ndata: {\"reason\":\"expired\",\"from\":\"e-1\",\"to\":\"e-9\"}\nid: e-7\n\n"
    );
    assert_eq!(
        gap("unknown", None, "e-9", "e-9"),
        "event: gap\ndata: {\"reason\":\"unknown\",\"from\":null,\"to\":\"e-9\"}\nid: e-9\n\n"
    );
}

#[test]
fn retry_stands_without_a_blank_line() {
    assert_eq!(retry::line(1500), "retry: 1500\n");
}
