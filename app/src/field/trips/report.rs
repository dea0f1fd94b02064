use leptos::prelude::*;
use zoufang_core::domain::trip::{When, when};
use zoufang_core::domain::trip_report::{Team, draft};
use zoufang_core::domain::{Day, Kind};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

use super::read_standing;
use crate::clock::{now_ms, today};
use crate::components::input::{Bind, TextBox};
use crate::components::{FieldFrame, Icon, Sign, moments};
use crate::device::Device;
use crate::field::ending::Ending;
use crate::field::keeping::KeepingLine;
use crate::field::people::names;
use crate::field::record_form::{find, opened};
use crate::field::record_in_address;
use crate::form::{DraftForm, Found};
use crate::store::StoreError;
use crate::words::{field, say, speaking, trips};

const PART: &str = "report";
const WORDS: &str = "report/words";

/// What was handed in, or the way to it once the trip has begun.
#[component]
pub fn ReportCard(trip: Record) -> impl IntoView {
    let language = speaking();
    let href = format!("/trips/{}/report", trip.id);
    let coming = when(&trip, today()) == When::Coming;
    let words = trip.text(WORDS).filter(|_| trip.text("report/day").is_some()).map(str::to_owned);
    let card = match words {
        Some(words) => {
            let by = trip.text("report/by").unwrap_or_default().to_owned();
            let day = trip.text("report/day").and_then(|day| day.parse::<Day>().ok());
            let handed_in = move || {
                let day = day.map(|day| moments::near(day, today(), language.get())).unwrap_or_default();
                trips::HANDED_IN.fill(language.get(), &[("by", &by), ("day", &day)])
            };
            view! {
                <p class="small">{handed_in}</p>
                <p class="plain-text">{words}</p>
                <a class="button quiet wide" href=href><Icon sign=Sign::Pen/>{say(trips::AMEND_REPORT)}</a>
            }
            .into_any()
        }
        None => view! {
            <p class="small">{say(trips::NO_REPORT_YET)}</p>
            {(!coming).then(|| view! {
                <a class="button wide" href=href><Icon sign=Sign::Pen/>{say(trips::WRITE_REPORT)}</a>
            })}
        }
        .into_any(),
    };
    view! { <section class="card stack"><h2>{say(trips::REPORT)}</h2>{card}</section> }
}

#[component]
pub fn TripReportPage() -> impl IntoView {
    let id = record_in_address();
    view! {
        <FieldFrame title=trips::REPORT writing=true let:device>
            {
                let device = device.clone();
                move || match id.get() {
                    Some(id) => opened(device.clone(), find_report(device.clone(), id), |form| view! { <ReportForm form/> }.into_any()),
                    None => view! { <p class="empty">{say(field::NOT_HERE)}</p> }.into_any(),
                }
            }
        </FieldFrame>
    }
}

/// What was being written; what was handed in; else the words that the records make.
async fn find_report(device: Device, id: RecordId) -> Result<Option<Found>, StoreError> {
    match find(&device, Kind::TRIP, id, PART).await? {
        Some(Found::Begun(mut begun)) if begun.text(WORDS).is_empty() => {
            begun.set(WORDS, &drafted(&device, id).await?, now_ms());
            Ok(Some(Found::Begun(begun)))
        }
        found => Ok(found),
    }
}

async fn drafted(device: &Device, id: RecordId) -> Result<String, StoreError> {
    let Some(standing) = read_standing(device, id).await? else { return Ok(String::new()) };
    let people = names(device).await?;
    let named = |id: &str| id.parse().ok().and_then(|id: RecordId| people.get(&id)).cloned();
    let leader = standing.trip.text("leader").and_then(named).unwrap_or_default();
    let unit = device.list_name(standing.trip.unit().into()).await?;
    let visits: Vec<&Record> = standing.visits.iter().map(|visited| &visited.record).collect();
    Ok(draft(&standing.trip, &standing.course, &visits, Team { unit: &unit, leader: &leader }, today()))
}

#[component]
fn ReportForm(form: DraftForm) -> impl IntoView {
    let sign = move |()| {
        let by = form.device().profile().name.clone();
        form.set_all([("report/day", today().to_string()), ("report/by", by)]);
    };
    view! {
        <KeepingLine form/>
        <p class="hint">{say(trips::REPORT_HINT)}</p>
        <div class="report-words"><TextBox bind=Bind::field(form, WORDS) label=say(trips::REPORT_WORDS) tall=true/></div>
        <Ending form word=trips::HAND_IN place="/trips" before=sign/>
    }
}
