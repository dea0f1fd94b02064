use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::components::input::{Bind, Choices};
use crate::words::{Language, field, say, speaking};

/// Language, theme and size of letters on this device.
#[component]
pub fn SettingsCard() -> impl IntoView {
    let language = speaking();
    let (theme, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    #[cfg(feature = "hydrate")]
    {
        let kept = crate::browser::settings();
        theme.set(kept.theme);
        text.set(kept.text);
    }
    // No choice is spelled as nothing: an input cannot tell that from being empty.
    let shown = |chosen: RwSignal<String>| {
        Signal::derive(move || match chosen.get() {
            chosen if chosen.is_empty() => USUAL.to_owned(),
            chosen => chosen,
        })
    };
    let spoken = Signal::derive(move || language.get().tag().to_owned());
    let keep_with = move |language: Language| keep(language, &theme.get_untracked(), &text.get_untracked());
    let set_language = move |tag: String| keep_with(Language::from_tag(&tag));
    let set = move |chosen: RwSignal<String>| {
        move |choice: String| {
            chosen.set(if choice == USUAL { String::new() } else { choice });
            keep_with(language.get_untracked());
        }
    };
    let languages = [(Language::Chinese, "中文"), (Language::English, "English")]
        .map(|(language, name)| (language.tag().to_owned(), TextProp::from(name)));
    let themes = [(USUAL, field::THEME_SYSTEM), ("light", field::THEME_LIGHT), ("dark", field::THEME_DARK)]
        .map(|(theme, word)| (theme.to_owned(), TextProp::from(say(word))));
    let sizes = [(USUAL, field::TEXT_USUAL), ("large", field::TEXT_LARGE)]
        .map(|(size, word)| (size.to_owned(), TextProp::from(say(word))));
    view! {
        <section class="card stack">
            <h2>{say(field::SETTINGS)}</h2>
            <Choices
                bind=Bind::reading("language", spoken).telling(set_language)
                label=say(field::LANGUAGE)
                choices=languages.into()
            />
            <Choices
                bind=Bind::reading("theme", shown(theme)).telling(set(theme))
                label=say(field::THEME)
                choices=themes.into()
            />
            <Choices
                bind=Bind::reading("text", shown(text)).telling(set(text))
                label=say(field::TEXT)
                choices=sizes.into()
            />
        </section>
    }
}

const USUAL: &str = "usual";

/// Keeps the settings on this device and applies them to the page.
fn keep(language: Language, theme: &str, text: &str) {
    #[cfg(feature = "hydrate")]
    {
        let (language, theme, text) = (language.tag().to_owned(), theme.to_owned(), text.to_owned());
        let settings = crate::browser::Settings { language, theme, text };
        crate::browser::keep_settings(&settings);
        crate::app::apply_settings();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (language, theme, text);
}
