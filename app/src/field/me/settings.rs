use leptos::prelude::*;
use leptos::text_prop::TextProp;

use crate::components::input::{Bind, Choices};
use crate::words::{Language, field, say, speaking};

/// Language and theme of this device.
#[component]
pub fn SettingsCard() -> impl IntoView {
    let language = speaking();
    let theme = RwSignal::new(String::new());
    #[cfg(feature = "hydrate")]
    theme.set(crate::browser::settings().theme);
    // No choice is spelled as nothing: an input cannot tell that from being empty.
    let shown_theme = Signal::derive(move || match theme.get() {
        theme if theme.is_empty() => SYSTEM.to_owned(),
        theme => theme,
    });
    let spoken = Signal::derive(move || language.get().tag().to_owned());
    let set_language = move |tag: String| keep(Language::from_tag(&tag), &theme.get_untracked());
    let set_theme = move |choice: String| {
        theme.set(if choice == SYSTEM { String::new() } else { choice });
        keep(language.get_untracked(), &theme.get_untracked());
    };
    let languages = [(Language::Chinese, "中文"), (Language::English, "English")]
        .map(|(language, name)| (language.tag().to_owned(), TextProp::from(name)));
    let themes = [(SYSTEM, field::THEME_SYSTEM), ("light", field::THEME_LIGHT), ("dark", field::THEME_DARK)]
        .map(|(theme, word)| (theme.to_owned(), TextProp::from(say(word))));
    view! {
        <section class="card stack">
            <h2>{say(field::SETTINGS)}</h2>
            <Choices
                bind=Bind::reading("language", spoken).telling(set_language)
                label=say(field::LANGUAGE)
                choices=languages.into()
            />
            <Choices
                bind=Bind::reading("theme", shown_theme).telling(set_theme)
                label=say(field::THEME)
                choices=themes.into()
            />
        </section>
    }
}

const SYSTEM: &str = "system";

/// Keeps the settings on this device and applies them to the page.
fn keep(language: Language, theme: &str) {
    #[cfg(feature = "hydrate")]
    {
        let settings = crate::browser::Settings { language: language.tag().to_owned(), theme: theme.to_owned() };
        crate::browser::keep_settings(&settings);
        crate::app::apply_settings();
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (language, theme);
}
