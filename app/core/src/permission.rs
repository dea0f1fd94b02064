//! Who may see and do what.
//!
//! **Invariant:** no other place in the product decides this; handlers and screens ask here.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::domain::{FieldSpec, Kind, Reach, Writers};
use crate::id::{PersonId, UnitId};
use crate::merge::{Op, Path, Record};

/// The part a person plays; the names are those of the documents.
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 队员
    Member,
    /// 队长
    Leader,
    /// 牵头单位审核
    LeadReviewer,
    /// 区县审核
    CountyReviewer,
    /// 开放办
    Office,
    /// 统计员
    Statistician,
    /// 链长
    ChainChief,
    /// 服务管家
    Steward,
    /// 督导
    Inspector,
    /// 领导（只读）
    Viewer,
    /// 系统管理员
    Admin,
}

impl Role {
    pub const NAMES: &[&str] = &[
        "member",
        "leader",
        "lead_reviewer",
        "county_reviewer",
        "office",
        "statistician",
        "chain_chief",
        "steward",
        "inspector",
        "viewer",
        "admin",
    ];

    /// Whether this person works at a desk: opens in the console, and reads through it.
    pub fn is_desk(self) -> bool {
        !matches!(self, Self::Member | Self::Leader)
    }

    /// Whether the devices of everybody in the city are this person's affair.
    pub fn oversees_devices(self) -> bool {
        self == Self::Admin
    }

    /// Whether what others of the own units have made goes off by this person's word: of a team by its leader's, of
    /// what reviewers keep by the office's, which goes on when somebody has left it.
    fn answers_for(self, makers: Writers) -> bool {
        self == Self::Leader || self == Self::Office && makers == Writers::Reviewers
    }

    fn plays(self, writers: Writers) -> bool {
        match writers {
            Writers::Team => matches!(self, Self::Member | Self::Leader),
            Writers::Reviewers => matches!(self, Self::LeadReviewer | Self::CountyReviewer | Self::Office),
            Writers::Administration => matches!(self, Self::Admin),
            Writers::Everybody => !matches!(self, Self::Viewer),
        }
    }
}

/// Who asks, as the session knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub person: PersonId,
    pub unit: UnitId,
    pub role: Role,
    /// The actor's unit and all below it.
    pub scope: BTreeSet<UnitId>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action<'a> {
    See,
    /// Make a record of this kind; the target's unit is the one it would get.
    Create,
    /// Write this field of it.
    Write(&'a Path),
    Delete,
}

/// What is acted upon: a record, or one that is about to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target<'a> {
    pub kind: &'a Kind,
    pub unit: UnitId,
    /// `None` for a record that does not exist yet.
    pub author: Option<PersonId>,
}

impl<'a> From<&'a Record> for Target<'a> {
    fn from(record: &'a Record) -> Self {
        Self { kind: &record.kind, unit: record.unit(), author: Some(record.author()) }
    }
}

pub fn can(actor: &Actor, action: Action<'_>, target: Target<'_>) -> bool {
    let Some(spec) = target.kind.spec() else {
        return false;
    };
    let in_scope = actor.scope.contains(&target.unit);
    let reached = in_scope || spec.reach == Reach::Tenant;
    let is_made = target.author.is_some();
    match action {
        Action::See => reached,
        Action::Create => reached && actor.role.plays(spec.makers),
        Action::Write(_) | Action::Delete if spec.written_once && is_made => false,
        Action::Write(path) => {
            let writes =
                |field: &FieldSpec| actor.role.plays(field.writers) && (!field.of_oneself || names(path, actor.person));
            reached && spec.field(path).is_some_and(writes)
        }
        Action::Delete => {
            let answers_for_it = target.author == Some(actor.person) || actor.role.answers_for(spec.makers);
            in_scope && answers_for_it && actor.role.plays(spec.makers)
        }
    }
}

/// Whether the item of a list that a path leads into is somebody's own.
fn names(path: &Path, person: PersonId) -> bool {
    path.segments().nth(1) == Some(person.to_string().as_str())
}

/// Whether the actor also sees the changes of others that the server set aside, where their authors
/// belong to the actor's units. Everybody sees their own.
pub fn oversees_quarantine(actor: &Actor) -> bool {
    matches!(actor.role, Role::Office | Role::Admin)
}

/// Whether the actor may see the devices of somebody in the city, and revoke them. One's own are one's
/// own affair; a phone that was lost with its owner is the administration's.
pub fn manages_devices(actor: &Actor, of: PersonId) -> bool {
    actor.person == of || actor.role.oversees_devices()
}

/// Whether the actor may know of a change that was set aside; `unit` is its author's at that time.
pub fn sees_set_aside(actor: &Actor, author: PersonId, unit: UnitId) -> bool {
    author == actor.person || oversees_quarantine(actor) && actor.scope.contains(&unit)
}

/// Whether the actor decides over it. Nobody does over their own, nor over what they brought in somebody's
/// name (`bringer`), but for who has nobody above them.
pub fn decides_set_aside(actor: &Actor, author: PersonId, bringer: Option<PersonId>, unit: UnitId) -> bool {
    let is_own = author == actor.person || bringer == Some(actor.person);
    oversees_quarantine(actor) && actor.scope.contains(&unit) && (!is_own || actor.role == Role::Admin)
}

/// Whether the actor may answer for somebody else's action, as who accepts a change does that its sender
/// might not make. For what a team writes, whoever decides over it; for the rest, who may do it oneself.
pub fn can_vouch(actor: &Actor, action: Action<'_>, target: Target<'_>) -> bool {
    let Some(spec) = target.kind.spec() else {
        return false;
    };
    let in_scope = actor.scope.contains(&target.unit);
    let sees = oversees_quarantine(actor) && can(actor, Action::See, target);
    let answers_for = |writers| matches!(writers, Writers::Team | Writers::Everybody) || actor.role.plays(writers);
    match action {
        Action::See => sees,
        Action::Create => sees && answers_for(spec.makers),
        Action::Write(_) | Action::Delete if spec.written_once && target.author.is_some() => false,
        Action::Write(path) => sees && spec.field(path).is_some_and(|field| answers_for(field.writers)),
        Action::Delete => sees && in_scope && answers_for(spec.makers),
    }
}

/// The action that an operation amounts to, beside the fields it writes.
pub fn action_of(op: Op, exists: bool) -> Option<Action<'static>> {
    match op {
        Op::Set if exists => None,
        Op::Set => Some(Action::Create),
        Op::Delete | Op::Restore => Some(Action::Delete),
    }
}
