//! What browsers are told with every answer.

use reqwest::Method;
use reqwest::header::ACCEPT_ENCODING;
use test_case::test_matrix;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::people::send;
use crate::support::{Database, Reply, TestServer, Who};

/// The content policy, without what stands in `script-src`.
fn policy_of(reply: &Reply) -> (String, String) {
    let policy = reply.header("content-security-policy").to_owned();
    let is_scripts = |part: &&str| part.starts_with("script-src ");
    let parts: Vec<&str> = policy.split("; ").collect();
    let scripts = parts.iter().copied().find(is_scripts).unwrap_or_default().to_owned();
    (parts.into_iter().filter(|part| !is_scripts(part)).collect::<Vec<_>>().join("; "), scripts)
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn every_kind_of_answer_carries_the_security_headers(database: Database) {
    let server = TestServer::start(database).await;
    let (anonymous, anna) = (server.anonymous(), server.sign_in(Who::Anna).await);
    let answers = [
        anonymous.get("/").await,
        anonymous.get("/desk").await,
        anonymous.get("/no/such/page").await,
        anonymous.get("/_shell").await,
        anonymous.get("/sw.js").await,
        anonymous.get("/pkg/app.1.js").await,
        anonymous.get("/pkg/missing.js").await,
        anonymous.get("/icon.svg").await,
        anonymous.get("/api/v1/health").await,
        anonymous.get("/api/nothing").await,
        anna.get("/api/v1/sync/pull").await,
        send(anonymous.request(Method::PUT, "/api/v1/session")).await,
        send(anna.request(Method::POST, "/api/v1/sync/push").header("origin", "https://evil.example")).await,
        anna.sign_out().await,
    ];
    for reply in answers {
        let (policy, scripts) = policy_of(&reply);
        assert_eq!(
            policy,
            "default-src 'self'; style-src 'self'; img-src 'self' blob: data:; \
             media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
            "{reply:?}"
        );
        assert!(scripts.starts_with("script-src 'self'") && scripts.ends_with("'wasm-unsafe-eval'"), "{scripts}");
        assert!(!scripts.contains("unsafe-inline"), "{scripts}");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("referrer-policy"), "no-referrer");
        assert_eq!(reply.header("permissions-policy"), "camera=(self), microphone=(self), geolocation=(self)");
        assert_eq!(reply.header("cross-origin-opener-policy"), "same-origin");
        assert!(!reply.header("x-request-id").is_empty());
        assert!(!reply.header("cache-control").is_empty());
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_page_runs_no_inline_script_but_those_with_its_nonce(database: Database) {
    let server = TestServer::start(database).await;
    for path in ["/", "/no/such/page"] {
        let (first, second) = (server.anonymous().get(path).await, server.anonymous().get(path).await);
        let nonce = |reply: &Reply| {
            let (_, scripts) = policy_of(reply);
            scripts.split("'nonce-").nth(1).expect("a page has a nonce").split('\'').next().unwrap().to_owned()
        };
        assert_ne!(nonce(&first), nonce(&second), "{path}");
        let scripts: Vec<&str> = first.body.split("<script").skip(1).collect();
        assert!(!scripts.is_empty(), "{path}");
        for tag in scripts {
            let head = tag.split('>').next().unwrap();
            assert!(head.contains(&nonce(&first)) || head.contains("src="), "{path}: <script{head}>");
        }
        assert!(!first.body.contains(" style=\""), "{path}: an inline style");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn hashed_files_are_kept_for_a_year_and_others_are_asked_for(database: Database) {
    let server = TestServer::start(database).await;
    let anonymous = server.anonymous();
    let cache = |reply: Reply| reply.header("cache-control").to_owned();
    assert_eq!(cache(anonymous.get("/pkg/app.1.js").await), "public, max-age=31536000, immutable");
    for path in ["/pkg/missing.js", "/icon.svg", "/sw.js"] {
        assert_eq!(cache(anonymous.get(path).await), "no-cache", "{path}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn pages_and_answers_are_kept_by_no_browser(database: Database) {
    let server = TestServer::start(database).await;
    for path in ["/_shell", "/", "/sign-in", "/no/such/page", "/api/v1/health"] {
        assert_eq!(server.anonymous().get(path).await.header("cache-control"), "no-store", "{path}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn files_that_were_compressed_by_the_builder_are_sent_so(database: Database) {
    let server = TestServer::start(database).await;
    let ask =
        |encoding| send(server.anonymous().request(Method::GET, "/pkg/app.1.js").header(ACCEPT_ENCODING, encoding));
    let brotli = ask("br").await;
    assert_eq!(brotli.header("vary"), "accept-encoding");
    assert_eq!((brotli.header("content-encoding"), brotli.body.as_str()), ("br", "the script, smaller"));
    let plain = ask("identity").await;
    assert_eq!((plain.header("content-encoding"), plain.body.as_str()), ("", "the script"));
}
