use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use zoufang_core::wire::{CHANGE_MAX_BYTES, Decide, Decided, Decision, WORDS_MAX_CHARS};

use super::{Arrived, Body};
use crate::auth::SignedIn;
use crate::error::ApiError;
use crate::inbox::Ruling;
use crate::refusals::refusals;
use crate::state::AppState;

refusals!(
    Refusals: Malformed, SignInNeeded, SessionExpired, Revoked, ForeignOrigin, NotAllowed, NotFound, DecidedMeanwhile,
    NotApplicable, TooLarge, WrongContentType, TookTooLong, Unavailable, Internal,
);

/// Decides over a change that was set aside.
///
/// For 开放办 and 系统管理员, over the changes of their units, and of nobody over their own but of 系统管理员. What is
/// accepted or mended is applied at once, under the id, device and number that it came with; its author stays
/// its author. What came stays as it came, whatever is decided. Whoever sends the change again is told
/// `duplicate` once it was applied, and `quarantined` with the reason `refused` and the words once it was
/// refused. A refusal may be decided anew as long as `seen` counts it. The same decision again, by the same
/// person, gets the same answer.
#[utoipa::path(
    post,
    path = "/v1/quarantine/{number}",
    operation_id = "decide",
    tag = "office",
    params(("number" = u64, Path, description = "The place of the change in the quarantine of its city.")),
    request_body = Decide,
    responses((status = 200, description = "The decision is on the disk.", body = Decided), Refusals),
    security(("session" = [])),
    extensions(("x-limits" = json!({ "bodyBytes": CHANGE_MAX_BYTES, "charactersOfWords": WORDS_MAX_CHARS }))),
)]
pub async fn decide(
    State(state): State<AppState>,
    number: Result<Path<u64>, PathRejection>,
    Arrived(decider, Body(decide)): Arrived<SignedIn, Body<Decide>>,
) -> Result<Json<Decided>, ApiError> {
    let Path(number) = number.map_err(|_| ApiError::NotFound)?;
    fits(&decide).map_err(|problem| ApiError::Malformed(problem.to_owned()))?;
    let ruling = Ruling { tenant: decider.profile.tenant, actor: decider.actor, number, decide };
    Ok(Json(state.inbox.decide(ruling).await?))
}

fn fits(decide: &Decide) -> Result<(), &'static str> {
    let Decide { decision, words, fields, without, .. } = decide;
    match (decision, fields.is_empty() && without.is_empty()) {
        (Decision::Mend, true) => return Err("mend names the fields that are mended; accept takes it as it came"),
        (Decision::Accept | Decision::Refuse, false) => return Err("only mend takes fields"),
        _ => {}
    }
    if *decision == Decision::Refuse && words.trim().is_empty() {
        return Err("a refusal needs words for the author");
    }
    if words.chars().count() > WORDS_MAX_CHARS {
        return Err("the words are too long");
    }
    Ok(())
}
