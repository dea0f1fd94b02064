use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::domain::dossier::Met;
use zoufang_core::id::RecordId;

use super::PLACE;
use super::list::ContactLine;
use super::touch::{Touched, met_at, touched};
use crate::clock::today;
use crate::components::{Icon, Sign, appearing, moments};
use crate::device::{Device, follow};
use crate::store::{ListQuery, StoreError};
use crate::words::{contact as words, say, speaking};

const MOST: u32 = 200;

/// Contacts of a company, and whom the team met there without keeping them as one.
async fn read(device: &Device, company: RecordId) -> Result<(Vec<Touched>, Vec<Met>), StoreError> {
    let views = device.views(ListQuery::OfCompany(Kind::CONTACT, company), MOST).await?;
    let contacts = views.into_iter().map(|view| view.record).filter(|contact| contact.is_alive()).collect();
    let contacts = touched(device, contacts).await?;
    let is_kept = |met: &Met| {
        let same = |one: &Touched| met.contact == Some(one.contact.id) || one.contact.text("name") == Some(&met.name);
        contacts.iter().any(same)
    };
    let others = met_at(device, company).await?.into_iter().filter(|met| !is_kept(met)).collect();
    Ok((contacts, others))
}

/// Whom the team knows at a company.
#[component]
pub fn ContactsCard(company: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { read(&device, company).await });
    appearing(read, move |(contacts, others)| {
        let none = contacts.is_empty() && others.is_empty();
        let contact = |touched| view! { <li><ContactLine touched with_company=false/></li> };
        let other = move |met| view! { <li><MetLine company met/></li> };
        view! {
            <section class="card">
                <h2>{say(words::CONTACTS)}</h2>
                {none.then(|| view! { <p class="empty">{say(words::NONE_OF_COMPANY)}</p> })}
                <ul class="lines">
                    {contacts.into_iter().map(contact).collect_view()}
                    {others.into_iter().map(other).collect_view()}
                </ul>
                <a class="chip add" href=new_address(company, None)><Icon sign=Sign::Plus/>{say(words::ADD)}</a>
            </section>
        }
    })
}

/// Somebody who was met and is not kept as a contact.
#[component]
fn MetLine(company: RecordId, met: Met) -> impl IntoView {
    let language = speaking();
    let keep = new_address(company, Some(&met));
    let label = {
        let name = met.name.clone();
        move || words::KEEP_THIS.fill(language.get(), &[("name", &name)])
    };
    // A post that stands for a name is not told twice.
    let post = (met.title != met.name).then(|| met.title.clone());
    let last = move || {
        let last = met.last.map(|day| moments::near(day, today(), language.get())).unwrap_or_default();
        words::MET_TIMES.fill(language.get(), &[("n", &met.times.to_string()), ("last", &last)])
    };
    view! {
        <div class="line">
            <span class="between">
                <span><b>{met.name}</b> " " {post}</span>
                <a class="text-button" href=keep aria-label=label>{say(words::KEEP)}</a>
            </span>
            <small>{last}</small>
        </div>
    }
}

/// The form of a new contact; with what is known of them.
fn new_address(company: RecordId, met: Option<&Met>) -> String {
    let known = met.map(|met| {
        let spelled = leptos_router::location::Url::escape;
        format!("&name={}&title={}", spelled(&met.name), spelled(&met.title))
    });
    format!("{PLACE}/new?company={company}{}", known.unwrap_or_default())
}
