//! The rules of the domain, of permission, of intake and of the engine, each as a sentence.

mod attachment;
mod cast;
mod company;
mod declarations;
mod engine;
mod engine_aside;
mod engine_at_random;
mod engine_revoked;
mod field_kinds;
mod intake;
mod intake_attacked;
mod later_server;
mod mend;
mod periods;
mod permission;
mod phone;
mod reports_of_records;
mod review;
mod screens;
mod stand;
mod trips;
mod uploads;
mod uploads_at_random;
mod waiting;
