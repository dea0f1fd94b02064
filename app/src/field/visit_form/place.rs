use leptos::prelude::*;
#[cfg(feature = "hydrate")]
use leptos::task::spawn_local;

use super::known::Known;
use super::offer::Offer;
use crate::components::input::{Bind, TextInput};
use crate::components::{Icon, Sign};
use crate::form::DraftForm;
use crate::words::{Word, field, names as words, say, speaking};

const PATHS: [&str; 3] = ["location/latitude", "location/longitude", "location/accuracy"];

/// Where it was: in words, and by the phone's position if its owner taps for that.
#[component]
pub fn PlaceFields(form: DraftForm, known: Memo<Known>) -> impl IntoView {
    view! {
        <TextInput bind=Bind::field(form, "place") label=say(words::PLACE)/>
        <Offer form path="place" known/>
        <Position form/>
    }
}

/// Only ever asked for by a tap; how exact it is stands beside it, and a tap takes it off again.
#[component]
fn Position(form: DraftForm) -> impl IntoView {
    let language = speaking();
    let asking = RwSignal::new(false);
    let told = RwSignal::new(None::<Word>);
    let accuracy = Memo::new(move |_| Some(form.text(PATHS[2])).filter(|text| !text.is_empty()));
    let ask = move |_| {
        told.set(None);
        asking.set(true);
        #[cfg(feature = "hydrate")]
        spawn_local(async move {
            match crate::browser::position().await {
                Ok(position) => {
                    let crate::browser::Position { latitude, longitude, accuracy } = position;
                    let texts = [latitude, longitude, accuracy].map(|number| number.to_string());
                    // The page may be gone, and its form with it.
                    if asking.try_set(false).is_none() {
                        form.set_all(PATHS.into_iter().zip(texts));
                    }
                }
                Err(why) => {
                    asking.try_set(false);
                    told.try_set(Some(match why {
                        crate::browser::NoPosition::Refused => crate::words::senses::POSITION_REFUSED,
                        crate::browser::NoPosition::NotFound => crate::words::senses::POSITION_NOT_FOUND,
                    }));
                }
            }
        });
    };
    let take_off = move |_| form.set_all(PATHS.map(|path| (path, String::new())));
    view! {
        <div class="position">
            {move || match accuracy.get() {
                Some(metres) => view! {
                    <span class="tag num">
                        {move || field::POSITION_KEPT.fill(language.get(), &[("n", &metres)])}
                    </span>
                    <button type="button" class="text-button" on:click=take_off>{say(field::POSITION_REMOVE)}</button>
                }
                .into_any(),
                None => view! {
                    <button type="button" class="chip add" disabled=move || asking.get() on:click=ask>
                        <Icon sign=Sign::Place/>
                        {move || say(if asking.get() { field::POSITION_ASKING } else { field::POSITION_ADD })}
                    </button>
                }
                .into_any(),
            }}
            <p class="problem" role="status">{move || told.get().map(say)}</p>
        </div>
    }
}
