//! Pages, the shell and the service worker.

use reqwest::StatusCode;
use test_case::test_matrix;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, TestServer, Who};

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_console_asks_who_one_is_first(database: Database) {
    let server = TestServer::start(database).await;
    for (path, elsewhere) in [
        ("/desk", "/sign-in?next=/desk"),
        ("/desk/visits/7?a=b&c", "/sign-in?next=/desk/visits/7%3Fa%3Db%26c"),
        ("/desk/no/such/page", "/sign-in?next=/desk/no/such/page"),
    ] {
        let reply = server.anonymous().get(path).await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, elsewhere), "{path}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn signed_in_people_are_brought_to_where_they_work(database: Database) {
    let server = TestServer::start(database).await;
    for (who, path, elsewhere) in
        [(Who::Anna, "/sign-in", "/"), (Who::Olga, "/sign-in", "/desk"), (Who::Olga, "/", "/desk")]
    {
        let reply = server.sign_in(who).await.get(path).await;
        assert_eq!((reply.status, reply.header("location")), (StatusCode::SEE_OTHER, elsewhere), "{who:?} {path}");
    }
    assert_eq!(server.sign_in(Who::Anna).await.get("/").await.status, StatusCode::OK);
    assert_eq!(server.sign_in(Who::Olga).await.get("/desk").await.status, StatusCode::OK);
    assert_eq!(server.anonymous().get("/").await.status, StatusCode::OK, "the phone opens without a session");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn an_unknown_page_is_a_page_and_an_unknown_file_is_not(database: Database) {
    let server = TestServer::start(database).await;
    let page = server.anonymous().get("/no/such/page").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.body.starts_with("<!DOCTYPE html>"), "{}", page.body);
    let file = server.anonymous().get("/no/such/file.js").await;
    assert_eq!((file.status, file.body.as_str()), (StatusCode::NOT_FOUND, ""));
    for path in ["/../zoufang.db", "/%2e%2e/zoufang.db", "/pkg/..%2f..%2fzoufang.db"] {
        assert_eq!(server.anonymous().get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_shell_is_the_same_for_everybody(database: Database) {
    let server = TestServer::start(database).await;
    let shell = server.anonymous().get("/_shell").await;
    assert_eq!(shell.status, StatusCode::OK);
    assert!(shell.body.contains("data-render=\"csr\""), "{}", shell.body);
    assert!(shell.body.contains("data-js=\"/pkg/app.1.js\""), "{}", shell.body);
    assert!(shell.body.contains("data-photo=\"/pkg/photo.1.js\""), "{}", shell.body);
    assert!(!shell.headers.contains_key("set-cookie"));
    let scripts: Vec<&str> = shell.body.split("<script").skip(1).collect();
    assert!(!scripts.is_empty());
    for tag in scripts {
        assert!(tag.split('>').next().unwrap().contains("src="), "an inline script: {tag}");
    }
    assert_eq!(server.sign_in(Who::Anna).await.get("/_shell").await.body, shell.body);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_service_worker_knows_this_release(database: Database) {
    let server = TestServer::start(database).await;
    let worker = server.anonymous().get("/sw.js").await;
    assert_eq!(worker.header("content-type"), "text/javascript; charset=utf-8");
    assert_eq!(
        worker.body,
        "const VERSION=\"the-version\";\nconst PRECACHE=[\"/pkg/app.1.js\",\"/icon.svg\"];\nconst PARTS=[\"/pkg/split_field.wasm\"];\n\
         const CONSOLE=[\"/desk\"];\n/* the worker */"
    );
}
