//! The server from outside: the real application on a free port with a fresh database, spoken to
//! over HTTP. One file for each theme.

mod support;

mod attachments;
mod attachments_in_s3;
mod attachments_refused;
mod attachments_seen;
mod attachments_under_trouble;
mod bad_input;
mod client;
mod command;
mod console;
mod databases;
mod decided;
mod demo;
mod devices;
mod events;
mod full_disk;
mod hand_in;
mod headers;
mod killed;
mod lock;
mod materials;
mod neighbours;
mod pages;
mod protocol_text;
mod quarantine;
mod reference;
mod restart;
mod scopes;
mod sessions;
mod storage_trouble;
mod sync_pull;
mod sync_push;
mod sync_push_long;
mod trickled;
mod wire_fixtures;
