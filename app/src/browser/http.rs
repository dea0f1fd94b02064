use gloo_net::http::{Request, Response};
use serde::de::DeserializeOwned;
use zoufang_core::id::DeviceId;
use zoufang_core::merge::Change;
use zoufang_core::sync::Failure;
use zoufang_core::wire::{
    Carried, Decide, Decided, DeviceKey, DeviceList, ErrorBody, HandIn, LockKey, LockPolicy, OpenLock, OpenedLock,
    PROTOCOL, Profile, PullPage, Push, PushReply, SignIn,
};

use super::deadline::Deadline;
use super::lock::LockFailure;
use crate::console::NotDecided;

/// # Errors
/// How the push failed; whether the server kept anything is then unknown, and it is sent again.
pub async fn push(device: DeviceId, changes: &[Change]) -> Result<PushReply, Failure> {
    let changes = changes.iter().map(serde_json::value::to_raw_value).collect::<Result<_, _>>();
    let push = Push { protocol: PROTOCOL, device, changes: changes.map_err(|_| Failure::Refused)? };
    let body = serde_json::to_string(&push).map_err(|_| Failure::Refused)?;
    let deadline = Deadline::within(Deadline::OF_RECORDS);
    let request = deadline.of(Request::post("/api/v1/sync/push")).header("content-type", "application/json").body(body);
    answer(request.map_err(|_| Failure::Refused)?).await
}

pub async fn pull(cursor: Option<&str>, device: DeviceId) -> Result<PullPage, Failure> {
    let device = device.to_string();
    let query = cursor.map(|cursor| ("cursor", cursor)).into_iter().chain([("device", device.as_str())]);
    let deadline = Deadline::within(Deadline::OF_RECORDS);
    let request = deadline.of(Request::get("/api/v1/sync/pull").query(query));
    answer(request.build().map_err(|_| Failure::Refused)?).await
}

/// Why nobody was signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInFailure {
    WrongLoginOrPassword,
    TooManyTries,
    Unreachable,
}

pub async fn sign_in(login: &str, password: &str) -> Result<Profile, SignInFailure> {
    let body = SignIn { login: login.to_owned(), password: password.to_owned() };
    let request = Request::post("/api/v1/session").json(&body).map_err(|_| SignInFailure::Unreachable)?;
    let response = request.send().await.map_err(|_| SignInFailure::Unreachable)?;
    match response.status() {
        200 => read(&response).await.map_err(|_| SignInFailure::Unreachable),
        429 => Err(SignInFailure::TooManyTries),
        status if (400..500).contains(&status) => Err(SignInFailure::WrongLoginOrPassword),
        _ => Err(SignInFailure::Unreachable),
    }
}

/// Ends the session on the server.
pub async fn sign_out() -> Result<(), Failure> {
    let response = Request::delete("/api/v1/session").send().await.map_err(|_| Failure::Unreachable)?;
    if response.ok() { Ok(()) } else { Err(failure_of(response.status(), "")) }
}

/// Hands in what was made on another device.
///
/// # Errors
/// As of a push.
pub async fn hand_in(device: DeviceId, changes: Vec<Carried>) -> Result<PushReply, Failure> {
    let brought = HandIn { protocol: PROTOCOL, device, changes };
    let deadline = Deadline::within(Deadline::OF_RECORDS);
    answer(deadline.of(Request::post("/api/v1/sync/hand-in")).json(&brought).map_err(|_| Failure::Refused)?).await
}

/// What this device seals with.
pub async fn device_key(device: DeviceId) -> Result<String, Failure> {
    let request = Request::post(&format!("/api/v1/devices/{device}/key")).build().map_err(|_| Failure::Refused)?;
    let DeviceKey { key } = answer(request).await?;
    Ok(key)
}

/// Who is signed in, as the server has it now.
pub async fn profile() -> Result<Profile, Failure> {
    answer(Request::get("/api/v1/session").build().map_err(|_| Failure::Refused)?).await
}

/// What this phone seals its key with for the day on which its PIN is forgotten.
pub async fn lock_key() -> Result<LockKey, Failure> {
    answer(Request::get("/api/v1/lock/key").build().map_err(|_| Failure::Refused)?).await
}

pub async fn open_lock(asked: &OpenLock) -> Result<OpenedLock, LockFailure> {
    let request = Request::post("/api/v1/lock/open").json(asked).map_err(|_| LockFailure::Unreachable)?;
    let response = request.send().await.map_err(|_| LockFailure::Unreachable)?;
    match response.status() {
        200 => read(&response).await.map_err(|_| LockFailure::Unreachable),
        400 => Err(LockFailure::Foreign),
        401 => Err(LockFailure::Wrong),
        429 => Err(LockFailure::TooManyTries),
        _ => Err(LockFailure::Unreachable),
    }
}

/// Says whether the city wants a lock on each phone.
pub async fn ask_for_locks(required: bool) -> Result<(), Failure> {
    let request = Request::put("/api/v1/lock/policy").json(&LockPolicy { required });
    let response = request.map_err(|_| Failure::Refused)?.send().await.map_err(|_| Failure::Unreachable)?;
    match response.status() {
        204 => Ok(()),
        status => Err(failure_of(status, "")),
    }
}

/// The devices of whoever is signed in.
pub async fn devices() -> Result<DeviceList, Failure> {
    answer(Request::get("/api/v1/devices").build().map_err(|_| Failure::Refused)?).await
}

pub async fn revoke(device: DeviceId) -> Result<(), Failure> {
    let response = Request::delete(&format!("/api/v1/devices/{device}")).send().await;
    match response.map_err(|_| Failure::Unreachable)?.status() {
        204 => Ok(()),
        status => Err(failure_of(status, "")),
    }
}

/// # Errors
/// Why the decision does not stand; where no answer came it may, and the same again finds out.
pub async fn decide(number: u64, decide: &Decide) -> Result<Decided, NotDecided> {
    let request = Request::post(&format!("/api/v1/quarantine/{number}")).json(decide);
    let response = request.map_err(|_| NotDecided::Busy)?.send().await.map_err(|_| NotDecided::Unreachable)?;
    if response.ok() {
        return read(&response).await.map_err(|_| NotDecided::Unreachable);
    }
    let error: ErrorBody = read(&response).await.map_err(|_| NotDecided::Unreachable)?;
    Err(match (response.status(), error.error.reason) {
        (422, Some(reason)) => NotDecided::NotApplicable(reason),
        (401, _) => NotDecided::SignedOut,
        (403 | 404, _) => NotDecided::NotTheirs,
        (409, _) => NotDecided::Meanwhile,
        _ => NotDecided::Busy,
    })
}

async fn answer<T: DeserializeOwned>(request: Request) -> Result<T, Failure> {
    let response = request.send().await.map_err(|_| Failure::Unreachable)?;
    if !response.ok() {
        // Whoever takes no more, sending it whole again would never end.
        if response.status() == 413 {
            return Err(Failure::TooLarge);
        }
        // Our server says why in JSON; an error page of somebody between us does not.
        let ours = read::<ErrorBody>(&response).await;
        return Err(ours.map_or(Failure::Unavailable, |body| failure_of(response.status(), &body.error.code)));
    }
    read(&response).await
}

/// A captive portal answers 200 with its own page: that is not our server.
async fn read<T: DeserializeOwned>(response: &Response) -> Result<T, Failure> {
    // As bytes: a text would be made anew on its way here and once more on its way in.
    let bytes = response.binary().await.map_err(|_| Failure::Unreachable)?;
    let text = str::from_utf8(&bytes).map_err(|_| Failure::Unreachable)?;
    serde_json::from_str(text).map_err(|_| Failure::Unreachable)
}

fn failure_of(status: u16, code: &str) -> Failure {
    match (status, code) {
        (401, _) => Failure::SignedOut,
        (403, "revoked") => Failure::Revoked,
        (410, _) => Failure::StaleCursor,
        (429 | 500.., _) => Failure::Unavailable,
        _ => Failure::Refused,
    }
}
