use leptos::either::Either;
use leptos::prelude::*;

/// A heading that is the page's first where its column is what the page is about. A page has one.
#[component]
pub fn Heading(#[prop(into)] is_first: Signal<bool>, id: &'static str, children: ChildrenFn) -> impl IntoView {
    move || {
        let children = children();
        if is_first.get() {
            Either::Left(view! { <h1 class="desk-title" id=id>{children}</h1> })
        } else {
            Either::Right(view! { <h2 class="desk-title" id=id>{children}</h2> })
        }
    }
}
