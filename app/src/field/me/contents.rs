use leptos::prelude::*;
use zoufang_core::id::RecordId;
use zoufang_core::sync::GivenUp;

use crate::components::{RecordState, StateBadge};
use crate::device::{Device, Unread};
use crate::store::{StoreError, ToUpload, Upload};
use crate::words::{Language, field, say, speaking};

/// How many photos wait, and how far they are.
#[component]
pub fn PhotosLine(contents: RwSignal<ToUpload>) -> impl IntoView {
    let language = speaking();
    let words = move || {
        let contents = contents.get();
        let (n, percent) = (contents.contents.to_string(), contents.percent().to_string());
        field::QUEUE_PHOTOS.fill(language.get(), &[("n", &n), ("percent", &percent)])
    };
    view! {
        <p class="line">
            <span class="between"><b>{words}</b> <StateBadge state=RecordState::Waiting/></span>
        </p>
    }
}

/// Contents that the server does not take, or that cannot be read here: of an attachment the whole, where it is one
/// of them.
pub async fn read_given_up(device: &Device) -> Result<Vec<Upload>, StoreError> {
    let stuck: Vec<Upload> = device.uploads().await?.into_iter().filter(Upload::is_stuck).collect();
    let wholes: Vec<RecordId> = stuck.iter().filter(|upload| upload.bytes > 0).map(|upload| upload.record).collect();
    Ok(stuck.into_iter().filter(|upload| upload.bytes > 0 || !wholes.contains(&upload.record)).collect())
}

/// What cannot be read, by its names; `None` where there is nothing.
pub fn unread_told(Unread { names, others }: &Unread, language: Language) -> Option<String> {
    let others = (*others > 0).then(|| field::OTHERS_UNREAD.fill(language, &[("n", &others.to_string())]));
    let all: Vec<&str> = names.iter().map(String::as_str).chain(others.as_deref()).collect();
    (!all.is_empty()).then(|| all.join(field::LIST_COMMA.in_language(language)))
}

/// What became of them; nothing where there are none.
#[component]
pub fn GivenUpCard(given_up: Vec<Upload>) -> impl IntoView {
    let line = |upload: Upload| {
        let why = match upload.given_up {
            Some(GivenUp::TooLarge) => field::TOO_LARGE_TO_SEND,
            Some(GivenUp::Damaged) => field::DAMAGED_HERE,
            Some(GivenUp::NotTaken) => field::NOT_SENDABLE,
            None => field::UNREADABLE_HERE,
        };
        view! {
            <li class="line">
                <span class="between"><b>{upload.name}</b> <StateBadge state=RecordState::ToMend/></span>
                <small class="overdue">{say(why)}</small>
            </li>
        }
    };
    (!given_up.is_empty()).then(|| {
        view! {
            <section class="card">
                <h2>{say(field::ATTACHMENTS)}</h2>
                <ul class="lines">{given_up.into_iter().map(line).collect_view()}</ul>
            </section>
        }
    })
}
