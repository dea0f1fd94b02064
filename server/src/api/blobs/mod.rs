mod document;

use std::ops::Range;

use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, RANGE, VARY,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use zoufang_core::domain::Kind;
use zoufang_core::id::{BlobHash, PersonId};
use zoufang_core::permission::{Action, Actor, Target, can};
use zoufang_core::wire::{BLOB_MAX_BYTES, BLOB_PIECE_BYTES, UPLOAD_CHECKSUM, UPLOAD_FOR, UPLOAD_LENGTH, UPLOAD_OFFSET};

use self::document::{Content, Maker, Part, PieceHeaders, Received, Wanted};
use super::Arrived;
use crate::attachments::{MAX_UPLOAD_BYTES, MAX_UPLOADS, Piece, Standing, is_shown};
use crate::auth::{HandingIn, SignedIn};
use crate::clock;
use crate::db::{AuditEntry, AuditEvent, BlobRow, UploadOf};
use crate::error::ApiError;
use crate::refusals::refusals;
use crate::router::TIME_OF_A_PIECE;
use crate::state::AppState;

/// A content under a hash never changes. Whoever loses the right to see it is not shown it for long;
/// whoever signs in next on the same device is not shown it at all.
const CACHE: &str = "private, max-age=86400, immutable";
/// A content is a picture, a sound or a document, and no page.
const POLICY: &str = "default-src 'none'; sandbox";

/// The hash in the address; anything else there is no address.
#[derive(Debug)]
pub struct Address(BlobHash);

impl FromRequestParts<AppState> for Address {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Path(hash) = Path::<String>::from_request_parts(parts, state).await.map_err(|_| ApiError::NotFound)?;
        Ok(Self(hash.parse().map_err(|_| ApiError::NotFound)?))
    }
}

refusals!(ToAsk: Malformed, SignInNeeded, SessionExpired, NotFound, TookTooLong, Unavailable, Internal);

/// How much of a content has come from oneself; else what a GET would tell of it.
///
/// Whoever sends a content asks before the first piece, and whenever an answer got lost: 204 tells to go on
/// at `upload-offset`; with 200 and 404 nothing has come from oneself. No answer to HEAD has a body.
#[utoipa::path(
    head,
    path = "/v1/blobs/{hash}",
    operation_id = "ask_for_content",
    tag = "attachments",
    params(Address, Maker),
    responses(Content, Received, ToAsk),
    security(("session" = [])),
)]
pub async fn ask(
    State(state): State<AppState>,
    HandingIn(asker): HandingIn,
    Address(hash): Address,
    asked: HeaderMap,
) -> Result<Response, ApiError> {
    let of = upload_of(&asker, hash);
    let standing = match made_by(&asked)? {
        Some(maker) => state.attachments.standing_for(maker, of).await?,
        None => state.attachments.standing(of).await?,
    };
    if let Some(standing) = standing {
        return Ok(told(standing));
    }
    if asker.confined {
        return Err(ApiError::NotFound);
    }
    let blob = state.attachments.find(asker.profile.tenant, &asker.actor, hash).await?.ok_or(ApiError::NotFound)?;
    Ok((headers(&blob), [(CONTENT_LENGTH, blob.bytes.to_string())]).into_response())
}

refusals!(ToRead: SignInNeeded, SessionExpired, Revoked, NotFound, TookTooLong, Unavailable, Internal);

/// A content, to whoever may see an attachment that shows it.
///
/// It is shown once its author has sent it. Without what pictures and sounds tell of their maker (where they
/// were taken, with what), so its own hash may be another than that of its address: do not verify it.
#[utoipa::path(
    get,
    path = "/v1/blobs/{hash}",
    operation_id = "content",
    tag = "attachments",
    params(Address, Wanted),
    responses(Content, Part, ToRead),
    security(("session" = [])),
)]
pub async fn read(
    State(state): State<AppState>,
    reader: SignedIn,
    Address(hash): Address,
    asked: HeaderMap,
) -> Result<Response, ApiError> {
    let tenant = reader.profile.tenant;
    let blob = state.attachments.find(tenant, &reader.actor, hash).await?.ok_or(ApiError::NotFound)?;
    let part = part(&asked, blob.bytes);
    let Range { start, end } = part.clone().unwrap_or(0..blob.bytes);
    let content = Body::from_stream(state.attachments.bytes(tenant, hash, start..end).await?);
    let length = [(CONTENT_LENGTH, (end - start).to_string())];
    Ok(match part {
        None => (headers(&blob), length, content).into_response(),
        Some(_) => {
            let range = [(CONTENT_RANGE, format!("bytes {start}-{}/{}", end - 1, blob.bytes))];
            (StatusCode::PARTIAL_CONTENT, headers(&blob), length, range, content).into_response()
        }
    })
}

refusals!(
    ToReceive: Malformed, SignInNeeded, SessionExpired, ForeignOrigin, NotAllowed, NotFound, TookTooLong,
    WrongOffset, TooLarge, ContentNotTaken, WrongChecksum, WrongHash, TooManyUploads, Unavailable, Internal,
);

/// Takes in a piece of a content that one has attached, or is about to.
///
/// Each piece but the last has as many bytes as the limits tell, and they come in their order. An answer of 204
/// tells how much is on the disk; when that is all, the content is kept. A piece that has come already is not
/// taken twice. Where a piece is refused nothing of it is kept, and after `wrong_hash` and `content_not_taken`
/// nothing of the content.
#[utoipa::path(
    patch,
    path = "/v1/blobs/{hash}",
    operation_id = "send_piece",
    tag = "attachments",
    params(Address, PieceHeaders, Maker),
    request_body(content = inline(document::Bytes), content_type = "application/octet-stream"),
    responses(Received, ToReceive),
    security(("session" = [])),
    extensions(("x-limits" = json!({
        "bytesOfAPiece": BLOB_PIECE_BYTES, "bytesOfAContent": BLOB_MAX_BYTES, "uploadsOfOnePerson": MAX_UPLOADS,
        "bytesUnderWayOfOnePerson": MAX_UPLOAD_BYTES, "seconds": TIME_OF_A_PIECE.as_secs(),
    }))),
)]
pub async fn receive(
    State(state): State<AppState>,
    address: Result<Address, ApiError>,
    headers: HeaderMap,
    Arrived(HandingIn(sender), body): Arrived<HandingIn, Result<Bytes, BytesRejection>>,
) -> Result<Response, ApiError> {
    let Address(hash) = address?;
    let maker = made_by(&headers)?;
    // Whoever carries a content need not be somebody who attaches any.
    let attaches = match maker {
        Some(maker) => state.db.begin().await?.author(sender.profile.tenant, maker).await?,
        None => Some(sender.actor.clone()),
    };
    let may =
        |actor: &Actor| can(actor, Action::Create, Target { kind: &Kind::ATTACHMENT, unit: actor.unit, author: None });
    if !attaches.as_ref().is_some_and(may) {
        state.db.audit(refusal(&sender)).await?;
        return Err(ApiError::NotAllowed);
    }
    let bytes = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => ApiError::TooLarge(format!("pieces of at most {BLOB_PIECE_BYTES} bytes")),
        _ => ApiError::Malformed(rejection.body_text()),
    })?;
    let piece = Piece {
        offset: said(&headers, UPLOAD_OFFSET)?,
        length: said(&headers, UPLOAD_LENGTH)?,
        checksum: said(&headers, UPLOAD_CHECKSUM)?,
        bytes,
    };
    let of = upload_of(&sender, hash);
    Ok(told(match maker {
        Some(maker) => state.attachments.receive_for(maker, of, piece).await?,
        None => state.attachments.receive(of, piece).await?,
    }))
}

/// For whom it is brought, where that is not the sender.
fn made_by(headers: &HeaderMap) -> Result<Option<PersonId>, ApiError> {
    headers.contains_key(UPLOAD_FOR).then(|| said(headers, UPLOAD_FOR)).transpose()
}

fn upload_of(sender: &SignedIn, hash: BlobHash) -> UploadOf {
    UploadOf { tenant: sender.profile.tenant, hash, person: sender.actor.person }
}

fn refusal(sender: &SignedIn) -> AuditEntry {
    AuditEntry {
        tenant: Some(sender.profile.tenant),
        person: Some(sender.actor.person),
        at: clock::now(),
        event: AuditEvent::NotAllowed,
        address: None,
        detail: Some(format!("a {:?} may not send contents of attachments", sender.actor.role)),
    }
}

fn told(Standing { received, length }: Standing) -> Response {
    let headers = [(UPLOAD_OFFSET, received), (UPLOAD_LENGTH, length)];
    (StatusCode::NO_CONTENT, headers.map(|(name, figure)| (name, figure.to_string()))).into_response()
}

fn said<T: std::str::FromStr>(headers: &HeaderMap, name: &str) -> Result<T, ApiError> {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).and_then(|value| value.parse().ok());
    value.ok_or_else(|| ApiError::Malformed(format!("the header {name} is missing or has another form")))
}

fn headers(blob: &BlobRow) -> [(HeaderName, HeaderValue); 6] {
    // Without a name: a page of ours names what it saves.
    let disposition = if is_shown(&blob.media) { "inline" } else { "attachment" };
    let media = HeaderValue::try_from(&blob.media).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    [
        (CONTENT_TYPE, media),
        (CONTENT_DISPOSITION, HeaderValue::from_static(disposition)),
        (CACHE_CONTROL, HeaderValue::from_static(CACHE)),
        (VARY, HeaderValue::from_static("cookie")),
        (ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY)),
    ]
}

/// The part that is asked for, where it is one part and there is something of it; else all is sent.
fn part(asked: &HeaderMap, bytes: u64) -> Option<Range<u64>> {
    let (from, to) = asked.get(RANGE)?.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
    let range = match (from.parse::<u64>(), to.parse::<u64>()) {
        (Ok(from), Ok(to)) => from..to.checked_add(1)?.min(bytes),
        (Ok(from), Err(_)) if to.is_empty() => from..bytes,
        (Err(_), Ok(last)) if from.is_empty() => bytes.saturating_sub(last)..bytes,
        _ => return None,
    };
    (range.start < range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use axum::http::header::RANGE;
    use axum::http::{HeaderMap, HeaderValue};

    use super::part;

    #[test]
    fn a_part_is_sent_where_there_is_one() {
        for (asked, sent) in [
            ("bytes=0-0", Some(0..1)),
            ("bytes=2-5", Some(2..6)),
            ("bytes=2-99", Some(2..10)),
            ("bytes=9-", Some(9..10)),
            ("bytes=-3", Some(7..10)),
            ("bytes=-99", Some(0..10)),
            ("bytes=10-", None),
            ("bytes=5-2", None),
            ("bytes=-0", None),
            ("bytes=-", None),
            ("bytes=0-1,4-5", None),
            ("bytes=0-18446744073709551615", None),
            ("lines=1-2", None),
        ] {
            let headers = HeaderMap::from_iter([(RANGE, HeaderValue::from_static(asked))]);
            assert_eq!(part(&headers, 10), sent, "{asked}");
        }
    }
}
