//! What lists show, and in which order.

use super::*;

#[test]
fn lists_show_the_latest_day_first() {
    let store = MemoryStore::default();
    for (number, day) in [(1, "2026-11-18"), (2, "2026-11-20"), (3, "2026-11-19")] {
        save_one(&store, id(number), &[("day", day.into()), ("company", id(50).to_string().into())], 1);
    }
    save_one(&store, id(4), &[], 1);
    let ids = |query| -> Vec<RecordId> {
        block_on(list(&store, &query, 9)).unwrap().iter().map(|listed| listed.id).collect()
    };
    assert_eq!(ids(ListQuery::Kind(Kind::VISIT)), [id(2), id(3), id(1), id(4)]);
    assert_eq!(ids(ListQuery::OfCompany(Kind::VISIT, id(50))), [id(2), id(3), id(1)]);
}

#[test]
fn of_one_day_the_latest_stands_first_and_before_what_releases_before_put() {
    let store = MemoryStore::default();
    let id = |number: u128| RecordId(Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + (number << 80)));
    let of_no_time = super::id(7);
    save_one(&store, of_no_time, &[("day", "2026-11-20".into())], 1);
    for number in 1..=5 {
        save_one(&store, id(number), &[("day", "2026-11-20".into())], 1);
    }
    save_one(&store, id(6), &[("day", "2026-11-19".into())], 1);
    for number in 1..=3 {
        lay_out_as_before(&store, id(number));
    }
    let ids = |lines: &[Listed]| -> Vec<RecordId> { lines.iter().map(|listed| listed.id).collect() };
    let expected = [id(5), id(4), of_no_time, id(1), id(2), id(3), id(6)];
    assert_eq!(ids(&block_on(list(&store, &ListQuery::Kind(Kind::VISIT), 9)).unwrap()), expected);
    let mut one_by_one: Vec<Listed> = Vec::new();
    for _ in 0..=expected.len() {
        one_by_one.extend(block_on(list_after(&store, &Kind::VISIT, one_by_one.last(), 1)).unwrap());
    }
    assert_eq!(ids(&one_by_one), expected, "each once");
    save_one(&store, id(2), &[("content", "补充".into())], 2);
    assert_eq!(
        ids(&block_on(list(&store, &ListQuery::Kind(Kind::VISIT), 9)).unwrap()),
        [id(5), id(4), id(2), of_no_time, id(1), id(3), id(6)]
    );
}

/// As it was when days were told apart, but not what was made on one of them.
fn lay_out_as_before(store: &MemoryStore, id: RecordId) {
    block_on(store.write(&[Table::Rows], Durability::Strict, async |tx| {
        let mut row = tx.get(Table::Rows, &id.to_string()).await?.unwrap();
        row.line = row.line.replace(r#""latest_first":true,"#, "");
        for mark in &mut row.marks {
            if let Some((day, _)) = mark.rsplit_once("/!") {
                *mark = format!("{day}/{id}");
            }
        }
        tx.put_rows(&[&row], false).await
    }))
    .unwrap();
}

#[test]
fn a_visit_is_found_by_what_it_calls_for_until_that_is_done() {
    let store = MemoryStore::default();
    let calling = |call| -> Vec<RecordId> {
        let found = block_on(list(&store, &ListQuery::Calling(call), 9)).unwrap();
        found.iter().map(|listed| listed.id).collect()
    };
    save_one(&store, id(1), &[("day", "2020-01-01".into()), ("next/a/what", "送地块资料".into())], 1);
    save_one(&store, id(2), &[("day", "2026-11-20".into()), ("review/verdict", "returned".into())], 1);
    save_one(&store, id(3), &[("day", "2026-11-20".into())], 1);
    assert_eq!(calling(Call::Step), [id(1)], "however old it is");
    assert_eq!(calling(Call::Amendment), [id(2)]);
    save_one(&store, id(1), &[("next/a/done", true.into())], 2);
    assert_eq!(calling(Call::Step), []);
}

#[test]
fn a_long_list_is_read_piece_by_piece_without_a_gap() {
    let store = MemoryStore::default();
    for number in 0..7 {
        save_one(&store, id(number), &[("day", format!("2026-11-{:02}", 10 + number / 2).into())], 1);
    }
    let all = block_on(list(&store, &ListQuery::Kind(Kind::VISIT), 99)).unwrap();
    let mut pieces: Vec<Listed> = Vec::new();
    loop {
        let piece = block_on(list_after(&store, &Kind::VISIT, pieces.last(), 3)).unwrap();
        if piece.is_empty() {
            break;
        }
        pieces.extend(piece);
    }
    assert_eq!(pieces, all);
    assert_eq!(pieces.len(), 7);
}

#[test]
fn what_was_received_but_is_not_for_this_device_leaves_the_lists_with_the_outbox() {
    let store = MemoryStore::default();
    save_one(&store, id(7), &[("content", "x".into())], 1);
    answer(&store, vec![kept(1, 9)]);
    assert_eq!(ids_here(&store), [id(7)]);
    take_page(&store, page(&[], 9));
    assert!(ids_here(&store).is_empty());
}
