//! Whatever happens in whatever order: one thing at a time, and never idle without a timer.

use proptest::prelude::*;
use zoufang_core::sync::{Effect, Engine, Event, Failure, Fetched, Shelved, StoreFailed, Trouble};
use zoufang_core::wire::{Fate, Outcome, PullPage, PushReply};

use crate::cast::{NOW, visit};

/// What the host reports next: mostly the answer that is waited for, sometimes something else.
#[derive(Clone, Debug)]
enum Happening {
    Outside(u8, u64),
    /// How the outstanding request ends; the numbers choose among its endings.
    Answer(u8, u64),
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        2 => (0..6u8, 0..30u64).prop_map(|(which, head)| Happening::Outside(which, head)),
        5 => (0..10u8, 0..30u64).prop_map(|(ending, head)| Happening::Answer(ending, head)),
    ]
}

fn outside(which: u8, head: u64) -> Event {
    match which {
        0 => Event::Woke,
        1 => Event::SignedIn,
        2 => Event::Saved,
        3 => Event::HeadMoved(head),
        5 => Event::Revoked,
        _ => Event::Timer,
    }
}

fn failure(ending: u8) -> Failure {
    [
        Failure::Unreachable,
        Failure::Unavailable,
        Failure::SignedOut,
        Failure::TooLarge,
        Failure::StaleCursor,
        Failure::Refused,
        Failure::Storage,
        Failure::Revoked,
    ][usize::from(ending) % 8]
}

fn reply(seqs: &[u64], ending: u8, head: u64) -> PushReply {
    let fate = |seq: u64| match (u64::from(ending) + seq) % 5 {
        0 => Fate::Retry,
        1 if ending == 9 => Fate::Cloned,
        2 => Fate::Quarantined,
        _ => Fate::Applied,
    };
    let outcome = |seq: &u64| {
        let fate = fate(*seq);
        let stored = !matches!(fate, Fate::Retry | Fate::Cloned);
        Outcome {
            seq: (!seq.is_multiple_of(3)).then_some(*seq),
            fate,
            stored,
            position: stored.then_some(head),
            reason: None,
        }
    };
    PushReply { outcomes: seqs.iter().map(outcome).collect(), head, now: NOW }
}

fn answer(to: &Effect, ending: u8, head: u64) -> Event {
    let fails = ending < 3;
    let stored = if fails { Err(StoreFailed) } else { Ok(()) };
    match to {
        Effect::Load { most, .. } => {
            let count = head.min(*most as u64);
            let changes = (1..=count).map(|seq| visit(1, seq).writes("content", "x").0).collect();
            Event::Loaded(if fails { Err(StoreFailed) } else { Ok(changes) })
        }
        Effect::Push(_) if fails => Event::Pushed(Err(failure(u8::try_from(head).unwrap_or(0)))),
        Effect::Push(changes) => {
            let seqs: Vec<u64> = changes.iter().map(|change| change.seq).collect();
            Event::Pushed(Ok(reply(&seqs, ending, head)))
        }
        Effect::StoreOutcomes(_) | Effect::PutAside { .. } => Event::OutcomesStored(stored),
        Effect::TakeDevice => Event::DeviceTaken(stored),
        Effect::Wipe => Event::Wiped(stored),
        Effect::Pull | Effect::PullFromStart if fails => Event::Pulled(Err(failure(u8::try_from(head).unwrap_or(0)))),
        Effect::Pull | Effect::PullFromStart => {
            let (more, cursor) = (ending.is_multiple_of(2), "c".to_owned());
            let page = PullPage {
                rows: vec![],
                gone: vec![],
                cursor,
                more,
                fresh: false,
                upto: head,
                decided: None,
                now: NOW,
                lease: None,
            };
            Event::Pulled(Ok(Box::new(Fetched { after: None, page })))
        }
        Effect::StorePage(_) if ending == 3 => Event::PageStored(Ok(Shelved::Outrun)),
        Effect::StorePage(_) => Event::PageStored(stored.map(|()| Shelved::Taken)),
        Effect::Wait { .. } | Effect::Report(_) => unreachable!("nobody answers {to:?}"),
    }
}

/// What is under way: a request that will be answered, or a timer.
#[derive(Debug, Default)]
struct Host {
    outstanding: Option<Effect>,
    timer: bool,
}

impl Host {
    fn carry_out(&mut self, engine: &Engine, effects: Vec<Effect>) -> Result<(), TestCaseError> {
        for effect in effects {
            match effect {
                Effect::Report(status) => prop_assert_eq!(status, engine.status()),
                Effect::Wait { ms } => {
                    prop_assert!(ms > 0 && ms <= 60_000, "{} ms", ms);
                    self.timer = true;
                }
                request => {
                    prop_assert!(self.outstanding.is_none(), "{:?} while {:?}", request, self.outstanding);
                    self.outstanding = Some(request);
                }
            }
        }
        prop_assert!(self.outstanding.is_some() || self.timer, "idle for ever");
        prop_assert_eq!(engine.status().busy, self.outstanding.is_some());
        Ok(())
    }
}

fn ends_well(request: &Effect) -> Event {
    match request {
        Effect::Load { .. } => Event::Loaded(Ok(Vec::new())),
        Effect::Push(changes) => {
            let seqs: Vec<u64> = changes.iter().map(|change| change.seq).collect();
            let PushReply { mut outcomes, head, now } = reply(&seqs, 5, 40);
            outcomes.iter_mut().for_each(|outcome| (outcome.fate, outcome.stored) = (Fate::Applied, true));
            Event::Pushed(Ok(PushReply { outcomes, head, now }))
        }
        other => answer(other, 9, 40),
    }
}

/// Lets everything succeed from now on: the engine comes to rest with nothing left to tell, after
/// one timer at most, or a sign-in where it says that the device was revoked.
fn comes_to_rest(engine: &mut Engine, host: &mut Host) -> Result<(), TestCaseError> {
    for _ in 0..20 {
        let event = match host.outstanding.take() {
            Some(request) => ends_well(&request),
            None if engine.status().trouble == Some(Trouble::Revoked) => Event::SignedIn,
            None if engine.status().trouble.is_some() => Event::Timer,
            None => return Ok(()),
        };
        let effects = engine.handle(event, NOW);
        host.carry_out(engine, effects)?;
    }
    prop_assert!(false, "still at {:?}, {:?}", host.outstanding, engine.status());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_thing_at_a_time_and_never_idle_without_a_timer(
        seed: u64,
        keeps_rows: bool,
        happenings in prop::collection::vec(happening(), 0..120),
    ) {
        let mut engine = Engine::new(seed, keeps_rows);
        let mut host = Host::default();
        let effects = engine.handle(Event::Woke, NOW);
        host.carry_out(&engine, effects)?;
        for happening in happenings {
            let event = match happening {
                Happening::Outside(which, head) => {
                    host.timer &= which != 4;
                    outside(which, head)
                }
                Happening::Answer(ending, head) => match host.outstanding.take() {
                    Some(request) => answer(&request, ending, head),
                    None => {
                        host.timer = false;
                        Event::Timer
                    }
                },
            };
            let effects = engine.handle(event, NOW);
            host.carry_out(&engine, effects)?;
        }
        comes_to_rest(&mut engine, &mut host)?;
    }
}
