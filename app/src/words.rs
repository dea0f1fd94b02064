//! Words on screen. They live in `locales/`, each sentence in both languages on one line, so that
//! neither can be missing; a sentence that no screen uses is a compiler warning.

use leptos::prelude::*;

#[path = "../locales/common.rs"]
pub mod common;
#[path = "../locales/console.rs"]
pub mod console;
#[path = "../locales/contact.rs"]
pub mod contact;
#[path = "../locales/field.rs"]
pub mod field;
#[path = "../locales/library.rs"]
pub mod library;
#[path = "../locales/lock.rs"]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has a lock"))]
pub mod lock;
#[path = "../locales/names.rs"]
pub mod names;
#[path = "../locales/senses.rs"]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser has them"))]
pub mod senses;
#[path = "../locales/sign_in.rs"]
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser tells why a sign-in failed"))]
pub mod sign_in;
#[path = "../locales/trips.rs"]
pub mod trips;

/// The languages of the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    Chinese,
    English,
}

impl Language {
    /// The tag for `<html lang>`, the cookie and the device's settings.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::English => "en",
        }
    }

    pub fn from_tag(tag: &str) -> Self {
        if tag.starts_with("en") { Self::English } else { Self::Chinese }
    }
}

/// One sentence in both languages; `{name}` marks what [`Word::fill`] puts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    pub zh: &'static str,
    pub en: &'static str,
}

impl Word {
    pub fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.zh,
            Language::English => self.en,
        }
    }

    /// The sentence with its `{names}` filled.
    pub fn fill(self, language: Language, parts: &[(&str, &str)]) -> String {
        parts.iter().fold(self.in_language(language).to_owned(), |sentence, (name, value)| {
            sentence.replace(&format!("{{{name}}}"), value)
        })
    }
}

/// Declares the sentences of a module: `NAME: "中文", "English";`
macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {$(
        pub(crate) const $name: $crate::words::Word = $crate::words::Word { zh: $zh, en: $en };
    )*};
}
pub(crate) use words;

/// The language of this page, as a signal that all its sentences follow.
#[derive(Clone, Copy, Debug)]
pub struct Speaking(pub RwSignal<Language>);

pub fn speaking() -> RwSignal<Language> {
    use_context::<Speaking>().map_or_else(|| RwSignal::new(Language::default()), |speaking| speaking.0)
}

/// A sentence that follows the language.
pub fn say(word: Word) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    let language = speaking();
    move || word.in_language(language.get())
}

/// A sentence with `{names}` to fill that follows the language.
pub fn say_with(word: Word, parts: Vec<(&'static str, String)>) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let language = speaking();
    move || {
        let parts: Vec<(&str, &str)> = parts.iter().map(|(name, value)| (*name, value.as_str())).collect();
        word.fill(language.get(), &parts)
    }
}
