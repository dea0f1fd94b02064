use serde::Serialize;
use zoufang_core::id::RecordId;
use zoufang_core::wire::{PULL_MAX_BYTES, PULL_MAX_ROWS};

/// A page in the making, as the JSON of `zoufang_core::wire::PullPage`. Rows are passed on as they
/// are stored, without being read.
#[derive(Debug)]
pub struct Page {
    json: String,
    rows: usize,
}

/// The rest of the page, as `zoufang_core::wire::PullPage` tells of it.
#[derive(Serialize)]
pub struct Tail<'a> {
    pub gone: &'a [RecordId],
    pub cursor: &'a str,
    pub more: bool,
    pub fresh: bool,
    pub upto: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided: Option<u64>,
    pub now: u64,
    pub lease: u64,
}

impl Default for Page {
    fn default() -> Self {
        Self { json: "{\"rows\":[".to_owned(), rows: 0 }
    }
}

impl Page {
    /// Whether there was room for the row; a page takes at least one, however large.
    pub fn take(&mut self, row: &str) -> bool {
        let full = self.rows >= PULL_MAX_ROWS || self.json.len() + row.len() > PULL_MAX_BYTES;
        if self.rows > 0 && full {
            return false;
        }
        if self.rows > 0 {
            self.json.push(',');
        }
        self.json.push_str(row);
        self.rows += 1;
        true
    }

    pub fn close(self, tail: &Tail<'_>) -> String {
        let tail = serde_json::to_string(tail).expect("texts and numbers always have a spelling");
        // The tail is an object: its fields continue the one that is open.
        self.json + "]," + tail.trim_start_matches('{')
    }
}

#[cfg(test)]
mod tests {
    use zoufang_core::wire::{PULL_MAX_BYTES, PULL_MAX_ROWS, PullPage};

    use super::{Page, Tail};

    fn read(page: Page) -> PullPage {
        let tail =
            Tail { gone: &[], cursor: "c", more: true, fresh: true, upto: 7, decided: Some(6), now: 8, lease: 9 };
        serde_json::from_str(&page.close(&tail)).unwrap()
    }

    #[test]
    fn it_reads_as_the_type_on_the_wire() {
        let empty = read(Page::default());
        assert!(empty.rows.is_empty() && empty.gone.is_empty());
        let mut page = Page::default();
        assert!(page.take(r#"{"a":1}"#) && page.take(r#"{"b":"]}"}"#));
        let page = read(page);
        assert_eq!(page.rows[1].get(), r#"{"b":"]}"}"#);
        assert_eq!((page.cursor.as_str(), page.more, page.upto, page.now), ("c", true, 7, 8));
        assert_eq!((page.fresh, page.decided, page.lease), (true, Some(6), Some(9)));
    }

    #[test]
    fn it_is_full_by_rows_or_by_bytes_but_always_takes_one() {
        let mut page = Page::default();
        assert!((0..PULL_MAX_ROWS).all(|_| page.take("1")));
        assert!(!page.take("1"));
        let huge = format!("\"{}\"", "x".repeat(PULL_MAX_BYTES));
        let mut page = Page::default();
        assert!(page.take(&huge));
        assert!(!page.take("1"));
    }
}
