use zoufang_core::id::TenantId;
use zoufang_core::merge::Attribution;
use zoufang_core::permission::{Actor, decides_set_aside, sees_set_aside};
use zoufang_core::sync::mend;
use zoufang_core::wire::{Decide, Decided, Decision, Fate, Reason};

use super::Delivery;
use super::batch::Batch;
use super::received::Received;
use crate::db::{AuditEntry, AuditEvent, Mending, SetAside, SetAsideNumber, StorageError, Taken, Writing};
use crate::spelling::spell;

/// What somebody of the office decides over a change that was set aside.
#[derive(Clone, Debug)]
pub struct Ruling {
    pub tenant: TenantId,
    pub actor: Actor,
    pub number: SetAsideNumber,
    pub decide: Decide,
}

/// Why a decision does not stand. Nothing of it is on the disk, unless the database was lost in the middle
/// of a commit: then the same decision again finds out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDecided {
    /// Nothing lies there that the actor may see.
    #[error("there is no such change in quarantine")]
    NotFound,
    #[error("the actor does not decide over this change")]
    NotAllowed,
    #[error("somebody has decided over it meanwhile")]
    Meanwhile,
    #[error("it cannot be applied: {}", .0.message)]
    NotApplicable(Reason),
    #[error("too many pushes are waiting")]
    Overloaded,
    #[error("the decision could not be stored")]
    NotStored,
}

/// Decides over a change in quarantine; the caller commits. `now` in milliseconds since 1970.
///
/// The change stays in quarantine as it came. Where it is applied, it is under its own id, device and
/// number and with the hash of what came, so that its device is told `duplicate` when it asks.
///
/// # Errors
/// Where the database fails: nothing may be committed then.
pub async fn decide(
    writing: &mut Writing,
    ruling: &Ruling,
    now: u64,
) -> Result<Result<Decided, NotDecided>, StorageError> {
    let Ruling { tenant, actor, number, decide } = ruling;
    // Locked before it is read: of two decisions at a time the second finds the first.
    let mut counters = writing.lock_tenant(*tenant).await?;
    let set_aside = writing.set_aside_numbered(*tenant, *number).await?;
    let Some(set_aside) = set_aside.filter(|it| sees_set_aside(actor, it.author, it.unit)) else {
        return Ok(Err(NotDecided::NotFound));
    };
    if !decides_set_aside(actor, set_aside.author, set_aside.brought_by, set_aside.unit) {
        return Ok(Err(NotDecided::NotAllowed));
    }
    if let Some(taken) = set_aside.taken.as_ref().filter(|taken| is_same(taken, ruling)) {
        return Ok(Ok(decided(taken, counters.head)));
    }
    let turns = set_aside.taken.as_ref().map_or(0, |taken| taken.turn);
    let is_applied = set_aside.taken.as_ref().is_some_and(|taken| taken.decision.applies());
    if turns != decide.seen || is_applied {
        return Ok(Err(NotDecided::Meanwhile));
    }
    let position = if decide.decision.applies() {
        match apply(writing, ruling, &set_aside, now).await? {
            Ok((position, head)) => {
                counters.head = head;
                position
            }
            Err(reason) => return Ok(Err(NotDecided::NotApplicable(reason))),
        }
    } else {
        // Nothing becomes visible under it, but the author's devices hear that there is news.
        counters.head += 1;
        writing.advance_tenant(*tenant, counters).await?;
        counters.head
    };
    let taken = Taken {
        decision: decide.decision,
        turn: turns + 1,
        by: actor.person,
        at: now,
        words: words(decide),
        mended: mended(decide),
        position,
    };
    writing.note_decision(*tenant, *number, &taken).await?;
    writing.audit(&[entry(ruling, &taken)]).await?;
    Ok(Ok(decided(&taken, counters.head)))
}

/// Applies the change as it came or as it is mended; tells its position and the head after it.
async fn apply(
    writing: &mut Writing,
    ruling: &Ruling,
    set_aside: &SetAside,
    now: u64,
) -> Result<Result<(u64, u64), Reason>, StorageError> {
    let Ruling { tenant, actor, decide, .. } = ruling;
    let device = set_aside.device;
    // Without fields it is as it came, but for blanks and the order of keys.
    let received = match mend(&set_aside.raw, &decide.fields, &decide.without) {
        Ok(raw) => Received::in_place_of(set_aside, raw)?,
        Err(reason) => return Ok(Err(reason)),
    };
    let changes = vec![received.clone()];
    let delivery = Delivery { tenant: *tenant, actor: actor.clone(), device, confined: false, by_hand: false, changes };
    let mut batch = Batch::load(writing, *tenant, &[delivery], now).await?;
    batch.no_longer_waits(set_aside.number);
    let author = Attribution { by: set_aside.author, unit: set_aside.unit };
    let outcome = match batch.vouch(device, &received, author, actor) {
        Ok(outcome) => outcome,
        Err(reason) => return Ok(Err(reason)),
    };
    let head = batch.counters.head;
    batch.store(writing).await?;
    Ok(Ok((outcome.position.unwrap_or(head), head)))
}

/// The same decision again, by the same person, who may not have got the answer.
fn is_same(taken: &Taken, Ruling { actor, decide, .. }: &Ruling) -> bool {
    taken.turn == decide.seen + 1
        && taken.by == actor.person
        && taken.decision == decide.decision
        && taken.words == words(decide)
        && taken.mended == mended(decide)
}

fn decided(taken: &Taken, head: u64) -> Decided {
    let fate = if taken.decision.applies() { Fate::Duplicate } else { Fate::Quarantined };
    Decided { decision: taken.decision, turn: taken.turn, fate, position: taken.applied_at(), head }
}

fn words(decide: &Decide) -> String {
    decide.words.trim().replace('\0', "")
}

fn mended(decide: &Decide) -> String {
    match decide.decision {
        Decision::Mend => {
            let told = Mending { fields: decide.fields.clone(), without: decide.without.clone() };
            serde_json::to_string(&told).expect("texts and values always have a spelling")
        }
        Decision::Accept | Decision::Refuse => String::new(),
    }
}

fn entry(Ruling { tenant, actor, number, .. }: &Ruling, taken: &Taken) -> AuditEntry {
    let told = [spell(taken.decision), number.to_string(), taken.words.clone(), taken.mended.clone()];
    let told: Vec<String> = told.into_iter().filter(|text| !text.is_empty()).collect();
    AuditEntry {
        tenant: Some(*tenant),
        person: Some(actor.person),
        at: taken.at,
        event: AuditEvent::Decided,
        address: None,
        detail: Some(told.join(" ")),
    }
}
