//! A phone's engine in the hands of a test.

use zoufang_core::merge::Change;
use zoufang_core::sync::Effect::{self, *};
use zoufang_core::sync::{Engine, Event, Fetched, Shelved, Status, Trouble, Which};
use zoufang_core::wire::{Fate, Outcome, PullPage, PushReply};

use crate::cast::{NOW, visit};

/// An engine with what it last asked for and told.
pub struct Phone {
    pub engine: Engine,
    pub asked: Option<Effect>,
    pub waits: Option<u64>,
    pub told: Status,
    pub now: u64,
    /// Nothing was ever set aside, as long as a story does not say so.
    pub has_aside: bool,
}

pub fn phone() -> Phone {
    let engine = Engine::new(1, true);
    Phone { engine, asked: None, waits: None, told: Status::default(), now: NOW, has_aside: false }
}

pub fn desk() -> Phone {
    Phone { engine: Engine::new(1, false), ..phone() }
}

impl Phone {
    /// Lets something happen, and keeps what the engine asks for because of it.
    pub fn on(&mut self, event: Event) -> &mut Self {
        self.asked = None;
        for effect in self.engine.handle(event, self.now) {
            match effect {
                Wait { ms } => self.waits = Some(ms),
                Report(status) => self.told = status,
                ask => {
                    assert!(self.asked.is_none(), "{:?} and {ask:?} at once", self.asked);
                    self.waits = None;
                    self.asked = Some(ask);
                }
            }
        }
        if !self.has_aside && matches!(self.asked, Some(Load { which: Which::Aside { .. }, .. })) {
            self.on(loaded(0));
        }
        self
    }

    #[track_caller]
    pub fn assert_asks_behind(&self, number: u64) {
        let asks = matches!(self.asked, Some(Load { which: Which::Aside { behind }, .. }) if behind == number);
        assert!(asks, "{:?}", self.asked);
    }

    /// A push of so many changes is on its way.
    pub fn pushing(&mut self, count: u64) -> &mut Self {
        self.on(Event::Woke).on(loaded(count));
        assert!(matches!(&self.asked, Some(Push(changes)) if changes.len() as u64 == count));
        self
    }

    /// A pull is on its way.
    pub fn pulling(&mut self) -> &mut Self {
        self.on(Event::Woke).on(loaded(0));
        assert!(matches!(self.asked, Some(Pull)));
        self
    }

    /// The same where something lies aside, which is asked about first.
    pub fn pulling_after_asking(&mut self) -> &mut Self {
        self.on(Event::Woke).on(loaded(0)).assert_asks_behind(0);
        self.on(loaded(0));
        assert!(matches!(self.asked, Some(Pull)));
        self
    }

    pub fn idle(&mut self) -> &mut Self {
        self.pulling().on(pulled(5, false)).on(PAGE_STORED);
        self.assert_waits();
        self
    }

    #[track_caller]
    pub fn assert_waits(&self) {
        assert!(self.asked.is_none() && self.waits.is_some(), "asked {:?}, waits {:?}", self.asked, self.waits);
    }

    #[track_caller]
    pub fn assert_waits_for(&self, trouble: Trouble) {
        self.assert_waits();
        assert_eq!((self.told.trouble, self.told.busy), (Some(trouble), false));
    }
}

pub fn changes(count: u64) -> Vec<Change> {
    (1..=count).map(|seq| visit(1, seq).writes("content", "x").0).collect()
}

pub fn loaded(count: u64) -> Event {
    Event::Loaded(Ok(changes(count)))
}

pub fn reply(fates: &[Fate]) -> PushReply {
    let kept = |fate| !matches!(fate, Fate::Retry | Fate::Cloned);
    let outcome = |(seq, fate): (u64, &Fate)| Outcome {
        seq: Some(seq),
        fate: *fate,
        stored: kept(*fate),
        position: kept(*fate).then_some(seq),
        reason: None,
    };
    PushReply { outcomes: (1..).zip(fates).map(outcome).collect(), head: fates.len() as u64, now: NOW }
}

pub fn pushed(fates: &[Fate]) -> Event {
    Event::Pushed(Ok(reply(fates)))
}

pub fn pulled(upto: u64, more: bool) -> Event {
    pulled_with_news(upto, more, None)
}

pub fn pulled_with_news(upto: u64, more: bool, decided: Option<u64>) -> Event {
    let page = PullPage {
        rows: vec![],
        gone: vec![],
        cursor: "c".to_owned(),
        more,
        fresh: false,
        upto,
        decided,
        now: NOW,
        lease: None,
    };
    Event::Pulled(Ok(Box::new(Fetched { after: None, page })))
}

pub const STORED: Event = Event::OutcomesStored(Ok(()));
pub const PAGE_STORED: Event = Event::PageStored(Ok(Shelved::Taken));
pub const OUTRUN: Event = Event::PageStored(Ok(Shelved::Outrun));
