//! Contents of attachments on their way to the server, piece by piece.

use gloo_net::http::{Method, Request, RequestBuilder, Response};
use js_sys::ArrayBuffer;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::RequestCache;
use zoufang_core::id::{BlobHash, PersonId};
use zoufang_core::sync::{Come, Unsent};
use zoufang_core::wire::{BLOB_PIECE_BYTES, ErrorBody, UPLOAD_CHECKSUM, UPLOAD_FOR, UPLOAD_LENGTH, UPLOAD_OFFSET};

use super::bytes::hash_of;
use super::deadline::Deadline;

fn address(hash: BlobHash) -> String {
    address_of(&hash.to_string())
}

fn address_of(hash: &str) -> String {
    format!("/api/v1/blobs/{hash}")
}

/// What became of asking for a content.
#[derive(Clone, Debug)]
pub enum Fetched {
    Came(ArrayBuffer),
    /// Its owner has not sent it yet, or it is not for this person any more.
    NotThere,
    Unreachable,
}

/// A content as the server has it.
pub async fn content_of(hash: &str) -> Fetched {
    // It goes into the device's store: the browser's own would keep it open on a locked phone.
    let request = Request::get(&address_of(hash)).cache(RequestCache::NoStore);
    let Ok(response) = request.send().await else { return Fetched::Unreachable };
    // A hotel's sign-in page also comes with status 200.
    let is_page = response.headers().get("content-type").is_none_or(|media| media.starts_with("text/html"));
    match response.status() {
        200 if !is_page => whole(response.into()).await.map_or(Fetched::Unreachable, Fetched::Came),
        404 => Fetched::NotThere,
        _ => Fetched::Unreachable,
    }
}

/// `None` where the line broke in the midst of it.
async fn whole(response: web_sys::Response) -> Option<ArrayBuffer> {
    let bytes: ArrayBuffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?.dyn_into().ok()?;
    (bytes.byte_length() > 0).then_some(bytes)
}

/// How much of it has come from this person, or counts for its maker where that is somebody else.
pub async fn ask(hash: BlobHash, maker: Option<PersonId>) -> Result<Come, Unsent> {
    let deadline = Deadline::within(Deadline::OF_CONTENTS);
    let request = deadline.of(RequestBuilder::new(&address(hash)).method(Method::HEAD));
    let request = made_by(request, maker).build();
    let response = sent(request).await?;
    match response.status() {
        // 200: others brought it, and this person sees it by them. It is still to be brought.
        200 | 404 => Ok(Come { bytes: 0, all: false }),
        204 => come(&response),
        status => Err(refusal(status, &response).await),
    }
}

fn made_by(request: RequestBuilder, maker: Option<PersonId>) -> RequestBuilder {
    match maker {
        Some(maker) => request.header(UPLOAD_FOR, &maker.to_string()),
        None => request,
    }
}

/// Sends the piece that begins at `from`.
pub async fn send(hash: BlobHash, content: &ArrayBuffer, from: u64, maker: Option<PersonId>) -> Result<Come, Unsent> {
    let length = content.byte_length();
    let begin = u32::try_from(from).map_err(|_| Unsent::Refused)?;
    let end = begin.saturating_add(BLOB_PIECE_BYTES as u32).min(length);
    let piece = content.slice_with_end(begin, end);
    let checksum = hash_of(&piece).await.ok_or(Unsent::Refused)?;
    let deadline = Deadline::within(Deadline::OF_CONTENTS);
    let request = made_by(deadline.of(Request::patch(&address(hash))), maker)
        .header(UPLOAD_OFFSET, &from.to_string())
        .header(UPLOAD_LENGTH, &length.to_string())
        .header(UPLOAD_CHECKSUM, &checksum.to_string())
        .body(piece);
    let response = sent(request).await?;
    match response.status() {
        204 | 409 => come(&response),
        status => Err(refusal(status, &response).await),
    }
}

async fn sent(request: Result<Request, gloo_net::Error>) -> Result<Response, Unsent> {
    request.map_err(|_| Unsent::Refused)?.send().await.map_err(|_| Unsent::Unreachable)
}

fn number(response: &Response, header: &str) -> Option<u64> {
    response.headers().get(header)?.parse().ok()
}

/// An answer that does not say how much has come is not our server's.
fn come(response: &Response) -> Result<Come, Unsent> {
    let bytes = number(response, UPLOAD_OFFSET).ok_or(Unsent::Unreachable)?;
    let all = response.status() == 204 && number(response, UPLOAD_LENGTH) == Some(bytes);
    Ok(Come { bytes, all })
}

/// Only our server's word makes a content stay behind; an error page of somebody between us does not.
async fn refusal(status: u16, response: &Response) -> Unsent {
    let text = response.text().await.unwrap_or_default();
    let code = serde_json::from_str::<ErrorBody>(&text).map(|body| body.error.code).unwrap_or_default();
    match (status, code.as_str()) {
        (401, _) => Unsent::SignedOut,
        (422, "wrong_checksum") => Unsent::WrongChecksum,
        (422, "wrong_hash") => Unsent::WrongHash,
        (415, "content_not_taken") => Unsent::NotTaken,
        (413, "too_large") => Unsent::TooLarge,
        (429, "too_many_uploads") => Unsent::TooMany,
        (429 | 500.., _) => {
            Unsent::Unavailable { after_ms: number(response, "retry-after").unwrap_or_default().saturating_mul(1_000) }
        }
        (_, "") => Unsent::Unreachable,
        _ => Unsent::Refused,
    }
}
