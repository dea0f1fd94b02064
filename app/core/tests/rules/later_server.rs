//! A phone that lay in a drawer meets a server that has learned more.

use serde_json::{Value as Json, json};
use zoufang_core::merge::Record;
use zoufang_core::permission::Role;
use zoufang_core::sync::Waiting;
use zoufang_core::wire::{Profile, PullPage, PushReply, Reason};

fn uuid(last: u8) -> String {
    format!("00000000-0000-7000-8000-0000000000{last:02}")
}

#[test]
fn one_answer_that_is_not_understood_spoils_no_other() {
    let reply = json!({
        "outcomes": [
            { "seq": 1, "fate": "applied", "stored": true, "position": 7, "weight": 3 },
            { "seq": 2, "fate": "postponed", "stored": true, "until": "2031-01-01",
              "reason": { "code": "out_of_season", "message": "not in winter", "season": "winter" } },
            { "seq": 3, "fate": "postponed", "stored": false },
            { "seq": 4, "fate": "postponed", "stored": true },
        ],
        "head": 7, "now": 1, "mood": "fair",
    });
    let reply: PushReply = serde_json::from_value(reply).unwrap();
    let told: Vec<_> = reply.outcomes.iter().map(|outcome| Waiting::Unsent.told(outcome, reply.head)).collect();
    assert_eq!(told[0], Some(Waiting::Kept(7)));
    assert_eq!(told[2], None, "what is not kept is sent again");
    assert_eq!(told[3], Some(Waiting::Kept(7)));
    let Some(Waiting::Aside(reason)) = &told[1] else { panic!("kept aside: {told:?}") };
    assert_eq!(reason.message, "not in winter");
    let on_disk = serde_json::to_string(reason).unwrap();
    assert_eq!(&serde_json::from_str::<Reason>(&on_disk).unwrap(), reason, "the device keeps it");
}

#[test]
fn a_part_that_is_not_known_here_may_read() {
    let profile = json!({
        "tenant": uuid(1), "tenant_name": "a city", "person": uuid(2), "name": "somebody", "role": "auditor",
        "unit": uuid(3), "unit_name": "a unit", "now": 1, "badge": 9,
    });
    assert_eq!(serde_json::from_value::<Profile>(profile).unwrap().role, Role::Viewer);
}

#[test]
fn rows_of_kinds_and_fields_that_are_not_known_here_are_kept() {
    let row = json!({
        "kind": "fund_arrival", "id": uuid(1), "touched": "0000000000010000", "shade": "green",
        "origin": { "at": "0000000000010000", "dot": [uuid(4), 1], "by": uuid(2), "unit": uuid(3) },
        "writes": [[uuid(4), 1, "0000000000010000", uuid(2)]],
        "life": [[0, true]],
        "fields": { "amount": [[0, 500]], "weather/now": [[0, "fair"]] },
    });
    let page = json!({ "rows": [row], "gone": [], "cursor": "c", "more": false, "upto": 1, "now": 1, "eta": 5 });
    let page: PullPage = serde_json::from_value(page).unwrap();
    let record: Record = serde_json::from_str(page.rows[0].get()).unwrap();
    assert_eq!(record.int("amount"), Some(500));
    let kept: Json = serde_json::to_value(&record).unwrap();
    assert_eq!((&kept["kind"], &kept["fields"]), (&row["kind"], &row["fields"]));
}
