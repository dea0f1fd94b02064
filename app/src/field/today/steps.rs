use leptos::prelude::*;
use zoufang_core::domain::Call;
use zoufang_core::domain::follow_up::{FollowUp, follow_ups};
use zoufang_core::id::RecordId;

use super::MOST;
use crate::clock::today;
use crate::components::moments;
use crate::device::Device;
use crate::store::{ListQuery, StoreError};
use crate::words::{field, say, say_with, speaking};

/// Steps that the page shows.
const SHOWN: usize = 6;

/// A step that somebody still has to take.
#[derive(Clone, Debug, PartialEq)]
pub struct Open {
    visit: RecordId,
    company: String,
    step: FollowUp,
    mine: bool,
}

impl Open {
    fn is_overdue(&self) -> bool {
        self.step.due.is_some_and(|due| due < today())
    }
}

/// Open steps of the visits on this device: mine first, then by due date.
pub async fn read_steps(device: &Device) -> Result<Vec<Open>, StoreError> {
    let me = RecordId::from(device.profile().person);
    let mut open = Vec::new();
    for visit in device.views(ListQuery::Calling(Call::Step), MOST).await? {
        let company = visit.title();
        let steps = follow_ups(&visit.record).into_iter().filter(|step| !step.done);
        open.extend(steps.map(|step| Open {
            visit: visit.record.id,
            company: company.clone(),
            mine: step.owner == Some(me),
            step,
        }));
    }
    open.sort_by_key(|open| (!open.mine, open.step.due.is_none(), open.step.due));
    Ok(open)
}

/// What is still to be done; nothing where there is nothing.
#[component]
pub fn StepsCard(steps: Vec<Open>) -> impl IntoView {
    (!steps.is_empty()).then(|| {
        let overdue = steps.iter().filter(|step| step.is_overdue()).count();
        let word = if overdue > 0 { field::STEPS_OVERDUE } else { field::STEPS_COUNT };
        let count = say_with(word, vec![("n", steps.len().to_string()), ("late", overdue.to_string())]);
        let line = |open| view! { <li><StepLine open/></li> };
        let more = steps.len().saturating_sub(SHOWN);
        let more = (more > 0).then(|| say_with(field::STEPS_MORE, vec![("n", more.to_string())]));
        view! {
            <section class="card">
                <div class="between"><h2>{say(field::STEPS)}</h2><small class="num">{count}</small></div>
                <ul class="lines">{steps.into_iter().take(SHOWN).map(line).collect_view()}</ul>
                {more.map(|more| view! { <p class="small">{more}</p> })}
            </section>
        }
    })
}

#[component]
fn StepLine(open: Open) -> impl IntoView {
    let language = speaking();
    let overdue = open.is_overdue();
    let Open { visit, company, step, mine } = open;
    let due = step.due;
    let when = move || match due {
        Some(due) if due < today() => field::OVERDUE.fill(language.get(), &[("n", &today().since(due).to_string())]),
        Some(due) => moments::near(due, today(), language.get()),
        None => String::new(),
    };
    let owner = step.owner_name;
    let who = move || if mine { say(field::MINE)().to_owned() } else { owner.clone() };
    view! {
        <a class="line" href=format!("/visits/{visit}")>
            <span class="between">
                <span>{step.what}</span>
                <small class=if overdue { "overdue" } else { "" }>{when}</small>
            </span>
            <small>{company} " · " {who}</small>
        </a>
    }
}
