use std::sync::Arc;

use serde_json::value::RawValue;

use crate::domain::{KindSpec, SCHEMA};
use crate::id::{DeviceId, RecordId, UnitId};
use crate::merge::{Attribution, Change, Dot, Op, Path, Record, Value};
use crate::permission::{Action, Actor, Role, Target, action_of, can, can_vouch};
use crate::wire::{CHANGE_MAX_BYTES, Fate, Reason, ReasonCode};

/// The most fields that one change may write; a form has about sixty.
const MAX_FIELDS: usize = 500;
/// The most fields that a record may gather.
const MAX_PATHS: usize = 5_000;
/// The most values that a field may hold unsettled, and that a write may name as seen.
const MAX_HEADS: usize = 1_000;
/// The most writes that a write may name as seen which the same device has not brought yet; a save names one.
const MAX_NOT_COME: usize = 20;
/// How many replaced writes a record remembers, in all its fields, when such names are taken no more.
const MAX_REPLACED: usize = 20_000;
/// The most bytes that all texts of a record may have together.
const MAX_TEXTS: usize = 4 << 20;
/// A device counts from 1; databases hold signed numbers.
const LAST_SEQ: u64 = i64::MAX as u64;

/// What the server makes of one change.
#[derive(Debug)]
pub enum Intake {
    /// Store the record; `fate` is applied, merged or conflict. The change is as it came, or as it had to
    /// be altered.
    Stored { record: Box<Record>, change: Arc<Change>, fate: Fate },
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
    let change: Change = serde_json::from_str(raw.get())
        .map_err(|error| refusal(ReasonCode::Unreadable, beginning(&error.to_string(), 300)))?;
    if change.device != device {
        let message = format!("the push comes from device {device}, the change names {}", change.device);
        return Err(refusal(ReasonCode::WrongDevice, message));
    }
    if !(1..=LAST_SEQ).contains(&change.seq) {
        return Err(refusal(ReasonCode::Unreadable, format!("no device counts to {}", change.seq)));
    }
    Ok(change)
}

/// Why a change is kept aside for its size alone, before anything in it is looked at.
pub fn oversize(raw: &RawValue) -> Option<Reason> {
    let bytes = raw.get().len();
    let message = || format!("the change has {bytes} bytes; at most {CHANGE_MAX_BYTES} are applied at once");
    (bytes > CHANGE_MAX_BYTES).then(|| refusal(ReasonCode::TooLarge, message()))
}

/// By whose rights a change is judged, and whom it counts for.
#[derive(Clone, Copy)]
enum Rights<'a> {
    Own(&'a Actor),
    Vouched { author: Attribution, by: &'a Actor },
}

impl Rights<'_> {
    fn may(self, action: Action<'_>, target: Target<'_>) -> bool {
        match self {
            Self::Own(actor) => can(actor, action, target),
            Self::Vouched { by, .. } => can_vouch(by, action, target),
        }
    }

    /// Whether a change that comes before its record makes it. One that amends what never came waits, until
    /// somebody answers for it as it is.
    fn make_a_record_of(self, change: &Change) -> bool {
        change.op == Op::Set && (change.life.is_empty() || matches!(self, Self::Vouched { .. }))
    }

    fn author(self) -> Attribution {
        match self {
            Self::Own(actor) => Attribution { by: actor.person, unit: actor.unit },
            Self::Vouched { author, .. } => author,
        }
    }

    /// For the words of a refusal.
    fn role(self) -> Role {
        match self {
            Self::Own(actor) | Self::Vouched { by: actor, .. } => actor.role,
        }
    }
}

/// Decides over one change and applies it. `current` is the record as stored; `parent_unit` the
/// unit of the record that the change's record hangs on, if that one is here.
pub fn intake(
    change: Arc<Change>,
    actor: &Actor,
    server_now_ms: u64,
    current: Option<Record>,
    parent_unit: Option<UnitId>,
) -> Intake {
    judge(change, Rights::Own(actor), server_now_ms, current, parent_unit)
}

/// The same for a change that somebody else answers for, in the place of its author; it stays the
/// author's.
pub fn intake_vouched(
    change: Arc<Change>,
    author: Attribution,
    voucher: &Actor,
    server_now_ms: u64,
    current: Option<Record>,
    parent_unit: Option<UnitId>,
) -> Intake {
    judge(change, Rights::Vouched { author, by: voucher }, server_now_ms, current, parent_unit)
}

fn judge(
    mut change: Arc<Change>,
    rights: Rights<'_>,
    server_now_ms: u64,
    current: Option<Record>,
    parent_unit: Option<UnitId>,
) -> Intake {
    let Some(spec) = change.kind.spec() else {
        let message = format!("there is no kind {:?} in schema {SCHEMA}", beginning(change.kind.as_str(), 60));
        return Intake::Quarantined(refusal(ReasonCode::UnknownKind, message));
    };
    if is_squatted(spec, &change, rights, current.as_ref()) {
        return Intake::Quarantined(outside(&change));
    }
    if current.is_none() && !rights.make_a_record_of(&change) {
        return held(change.record, "the change amends a record that has not come yet");
    }
    let unit = match (&current, parent(spec, &change)) {
        (Some(current), _) => current.unit(),
        (None, Some(parent)) if parent == change.record => {
            return Intake::Quarantined(refusal(ReasonCode::BadValue, format!("{parent} hangs on itself")));
        }
        (None, Some(parent)) => match parent_unit {
            Some(unit) => unit,
            None => return held(parent, "the record it hangs on has not come yet"),
        },
        (None, None) => rights.author().unit,
    };
    let judged = allowed(spec, &change, rights, current.as_ref(), unit)
        .and_then(|()| well_formed(spec, &change, current.as_ref()))
        .and_then(|()| leaves_room(&change, current.as_ref()));
    if let Err(reason) = judged {
        return Intake::Quarantined(reason);
    }

    // Nothing amends a record before it was made: the earliest write decides its author.
    let earliest = current.as_ref().map(|current| current.origin.at.next(0)).unwrap_or_default();
    let at = change.at.clamp(server_now_ms).max(earliest);
    if at != change.at {
        Arc::make_mut(&mut change).at = at;
    }
    if !change.life.is_empty() || change.fields.values().any(|write| !write.base.is_empty()) {
        forget_what_nobody_can_have_seen(Arc::make_mut(&mut change), current.as_ref());
    }
    let who = Attribution { by: rights.author().by, unit };
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
    Intake::Stored { record: Box::new(record), change, fate }
}

/// Whether the change is about a record that is named after something, and neither makes it under the name
/// that its author's unit gives it nor amends one that its author sees. The answer is the same whether that
/// record is there or not.
fn is_squatted(spec: &KindSpec, change: &Change, rights: Rights<'_>, current: Option<&Record>) -> bool {
    if !change.record.is_made_of_something() {
        return false;
    }
    let sees = |record: &Record| rights.may(Action::See, Target::from(record));
    let name = spec.named_after.and_then(|name| name(change, rights.author().unit));
    !current.is_some_and(sees) && name != Some(change.record)
}

fn outside(change: &Change) -> Reason {
    refusal(ReasonCode::NotAllowed, format!("record {} is outside the sender's units", change.record))
}

/// The record that a new record hangs on, where its kind hangs on one.
pub fn parent(spec: &KindSpec, change: &Change) -> Option<RecordId> {
    let write = change.fields.get(spec.parent?)?;
    write.value.as_text()?.parse().ok()
}

fn allowed(
    spec: &KindSpec,
    change: &Change,
    rights: Rights<'_>,
    current: Option<&Record>,
    unit: UnitId,
) -> Result<(), Reason> {
    let target = match current {
        Some(record) => Target::from(record),
        None => Target { kind: &spec.kind, unit, author: None },
    };
    let not_allowed = |what: String| refusal(ReasonCode::NotAllowed, what);
    // First of all, and also for a record that exists: what one may not see, one may not touch,
    // and the answer tells nothing of it.
    if !rights.may(Action::See, target) {
        return Err(outside(change));
    }
    if let Some(current) = current.filter(|current| current.kind != change.kind) {
        let message = format!("record {} is of kind {}, not {}", change.record, current.kind, change.kind);
        return Err(refusal(ReasonCode::WrongKind, message));
    }
    let op = if restores(change, current) { Op::Restore } else { change.op };
    if let Some(action) = action_of(op, current.is_some())
        && !rights.may(action, target)
    {
        return Err(not_allowed(format!("a {:?} may not do this to a {}", rights.role(), spec.kind)));
    }
    // A field that nobody declared nobody may write: that is told elsewhere, as what it is.
    match change.fields.keys().find(|path| !rights.may(Action::Write(path), target) && spec.field(path).is_some()) {
        Some(path) => {
            let reason = not_allowed(format!("a {:?} may not write {path} of this {}", rights.role(), spec.kind));
            Err(Reason { path: Some(path.clone()), ..reason })
        }
        None => Ok(()),
    }
}

/// Whether the change brings back a record whose deletion its author had seen, by whatever name.
fn restores(change: &Change, current: Option<&Record>) -> bool {
    let seen = |record: &Record| record.life_dots().iter().all(|dot| change.life.contains(dot));
    change.op != Op::Delete && current.is_some_and(|record| !record.is_alive() && seen(record))
}

fn well_formed(spec: &KindSpec, change: &Change, current: Option<&Record>) -> Result<(), Reason> {
    if change.op == Op::Set && change.fields.is_empty() && current.is_some() {
        return Err(refusal(ReasonCode::BadValue, "the change writes nothing".to_owned()));
    }
    let makes_it = current.is_none() || change.life.is_empty();
    if spec.parent.is_some() && makes_it && parent(spec, change).is_none() {
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

/// Everybody who sees a record carries the whole of it, so it does not grow without end.
fn leaves_room(change: &Change, current: Option<&Record>) -> Result<(), Reason> {
    let within = |what: &str, count: usize, most: usize| match count > most {
        true => Err(refusal(ReasonCode::TooLarge, format!("{count} {what}; at most {most} are taken"))),
        false => Ok(()),
    };
    within("fields in one change", change.fields.len(), MAX_FIELDS)?;
    let seen = change.fields.iter().map(|(path, write)| (Some(path), &write.base));
    let mut not_come = 0;
    for (path, named) in std::iter::once((None, &change.life)).chain(seen) {
        within("writes named as seen", named.len(), MAX_HEADS)?;
        let of_this = named.iter().filter(|dot| has_not_come(change, **dot, path, current)).count();
        within("writes named as seen that have not come", of_this, MAX_NOT_COME)?;
        not_come += of_this;
    }
    let Some(current) = current else {
        return Ok(());
    };
    let added = change.fields.keys().filter(|path| current.get(path.as_str()).is_none()).count();
    if added > 0 {
        within("fields in one record", current.paths().count() + added, MAX_PATHS)?;
    }
    let unsettled = |what: &str, heads: &[Dot], named: &[Dot]| {
        within(what, heads.iter().filter(|dot| !named.contains(dot)).count() + 1, MAX_HEADS)
    };
    unsettled("unsettled writes of one record", &current.life_dots(), &change.life)?;
    for (path, write) in &change.fields {
        unsettled("unsettled values in one field", &current.dots(path.as_str()), &write.base)?;
    }
    if not_come > 0 {
        within("replaced writes in one record", current.replaced() + not_come, MAX_REPLACED)?;
    }
    let texts = change.fields.values().filter_map(|write| write.value.as_text()).map(str::len).sum::<usize>();
    within("bytes of text in one record", current.bytes_of_text() + texts, MAX_TEXTS)
}

/// Whether a change names, as seen in a field or in the life of its record, what the same device wrote earlier and has
/// not brought here.
fn has_not_come(change: &Change, dot: Dot, path: Option<&Path>, current: Option<&Record>) -> bool {
    let known = |record: &Record| match path {
        Some(path) => record.knows_write(path.as_str(), dot),
        None => record.knows(dot),
    };
    dot.device == change.device && dot.seq < change.seq && !current.is_some_and(known)
}

/// A write names what its author had seen: what the record holds or held, or what the same device
/// wrote earlier and has not brought here yet. Any other name is taken off, or a write of tomorrow
/// would be replaced before it arrives.
fn forget_what_nobody_can_have_seen(change: &mut Change, current: Option<&Record>) {
    let own = change.dot();
    let earlier = |dot: &Dot| dot.device == own.device && dot.seq < own.seq;
    change.life.retain(|dot| earlier(dot) || current.is_some_and(|record| record.knows(*dot)));
    for (path, write) in &mut change.fields {
        let known = |dot: Dot| current.is_some_and(|record| record.knows_write(path.as_str(), dot));
        write.base.retain(|dot| earlier(dot) || known(*dot));
    }
}

/// Enough of a value to recognise it in a log; not the whole of what somebody wrote.
fn excerpt(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("{:?}", beginning(text, 24)),
        other => format!("{other:?}"),
    }
}

fn beginning(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

fn held(waits_for: RecordId, message: &str) -> Intake {
    let reason = refusal(ReasonCode::RecordNotThere, format!("{message}: {waits_for}"));
    Intake::Held { waits_for, reason }
}

fn refusal(code: ReasonCode, message: String) -> Reason {
    Reason { code, message, path: None }
}
