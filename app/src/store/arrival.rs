use serde::Deserialize;
use serde_json::value::RawValue;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Attribution, Hlc, Record};
use zoufang_core::wire::PullPage;

use super::Entry;
use super::replica::{show, view_of};

/// A row of a page as it will lie here, unless something in the outbox is about it.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub(super) id: RecordId,
    pub(super) is_company: bool,
    /// The latest stamp in it.
    pub(super) touched: Hlc,
    pub(super) entry: Entry,
}

/// Makes the rows of a page ready to be stored. It takes as long as storing them, and can be done
/// while the page before completes.
pub fn arrive(page: &PullPage, who: Attribution) -> Vec<Arrived> {
    page.rows.iter().filter_map(|raw| read(raw, who)).collect()
}

/// A row that this version cannot read is kept as it came and shows nowhere: it must not keep back
/// the others.
fn read(raw: &RawValue, who: Attribution) -> Option<Arrived> {
    #[derive(Deserialize)]
    struct Named {
        id: RecordId,
    }

    let entry = |id: RecordId| Entry::new(&id.to_string(), raw.get().to_owned());
    match serde_json::from_str::<Record>(raw.get()) {
        Ok(record) => {
            let (id, touched, mut entry) = (record.id, record.touched, entry(record.id));
            let is_company = record.kind == Kind::COMPANY;
            let view = view_of(Some(record), [], who);
            show(&mut entry, view.as_ref()).ok()?;
            Some(Arrived { id, is_company, touched, entry })
        }
        Err(error) => {
            leptos::logging::warn!("a row that this version cannot read: {error}");
            let Named { id } = serde_json::from_str(raw.get()).ok()?;
            Some(Arrived { id, is_company: false, touched: Hlc::default(), entry: entry(id) })
        }
    }
}
