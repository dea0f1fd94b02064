//! The document of the interface and its page: complete, and true.

use reqwest::{Method, StatusCode};
use serde_json::{Map, Value as Json};

use crate::support::Database::Sqlite;
use crate::support::people::{Anonymous, send};
use crate::support::{Reply, TestServer, Who};

/// One entry of the document.
struct Operation {
    method: Method,
    path: String,
    entry: Map<String, Json>,
}

impl Operation {
    /// An address that fits the path, whatever stands for its parts.
    fn address(&self) -> String {
        let part = |part: &str| if part.starts_with('{') { "0".repeat(64) } else { part.to_owned() };
        self.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    fn needs_session(&self) -> bool {
        self.entry.contains_key("security")
    }

    /// Whether the document tells of such an answer. One to HEAD tells no more than its status.
    fn tells(&self, reply: &Reply) -> bool {
        let response = &self.entry["responses"][reply.status.as_str()];
        let is_refusal = reply.status.is_client_error() || reply.status.is_server_error();
        let codes = response["x-codes"].as_array();
        let tells_code = || codes.is_some_and(|codes| codes.contains(&reply.refusal().1.into()));
        !response.is_null() && (!is_refusal || self.method == Method::HEAD || tells_code())
    }
}

async fn operations(anonymous: &Anonymous) -> Vec<Operation> {
    let document: Json = anonymous.get("/api/openapi.json").await.json();
    let paths = document["paths"].as_object().expect("paths").iter();
    let entries = paths.flat_map(|(path, entries)| {
        let entries = entries.as_object().expect("operations").iter();
        entries.map(move |(method, entry)| Operation {
            method: method.to_uppercase().parse().expect("a method"),
            path: path.clone(),
            entry: entry.as_object().expect("an operation").clone(),
        })
    });
    let operations: Vec<Operation> = entries.collect();
    assert!(!operations.is_empty());
    operations
}

/// A change of the interface shows here. One that is meant is taken over with
/// `INSTA_UPDATE=always cargo test -p server --test http reference`; fields, codes and operations are
/// added, and never taken away.
#[tokio::test]
async fn the_document_is_the_one_that_clients_were_written_by() {
    let server = TestServer::start(Sqlite).await;
    let reply = server.anonymous().get("/api/openapi.json").await;
    assert_eq!((reply.status, reply.header("content-type")), (StatusCode::OK, "application/json"));
    let document: Json = reply.json();
    insta::assert_snapshot!("openapi", format!("{document:#}"));
}

#[tokio::test]
async fn every_operation_says_what_it_is_and_answers_somebody_unknown_as_it_says() {
    let server = TestServer::start(Sqlite).await;
    let anonymous = server.anonymous();
    for operation in operations(&anonymous).await {
        let Operation { method, path, entry } = &operation;
        for what in ["summary", "operationId", "tags", "responses"] {
            assert!(entry.contains_key(what), "{method} {path} has no {what}");
        }
        let reply = send(anonymous.request(method.clone(), &operation.address())).await;
        assert!(operation.tells(&reply), "{method} {path} does not tell of {reply:?}");
        if operation.needs_session() {
            assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{method} {path}");
        }
        let expired = anonymous.with_cookie(format!("__Host-session={}", "A".repeat(43)));
        let reply = send(expired.request(method.clone(), &operation.address())).await;
        assert!(operation.tells(&reply), "{method} {path} does not tell of {reply:?}");
    }
}

#[tokio::test]
async fn whoever_is_forced_by_another_site_is_refused_as_it_says() {
    let server = TestServer::start(Sqlite).await;
    let anna = server.sign_in(Who::Anna).await;
    let changes_something = |operation: &&Operation| ![Method::GET, Method::HEAD].contains(&operation.method);
    for operation in operations(&server.anonymous()).await.iter().filter(changes_something) {
        let forced = anna.request(operation.method.clone(), &operation.address());
        let reply = send(forced.header("sec-fetch-site", "cross-site")).await;
        assert_eq!(reply.refusal(), (403, "foreign_origin".to_owned()), "{}", operation.path);
        assert!(operation.tells(&reply), "{} does not tell of it", operation.path);
    }
}

#[tokio::test]
async fn an_address_takes_the_methods_that_stand_there_and_no_other() {
    let server = TestServer::start(Sqlite).await;
    let anonymous = server.anonymous();
    let all = operations(&anonymous).await;
    for Operation { path, .. } in &all {
        let of_path = all.iter().filter(|operation| operation.path == *path);
        let mut told: Vec<&str> = of_path.map(|operation| operation.method.as_str()).collect();
        if told.contains(&"GET") && !told.contains(&"HEAD") {
            told.push("HEAD");
        }
        let reply = send(anonymous.request(Method::TRACE, path)).await;
        assert_eq!(reply.refusal(), (405, "wrong_method".to_owned()), "{path}");
        let mut taken: Vec<&str> = reply.header("allow").split(',').collect();
        told.sort_unstable();
        taken.sort_unstable();
        assert_eq!(taken, told, "{path}");
    }
}

#[tokio::test]
async fn the_page_shows_every_operation_and_type_and_runs_nothing() {
    let server = TestServer::start(Sqlite).await;
    let anonymous = server.anonymous();
    let page = anonymous.get("/api").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/html; charset=utf-8"));
    assert!(!page.header("content-security-policy").contains("unsafe-inline"));
    for forbidden in ["<script", "<style", " style=", " onclick", "http://", "https://"] {
        assert!(!page.body.contains(forbidden), "{forbidden}");
    }
    for Operation { method, path, entry } in operations(&anonymous).await {
        assert!(page.body.contains(&format!("<code>{method} {path}</code>")), "{method} {path}");
        for status in entry["responses"].as_object().unwrap().keys() {
            assert!(page.body.contains(&format!("<code>{status}</code>")), "{status}");
        }
    }
    let targets = page.body.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap());
    for target in targets {
        assert!(page.body.contains(&format!("id=\"{target}\"")), "{target} is linked to and not there");
    }
}
