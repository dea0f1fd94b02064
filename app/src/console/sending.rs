//! What was written at this desk and does not show in the server's answers yet.

use zoufang_core::id::RecordId;
use zoufang_core::merge::{Attribution, Change, Op, Record, Value};
use zoufang_core::sync::rebase;
use zoufang_core::wire::Reason;

use crate::components::RecordState;
use crate::store::{Outgoing, Waiting};

/// The outbox, and what has just left it: the latter until the screen has been refreshed, so that a
/// visit does not fall back to its old state for a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sending(Vec<Outgoing>);

impl Sending {
    /// Takes the outbox as it stands. What left it is shown by answers to questions asked from
    /// `turn` on. Tells whether something left.
    pub fn take(&mut self, outbox: Vec<Outgoing>, turn: u64) -> bool {
        let still_there = |entry: &Outgoing| outbox.iter().any(|out| out.change.id == entry.change.id);
        let is_kept = |entry: &Outgoing| matches!(entry.waiting, Waiting::Kept(_));
        let mut left: Vec<Outgoing> = self.0.drain(..).filter(|entry| !still_there(entry)).collect();
        let newly = left.iter().any(|entry| !is_kept(entry));
        for entry in left.iter_mut().filter(|entry| !is_kept(entry)) {
            entry.waiting = Waiting::Kept(turn);
        }
        left.extend(outbox);
        self.0 = left;
        newly
    }

    /// Everything on the screen answers questions asked from `turn` on.
    pub fn refreshed(&mut self, turn: u64) {
        self.0.retain(|entry| !matches!(entry.waiting, Waiting::Kept(since) if since <= turn));
    }

    /// Whether something of a visit or about it is on its way.
    pub fn is_under_way(&self, visit: RecordId) -> bool {
        self.of(visit).any(|entry| entry.change.record == visit && !matches!(entry.waiting, Waiting::Aside(_)))
    }

    /// Why the server did not take something that was written about a visit.
    pub fn refusal(&self, visit: RecordId) -> Option<&Reason> {
        self.of(visit).find_map(|entry| entry.waiting.refusal())
    }

    /// Whether the last that was written here takes the record off.
    pub fn takes_off(&self, record: RecordId) -> bool {
        let last = self.0.iter().rev().find(|entry| entry.change.record == record);
        last.is_some_and(|entry| entry.change.op == Op::Delete && !matches!(entry.waiting, Waiting::Aside(_)))
    }

    /// How a record stands while something of it is on its way, or was not taken.
    pub fn state(&self, record: RecordId) -> Option<RecordState> {
        let refused = self.refusal(record).map(|_| RecordState::Aside);
        refused.or_else(|| self.is_under_way(record).then_some(RecordState::Waiting))
    }

    /// Comments on a visit that are on their way, oldest first.
    pub fn comments(&self, visit: RecordId) -> impl Iterator<Item = &Change> {
        let under_way = |entry: &&Outgoing| !matches!(entry.waiting, Waiting::Aside(_));
        self.of(visit).filter(under_way).map(|entry| &entry.change).filter(move |change| change.record != visit)
    }

    /// The visit with what was written here on top: what the next verdict has to build upon.
    pub fn on_top_of(&self, visit: &Record, who: Attribution) -> Record {
        self.stands(visit.id, Some(visit.clone()), who).unwrap_or_else(|| visit.clone())
    }

    /// A record as it stands with what was written here, which may be all that there is of it.
    pub fn stands(&self, id: RecordId, row: Option<Record>, who: Attribution) -> Option<Record> {
        let applied = self.0.iter().filter(|entry| !matches!(entry.waiting, Waiting::Aside(_)));
        rebase(row, applied.map(|entry| &entry.change).filter(|change| change.record == id), who)
    }

    /// Records that were made here and are on their way, the latest first.
    pub fn made(&self) -> impl Iterator<Item = RecordId> {
        let makes = |change: &&Change| change.op == Op::Set && change.life.is_empty();
        let under_way = |entry: &&Outgoing| !matches!(entry.waiting, Waiting::Aside(_));
        self.0.iter().rev().filter(under_way).map(|entry| &entry.change).filter(makes).map(|change| change.record)
    }

    fn of(&self, visit: RecordId) -> impl Iterator<Item = &Outgoing> {
        self.0.iter().filter(move |entry| entry.change.record == visit || about(&entry.change) == Some(visit))
    }
}

fn about(comment: &Change) -> Option<RecordId> {
    comment.fields.get("about").map(|write| &write.value).and_then(Value::as_text)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use uuid::Uuid;
    use zoufang_core::domain::{Kind, SCHEMA};
    use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
    use zoufang_core::merge::{Attribution, Change, Hlc, Op, Value, Write};
    use zoufang_core::wire::{Reason, ReasonCode};

    use super::Sending;
    use crate::store::{Outgoing, Waiting};

    const VISIT: RecordId = RecordId(Uuid::from_u128(7));

    fn unsent(seq: u64, record: RecordId, path: &str, value: &str) -> Outgoing {
        let change = Change {
            id: ChangeId(Uuid::from_u128(u128::from(seq))),
            device: DeviceId(Uuid::from_u128(1)),
            seq,
            record,
            kind: if record == VISIT { Kind::VISIT } else { Kind::COMMENT },
            op: Op::Set,
            at: Hlc::from_millis(seq),
            schema: SCHEMA,
            life: Vec::new(),
            fields: BTreeMap::from([(path.parse().unwrap(), Write { base: Vec::new(), value: Value::from(value) })]),
        };
        Outgoing { change, waiting: Waiting::Unsent }
    }

    #[test]
    fn what_left_the_outbox_counts_as_under_way_until_the_screen_shows_it() {
        let mut sending = Sending::default();
        assert!(!sending.take(vec![unsent(1, VISIT, "review/verdict", "reviewed")], 3));
        assert!(sending.take(Vec::new(), 3));
        assert!(!sending.take(Vec::new(), 9), "it leaves once");
        sending.refreshed(2);
        assert!(sending.is_under_way(VISIT), "that question was asked before it left");
        sending.refreshed(3);
        assert!(!sending.is_under_way(VISIT));
    }

    #[test]
    fn a_comment_belongs_to_the_visit_it_is_about() {
        let mut sending = Sending::default();
        sending.take(vec![unsent(1, RecordId(Uuid::from_u128(8)), "about", &VISIT.to_string())], 1);
        assert_eq!(sending.comments(VISIT).count(), 1);
        assert!(!sending.is_under_way(VISIT), "the visit itself is as it was");
    }

    #[test]
    fn what_was_made_here_stands_before_the_server_has_it() {
        let who = Attribution { by: PersonId(Uuid::from_u128(2)), unit: UnitId(Uuid::from_u128(3)) };
        let mut sending = Sending::default();
        assert_eq!(sending.stands(VISIT, None, who), None);
        sending.take(vec![unsent(1, VISIT, "content", "甲"), unsent(2, VISIT, "place", "厂区")], 1);
        let stands = sending.stands(VISIT, None, who).unwrap();
        assert_eq!((stands.text("content"), stands.text("place")), (Some("甲"), Some("厂区")));
        assert_eq!(sending.made().next(), Some(VISIT));
        let server = sending.stands(VISIT, Some(stands.clone()), who);
        assert_eq!(server, Some(stands), "what the server has by then changes nothing");
    }

    #[test]
    fn what_the_server_set_aside_is_told_and_counts_no_more() {
        let mut refused = unsent(1, VISIT, "review/verdict", "reviewed");
        let reason = Reason { code: ReasonCode::NotAllowed, message: String::new(), path: None };
        refused.waiting = Waiting::Aside(reason);
        let mut sending = Sending::default();
        sending.take(vec![refused], 1);
        assert_eq!(sending.refusal(VISIT).map(|reason| reason.code), Some(ReasonCode::NotAllowed));
        assert!(!sending.is_under_way(VISIT));
    }
}
