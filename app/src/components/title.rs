use leptos::prelude::*;
use leptos::text_prop::TextProp;
use leptos_meta::Title;

/// The heading of a page, which also names the browser's tab.
#[component]
pub fn PageTitle(#[prop(into)] text: TextProp) -> impl IntoView {
    let heading = text.clone();
    view! {
        <TabTitle text/>
        <h1>{move || heading.get()}</h1>
    }
}

/// What names the browser's tab.
#[component]
pub fn TabTitle(#[prop(into)] text: TextProp) -> impl IntoView {
    // The server puts it into the page when that is rendered, and by then the thread may serve another request, where
    // no signal of this one is to be had: it is read here.
    #[cfg(not(feature = "hydrate"))]
    let text = untrack(|| text.get());
    view! { <Title text/> }
}
