use leptos::prelude::*;
use zoufang_core::domain::visit::Attendee;

/// People at the table, one below the other. A post that stands for a name is not told twice.
#[component]
pub fn Attendees(people: Vec<Attendee>) -> impl IntoView {
    let person = |person: Attendee| {
        let title = (person.title != person.name).then_some(person.title);
        view! { <li>{person.name} " " <small>{title}</small></li> }
    };
    view! { <ul>{people.into_iter().map(person).collect_view()}</ul> }
}
