//! What a reviewer may do, and what a verdict writes.

use std::collections::{BTreeMap, BTreeSet};

use zoufang_core::domain::Kind;
use zoufang_core::domain::visit::{ReviewState, review_state, seen};
use zoufang_core::merge::{Op, Path, Record, Value, Write, settle};
use zoufang_core::permission::{Action, Actor, Target, can};
use zoufang_core::wire::Profile;

use crate::store::Edit;

const VERDICT: &str = "review/verdict";
const SEEN: &str = "review/seen";

/// Whether this person gives verdicts on the visit. The server shows nobody what lies outside their
/// scope, so what is on the screen lies within it.
pub fn may_judge(reader: &Profile, visit: &Record) -> bool {
    VERDICT.parse::<Path>().is_ok_and(|verdict| can(&actor(reader, visit), Action::Write(&verdict), visit.into()))
}

/// Whether this person comments at the desk. Teams answer on the phone, beside the form that they
/// amend; here they read.
pub fn may_comment(reader: &Profile, visit: &Record) -> bool {
    let comment = Target { kind: &Kind::COMMENT, unit: visit.unit(), author: None };
    reader.role.is_desk() && can(&actor(reader, visit), Action::Create, comment)
}

fn actor(reader: &Profile, visit: &Record) -> Actor {
    let scope = BTreeSet::from([reader.unit, visit.unit()]);
    Actor { person: reader.person, unit: reader.unit, role: reader.role, scope }
}

/// The edit that gives a verdict on exactly what the record holds. It settles both fields, so that
/// two verdicts at the same time do not stay in conflict.
pub fn verdict(visit: &Record, verdict: &str) -> Edit {
    let given = [(VERDICT, Value::from(verdict)), (SEEN, Value::from(seen(visit)))];
    let fields: BTreeMap<Path, Write> = given
        .into_iter()
        .filter_map(|(path, value)| {
            let path: Path = path.parse().ok()?;
            let write = settle(Some(visit), &path, value);
            Some((path, write))
        })
        .collect();
    Edit { record: visit.id, kind: visit.kind.clone(), op: Op::Set, life: visit.life_dots(), fields }
}

/// Whether a review would say nothing new.
pub fn is_reviewed(visit: &Record) -> bool {
    review_state(visit) == ReviewState::Reviewed
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use zoufang_core::domain::visit::{RETURNED, REVIEWED, ReviewState, review_state};
    use zoufang_core::domain::{Kind, SCHEMA};
    use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, TenantId, UnitId};
    use zoufang_core::merge::{Attribution, Change, Hlc, Op, Path, Record, Value, Write};
    use zoufang_core::permission::Role;
    use zoufang_core::wire::Profile;

    use super::{is_reviewed, may_comment, may_judge, verdict};
    use crate::store::Edit;

    fn uuid(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn change(device: u128, seq: u64, edit: Edit) -> Change {
        Change {
            id: ChangeId(uuid(device << 8 | u128::from(seq))),
            device: DeviceId(uuid(device)),
            seq,
            record: edit.record,
            kind: edit.kind,
            op: edit.op,
            at: Hlc::from_millis(seq),
            schema: SCHEMA,
            life: edit.life,
            fields: edit.fields,
        }
    }

    fn writes(path: &str, value: &str) -> Edit {
        let write = Write { base: Vec::new(), value: Value::from(value) };
        let fields = [(path.parse::<Path>().unwrap(), write)].into();
        Edit { record: RecordId(uuid(9)), kind: Kind::VISIT, op: Op::Set, life: Vec::new(), fields }
    }

    const TEAM: Attribution = Attribution { by: PersonId(Uuid::from_u128(2)), unit: UnitId(Uuid::from_u128(3)) };

    fn reader(role: Role) -> Profile {
        Profile {
            tenant: TenantId(uuid(1)),
            tenant_name: String::new(),
            person: PersonId(uuid(5)),
            name: String::new(),
            role,
            unit: UnitId(uuid(4)),
            unit_name: String::new(),
            lock_required: false,
            now: 0,
        }
    }

    #[test]
    fn reviewers_judge_other_desks_comment_and_teams_read() {
        let visit = Record::born(&change(1, 1, writes("content", "甲")), TEAM);
        for (role, judges, comments) in [
            (Role::Office, true, true),
            (Role::LeadReviewer, true, true),
            (Role::CountyReviewer, true, true),
            (Role::Steward, false, true),
            (Role::Viewer, false, false),
            (Role::Leader, false, false),
            (Role::Member, false, false),
        ] {
            let reader = reader(role);
            assert_eq!((may_judge(&reader, &visit), may_comment(&reader, &visit)), (judges, comments), "{role:?}");
        }
    }

    #[test]
    fn a_verdict_counts_for_what_was_seen_and_no_further() {
        let mut visit = Record::born(&change(1, 1, writes("content", "甲")), TEAM);
        let office = Attribution { by: PersonId(uuid(5)), unit: UnitId(uuid(4)) };
        visit.apply(&change(2, 1, verdict(&visit, REVIEWED)), office);
        assert!(is_reviewed(&visit));
        visit.apply(&change(1, 2, writes("place", "厂区")), TEAM);
        assert!(!is_reviewed(&visit));
        visit.apply(&change(2, 2, verdict(&visit, RETURNED)), office);
        assert_eq!(review_state(&visit), ReviewState::Returned);
    }

    #[test]
    fn a_verdict_ends_the_quarrel_of_two() {
        let mut visit = Record::born(&change(1, 1, writes("content", "甲")), TEAM);
        let (one, other) = (verdict(&visit, REVIEWED), verdict(&visit, RETURNED));
        visit.apply(&change(2, 1, one), TEAM);
        visit.apply(&change(3, 1, other), TEAM);
        assert!(visit.in_conflict("review/verdict"));
        visit.apply(&change(2, 2, verdict(&visit, REVIEWED)), TEAM);
        assert_eq!(visit.open_conflicts().count(), 0);
        assert!(is_reviewed(&visit));
    }
}
