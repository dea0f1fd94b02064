use leptos::prelude::*;
use zoufang_core::domain::calendar::{Entry, calendar};
use zoufang_core::domain::follow_up::Sort;

use super::open::Followed;
use crate::clock::now_ms;
use crate::components::{Icon, Sign};
use crate::words::{Language, field, names as words, say, speaking};

/// What has a day, as a file that the phone's calendar takes.
#[component]
pub fn TakeAlong(found: Vec<Followed>) -> impl IntoView {
    let language = speaking();
    let dated = found.iter().any(|followed| followed.follow_up.due.is_some());
    let found = StoredValue::new(found);
    let save = move |_| {
        let language = language.get_untracked();
        let entries = found.with_value(|found| found.iter().filter_map(|one| entry(one, language)).collect::<Vec<_>>());
        let name = field::FOLLOW_UPS.in_language(language);
        let _file = (format!("{name}.ics"), "text/calendar", calendar(name, &entries, now_ms()));
        #[cfg(feature = "hydrate")]
        crate::browser::save_file(&_file.0, _file.1, &_file.2);
    };
    dated.then(|| {
        view! {
            <button type="button" class="button quiet wide" on:click=save>
                <Icon sign=Sign::Today/>{say(field::TO_CALENDAR)}
            </button>
            <p class="small">{say(field::TO_CALENDAR_MEANS)}</p>
        }
    })
}

fn entry(followed: &Followed, language: Language) -> Option<Entry> {
    let Followed { visit, company, follow_up, .. } = followed;
    let sort = match follow_up.sort {
        Sort::NextStep => words::NEXT_STEP,
        Sort::Commitment => words::COMMITMENT,
    };
    let said = |word: crate::words::Word| word.in_language(language);
    let colon = if language == Language::Chinese { "：" } else { ": " };
    let lines = [
        format!("{}{colon}{company}", said(words::COMPANY)),
        said(sort).to_owned(),
        format!("{}{colon}{}", said(words::NEXT_OWNER), follow_up.owner_name),
    ];
    Some(Entry {
        uid: format!("{visit}-{}@zoufang", follow_up.key),
        day: follow_up.due?,
        title: format!("{} · {company}", follow_up.what),
        text: lines.join("\n"),
    })
}
