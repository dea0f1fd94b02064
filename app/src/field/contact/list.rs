use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::merge::{Record, Value};

use super::PLACE;
use super::touch::{Touched, touched};
use crate::clock::today;
use crate::components::input::{Bind, TextInput};
use crate::components::{FieldFrame, loaded, moments};
use crate::device::{Device, follow};
use crate::store::{ListQuery, StoreError};
use crate::words::{contact as words, say, speaking};

/// Contacts that are searched, and that one screen shows at most.
const SEARCHED: u32 = 2_000;
const SHOWN: usize = 50;

#[component]
pub fn ContactsPage() -> impl IntoView {
    view! {
        <FieldFrame title=words::CONTACTS let:_device>
            <Contacts/>
        </FieldFrame>
    }
}

/// What was found, and how many more there are.
type Found = (Vec<Touched>, usize);

async fn find(device: &Device, typed: &str) -> Result<Found, StoreError> {
    let wanted = typed.trim().to_lowercase();
    let views = device.views(ListQuery::Kind(Kind::CONTACT), SEARCHED).await?;
    let mut contacts: Vec<Record> =
        views.into_iter().map(|view| view.record).filter(|one| says(one, &wanted)).collect();
    let more = contacts.len().saturating_sub(SHOWN);
    contacts.truncate(SHOWN);
    Ok((touched(device, contacts).await?, more))
}

fn says(contact: &Record, wanted: &str) -> bool {
    let there: [&str; 5] = ["name", "company_name", "title", "mobile", "phone"];
    let has = |path: &&str| contact.text(path).is_some_and(|text| text.to_lowercase().contains(wanted));
    // However somebody divides the digits of a number.
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let number = digits(wanted);
    let is_number = number.len() > 3 && wanted.chars().all(|c| !c.is_alphabetic());
    let dialled = |path: &&str| contact.text(path).is_some_and(|text| digits(text).contains(&number));
    contact.is_alive()
        && ((wanted.is_empty() || there.iter().any(has)) || is_number && ["mobile", "phone"].iter().any(dialled))
}

#[component]
fn Contacts() -> impl IntoView {
    let language = speaking();
    let typed = RwSignal::new(String::new());
    let read = follow(move |device| {
        let typed = typed.get();
        async move { find(&device, &typed).await }
    });
    view! {
        <div class="search">
            <TextInput bind=Bind::to("search", typed) label=say(words::SEARCH) placeholder=say(words::SEARCH) kind="search" bare=true/>
        </div>
        {loaded(read, move |(contacts, more)| {
            let none = contacts.is_empty();
            let line = |touched| view! { <li><ContactLine touched with_company=true/></li> };
            let told = move || match more {
                _ if none => say(words::NONE)().to_owned(),
                0 => String::new(),
                more => words::MORE.fill(language.get(), &[("n", &more.to_string())]),
            };
            view! {
                <ul class="lines">{contacts.into_iter().map(line).collect_view()}</ul>
                <p class="small" role="status">{told}</p>
            }
        })}
    }
}

/// A post that stands for a name is not told twice.
pub fn title_of(contact: &Record) -> Option<String> {
    contact.text("title").filter(|title| contact.text("name") != Some(title)).map(str::to_owned)
}

/// Who it is, and when they were met last.
#[component]
pub fn ContactLine(touched: Touched, with_company: bool) -> impl IntoView {
    let language = speaking();
    let Touched { contact, last, times } = touched;
    let text = |path: &str| contact.text(path).unwrap_or_default().to_owned();
    let told = move || match last {
        Some(last) => {
            let last = moments::near(last, today(), language.get());
            words::MET_TIMES.fill(language.get(), &[("n", &times.to_string()), ("last", &last)])
        }
        None => words::NOT_MET.in_language(language.get()).to_owned(),
    };
    let left = contact.get("left") == Some(&Value::Bool(true));
    let weight = (contact.text("weight") == Some("high")).then_some(words::IMPORTANT);
    let tag = if left { Some(words::LEFT) } else { weight };
    let company = with_company.then(|| view! { <small>{text("company_name")}</small> });
    view! {
        <a class="line" href=format!("{PLACE}/{}", contact.id)>
            <span class="between">
                <span><b>{text("name")}</b> " " {title_of(&contact)}</span>
                {tag.map(|tag| view! { <span class="tag">{say(tag)}</span> })}
            </span>
            {company}
            <small>{told}</small>
        </a>
    }
}
