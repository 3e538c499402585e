//! What the macro writes, kept beside as code to be reviewed.
//!
//! `BLESS=1 cargo test -p contract-macros` writes the files anew.

use std::path::Path;

use super::{SHOP, expanded};

/// Compares what is written for `source` with the snapshot of that name.
fn check(name: &str, source: &str) {
    let file = syn::parse2(expanded(source)).expect("what is written is Rust");
    let written = prettyplease::unparse(&file);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tests/snapshots").join(format!("{name}.rs"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &written).expect("the snapshot can be written");
    }
    let blessed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == blessed, "{} differs; BLESS=1 writes it anew\n{written}", path.display());
}

#[test]
fn unary() {
    let (unary, _) = SHOP.split_once("    order_events").expect("the contract has a stream");
    check("unary", &format!("{unary}}}"));
}

#[test]
fn stream() {
    let (head, rest) = SHOP.split_once("    path_prefix").expect("the contract has a prefix");
    let (_, stream) = rest.split_once("    order_events").expect("the contract has a stream");
    let (stream, _) = stream.split_once("    /// For the staff.").expect("the contract has a mount");
    check("stream", &format!("{head}    order_events{stream}}}"));
}

#[test]
fn mount() {
    let (head, rest) = SHOP.split_once("    /// The caller").expect("the contract has a route");
    let (_, mount) = rest.split_once("    /// For the staff.").expect("the contract has a mount");
    check("mount", &format!("{head}    /// For the staff.{mount}"));
}

#[test]
fn plain() {
    check(
        "plain",
        r#"trait Shop {
            common_responses: { 401: Problem },
            derive: [Clone],
            get_order: { method: GET, path: "/order", responses: { /** The last one. */ 200: Order } },
            drop_order: { method: DELETE, path: "/order", responses: { 204: () } },
        }"#,
    );
}

#[test]
fn broken() {
    check(
        "broken",
        r#"pub trait Shop {
            get_order: { method: GET, path: "/orders/{id", query: { page: number, size: u32 }, responses: { 200: Order, 404: string } },
            drop_order: { method: DELETE, path: "/orders/{id}", responses: { ok: () } },
        }"#,
    );
}
