//! The program as an operator starts it.

use std::io::Write;
use std::process::{Command, Output};

use reqwest::StatusCode;
use test_case::test_matrix;
use zoufang_core::wire::PullPage;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::people::Anonymous;
use crate::support::program::{Serving, program};
use crate::support::{Database, Home};

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn with_nothing_to_serve_it_says_how_to_begin() {
    let home = Home::empty(Sqlite).await;
    let output = program(&home, &[]).env_remove("DATABASE_URL").output().unwrap();
    assert!(home.path().join("data/zoufang.db").exists());
    assert_eq!(output.status.code(), Some(1));
    let said = errors(&output);
    assert!(said.contains("server --demo") && said.contains("server create-city NAME --admin LOGIN"), "{said}");
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_named() {
    let home = Home::empty(Sqlite).await;
    let run = |command: &mut Command| errors(&command.output().unwrap());
    let unbuilt = run(program(&home, &["--demo"]).env("ZOUFANG_SITE", "nowhere"));
    assert!(unbuilt.contains("cargo xtask build"), "{unbuilt}");
    let nowhere = "postgres://somebody:secret@/db?host=/nowhere";
    let postgres = run(program(&home, &[]).env("DATABASE_URL", nowhere));
    assert!(postgres.contains("postgres://somebody@/db") && !postgres.contains("secret"), "{postgres}");
    let command = run(&mut program(&home, &["--nonsense"]));
    assert!(command.contains("--nonsense") && command.contains("--demo"), "{command}");
    std::fs::write(home.path().join("no.db"), "this is not a database, and never was one").unwrap();
    let garbled = run(program(&home, &[]).env("ZOUFANG_DATABASE", "sqlite://no.db"));
    assert!(garbled.contains("sqlite://no.db"), "{garbled}");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_city_of_ones_own_can_be_founded_and_opened(database: Database) {
    let home = Home::empty(database).await;
    let found = |login: &str, password: &str| {
        let mut child = program(&home, &["create-city", "开封", "--admin", login]).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let first = found("root", "a secret\n");
    assert!(first.status.success(), "{}", errors(&first));
    let again = found("ROOT", "another\n");
    assert!(!again.status.success() && errors(&again).contains("is taken"), "{}", errors(&again));
    assert!(!found("nobody", "\n").status.success(), "without a password there is no account");

    let mut serving = Serving::start(&home, &[]);
    let root = Anonymous::new(&serving.address).sign_in("root", "a secret").await;
    assert!(root.get("/api/v1/session").await.body.contains("开封"));
    assert_eq!(serving.stop(), Some(0));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn after_a_backup_was_put_back_devices_begin_anew(database: Database) {
    let home = Home::empty(database).await;
    let mut serving = Serving::start(&home, &["--demo"]);
    let member = Anonymous::new(&serving.address).sign_in("member", "zoufang-member").await;
    let cursor = member.get("/api/v1/sync/pull").await.json::<PullPage>().cursor;
    let seen = format!("/api/v1/sync/pull?cursor={cursor}");
    assert_eq!(member.get(&seen).await.status, StatusCode::OK);
    assert_eq!(serving.stop(), Some(0));

    assert!(program(&home, &["restored"]).output().unwrap().status.success());
    let mut again = Serving::start(&home, &[]);
    let member = Anonymous::new(&again.address).sign_in("member", "zoufang-member").await;
    assert_eq!(member.get(&seen).await.status, StatusCode::GONE);
    assert_eq!(member.get("/api/v1/sync/pull").await.status, StatusCode::OK);
    assert_eq!(again.stop(), Some(0));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn the_demo_tells_its_accounts_and_stops_when_asked(database: Database) {
    let home = Home::empty(database).await;
    let mut serving = Serving::start(&home, &["--demo"]);
    let said = serving.said.join("\n");
    for account in server::demo::ACCOUNTS {
        assert!(said.contains(account.login) && said.contains(account.password), "{said}");
        assert!(said.contains(account.post_zh) && said.contains(account.post_en), "{said}");
    }
    Anonymous::new(&serving.address).sign_in("member", "zoufang-member").await;
    assert_eq!(serving.stop(), Some(0));

    let mut again = Serving::start(&home, &["--demo"]);
    Anonymous::new(&again.address).sign_in("member", "zoufang-member").await;
    assert_eq!(again.stop(), Some(0), "a second start finds the city there");
}
