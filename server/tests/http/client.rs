//! The example in another language, against the real program.

use std::process::{Command, Output, Stdio};

use zoufang_core::id::BlobHash;
use zoufang_core::merge::Record;

use crate::support::Database::Sqlite;
use crate::support::blobs::{PIECE, hash_of};
use crate::support::people::Anonymous;
use crate::support::program::Serving;
use crate::support::{Home, SignedIn};

fn run(address: &str, home: &Home) -> Output {
    let client = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/client.py");
    let mut python = Command::new("python3");
    // Its standard library and nothing else; and lines as they were written, whatever the tester's language.
    python.args(["-I", "-S", "-B", "-X", "utf8", client, address, "member", "zoufang-member"]);
    python.arg(home.path()).stdin(Stdio::null()).env("no_proxy", "*");
    python.output().expect("python3 is missing: install it (on Debian the package python3)")
}

/// What the client said of `what`.
fn said<'a>(words: &'a str, what: &str) -> &'a str {
    let line = words.lines().find_map(|line| line.strip_prefix(what));
    line.unwrap_or_else(|| panic!("{what} is not said in:\n{words}"))
}

async fn record(reader: &SignedIn, id: &str) -> Record {
    reader.find(id.parse().unwrap()).await.expect("it arrived")
}

/// A content that the record names in that field, as the reader is given it.
async fn content(reader: &SignedIn, attachment: &Record, field: &str) -> Vec<u8> {
    let hash: BlobHash = attachment.text(field).expect("the record names it").parse().unwrap();
    let (headers, content) = reader.content(hash).await;
    assert_eq!(headers["content-type"], "image/jpeg");
    assert_eq!(hash_of(&content), hash, "this one tells nothing of its maker");
    content.to_vec()
}

#[tokio::test]
async fn a_client_that_was_written_by_the_protocol_alone_syncs_sends_a_photo_and_settles_a_conflict() {
    let home = Home::with_demo(Sqlite).await;
    let serving = Serving::start(&home, &["--demo"]);
    let output = run(&serving.address, &home);
    let (words, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{words}{errors}");
    assert!(said(&words, "rows: ").parse::<u32>().unwrap() > 100, "{words}");
    let (visit, fates) = said(&words, "visit ").split_once(": ").unwrap();
    assert_eq!(fates, "['applied', 'applied']");
    let (attachment, bytes) = said(&words, "photo ").split_once(": ").unwrap();
    assert_eq!(said(&words, "come so far: "), PIECE.to_string());
    assert_eq!(said(&words, "phone: "), "['applied']");
    assert_eq!(said(&words, "tablet: "), "['conflict']");
    assert_eq!(said(&words, "settled: "), "['applied']");

    let office = Anonymous::new(&serving.address).sign_in("office", "zoufang-office").await;
    let attachment = record(&office, attachment).await;
    assert_eq!((attachment.text("of"), attachment.text("name")), (Some(visit), Some("厂区.jpg")));
    let photo = content(&office, &attachment, "blob").await;
    assert!(photo.len() > PIECE && photo.len().to_string() == bytes, "{bytes}");
    assert!(content(&office, &attachment, "thumb").await.len() < 1_000);

    let leader = Anonymous::new(&serving.address).sign_in("leader", "zoufang-leader").await;
    let visit = record(&leader, visit).await;
    assert_eq!(visit.text("content"), Some("二期要150亩地，明年开工；二期要180亩地"));
    assert_eq!((visit.text("place"), visit.int("intent/amount")), (Some("杭州厂区"), Some(15_000)));
    assert_eq!(visit.open_conflicts().count(), 0);

    // One device is a copy of the other now: it is told, and goes on under another name.
    std::fs::copy(home.path().join("phone.json"), home.path().join("tablet.json")).unwrap();
    let again = run(&serving.address, &home);
    let (words, errors) = (String::from_utf8(again.stdout).unwrap(), String::from_utf8_lossy(&again.stderr));
    assert!(again.status.success(), "{words}{errors}");
    assert_eq!(said(&words, "tablet: "), "['conflict']");
    let names = ["phone.json", "tablet.json"].map(|name| {
        let kept = std::fs::read_to_string(home.path().join(name)).unwrap();
        serde_json::from_str::<serde_json::Value>(&kept).unwrap()["device"].clone()
    });
    assert_ne!(names[0], names[1]);
}
