use reqwest::header::{COOKIE, HeaderMap, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};
use zoufang_core::id::{DeviceId, RecordId};
use zoufang_core::merge::{Change, Record};
use zoufang_core::wire::{ErrorBody, PROTOCOL, PullPage, PushReply};

use super::AT_MOST;

/// Somebody whom the server does not know.
#[derive(Clone)]
pub struct Anonymous {
    http: Client,
    address: String,
}

/// Somebody with a session.
#[derive(Clone)]
pub struct SignedIn {
    somebody: Anonymous,
    cookie: String,
}

/// An answer that has been read to its end.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    async fn read(response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        Self { status, headers, body: response.text().await.expect("the answer is text") }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The body of an answer that must be 200.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        serde_json::from_str(&self.body).expect("the body has the type on the wire")
    }

    /// The code of a refusal, which must have the one shape of all.
    pub fn refusal(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/json", "{self:?}");
        let body: ErrorBody = serde_json::from_str(&self.body).expect("a refusal has the shape of all refusals");
        assert!(!body.error.message.is_empty(), "{self:?}");
        (self.status.as_u16(), body.error.code)
    }
}

impl Anonymous {
    pub fn new(address: &str) -> Self {
        // Nothing here is encrypted, but a client wants to know how it would be.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http =
            Client::builder().no_proxy().read_timeout(AT_MOST).redirect(Policy::none()).build().expect("a client");
        Self { http, address: address.to_owned() }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.address))
    }

    pub async fn get(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path)).await
    }

    /// Somebody who has a cookie from before.
    pub fn with_cookie(&self, cookie: String) -> SignedIn {
        SignedIn { somebody: self.clone(), cookie }
    }

    pub async fn try_sign_in(&self, login: &str, password: &str) -> Reply {
        let body = json!({ "login": login, "password": password });
        send(self.request(Method::POST, "/api/v1/session").json(&body)).await
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> SignedIn {
        let reply = self.try_sign_in(login, password).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.body);
        let set = reply.headers[SET_COOKIE].to_str().expect("a cookie is text");
        let cookie = set.split(';').next().expect("a cookie has a value").to_owned();
        SignedIn { somebody: self.clone(), cookie }
    }
}

impl SignedIn {
    /// Where the server listens, without a scheme.
    pub fn host(&self) -> &str {
        self.somebody.address.trim_start_matches("http://")
    }

    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.somebody.request(method, path).header(COOKIE, &self.cookie)
    }

    pub async fn get(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path)).await
    }

    pub async fn post(&self, path: &str, body: &Json) -> Reply {
        send(self.request(Method::POST, path).json(body)).await
    }

    pub async fn sign_out(&self) -> Reply {
        send(self.request(Method::DELETE, "/api/v1/session")).await
    }

    /// Pushes changes that must be taken in.
    pub async fn push(&self, device: DeviceId, changes: &[Change]) -> PushReply {
        let reply: PushReply = self.try_push(device, changes).await.json();
        assert_eq!(reply.outcomes.len(), changes.len());
        reply
    }

    pub async fn try_push(&self, device: DeviceId, changes: &[Change]) -> Reply {
        self.push_raw(device, &json!(changes)).await
    }

    /// Pushes what need not be changes at all.
    pub async fn push_raw(&self, device: DeviceId, changes: &Json) -> Reply {
        let body = json!({ "protocol": PROTOCOL, "device": device, "changes": changes });
        self.post("/api/v1/sync/push", &body).await
    }

    /// The page after a cursor.
    pub async fn pull(&self, cursor: Option<&str>) -> PullPage {
        self.try_pull(cursor).await.json()
    }

    pub async fn try_pull(&self, cursor: Option<&str>) -> Reply {
        let request = self.request(Method::GET, "/api/v1/sync/pull");
        send(request.query(&cursor.map(|cursor| ("cursor", cursor)).into_iter().collect::<Vec<_>>())).await
    }

    /// All pages from a cursor on, with the cursor at their end.
    pub async fn pull_all(&self, mut cursor: Option<String>) -> (Vec<Record>, String) {
        let mut records = Vec::new();
        loop {
            let page = self.pull(cursor.as_deref()).await;
            records.extend(rows(&page));
            if !page.more {
                return (records, page.cursor);
            }
            cursor = Some(page.cursor);
        }
    }

    /// A record as a first pull delivers it.
    pub async fn find(&self, id: RecordId) -> Option<Record> {
        self.pull_all(None).await.0.into_iter().find(|record| record.id == id)
    }
}

pub async fn send(request: RequestBuilder) -> Reply {
    Reply::read(request.send().await.expect("the server answers")).await
}

pub fn rows(page: &PullPage) -> Vec<Record> {
    page.rows.iter().map(|row| serde_json::from_str(row.get()).expect("a row is a record")).collect()
}
