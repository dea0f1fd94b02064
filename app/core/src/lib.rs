//! The rules of Zoufang, shared by phone and server.
//!
//! * [`content`]: what an attachment is, and the same without what it tells of its maker.
//! * [`domain`]: kinds of record, what their fields may hold, what a list shows of them.
//! * [`merge`]: how concurrent changes become one record, and what stays open.
//! * [`permission`]: who may see and do what. Nothing else decides that.
//! * [`search`]: companies by parts of their names, by how these are read, by initials.
//! * [`wire`]: what travels between phone and server.
//! * [`sync`]: the client engine, the server's intake and the rebase between them.
//!
//! **Invariant:** nothing here performs I/O, reads a clock or draws a random number; time, ids and
//! seeds are arguments.

pub mod content;
pub mod domain;
pub mod id;
pub mod merge;
pub mod permission;
pub mod search;
pub mod sync;
mod text;
pub mod wire;
