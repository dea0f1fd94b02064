//! What must be the same on both databases.

use std::collections::{BTreeMap, BTreeSet};

use app::console::reads::VisitList;
use reqwest::StatusCode;
use test_case::test_matrix;
use zoufang_core::domain::{Kind, Tag, TagName};
use zoufang_core::id::BlobHash;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::program::program;
use crate::support::{Database, Device, Home, TestServer, Who, until};

async fn texts(home: &Home, sql: &str) -> BTreeSet<String> {
    home.other_program().await.texts(sql).await.into_iter().collect()
}

#[tokio::test]
async fn the_tables_have_the_same_columns_and_indexes() {
    let (sqlite, postgres) = (Home::with_city(Sqlite).await, Home::with_city(Postgres).await);
    let columns = (
        "SELECT t.name || '.' || c.name || ' ' || c.type || c.\"notnull\" FROM sqlite_master t
         JOIN pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name <> '_sqlx_migrations'",
        "SELECT table_name || '.' || column_name || ' ' || upper(data_type) || (is_nullable = 'NO')::int
         FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_sqlx_migrations'",
    );
    let indexes = (
        "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%'",
        "SELECT indexname::text FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE '%\\_pkey'
         AND indexname NOT LIKE '%\\_key'",
    );
    let migrations = (
        "SELECT version || ' ' || lower(hex(checksum)) FROM _sqlx_migrations",
        "SELECT version || ' ' || encode(checksum, 'hex') FROM _sqlx_migrations",
    );
    for (of_sqlite, of_postgres) in [columns, indexes, migrations] {
        let (of_sqlite, of_postgres) = (texts(&sqlite, of_sqlite).await, texts(&postgres, of_postgres).await);
        assert!(!of_sqlite.is_empty());
        assert_eq!(of_sqlite, of_postgres);
    }
}

/// Else it would look for each session's person among all records of the city until it comes to it by itself.
#[tokio::test]
async fn postgres_looks_its_tables_over_while_a_city_grows() {
    let server = TestServer::start(Postgres).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let looked = "SELECT COALESCE(SUM(analyze_count), 0)::BIGINT FROM pg_stat_user_tables WHERE relname = 'record'";
    for _ in 0..2 {
        let visits: Vec<_> = (0..200).map(|_| phone.visit("one of many")).collect();
        anna.push(phone.id, &visits).await;
    }
    assert_eq!(server.count(looked).await, 0, "so few do not matter");
    anna.push(phone.id, &[phone.visit("one more")]).await;
    until("it has looked them over", async || server.count(looked).await > 0).await;
    let known = "SELECT reltuples::BIGINT FROM pg_class WHERE oid = 'record'::regclass";
    assert!(server.count(known).await >= 400);
}

#[tokio::test]
async fn postgres_compares_texts_letter_by_letter() {
    let home = Home::with_city(Postgres).await;
    let other = "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = 'public'
                 AND table_name <> '_sqlx_migrations' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'";
    assert_eq!(home.other_program().await.count(other).await, 0);
}

#[tokio::test]
async fn postgres_in_another_encoding_is_refused() {
    let home = Home::encoded_otherwise().await;
    let output = program(&home, &[]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("SQL_ASCII") && said.contains("ENCODING 'UTF8'"), "{said}");
}

/// As tags lay before each record told its own.
const TAGS_APART: &str = r#"
    INSERT INTO tag (tenant, record, name, value) SELECT tenant, id, 'kind', 'visit' FROM record WHERE kind = 'visit';
    INSERT INTO tag (tenant, record, name, value) SELECT tenant, id, 'grade', 'A' FROM record WHERE kind = 'visit';
    INSERT INTO tag (tenant, record, name, value) SELECT tenant, id, 'region', '"\' FROM record WHERE kind = 'company';
    ALTER TABLE record DROP COLUMN tags;
    DELETE FROM _sqlx_migrations WHERE version = 13;
"#;

/// Those of the records that have any, by their kinds.
async fn tags(home: &Home) -> BTreeMap<String, BTreeSet<Tag>> {
    let tagged = texts(home, "SELECT kind || tags FROM record WHERE tags <> '[]'").await;
    let parsed = tagged.iter().map(|told| told.split_at(told.find('[').unwrap()));
    parsed.map(|(kind, tags)| (kind.to_owned(), serde_json::from_str(tags).unwrap())).collect()
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn tags_of_an_earlier_database_go_with_their_records(database: Database) {
    let mut server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let company = phone.make(Kind::COMPANY, &[("name", "白鹭智能检测有限公司"), ("trip_region", "\"\\")]);
    let visit = phone.make(Kind::VISIT, &[("day", "2026-11-20"), ("kind", "visit"), ("intent/grade", "A")]);
    let photo = phone.attachment(visit.record, BlobHash([7; 32]), None);
    anna.push(phone.id, &[company, visit, photo]).await;
    let before = tags(server.home()).await;
    assert_eq!(before["company"], [Tag(TagName::Region, "\"\\".to_owned())].into());
    assert_eq!((before["visit"].len(), before["attachment"].len()), (2, 1));

    server.stop().await;
    server.execute(TAGS_APART).await;
    let server = server.restart().await;
    assert_eq!(tags(server.home()).await, before);
    assert_eq!(server.count("SELECT COUNT(*) FROM tag").await, 1, "by which contents are found");
    let list: VisitList = server.sign_in(Who::Anna).await.get("/api/fn/visits").await.json();
    let told: Vec<_> = list.lines.iter().map(|line| (line.kind.as_deref(), line.grade.as_deref())).collect();
    assert_eq!(told, [(Some("visit"), Some("A"))]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_search_overlooks_the_case_of_latin_letters_and_no_other(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    anna.push(phone.id, &[phone.make(Kind::VISIT, &[("company_name", "ÉCOLE Heron 走访_50%\\")])]).await;
    for (text, found) in [
        ("heron", 1),
        ("HERON", 1),
        ("ÉCOLE", 1),
        ("École", 1),
        ("école", 0),
        ("走访", 1),
        ("_50%25\\", 1),
        ("n_走", 0),
        ("heron%00", 0),
        ("%00", 0),
    ] {
        let list: VisitList = anna.get(&format!("/api/fn/visits?filter[text]={text}")).await.json();
        assert_eq!(list.total, found, "{text}");
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_character_that_no_text_holds_finds_nobody(database: Database) {
    let server = TestServer::start(database).await;
    let reply = server.anonymous().try_sign_in("anna\0", &Who::Anna.password()).await;
    assert_eq!(reply.refusal(), (401, "wrong_login".to_owned()));
    let odd = server.anonymous().try_sign_in("\0", "\0").await;
    assert_eq!(odd.status, StatusCode::UNAUTHORIZED);
}
