//! Companies are found by what officers type, and by nothing else.

mod against_naive;
mod by_example;
mod passages;
mod readings;
mod resembling;
