use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use super::opening::of_company;
use crate::components::input::Bind;
use crate::components::moments;
use crate::device::follow;
use crate::directory::Directory;
use crate::field::company_search::CompanySearch;
use crate::field::new_company::NewCompany;
use crate::field::trips::companies_of_today;
use crate::focus;
use crate::form::DraftForm;
use crate::store::ListQuery;
use crate::words::{field, names, say, speaking, trips};

/// The button that takes the company away again.
const CHANGE: &str = "change-company";

/// Finds the company on the device, or makes it.
#[component]
pub fn CompanyField(form: DraftForm) -> impl IntoView {
    let making = RwSignal::new(None::<String>);
    let chosen = Memo::new(move |_| form.text("company").parse::<RecordId>().ok());
    move || match (making.get(), chosen.get()) {
        (Some(name), _) => {
            let made = move |company| {
                making.set(None);
                choose(form, company);
            };
            let wanted = Signal::derive(move || form.problem("company").is_some());
            let directory = Directory::open(&form.device());
            view! { <NewCompany device=form.device() directory name wanted on_made=made on_cancel=move |()| making.set(None)/> }
                .into_any()
        }
        (None, Some(company)) => view! { <Chosen form company/> }.into_any(),
        (None, None) => view! { <Search form making/> }.into_any(),
    }
}

fn choose(form: DraftForm, company: RecordId) {
    let device = form.device();
    spawn_local(async move {
        match of_company(&device, company).await {
            Ok(fields) => form.set_all(fields.iter().map(|(path, text)| (path.as_str(), text.clone()))),
            Err(error) => leptos::logging::error!("a company could not be read: {error}"),
        }
    });
}

#[component]
fn Chosen(form: DraftForm, company: RecordId) -> impl IntoView {
    let clear = move |_| {
        form.set_all(["company", "company_name", "chain", "chain_name"].map(|path| (path, String::new())));
    };
    // The suggestion that was chosen has gone.
    Effect::new(|_| focus::take_up(CHANGE));
    view! {
        <div class="field">
            <span class="label">{say(names::COMPANY)}</span>
            <div class="input chosen">
                <span><b>{move || form.text("company_name")}</b> <small>{move || form.text("chain_name")}</small></span>
                <button type="button" id=CHANGE class="text-button" on:click=clear>{say(field::CHANGE)}</button>
            </div>
            <Earlier form company/>
        </div>
    }
}

/// Where the company was called on before, says so and offers 回访.
#[component]
fn Earlier(form: DraftForm, company: RecordId) -> impl IntoView {
    let language = speaking();
    let own = form.draft().with_untracked(|draft| draft.record);
    let read = follow(move |device| async move {
        let mut visits = device.list(ListQuery::OfCompany(Kind::VISIT, company), 100).await?;
        visits.retain(|visit| visit.id != own);
        Ok((visits.len(), visits.first().and_then(|visit| visit.facets.day)))
    });
    let earlier = Memo::new(move |_| read.found().filter(|(count, _)| *count > 0));
    let told = move || {
        earlier.get().map(|(count, last)| {
            let last = last.map(|day| moments::near(day, crate::clock::today(), language.get())).unwrap_or_default();
            field::VISITED_BEFORE.fill(language.get(), &[("n", &count.to_string()), ("last", &last)])
        })
    };
    let may_return = move || earlier.with(Option::is_some) && form.text("kind") == "visit";
    view! {
        <p class="hint between">
            <span>{told}</span>
            <Show when=may_return>
                <button type="button" class="text-button" on:click=move |_| form.set("kind", "return_visit")>
                    {say(field::AS_RETURN_VISIT)}
                </button>
            </Show>
        </p>
    }
}

#[component]
fn Search(form: DraftForm, making: RwSignal<Option<String>>) -> impl IntoView {
    // The text goes into the name, so that it is kept; what is missing is the company itself.
    let language = speaking();
    let missing = Signal::derive(move || {
        let problem = form.problem("company")?;
        let told = match form.text("company_name").trim() {
            "" => crate::components::problem_said(&problem, language.get()),
            _ => field::CHOOSE_COMPANY.in_language(language.get()).to_owned(),
        };
        Some(told)
    });
    let bind = Bind::field(form, "company_name").with_problem(missing);
    // The button that took the company away has gone.
    let id = bind.id.clone();
    Effect::new(move |_| focus::take_up(&id));
    view! {
        <CompanySearch
            directory=Directory::open(&form.device())
            bind
            on_chosen=Callback::new(move |(company, _)| choose(form, company))
            on_new=Callback::new(move |name| making.set(Some(name)))
            must=true
            meanwhile=move || view! { <OfToday form/> }
        />
    }
}

/// The stops of today's trips: most likely it is one of them.
#[component]
fn OfToday(form: DraftForm) -> impl IntoView {
    let stops = follow(|device| async move { companies_of_today(&device).await });
    let chip = move |(company, name): (RecordId, String)| {
        view! { <button type="button" class="chip" on:click=move |_| choose(form, company)>{name}</button> }
    };
    let any = Memo::new(move |_| stops.found().is_some_and(|stops| !stops.is_empty()));
    view! {
        {move || any.get().then(|| view! { <p class="hint">{say(trips::TODAY)}</p> })}
        <div class="wrap of-today">
            {move || stops.found().unwrap_or_default().into_iter().map(chip).collect_view()}
        </div>
    }
}
