//! The sign-in page.

use leptos::prelude::*;

use crate::components::{BadlyKept, Icon, Sign, TabTitle};
use crate::words::{Language, Word, say, sign_in as words, speaking};

#[component]
pub fn SignInPage() -> impl IntoView {
    let language = speaking();
    view! {
        <TabTitle text=move || words::TITLE.in_language(language.get())/>
        <main class="sign-in">
            <header>
                <span class="seal-mark" aria-hidden="true">"走访"</span>
                <h1>"走访"</h1>
                <p>{say(words::PROMISE)}</p>
            </header>
            <BadlyKept/>
            <SignInForm/>
            <footer>
                <p class="small">{say(words::NO_ACCOUNT)}</p>
                <OtherLanguage/>
            </footer>
        </main>
    }
}

/// How a try to sign in stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Try {
    /// The app has not taken the page over yet: the browser would send the form by itself.
    NotYet,
    None,
    UnderWay,
    Failed(Word),
}

#[component]
fn SignInForm() -> impl IntoView {
    let login = NodeRef::<leptos::html::Input>::new();
    let password = NodeRef::<leptos::html::Input>::new();
    let tried = RwSignal::new(Try::NotYet);
    Effect::new(move |_| tried.set(Try::None));
    let enter = entering(tried);
    // Read from the inputs, since a password manager fills them without a keystroke.
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = |input: NodeRef<leptos::html::Input>| input.get_untracked().map(|input| input.value());
        let (login, password) = (typed(login).unwrap_or_default(), typed(password).unwrap_or_default());
        match (login.trim(), password.as_str()) {
            ("", _) | (_, "") => tried.set(Try::Failed(words::INCOMPLETE)),
            (login, password) if tried.get_untracked() != Try::UnderWay => enter(login, password),
            _ => {}
        }
    };
    let under_way = move || tried.get() == Try::UnderWay;
    let cannot = move || matches!(tried.get(), Try::UnderWay | Try::NotYet);
    let button = move || if under_way() { words::SIGNING_IN } else { words::SIGN_IN };
    let language = speaking();
    // Without JavaScript the form goes nowhere: `post` keeps the password out of the address.
    view! {
        <form class="stack loose" method="post" on:submit=submit>
            <noscript><p class="banner">{words::NEEDS_SCRIPT.zh}</p></noscript>
            <Offline/>
            <div class="field">
                <label class="label" for="login">{say(words::LOGIN)}</label>
                <input
                    class="input" id="login" name="login" autocomplete="username" autocapitalize="none"
                    spellcheck="false" required node_ref=login
                />
            </div>
            <div class="field">
                <label class="label" for="password">{say(words::PASSWORD)}</label>
                <input
                    class="input" id="password" name="password" r#type="password" autocomplete="current-password"
                    required node_ref=password
                />
            </div>
            <div role="alert">
                {move || match tried.get() {
                    Try::Failed(why) => Some(view! { <p class="problem"><Icon sign=Sign::Warning/>{say(why)}</p> }),
                    Try::NotYet | Try::None | Try::UnderWay => None,
                }}
            </div>
            <button class="button wide" disabled=cannot>{move || button().in_language(language.get())}</button>
        </form>
    }
}

/// Signs in and goes to where the user came from.
fn entering(tried: RwSignal<Try>) -> impl Fn(&str, &str) {
    #[cfg(feature = "hydrate")]
    {
        browser::entering(tried)
    }
    #[cfg(not(feature = "hydrate"))]
    move |_: &str, _: &str| tried.set(Try::UnderWay)
}

/// The first sign-in on a device needs a network: it is told before somebody types in vain.
#[component]
fn Offline() -> impl IntoView {
    let offline = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| browser::follow_network(offline));
    view! {
        <div role="status">
            <Show when=move || offline.get()>
                <p class="banner"><span><Icon sign=Sign::Offline/> " " {say(words::OFFLINE)}</span></p>
            </Show>
        </div>
    }
}

#[component]
fn OtherLanguage() -> impl IntoView {
    let language = speaking();
    let change = move |_| {
        let other = match language.get_untracked() {
            Language::Chinese => Language::English,
            Language::English => Language::Chinese,
        };
        language.set(other);
        #[cfg(feature = "hydrate")]
        browser::keep_language(other);
    };
    // Said in the language that it leads to.
    let lang = move || if language.get() == Language::Chinese { "en" } else { "zh-CN" };
    view! {
        <button type="button" class="text-button" lang=lang on:click=change>{say(words::OTHER_LANGUAGE)}</button>
    }
}

/// Where the user came from: a path of this site only, since an address is easily forged.
#[cfg_attr(not(any(feature = "hydrate", test)), expect(dead_code, reason = "only a browser signs in"))]
fn next(given: Option<&str>, is_desk: bool) -> String {
    let home = if is_desk { "/desk" } else { "/" };
    let is_ours = |path: &&str| {
        path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.chars().any(char::is_control)
    };
    // The start page of the phone is nobody's aim at a desk.
    let is_aim = |path: &&str| *path != "/" && !path.starts_with("/sign-in");
    given.filter(is_ours).filter(is_aim).unwrap_or(home).to_owned()
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::prelude::*;
    use leptos::task::spawn_local;
    use leptos_router::hooks::{use_navigate, use_query_map};

    use super::{Try, next, words};
    use crate::browser::{SignInFailure, keep_settings, remember_profile, settings, sign_in};
    use crate::device::here;
    use crate::session::Session;
    use crate::words::Language;

    pub fn entering(tried: RwSignal<Try>) -> impl Fn(&str, &str) {
        let (navigate, query, session, here) = (use_navigate(), use_query_map(), Session::get(), here());
        move |login, password| {
            tried.set(Try::UnderWay);
            let (login, password, navigate) = (login.to_owned(), password.to_owned(), navigate.clone());
            spawn_local(async move {
                let profile = match sign_in(&login, &password).await {
                    Ok(profile) => profile,
                    Err(failure) => {
                        tried.try_set(Try::Failed(why(failure)));
                        return;
                    }
                };
                remember_profile(Some(&profile)).await;
                let given = query.try_get_untracked().and_then(|query| query.get("next"));
                let next = next(given.as_deref(), profile.role.is_desk());
                if here.get_untracked().is_none() {
                    session.begin(profile);
                    navigate(&next, Default::default());
                } else {
                    // A device stands open already, perhaps another person's: a page begun anew holds
                    // nothing of it.
                    let _ = window().location().set_href(&next);
                }
            });
        }
    }

    fn why(failure: SignInFailure) -> super::Word {
        match failure {
            SignInFailure::WrongLoginOrPassword => words::WRONG,
            SignInFailure::TooManyTries => words::TOO_MANY,
            SignInFailure::Unreachable => words::UNREACHABLE,
        }
    }

    /// Until the page is left.
    pub fn follow_network(offline: RwSignal<bool>) {
        let look = move || offline.set(!window().navigator().on_line());
        look();
        for name in ["online", "offline"] {
            let listening = window_event_listener_untyped(name, move |_| look());
            on_cleanup(move || listening.remove());
        }
    }

    pub fn keep_language(language: Language) {
        keep_settings(&crate::browser::Settings { language: language.tag().to_owned(), ..settings() });
        crate::app::apply_settings();
    }
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn one_goes_on_to_where_one_came_from_on_this_site() {
        assert_eq!(next(Some("/visits/7?from=list"), false), "/visits/7?from=list");
        assert_eq!(next(None, false), "/");
        assert_eq!(next(Some("/"), true), "/desk");
        assert_eq!(next(Some("/sign-in"), true), "/desk");
        for foreign in ["//evil.cn", "https://evil.cn", "/\\evil.cn", "/\t/evil.cn", "javascript:alert(1)", ""] {
            assert_eq!(next(Some(foreign), true), "/desk", "{foreign}");
        }
    }
}
