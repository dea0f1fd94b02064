use serde_json::value::RawValue;

use crate::domain::{KindSpec, SCHEMA};
use crate::id::{DeviceId, RecordId, UnitId};
use crate::merge::{Attribution, Change, Op, Record, Value};
use crate::permission::{Action, Actor, Target, action_of, can};
use crate::wire::{Fate, Reason, ReasonCode};

/// The most fields that one change may write; a form has about sixty.
const MAX_FIELDS: usize = 500;

/// What the server makes of one change.
#[derive(Debug)]
pub enum Intake {
    /// Store the record; `fate` is applied, merged or conflict.
    Stored { record: Box<Record>, change: Box<Change>, fate: Fate },
    /// Keep it until `waits_for` has come.
    Held { waits_for: RecordId, reason: Reason },
    /// Keep it raw for the office.
    Quarantined(Reason),
}

/// Reads one change of a push.
///
/// # Errors
/// Tells why it cannot be read, or that it speaks for another device.
pub fn read_change(raw: &RawValue, device: DeviceId) -> Result<Change, Reason> {
    let change: Change =
        serde_json::from_str(raw.get()).map_err(|error| refusal(ReasonCode::Unreadable, error.to_string()))?;
    if change.device != device {
        let message = format!("the push comes from device {device}, the change names {}", change.device);
        return Err(refusal(ReasonCode::WrongDevice, message));
    }
    Ok(change)
}

/// Decides over one change and applies it. `current` is the record as stored; `parent_unit` the
/// unit of the record that the change's record hangs on, if that one is here.
pub fn intake(
    mut change: Change,
    actor: &Actor,
    server_now_ms: u64,
    current: Option<Record>,
    parent_unit: Option<UnitId>,
) -> Intake {
    let Some(spec) = change.kind.spec() else {
        let message = format!("there is no kind {:?} in schema {SCHEMA}", change.kind.as_str());
        return Intake::Quarantined(refusal(ReasonCode::UnknownKind, message));
    };
    if let Some(current) = current.as_ref().filter(|current| current.kind != change.kind) {
        let message = format!("record {} is of kind {}, not {}", change.record, current.kind, change.kind);
        return Intake::Quarantined(refusal(ReasonCode::WrongKind, message));
    }
    if current.is_none() && (change.op != Op::Set || !change.life.is_empty()) {
        return held(change.record, "the change amends a record that has not come yet");
    }
    let unit = match (&current, parent(spec, &change)) {
        (Some(current), _) => current.unit(),
        (None, Some(parent)) => match parent_unit {
            Some(unit) => unit,
            None => return held(parent, "the record it hangs on has not come yet"),
        },
        (None, None) => actor.unit,
    };
    if let Err(reason) = allowed(spec, &change, actor, current.as_ref(), unit).and_then(|()| well_formed(spec, &change))
    {
        return Intake::Quarantined(reason);
    }

    change.at = change.at.clamp(server_now_ms);
    let who = Attribution { by: actor.person, unit };
    let (record, fate) = match current {
        None => (Record::born(&change, who), Fate::Applied),
        Some(mut record) => {
            let applied = record.apply(&change, who);
            let fate = match applied {
                applied if !applied.conflicts.is_empty() => Fate::Conflict,
                applied if applied.merged => Fate::Merged,
                _ => Fate::Applied,
            };
            (record, fate)
        }
    };
    Intake::Stored { record: Box::new(record), change: Box::new(change), fate }
}

/// The record that a new record hangs on, where its kind hangs on one.
pub fn parent(spec: &KindSpec, change: &Change) -> Option<RecordId> {
    let write = change.fields.get(spec.parent?)?;
    write.value.as_text()?.parse().ok()
}

fn allowed(
    spec: &KindSpec,
    change: &Change,
    actor: &Actor,
    current: Option<&Record>,
    unit: UnitId,
) -> Result<(), Reason> {
    let target = match current {
        Some(record) => Target::from(record),
        None => Target { kind: &spec.kind, unit, author: None },
    };
    let not_allowed = |what: String| refusal(ReasonCode::NotAllowed, what);
    // Also for a record that exists: what one may not see, one may not touch.
    if !can(actor, Action::See, target) {
        return Err(not_allowed(format!("{} {} is outside the sender's units", spec.kind, change.record)));
    }
    if let Some(action) = action_of(change.op, current.is_some())
        && !can(actor, action, target)
    {
        return Err(not_allowed(format!("a {:?} may not do this to a {}", actor.role, spec.kind)));
    }
    match change.fields.keys().find(|path| spec.field(path).is_some() && !can(actor, Action::Write(path), target)) {
        Some(path) => {
            let reason = not_allowed(format!("a {:?} may not write {path} of this {}", actor.role, spec.kind));
            Err(Reason { path: Some(path.clone()), ..reason })
        }
        None => Ok(()),
    }
}

fn well_formed(spec: &KindSpec, change: &Change) -> Result<(), Reason> {
    if change.fields.len() > MAX_FIELDS {
        let message = format!("{} fields in one change; at most {MAX_FIELDS} are taken", change.fields.len());
        return Err(refusal(ReasonCode::TooLarge, message));
    }
    if spec.parent.is_some() && change.life.is_empty() && parent(spec, change).is_none() {
        return Err(refusal(ReasonCode::BadValue, format!("a {} needs the record it is about", spec.kind)));
    }
    for (path, write) in &change.fields {
        let at_path = |code, message| Reason { path: Some(path.clone()), ..refusal(code, message) };
        let Some(field) = spec.field(path) else {
            return Err(at_path(ReasonCode::UnknownField, format!("{} has no field {path}", spec.kind)));
        };
        if let Err(problem) = field.holds.admits(&write.value) {
            return Err(at_path(ReasonCode::BadValue, format!("{path} {problem}: {}", excerpt(&write.value))));
        }
    }
    Ok(())
}

/// Enough of a value to recognise it in a log; not the whole of what somebody wrote.
fn excerpt(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{:?}", text.chars().take(24).collect::<String>()),
        other => format!("{other:?}"),
    }
}

fn held(waits_for: RecordId, message: &str) -> Intake {
    let reason = refusal(ReasonCode::RecordNotThere, format!("{message}: {waits_for}"));
    Intake::Held { waits_for, reason }
}

fn refusal(code: ReasonCode, message: String) -> Reason {
    Reason { code, message, path: None }
}
