//! Every role × every deed × every kind × inside and outside the actor's units.

use zoufang_core::domain::{KINDS, Kind};
use zoufang_core::merge::Op;
use zoufang_core::permission::{
    Action, Role, Target, action_of, can, can_vouch, decides_set_aside, manages_devices, oversees_quarantine,
    sees_set_aside,
};

use crate::cast::{actor, path, person, stranger, unit};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Deed {
    See,
    Create,
    /// A field of a record that is being made.
    WriteNew,
    /// A field of a record that stands, whoever made it.
    Write,
    /// A field below `review/`.
    Review,
    DeleteOwn,
    DeleteAnothers,
}
use Deed::*;

const ALL: &[Role] = &[
    Role::Member,
    Role::Leader,
    Role::LeadReviewer,
    Role::CountyReviewer,
    Role::Office,
    Role::Statistician,
    Role::ChainChief,
    Role::Steward,
    Role::Inspector,
    Role::Viewer,
    Role::Admin,
];
const TEAM: &[Role] = &[Role::Member, Role::Leader];
const LEADER: &[Role] = &[Role::Leader];
const REVIEWERS: &[Role] = &[Role::LeadReviewer, Role::CountyReviewer, Role::Office];
const OFFICE: &[Role] = &[Role::Office];
const ADMIN: &[Role] = &[Role::Admin];
const ALL_BUT_THE_VIEWER: &[Role] = &[
    Role::Member,
    Role::Leader,
    Role::LeadReviewer,
    Role::CountyReviewer,
    Role::Office,
    Role::Statistician,
    Role::ChainChief,
    Role::Steward,
    Role::Inspector,
    Role::Admin,
];
const NOBODY: &[Role] = &[];

const FIELD_WORK: &[Kind] = &[Kind::VISIT, Kind::TRIP, Kind::PLAN, Kind::CONTACT, Kind::REPORT];
const COMPANIES: &[Kind] = &[Kind::COMPANY];
const COMMENTS: &[Kind] = &[Kind::COMMENT];
const ATTACHMENTS: &[Kind] = &[Kind::ATTACHMENT];
const MATERIALS: &[Kind] = &[Kind::MATERIAL];
const CITY_LISTS: &[Kind] = &[Kind::UNIT, Kind::PERSON, Kind::CHAIN, Kind::TARGET];

/// Kinds, deed, who may inside and who may outside the own units.
type Row = (&'static [Kind], Deed, &'static [Role], &'static [Role]);

#[rustfmt::skip]
const TABLE: &[Row] = &[
    // kinds      deed            who may, inside     and outside the own units
    (FIELD_WORK,  See,            ALL,                NOBODY),
    (FIELD_WORK,  Create,         TEAM,               NOBODY),
    (FIELD_WORK,  WriteNew,       TEAM,               NOBODY),
    (FIELD_WORK,  Write,          TEAM,               NOBODY),
    (FIELD_WORK,  Review,         REVIEWERS,          NOBODY),
    (FIELD_WORK,  DeleteOwn,      TEAM,               NOBODY),
    (FIELD_WORK,  DeleteAnothers, LEADER,             NOBODY),

    (COMPANIES,   See,            ALL,                ALL),
    (COMPANIES,   Create,         TEAM,               TEAM),
    (COMPANIES,   WriteNew,       TEAM,               TEAM),
    (COMPANIES,   Write,          TEAM,               TEAM),
    (COMPANIES,   Review,         NOBODY,             NOBODY),
    (COMPANIES,   DeleteOwn,      TEAM,               NOBODY),
    (COMPANIES,   DeleteAnothers, LEADER,             NOBODY),

    (COMMENTS,    See,            ALL,                NOBODY),
    (COMMENTS,    Create,         ALL_BUT_THE_VIEWER, NOBODY),
    (COMMENTS,    WriteNew,       ALL_BUT_THE_VIEWER, NOBODY),
    (COMMENTS,    Write,          NOBODY,             NOBODY),
    (COMMENTS,    Review,         NOBODY,             NOBODY),
    (COMMENTS,    DeleteOwn,      NOBODY,             NOBODY),
    (COMMENTS,    DeleteAnothers, NOBODY,             NOBODY),

    (ATTACHMENTS, See,            ALL,                NOBODY),
    (ATTACHMENTS, Create,         TEAM,               NOBODY),
    (ATTACHMENTS, WriteNew,       TEAM,               NOBODY),
    (ATTACHMENTS, Write,          TEAM,               NOBODY),
    (ATTACHMENTS, Review,         NOBODY,             NOBODY),
    (ATTACHMENTS, DeleteOwn,      TEAM,               NOBODY),
    (ATTACHMENTS, DeleteAnothers, LEADER,             NOBODY),

    (MATERIALS,   See,            ALL,                ALL),
    (MATERIALS,   Create,         REVIEWERS,          REVIEWERS),
    (MATERIALS,   WriteNew,       REVIEWERS,          REVIEWERS),
    (MATERIALS,   Write,          REVIEWERS,          REVIEWERS),
    (MATERIALS,   Review,         NOBODY,             NOBODY),
    (MATERIALS,   DeleteOwn,      REVIEWERS,          NOBODY),
    (MATERIALS,   DeleteAnothers, OFFICE,             NOBODY),

    (CITY_LISTS,  See,            ALL,                ALL),
    (CITY_LISTS,  Create,         ADMIN,              ADMIN),
    (CITY_LISTS,  WriteNew,       ADMIN,              ADMIN),
    (CITY_LISTS,  Write,          ADMIN,              ADMIN),
    (CITY_LISTS,  Review,         NOBODY,             NOBODY),
    (CITY_LISTS,  DeleteOwn,      ADMIN,              NOBODY),
    (CITY_LISTS,  DeleteAnothers, NOBODY,             NOBODY),
];

/// Whether person 7 of unit 1 may, as `role`; for a deed on fields, whether all of them or none.
fn may(role: Role, deed: Deed, kind: &Kind, inside: bool) -> bool {
    let authors = match deed {
        See | Write | Review => vec![Some(person(7)), Some(person(8))],
        Create | WriteNew => vec![None],
        DeleteOwn => vec![Some(person(7))],
        DeleteAnothers => vec![Some(person(8))],
    };
    let fields = kind.spec().unwrap().fields.iter();
    // What only a person writes who is named in it is asked of their own.
    let fields = fields.map(|field| path(&field.pattern.replace('*', &person(7).to_string())));
    let fields: Vec<_> = match deed {
        Write | WriteNew => fields.filter(|path| !path.as_str().starts_with("review/")).collect(),
        Review => fields.filter(|path| path.as_str().starts_with("review/")).collect(),
        _ => Vec::new(),
    };
    let actions = match deed {
        See => vec![Action::See],
        Create => vec![Action::Create],
        Write | WriteNew | Review => fields.iter().map(Action::Write).collect(),
        DeleteOwn | DeleteAnothers => vec![Action::Delete],
    };
    let answers: Vec<bool> = authors
        .into_iter()
        .flat_map(|author| actions.iter().map(move |action| (author, *action)))
        .map(|(author, action)| {
            let target = Target { kind, unit: unit(if inside { 1 } else { 2 }), author };
            can(&actor(7, role), action, target)
        })
        .collect();
    let may = answers.first().copied().unwrap_or(false);
    assert!(answers.iter().all(|answer| *answer == may), "{role:?} {deed:?} {kind}: {answers:?}");
    may
}

#[test]
fn everybody_may_what_the_table_says_and_nothing_else() {
    for (kinds, deed, inside, outside) in TABLE {
        for kind in *kinds {
            // Only visits are reviewed.
            let reviewable = *deed != Review || *kind == Kind::VISIT;
            for role in ALL {
                let told = [may(*role, *deed, kind, true), may(*role, *deed, kind, false)];
                let expected = [inside.contains(role) && reviewable, outside.contains(role) && reviewable];
                assert_eq!(told, expected, "{role:?} {deed:?} {kind}, inside and outside");
            }
        }
    }
}

#[test]
fn the_table_covers_every_kind_role_and_deed() {
    for deed in [See, Create, WriteNew, Write, Review, DeleteOwn, DeleteAnothers] {
        for spec in KINDS {
            let rows = TABLE.iter().filter(|(kinds, told, ..)| *told == deed && kinds.contains(&spec.kind));
            assert_eq!(rows.count(), 1, "{deed:?} {}", spec.kind);
        }
    }
    let names: Vec<String> = ALL.iter().map(|role| serde_json::to_value(role).unwrap().to_string()).collect();
    let known: Vec<String> = Role::NAMES.iter().map(|name| format!("{name:?}")).collect();
    assert_eq!(names, known);
}

#[test]
fn the_team_works_in_the_field_and_everybody_else_at_a_desk() {
    for role in ALL {
        assert_eq!(role.is_desk(), !TEAM.contains(role), "{role:?}");
    }
}

#[test]
fn the_office_and_the_administration_oversee_what_was_set_aside() {
    for role in ALL {
        let expected = matches!(role, Role::Office | Role::Admin);
        assert_eq!(oversees_quarantine(&actor(7, *role)), expected, "{role:?}");
    }
}

#[test]
fn devices_are_their_owners_affair_and_the_administrations() {
    for role in ALL {
        let actor = actor(7, *role);
        assert!(manages_devices(&actor, person(7)), "{role:?}");
        assert_eq!(manages_devices(&actor, person(8)), *role == Role::Admin, "{role:?}");
    }
}

#[test]
fn nobody_may_anything_with_a_kind_that_is_not_declared() {
    let kind = Kind::from("ghost");
    let target = Target { kind: &kind, unit: unit(1), author: Some(person(7)) };
    let field = path("name");
    for role in ALL {
        for action in [Action::See, Action::Create, Action::Write(&field), Action::Delete] {
            assert!(!can(&actor(7, *role), action, target), "{role:?} {action:?}");
        }
    }
}

#[test]
fn nobody_writes_a_field_that_is_not_declared() {
    for spec in KINDS {
        let (field, target) = (path("nonsense/7"), Target { kind: &spec.kind, unit: unit(1), author: None });
        assert!(!ALL.iter().any(|role| can(&actor(7, *role), Action::Write(&field), target)), "{}", spec.kind);
    }
}

#[test]
fn the_operations_of_a_change_amount_to_these_actions() {
    assert_eq!(action_of(Op::Set, false), Some(Action::Create));
    assert_eq!(action_of(Op::Set, true), None);
    for op in [Op::Delete, Op::Restore] {
        assert_eq!(action_of(op, true), Some(Action::Delete));
    }
}

#[test]
fn office_and_administration_decide_over_what_was_set_aside_of_their_units_but_the_office_not_over_its_own() {
    for role in ALL {
        let oversees = matches!(role, Role::Office | Role::Admin);
        assert_eq!(decides_set_aside(&actor(7, *role), person(8), None, unit(1)), oversees, "{role:?}");
        assert_eq!(sees_set_aside(&actor(7, *role), person(8), unit(1)), oversees, "{role:?}");
        assert!(!decides_set_aside(&stranger(7, *role), person(8), None, unit(1)), "{role:?}");
        assert!(!sees_set_aside(&stranger(7, *role), person(8), unit(1)), "{role:?}");
        assert_eq!(decides_set_aside(&actor(7, *role), person(7), None, unit(1)), *role == Role::Admin, "{role:?}");
        let brought = |by| decides_set_aside(&actor(7, *role), person(8), Some(person(by)), unit(1));
        assert_eq!((brought(7), brought(9)), (*role == Role::Admin, oversees), "{role:?}");
        assert!(sees_set_aside(&stranger(7, *role), person(7), unit(1)), "{role:?} sees their own");
    }
}

#[test]
fn who_decides_answers_for_a_team_and_for_nothing_else_that_they_might_not_do() {
    for role in ALL {
        for spec in KINDS {
            let oversees = matches!(role, Role::Office | Role::Admin);
            let keeps = match &spec.kind {
                kind if CITY_LISTS.contains(kind) => *role == Role::Admin,
                kind if MATERIALS.contains(kind) => *role == Role::Office,
                _ => true,
            };
            let expected = oversees && keeps;
            let making = Target { kind: &spec.kind, unit: unit(1), author: None };
            assert_eq!(can_vouch(&actor(7, *role), Action::Create, making), expected, "{role:?} {}", spec.kind);
            let another = Target { author: Some(person(8)), ..making };
            let deletes = expected && !spec.written_once;
            assert_eq!(can_vouch(&actor(7, *role), Action::Delete, another), deletes, "{role:?} {}", spec.kind);
            assert!(!can_vouch(&stranger(7, *role), Action::Delete, another), "{role:?} {}", spec.kind);
        }
        let visit = Target { kind: &Kind::VISIT, unit: unit(1), author: Some(person(8)) };
        let (content, verdict) = (path("content"), path("review/verdict"));
        let oversees = matches!(role, Role::Office | Role::Admin);
        assert_eq!(can_vouch(&actor(7, *role), Action::Write(&content), visit), oversees, "{role:?}");
        let reviews = *role == Role::Office;
        assert_eq!(can_vouch(&actor(7, *role), Action::Write(&verdict), visit), reviews, "{role:?}");
        assert!(!can_vouch(&stranger(7, *role), Action::Write(&content), visit), "{role:?}");
        assert!(!can_vouch(&actor(7, *role), Action::Write(&path("nonsense")), visit), "{role:?}");
    }
}

#[test]
fn nobody_claims_a_first_contact_for_somebody_else() {
    let anna = actor(1, Role::Leader);
    let company = Target { kind: &Kind::COMPANY, unit: anna.unit, author: Some(person(2)) };
    let claim = |of: &str| can(&anna, Action::Write(&path(&format!("first_contact/{of}/day"))), company);
    assert!(claim(&person(1).to_string()));
    assert!(!claim(&person(2).to_string()) && !claim("somebody"));
}
