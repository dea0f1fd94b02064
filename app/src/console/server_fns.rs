//! The desk's questions to the server. A `GET` each: they change nothing.

use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use zoufang_core::id::RecordId;

use super::reads::{
    DeviceOf, FilterChoices, MaterialFilter, MaterialList, MaterialPage, QuarantineEntry, QuarantineLine, ReadError,
    VisitFilter, VisitList, VisitPage,
};

#[server(prefix = "/api/fn", endpoint = "visits", input = GetUrl)]
pub async fn visits(
    // A filter that narrows nothing leaves no trace in the address.
    #[server(default)] filter: VisitFilter,
) -> Result<VisitList, ReadError> {
    office()?.0.visits(filter).await
}

#[server(prefix = "/api/fn", endpoint = "visit", input = GetUrl)]
pub async fn visit(
    id: RecordId,
    // What was done last is what is asked for as a rule.
    #[server(default)] before: Option<u64>,
) -> Result<VisitPage, ReadError> {
    office()?.0.visit(id, before).await
}

#[server(prefix = "/api/fn", endpoint = "choices", input = GetUrl)]
pub async fn choices() -> Result<FilterChoices, ReadError> {
    office()?.0.choices().await
}

#[server(prefix = "/api/fn", endpoint = "quarantine", input = GetUrl)]
pub async fn quarantine(
    // What waits for a decision is what is asked for as a rule.
    #[server(default)] decided: bool,
) -> Result<Vec<QuarantineLine>, ReadError> {
    office()?.0.quarantine(decided).await
}

#[server(prefix = "/api/fn", endpoint = "set_aside", input = GetUrl)]
pub async fn set_aside(number: u64) -> Result<QuarantineEntry, ReadError> {
    office()?.0.set_aside(number).await
}

#[server(prefix = "/api/fn", endpoint = "devices", input = GetUrl)]
pub async fn devices() -> Result<Vec<DeviceOf>, ReadError> {
    office()?.0.devices().await
}

#[server(prefix = "/api/fn", endpoint = "materials", input = GetUrl)]
pub async fn materials(#[server(default)] filter: MaterialFilter) -> Result<MaterialList, ReadError> {
    office()?.0.materials(filter).await
}

#[server(prefix = "/api/fn", endpoint = "material", input = GetUrl)]
pub async fn material(id: RecordId) -> Result<MaterialPage, ReadError> {
    office()?.0.material(id).await
}

/// Absent where nobody is signed in.
#[cfg(feature = "ssr")]
fn office() -> Result<super::reads::OfficeReads, ReadError> {
    use_context().ok_or(ReadError::SignedOut)
}
