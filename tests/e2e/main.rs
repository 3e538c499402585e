//! The whole way: a contract, its implementation, a real server, real sockets.

mod faults;
mod limits;
mod requests;
mod shop;
mod streams;
mod wire;
