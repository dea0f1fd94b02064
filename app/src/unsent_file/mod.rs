//! The file that holds all that is only on one device, so that another can hand it in. Its form is told in
//! `server/UNSENT_FILE.md`.

mod head;
mod manifest;

use zoufang_core::domain::{Day, TimeOfDay};

pub use head::Head;
pub use manifest::{HeldContent, HeldDraft, HeldUpload, Manifest};

use crate::store::StoreError;

/// Why nothing was taken from a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// Something else.
    NotOurs,
    /// Written by a later version of the app.
    Newer,
    /// Cut off, or altered on its way.
    Damaged,
    /// The file is gone, or the browser may not look into it.
    Unreadable,
    /// Of another city, by its name.
    OtherCity(String),
    Store(StoreError),
}

/// What a file is called that somebody writes at an instant, in milliseconds since 1970.
pub fn file_name(author: &str, made: u64) -> String {
    let (day, time) = (Day::at(made), TimeOfDay::at(made).to_string().replace(':', ""));
    // Not every disk takes every character.
    let author: String = author.chars().filter(|letter| letter.is_alphanumeric()).collect();
    format!("走访_未发送_{author}_{:04}{:02}{:02}-{time}.zfw", day.year(), day.month(), day.day())
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_tells_whose_it_is_and_when_it_was_written() {
        assert_eq!(file_name("陈思远", 1_795_257_000_000), "走访_未发送_陈思远_20261121-1830.zfw");
        assert_eq!(file_name("a/b: c", 0), "走访_未发送_abc_19700101-0800.zfw");
    }
}
