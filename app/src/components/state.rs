use leptos::prelude::*;
use zoufang_core::domain::visit::{RETURNED, REVIEWED, review_state};
use zoufang_core::wire::ReasonCode;

use super::icon::{Icon, Sign};
use crate::store::{Listed, View, is_for_the_author};
use crate::words::{Word, common, say};

/// The one state of a record, in the order of its way to the office and back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecordState {
    /// Not finished: on this phone only.
    Local,
    Waiting,
    /// The server keeps a change of it aside: the office looks at it.
    Aside,
    /// It goes on only when its author does something.
    ToMend,
    Received,
    Returned,
    Reviewed,
}

impl RecordState {
    pub fn of_listed(listed: &Listed) -> Self {
        match listed.facets.state.as_deref() {
            _ if listed.to_mend => Self::ToMend,
            _ if listed.aside => Self::Aside,
            _ if listed.unsent > 0 => Self::Waiting,
            state => Self::of_review(state.unwrap_or_default()),
        }
    }

    pub fn of_view(view: &View) -> Self {
        match view {
            view if !view.aside.is_empty() => Self::of_aside(view.aside.iter().map(|reason| reason.code)),
            view if view.unsent > 0 => Self::Waiting,
            view => Self::of_review(review_state(&view.record).as_str()),
        }
    }

    /// Of what was set aside for these reasons.
    pub fn of_aside(reasons: impl IntoIterator<Item = ReasonCode>) -> Self {
        if reasons.into_iter().any(is_for_the_author) { Self::ToMend } else { Self::Aside }
    }

    /// Of a visit that the server holds: `received`, `returned` or `reviewed`.
    pub fn of_review(state: &str) -> Self {
        match state {
            RETURNED => Self::Returned,
            REVIEWED => Self::Reviewed,
            _ => Self::Received,
        }
    }

    pub fn word(self) -> Word {
        match self {
            Self::Local => common::STATE_LOCAL,
            Self::Waiting => common::STATE_WAITING,
            Self::Aside => common::STATE_ASIDE,
            Self::ToMend => common::STATE_TO_MEND,
            Self::Received => common::STATE_RECEIVED,
            Self::Returned => common::STATE_RETURNED,
            Self::Reviewed => common::STATE_REVIEWED,
        }
    }

    fn sign(self) -> Sign {
        match self {
            Self::Local => Sign::Phone,
            Self::Waiting => Sign::Waiting,
            Self::Aside => Sign::Waiting,
            Self::ToMend => Sign::Warning,
            Self::Received => Sign::Received,
            Self::Returned => Sign::Returned,
            Self::Reviewed => Sign::Done,
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Local => "state local",
            Self::Waiting => "state waiting",
            Self::Aside => "state waiting",
            Self::ToMend => "state returned",
            Self::Received => "state received",
            Self::Returned => "state returned",
            Self::Reviewed => "state reviewed",
        }
    }
}

/// Sign, word and colour: any one of them would do.
#[component]
pub fn StateBadge(#[prop(into)] state: Signal<RecordState>) -> impl IntoView {
    view! {
        <span class=move || state.get().class()>
            {move || view! { <Icon sign=state.get().sign()/> }}
            {move || say(state.get().word())}
        </span>
    }
}
