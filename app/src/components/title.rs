use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_meta::Title;

/// The heading of a page, which also names the browser's tab.
#[component]
pub fn PageTitle(#[prop(into)] text: TextProp) -> impl IntoView {
    let heading = text.clone();
    view! {
        <Title text/>
        <h1>{move || heading.get()}</h1>
    }
}
