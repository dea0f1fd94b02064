//! The library at the desk.

use app::console::reads::{MaterialList, MaterialPage};
use reqwest::StatusCode;
use test_case::test_matrix;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::{Database, Device, SignedIn, TestServer, Who};

async fn list(reader: &SignedIn, filter: &str) -> Vec<String> {
    let list: MaterialList = reader.get(&format!("/api/fn/materials?{filter}")).await.json();
    list.lines.into_iter().map(|line| line.title).collect()
}

async fn page(reader: &SignedIn, id: RecordId) -> MaterialPage {
    reader.get(&format!("/api/fn/material?id={id}")).await.json()
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_desk_reads_the_library_and_is_told_what_it_may_do(database: Database) {
    let server = TestServer::start(database).await;
    let (olga, mut desk) = (server.sign_in(Who::Olga).await, Device::new());
    let policy = desk.make(
        Kind::MATERIAL,
        &[("sort", "policy"), ("title", "旧办法"), ("text", "租金补贴"), ("until", "2020-01-01")],
    );
    let land = desk.make(Kind::MATERIAL, &[("sort", "land"), ("title", "东部地块"), ("place", "经开区")]);
    olga.push(desk.id, &[policy.clone(), land.clone()]).await;
    assert_eq!(list(&olga, "").await, ["东部地块", "旧办法"]);
    assert_eq!(list(&olga, "filter[sort]=land").await, ["东部地块"]);
    assert_eq!(list(&olga, "filter[validity]=ended").await, ["旧办法"]);
    assert_eq!(list(&olga, "filter[text]=租金").await, ["旧办法"]);

    let opened = page(&olga, land.record).await;
    assert_eq!((opened.unit.as_str(), opened.author.as_str()), ("Office", "Olga"));
    assert!(opened.amends && opened.takes_off);
    let vera = server.sign_in(Who::Vera).await;
    let read = page(&vera, land.record).await;
    assert!(!read.amends && !read.takes_off, "a reader reads");

    olga.push(desk.id, &[desk.delete(&opened.record)]).await;
    assert_eq!(list(&olga, "").await, ["旧办法"]);
    let gone = olga.get(&format!("/api/fn/material?id={}", land.record)).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn teams_are_not_let_in_and_visits_are_no_materials(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (olga, mut desk) = (server.sign_in(Who::Olga).await, Device::new());
    let (visit, policy) = (phone.visit("甲"), desk.make(Kind::MATERIAL, &[("sort", "policy"), ("title", "若干措施")]));
    anna.push(phone.id, std::slice::from_ref(&visit)).await;
    olga.push(desk.id, std::slice::from_ref(&policy)).await;
    for who in [Who::Anna, Who::Albert] {
        let team = server.sign_in(who).await;
        for address in ["/api/fn/materials".to_owned(), format!("/api/fn/material?id={}", policy.record)] {
            assert_eq!(team.get(&address).await.status, StatusCode::NOT_FOUND, "{who:?} {address}");
        }
    }
    let no_material = olga.get(&format!("/api/fn/material?id={}", visit.record)).await;
    assert_eq!(no_material.status, StatusCode::NOT_FOUND);
    let page = olga.get("/desk/materials").await;
    assert!(page.status == StatusCode::OK && page.body.contains("若干措施"), "it reads without JavaScript");
}
