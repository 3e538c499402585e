//! The main example.
fn main() {}
