//! Whoever holds all companies in memory learns when they have to be read anew.

use super::*;

fn changed(store: &MemoryStore) -> u64 {
    block_on(companies_changed(store)).unwrap()
}

fn company(record: RecordId) -> Edit {
    Edit {
        kind: Kind::COMPANY, ..visit(record, &[("name", "甲公司".into()), ("code", "91350100M000100Y43".into())])
    }
}

fn row(record: RecordId) -> Record {
    let edit = company(record);
    let other = MemoryStore::default();
    let change = block_on(save(&other, who(), &[edit], &[], 1)).unwrap().remove(0);
    Record::born(&change, who())
}

#[test]
fn companies_that_come_change_or_leave_are_counted_and_visits_are_not() {
    let store = MemoryStore::default();
    save_one(&store, id(1), &[("content", "谈".into())], 1);
    answer(&store, vec![kept(1, 4)]);
    assert_eq!(changed(&store), 0);

    block_on(save(&store, who(), &[company(id(2))], &[], 2)).unwrap();
    let saved = changed(&store);
    assert!(saved > 0, "made here");
    answer(&store, vec![Outcome { fate: Fate::Quarantined, reason: Some(aside()), ..kept(2, 5) }]);
    let refused = changed(&store);
    assert!(refused > saved, "set aside");
    take_page(&store, page(&[&row(id(3))], 6));
    let come = changed(&store);
    assert!(come > refused, "come from the server");
    take_page(&store, PullPage { gone: vec![id(3)], ..page(&[], 7) });
    let gone = changed(&store);
    assert!(gone > come, "taken off the device");
    take_page(&store, page(&[], 8));
    assert_eq!(changed(&store), gone);
    block_on(wipe(&store, who())).unwrap();
    assert!(changed(&store) > gone, "wiped");
}

fn aside() -> Reason {
    Reason { code: ReasonCode::NotAllowed, message: String::new(), path: None }
}

#[test]
fn a_line_tells_the_code_by_which_a_company_is_found() {
    let store = MemoryStore::default();
    take_page(&store, page(&[&row(id(3))], 6));
    let listed = block_on(list(&store, &ListQuery::Kind(Kind::COMPANY), 9)).unwrap();
    assert_eq!(listed[0].facets.code.as_deref(), Some("91350100M000100Y43"));
}
