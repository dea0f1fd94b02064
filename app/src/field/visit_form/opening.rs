use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use crate::clock::{now_ms, today};
use crate::device::Device;
use crate::field::trips::my_only_trip;
use crate::form::{Draft, Found};
use crate::store::{StoreError, new_uuid};

/// What the address asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    visit: Option<RecordId>,
    company: Option<RecordId>,
    trip: Option<RecordId>,
    /// Tells one new form from the next at the same address.
    again: Option<String>,
}

pub fn wanted() -> Memo<Wanted> {
    let (params, query) = (use_params_map(), use_query_map());
    let id = |text: Option<String>| text.and_then(|text| text.parse().ok());
    Memo::new(move |_| Wanted {
        visit: id(params.read().get("id")),
        company: id(query.read().get("company")),
        trip: id(query.read().get("trip")),
        again: query.read().get("again"),
    })
}

/// The draft that the address names, the record that it amends, or a new one. `None` where the
/// device has neither.
pub async fn find(device: Device, wanted: Wanted) -> Result<Option<Found>, StoreError> {
    let Some(id) = wanted.visit else { return begin(&device, &wanted).await.map(Found::Begun).map(Some) };
    let kept = device.draft(&format!("{}/{id}", Kind::VISIT)).await?;
    if let Some(draft) = kept.and_then(|text| serde_json::from_str(&text).ok()) {
        return Ok(Some(Found::Kept(draft)));
    }
    let view = device.view(id).await?;
    Ok(view.map(|view| Found::Begun(Draft::amending(view.record, now_ms()))))
}

/// A new visit with everything that the app can know.
async fn begin(device: &Device, wanted: &Wanted) -> Result<Draft, StoreError> {
    let profile = device.profile();
    let (me, name) = (profile.person, profile.name.clone());
    let mut known = vec![
        ("kind".to_owned(), "visit".to_owned()),
        ("host_type".to_owned(), "enterprise".to_owned()),
        ("day".to_owned(), today().to_string()),
        (format!("attendees/{me}/side"), "ours".to_owned()),
        (format!("attendees/{me}/name"), name),
        (format!("attendees/{me}/person"), me.to_string()),
    ];
    let trip = match wanted.trip {
        Some(trip) => Some(trip),
        None => my_only_trip(device).await?,
    };
    known.extend(trip.map(|trip| ("trip".to_owned(), trip.to_string())));
    if let Some(company) = wanted.company {
        known.extend(of_company(device, company).await?);
    }
    let mut draft = Draft::new(Kind::VISIT, RecordId(new_uuid()), now_ms());
    for (path, text) in known {
        draft.set(&path, &text, now_ms());
    }
    Ok(draft)
}

/// What choosing a company fills in.
pub async fn of_company(device: &Device, company: RecordId) -> Result<Vec<(String, String)>, StoreError> {
    let Some(view) = device.view(company).await? else { return Ok(Vec::new()) };
    let text = |path: &str| view.record.text(path).unwrap_or_default().to_owned();
    let name = view.record.text("short").map_or_else(|| text("name"), str::to_owned);
    Ok([
        ("company", company.to_string()),
        ("company_name", name),
        ("chain", text("chain")),
        ("chain_name", text("chain_name")),
    ]
    .map(|(path, text)| (path.to_owned(), text))
    .into())
}
