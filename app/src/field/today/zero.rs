//! 零报告: a week in which nobody called on anybody is said to be such.

use std::collections::BTreeMap;

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::report::{id_of, is_nothing};
use zoufang_core::domain::{Kind, Period};
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Op, Record, Value, settle};

use crate::clock::today;
use crate::components::{moments, names};
use crate::device::{Device, here};
use crate::store::{Edit, StoreError};
use crate::words::{Word, say, speaking, trips};

/// Visits of a week that are counted.
const MOST: usize = 999;

/// What a unit has done in a week, and whether it has said that this was nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Week {
    period: Period,
    is_this: bool,
    visits: usize,
    /// As it stands here, taken back or not.
    report: Option<Record>,
}

impl Week {
    fn is_reported(&self) -> bool {
        self.report.as_ref().is_some_and(is_nothing)
    }
}

/// This week, and the last one while nothing was told of it. None while the device does not know what there was:
/// before all rows have come, and when they may not be shown.
pub async fn read_weeks(device: &Device) -> Result<Vec<Week>, StoreError> {
    if device.lapsed().get_untracked() || device.meta().await?.stand.pulled.is_none() {
        return Ok(Vec::new());
    }
    let this = Period::week_of(today());
    let weeks = [read(device, this, true).await?, read(device, this.week_before(), false).await?];
    Ok(weeks.into_iter().filter(|week| week.is_this || week.visits == 0 || week.is_reported()).collect())
}

async fn read(device: &Device, period: Period, is_this: bool) -> Result<Week, StoreError> {
    let unit = device.profile().unit;
    let mut visits = device.list_between(&Kind::VISIT, (period.from, period.to), MOST).await?;
    visits.retain(|visit| visit.unit == unit);
    let report = device.view(id_of(unit, period.from)).await?.map(|view| view.record);
    Ok(Week { period, is_this, visits: visits.len(), report })
}

#[component]
pub fn ZeroCard(weeks: Vec<Week>) -> impl IntoView {
    let week = |week| view! { <WeekLine week/> };
    (!weeks.is_empty()).then(|| {
        view! {
            <section class="card stack">
                <h2>{say(trips::ZERO)}</h2>
                {weeks.into_iter().map(week).collect_view()}
            </section>
        }
    })
}

#[component]
fn WeekLine(week: Week) -> impl IntoView {
    let (here, language) = (here(), speaking());
    let failed = RwSignal::new(None::<StoreError>);
    let (reported, visits) = (week.is_reported(), week.visits);
    let (name, act) = match week.is_this {
        true => (trips::THIS_WEEK, trips::REPORT_ZERO_THIS),
        false => (trips::LAST_WEEK, trips::REPORT_ZERO_LAST),
    };
    let title = move || {
        let language = language.get();
        let day = |day| moments::short(day, language);
        let (from, to) = (day(week.period.from), day(week.period.to));
        trips::WEEK.fill(language, &[("week", name.in_language(language)), ("from", &from), ("to", &to)])
    };
    let told = match (reported, visits) {
        (true, 0) => Some(trips::ZERO_DONE),
        (true, _) => Some(trips::ZERO_OVERTAKEN),
        (false, 0) => None,
        (false, _) => Some(trips::NO_NEED),
    };
    let told = told.map(|word: Word| {
        view! { <p role="status">{move || word.fill(language.get(), &[("n", &visits.to_string())])}</p> }
    });
    let write = move |_| {
        let Some(device) = here.get_untracked() else { return };
        let edit = edit(&device, &week, !reported);
        spawn_local(async move {
            failed.try_set(device.save(&[edit], &[]).await.err());
        });
    };
    let button = match (reported, visits) {
        (true, _) => Some(trips::TAKE_BACK_ZERO),
        (false, 0) => Some(act),
        (false, _) => None,
    };
    view! {
        <div class="stack">
            <p class="small">{title}</p>
            {told}
            {button.map(|word| view! {
                <div><button type="button" class="button quiet" on:click=write>{say(word)}</button></div>
            })}
            {move || failed.get().map(|error| view! {
                <p class="problem" role="alert">{say(names::store_error(&error))}</p>
            })}
        </div>
    }
}

/// Says so, or takes it back. It is written into the one record that the unit has of that week, so that whoever
/// of the team may take back what a colleague said.
fn edit(device: &Device, week: &Week, nothing: bool) -> Edit {
    let record: RecordId = id_of(device.profile().unit, week.period.from);
    let seen = week.report.as_ref();
    let days = [("from", week.period.from), ("to", week.period.to)];
    let days = days.map(|(path, day)| (path, Value::from(day.to_string())));
    let nothing = ("nothing", if nothing { Value::from(true) } else { Value::Null });
    let write = |(path, value): (&str, Value)| {
        let differs = seen.and_then(|seen| seen.get(path)) != Some(&value);
        let path = path.parse().ok().filter(|_| differs)?;
        let write = settle(seen, &path, value);
        Some((path, write))
    };
    let fields: BTreeMap<_, _> = days.into_iter().chain([nothing]).filter_map(write).collect();
    let life = seen.map(Record::life_dots).unwrap_or_default();
    Edit { record, kind: Kind::REPORT, op: Op::Set, life, fields }
}
