//! Signing in, being known, signing out.

use reqwest::header::{ORIGIN, SET_COOKIE};
use reqwest::{Method, StatusCode};
use serde_json::json;
use test_case::test_matrix;
use zoufang_core::wire::Profile;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::people::send;
use crate::support::{Database, Place, TestServer, Who};

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_sign_in_tells_who_one_is_and_sets_a_guarded_cookie(database: Database) {
    let server = TestServer::start(database).await;
    let reply = server.anonymous().try_sign_in("  ANNA ", &Who::Anna.password()).await;
    let cookie = reply.headers[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for guard in ["Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=7776000"] {
        assert!(cookie.split("; ").any(|part| part == guard), "{guard}: {cookie}");
    }
    let profile: Profile = reply.json();
    assert_eq!((profile.person, profile.role), (Who::Anna.id(), Who::Anna.role()));
    assert_eq!((profile.unit, profile.unit_name.as_str()), (Place::TeamA.id(), "TeamA"));
    assert_eq!((profile.name.as_str(), profile.tenant_name.as_str()), ("Anna", "Testville"));

    let anna = server.sign_in(Who::Anna).await;
    let known: Profile = anna.get("/api/v1/session").await.json();
    assert_eq!(Profile { now: 0, ..known }, Profile { now: 0, ..profile });
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_wrong_password_an_unknown_name_and_a_disabled_account_are_not_told_apart(database: Database) {
    let server = TestServer::start(database).await;
    server.execute("UPDATE account SET disabled = TRUE WHERE login = 'bella'").await;
    let anonymous = server.anonymous();
    let wrong = anonymous.try_sign_in("anna", "not hers").await;
    let unknown = anonymous.try_sign_in("nobody", "not hers").await;
    let disabled = anonymous.try_sign_in("bella", &Who::Bella.password()).await;
    for refused in [&wrong, &unknown, &disabled] {
        assert_eq!(refused.refusal(), (401, "wrong_login".to_owned()));
        assert_eq!(refused.body, wrong.body);
        assert!(!refused.headers.contains_key(SET_COOKIE));
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM audit WHERE event = 'sign_in_refused'").await, 3);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn somebody_who_left_is_not_told_from_a_wrong_password(database: Database) {
    let server = TestServer::start(database).await;
    server.execute("UPDATE record SET alive = FALSE WHERE kind = 'person' AND title = 'Bella'").await;
    server.execute("UPDATE record SET about = NULL WHERE kind = 'person' AND title = 'Albert'").await;
    let wrong = server.anonymous().try_sign_in("anna", "not hers").await;
    for who in [Who::Bella, Who::Albert] {
        let refused = server.anonymous().try_sign_in(&who.login(), &who.password()).await;
        assert_eq!((refused.refusal(), &refused.body), (wrong.refusal(), &wrong.body), "{who:?}");
    }
    assert_eq!(server.count("SELECT COUNT(*) FROM session").await, 0);
    assert_eq!(server.count("SELECT COUNT(*) FROM audit WHERE event = 'signed_in'").await, 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn signing_out_ends_the_session_for_good(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let reply = anna.sign_out().await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT);
    assert!(reply.header("set-cookie").contains("__Host-session=; Path=/; Max-Age=0"), "{reply:?}");
    assert_eq!(anna.get("/api/v1/session").await.refusal(), (401, "sign_in_needed".to_owned()));
    assert_eq!(anna.sign_out().await.status, StatusCode::NO_CONTENT, "twice does no harm");
    assert_eq!(server.count("SELECT COUNT(*) FROM audit WHERE event = 'signed_out'").await, 1);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn signing_in_anew_ends_the_session_that_the_browser_had(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let body = json!({ "login": "bella", "password": Who::Bella.password() });
    let reply = send(anna.request(Method::POST, "/api/v1/session").json(&body)).await;
    assert_eq!(reply.json::<Profile>().person, Who::Bella.id());
    assert_eq!(anna.get("/api/v1/session").await.refusal().0, 401);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_session_ends_when_it_is_not_used_or_grows_too_old(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let thirty_days_on = "UPDATE session SET used = used - 2592001000 WHERE person = \
                          (SELECT person FROM account WHERE login = 'anna')";
    let ninety_days_on = "UPDATE session SET created = created - 7776001000 WHERE person = \
                          (SELECT person FROM account WHERE login = 'bella')";
    server.execute(thirty_days_on).await;
    server.execute(ninety_days_on).await;
    for somebody in [anna, bella] {
        let reply = somebody.get("/api/v1/session").await;
        assert_eq!(reply.refusal(), (401, "session_expired".to_owned()));
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn using_a_session_keeps_it_alive(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let two_hours_on = "UPDATE session SET used = used - 7200000";
    server.execute(two_hours_on).await;
    assert_eq!(anna.get("/api/v1/session").await.status, StatusCode::OK);
    let unused = "SELECT COUNT(*) FROM session WHERE used < created - 3600000";
    assert_eq!(server.count(unused).await, 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_disabled_account_and_a_person_who_left_lose_their_sessions(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    server.execute("UPDATE account SET disabled = TRUE WHERE login = 'anna'").await;
    server.execute("UPDATE record SET alive = FALSE WHERE kind = 'person' AND title = 'Bella'").await;
    for somebody in [anna, bella] {
        let reply = somebody.get("/api/v1/sync/pull").await;
        assert_eq!(reply.refusal(), (401, "sign_in_needed".to_owned()));
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn guessing_is_slowed_down_for_the_account_alone(database: Database) {
    let server = TestServer::start(database).await;
    let anonymous = server.anonymous();
    for _ in 0..10 {
        assert_eq!(anonymous.try_sign_in("anna", "a guess").await.refusal().0, 401);
    }
    let right = anonymous.try_sign_in("anna", &Who::Anna.password()).await;
    assert_eq!(right.refusal(), (429, "too_many_attempts".to_owned()));
    let wait: u64 = right.header("retry-after").parse().expect("seconds");
    assert!((1..=900).contains(&wait), "{wait}");
    server.sign_in(Who::Bella).await;
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_another_site_makes_a_browser_send_is_refused(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    for (header, value) in [(ORIGIN.as_str(), "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        for (method, path) in [(Method::DELETE, "/api/v1/session"), (Method::POST, "/api/v1/sync/push")] {
            let request = anna.request(method, path).header(header, value).json(&json!({}));
            assert_eq!(send(request).await.refusal(), (403, "foreign_origin".to_owned()), "{header} {path}");
        }
        let read = anna.request(Method::GET, "/api/v1/session").header(header, value);
        assert_eq!(send(read).await.status, StatusCode::OK, "the session still stands");
    }
    let ours = anna.request(Method::DELETE, "/api/v1/session").header(ORIGIN, server.anonymous().address());
    assert_eq!(send(ours).await.status, StatusCode::NO_CONTENT);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_database_does_not_hold_what_a_thief_could_use(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let token = anna.cookie().split_once('=').unwrap().1;
    let lies_there = |words: &str| {
        let mut search = std::process::Command::new("grep");
        search.args(["-rqF", "--", words]).arg(server.home().files()).status().unwrap().success()
    };
    assert!(lies_there("signed_in"), "the files are the right ones");
    for secret in [token, &Who::Anna.password()] {
        assert!(!lies_there(secret), "{secret} lies in the database");
    }
}
