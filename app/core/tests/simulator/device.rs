//! A phone: its store, which outlives everything, and tabs with an engine each, which do not.

use std::collections::BTreeMap;

use zoufang_core::id::DeviceId;
use zoufang_core::sync::{Effect, Engine, Event, Failure, Shelved, StoreFailed};

use crate::faults::Fault;
use crate::network::{Ask, Request};
use crate::store::{Outgoing, Store};
use crate::world::{BEGINNING, Happening, STORM, World};

#[derive(Debug)]
pub struct Device {
    pub person: usize,
    pub store: Store,
    pub tabs: BTreeMap<u64, Tab>,
    /// How far its clock is off, in milliseconds.
    pub skew: i64,
    pub signed_in: bool,
    /// Which of the server's sessions its cookie stands for.
    pub session: usize,
    /// Runs an old version of the app.
    pub is_old: bool,
    /// Without connection until this time.
    pub offline_until: u64,
    /// In percent.
    pub store_fails: u64,
}

#[derive(Debug)]
pub struct Tab {
    pub engine: Engine,
    /// Only the timer that was set last counts.
    timer: u64,
}

/// One tab of one device.
#[derive(Clone, Copy, Debug)]
pub struct Address {
    pub device: usize,
    pub tab: u64,
}

impl Device {
    pub fn new(person: usize, id: DeviceId, session: usize) -> Self {
        Self {
            person,
            store: Store::new(id),
            tabs: BTreeMap::new(),
            skew: 0,
            signed_in: true,
            session,
            is_old: false,
            offline_until: 0,
            store_fails: 0,
        }
    }

    pub fn clock(&self, now: u64) -> u64 {
        now.saturating_add_signed(self.skew)
    }
}

impl World {
    pub fn open_tab(&mut self, device: usize) {
        self.tabs_opened += 1;
        let tab = self.tabs_opened;
        let engine = Engine::new(self.dice.next(), true);
        self.book.witnessed.extend((!self.devices[device].tabs.is_empty()).then_some("a second tab"));
        self.devices[device].tabs.insert(tab, Tab { engine, timer: 0 });
        self.soon(Happening::Tell(Address { device, tab }, Event::Woke));
    }

    /// The phone's battery is out: whatever was not stored is lost.
    pub fn crash(&mut self, device: usize) {
        self.devices[device].tabs.clear();
    }

    pub fn tell_tabs(&mut self, device: usize, event: fn() -> Event) {
        let tabs: Vec<u64> = self.devices[device].tabs.keys().copied().collect();
        for tab in tabs {
            self.soon(Happening::Tell(Address { device, tab }, event()));
        }
    }

    /// The engine hears of an event; what it asks for is carried out later, if the tab lives on.
    pub fn tell(&mut self, at: Address, event: Event) {
        let now = self.devices[at.device].clock(self.now);
        let Some(tab) = self.tab(at) else { return };
        for effect in tab.engine.handle(event, now) {
            match effect {
                Effect::Report(_) => {}
                Effect::Wait { ms } => {
                    let Some(tab) = self.tab(at) else { return };
                    tab.timer += 1;
                    let timer = tab.timer;
                    self.after(ms, Happening::Timer(at, timer));
                }
                effect => self.soon(Happening::Carry(at, effect)),
            }
        }
    }

    pub fn timer(&mut self, at: Address, timer: u64) {
        if self.tab(at).is_some_and(|tab| tab.timer == timer) {
            self.tell(at, Event::Timer);
        }
    }

    pub fn carry(&mut self, at: Address, effect: Effect) {
        if self.tab(at).is_none() {
            return;
        }
        if self.dies(at) {
            return;
        }
        self.book.witnessed.extend(name(&effect));
        let event = match effect {
            Effect::Load { which, most } => Event::Loaded(self.transaction(at, |store| store.to_send(which, most))),
            Effect::Push(changes) => {
                let raw = |change| serde_json::value::to_raw_value(change).expect("a change has a spelling");
                let device = changes.first().map_or(self.devices[at.device].store.device, |change| change.device);
                return self.ask(at, Ask::Push { device, changes: changes.iter().map(raw).collect() });
            }
            Effect::StoreOutcomes(answer) => Event::OutcomesStored(self.transaction(at, |store| store.settle(&answer))),
            Effect::PutAside { change, reason } => {
                Event::OutcomesStored(self.transaction(at, |store| store.put_aside(change, reason)))
            }
            Effect::TakeDevice => {
                let device = DeviceId(self.dice.uuid());
                Event::DeviceTaken(self.transaction(at, |store| store.take_device(device)))
            }
            Effect::Wipe => {
                self.somebody_types_on(at.device);
                self.book.forget(&self.devices[at.device].store);
                let device = DeviceId(self.dice.uuid());
                Event::Wiped(self.wipe(at, device))
            }
            Effect::Pull => return self.ask_for_page(at),
            Effect::PullFromStart => match self.transaction(at, |store| store.stand.begin_anew()) {
                Ok(()) => return self.ask_for_page(at),
                Err(StoreFailed) => Event::Pulled(Err(Failure::Storage)),
            },
            Effect::StorePage(fetched) => {
                let clock = self.devices[at.device].clock(self.now);
                let shelved = self.transaction(at, |store| store.store_page(&fetched, clock));
                let shelved = shelved.and_then(|shelved| self.sweep(at).map(|()| shelved));
                self.book.witnessed.extend((shelved == Ok(Shelved::Outrun)).then_some("a page is outrun"));
                self.only_what_its_person_could_see_is_left(at.device);
                Event::PageStored(shelved)
            }
            Effect::Wait { .. } | Effect::Report(_) => return,
        };
        if !self.dies(at) {
            self.soon(Happening::Tell(at, event));
        }
    }

    /// Whether the phone dies here, between one effect and the next.
    fn dies(&mut self, at: Address) -> bool {
        let dies = self.dice.chance(self.weather.crashes);
        if dies {
            self.strike(Fault::Crash(at.device));
        }
        dies
    }

    fn tab(&mut self, at: Address) -> Option<&mut Tab> {
        self.devices[at.device].tabs.get_mut(&at.tab)
    }

    fn ask_for_page(&mut self, at: Address) {
        let Device { store, is_old, .. } = &self.devices[at.device];
        // Earlier versions of the app did not say which device they are.
        let device = (!is_old).then_some(store.device);
        self.ask(at, Ask::Pull { cursor: store.stand.cursor.clone(), device });
    }

    /// The browser sends its cookie along.
    fn ask(&mut self, at: Address, ask: Ask) {
        let session = self.devices[at.device].session;
        self.requests_sent += 1;
        self.send(at, Request { number: self.requests_sent, session, ask });
    }

    /// Each portion is a transaction of its own, and the phone may die between two.
    fn sweep(&mut self, at: Address) -> Result<(), StoreFailed> {
        while self.devices[at.device].store.stand.sweeps_behind().is_some() {
            if self.dies(at) {
                self.book.witness("a crash amid a sweep");
                break;
            }
            self.transaction(at, Store::sweep_some)?;
        }
        Ok(())
    }

    /// Between the last look into the outbox and the wipe.
    fn somebody_types_on(&mut self, device: usize) {
        if self.now >= BEGINNING + STORM || !self.dice.chance(70) {
            return;
        }
        if let Some(form) = self.form(device) {
            self.save(device, form);
            self.book.witness("saved while it is wiped");
        }
    }

    fn wipe(&mut self, at: Address, device: DeviceId) -> Result<(), StoreFailed> {
        let (before, ()) = self.write(at, |store| store.wipe(device))?;
        self.nothing_was_wiped_that_is_only_there(at.device, &before);
        Ok(())
    }

    fn transaction<R>(&mut self, at: Address, work: impl FnOnce(&mut Store) -> R) -> Result<R, StoreFailed> {
        let (before, result) = self.write(at, work)?;
        self.nothing_left_the_outbox_too_early(at.device, &before);
        self.what_was_kept_stays_kept(at.device, &before);
        Ok(result)
    }

    /// Happens as a whole or not at all. Tells what the outbox held before, too.
    fn write<R>(&mut self, at: Address, work: impl FnOnce(&mut Store) -> R) -> Result<(Vec<Outgoing>, R), StoreFailed> {
        let device = &mut self.devices[at.device];
        if self.dice.chance(device.store_fails) {
            self.book.witness("a transaction fails");
            return Err(StoreFailed);
        }
        let before: Vec<Outgoing> = device.store.outbox.values().cloned().collect();
        Ok((before, work(&mut device.store)))
    }
}

fn name(effect: &Effect) -> Option<&'static str> {
    match effect {
        Effect::TakeDevice => Some("a device takes another id"),
        Effect::Wipe => Some("a device is wiped"),
        Effect::PutAside { .. } => Some("a change alone is too large"),
        Effect::PullFromStart => Some("everything is fetched anew"),
        Effect::StorePage(fetched) if !fetched.page.gone.is_empty() => Some("rows leave the scope"),
        Effect::StorePage(fetched) if fetched.page.more => Some("a page that is not the last"),
        _ => None,
    }
}
