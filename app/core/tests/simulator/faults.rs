//! What goes wrong, when, and how it ends.

use zoufang_core::id::DeviceId;
use zoufang_core::sync::Event;

use crate::city::{UNITS, unit};
use crate::device::Device;
use crate::network::Weather;
use crate::store::Store;
use crate::world::{HOURS, Happening, STORM, World};

#[derive(Clone, Copy, Debug)]
pub enum Fault {
    Crash(usize),
    Restart(usize),
    SecondTab(usize),
    /// Out of reach for so long.
    Offline(usize, u64),
    BackOnline(usize),
    /// The clock is off by so much from now on.
    Clock(usize, i64),
    SessionEnds(usize),
    SignIn(usize),
    /// The browser profile is copied to another machine.
    Clone(usize),
    /// A person gains or loses the sight of a unit.
    Scope(usize, u128),
    /// The browser clears the storage of the app, which may be open.
    StorageVanishes(usize),
    /// The office trusts the device no longer.
    Revoke(usize),
    /// The server forgets every cursor.
    CursorsForgotten,
}

pub const DAY: i64 = 86_400_000;
pub const YEAR: i64 = 365 * DAY;

impl World {
    /// Draws the weather of this seed and when which fault strikes.
    pub fn brew_storm(&mut self) {
        let dice = &mut self.dice;
        self.weather = Weather {
            lost: dice.below(20),
            answer_lost: dice.below(15),
            repeated: dice.below(15),
            unavailable: dice.below(12),
            cut: dice.below(12),
            server_dies: dice.below(6),
            asleep: *dice.pick(&[0, 0, 3, 25]).unwrap_or(&0),
            heads_lost: dice.below(60),
            slowest: dice.between(20, 4_000),
            body_limit: *dice.pick(&[0, 0, 550, 3_000]).unwrap_or(&0),
            page: *dice.pick(&[1, 3, 10, 1_000]).unwrap_or(&10),
            crashes: *dice.pick(&[0, 0, 1, 5]).unwrap_or(&0),
        };
        self.server.hiccups = self.dice.below(6);
        self.server.by_area = self.dice.chance(40);
        self.server.lease = *self.dice.pick(&[u64::MAX / 2, u64::MAX / 2, 240_000, 90_000]).unwrap_or(&240_000);
        for device in 0..self.devices.len() {
            self.devices[device].store_fails = self.dice.below(8);
            self.open_tab(device);
            self.soon(Happening::Act(device));
            let clock = self.a_skew();
            self.devices[device].skew = clock;
            self.devices[device].is_old = self.dice.chance(20);
        }
        let first_look = self.dice.below(STORM);
        self.after(first_look, Happening::Decide);
        self.restless = self.dice.chance(20);
        let faults = if self.restless { self.dice.between(15, 40) } else { self.dice.between(2, 14) };
        for _ in 0..faults {
            let fault = self.a_fault();
            let when = self.dice.below(STORM);
            self.after(when, Happening::Fault(fault));
        }
    }

    fn a_skew(&mut self) -> i64 {
        *self.dice.pick(&[0, 0, 700, -90_000, -DAY, DAY, YEAR]).unwrap_or(&0)
    }

    fn a_fault(&mut self) -> Fault {
        let device = usize::try_from(self.dice.below(self.devices.len() as u64)).unwrap_or(0);
        // Somebody who is moved about has the app open twice.
        match if self.restless { self.dice.between(11, 18) } else { self.dice.below(23) } {
            0..5 => Fault::Crash(device),
            5..9 => Fault::Offline(device, self.dice.between(5_000, 300_000)),
            9..11 => Fault::Clock(device, self.a_skew()),
            11..13 => Fault::SessionEnds(device),
            13..15 => Fault::SecondTab(device),
            15..17 => Fault::Scope(self.devices[device].person, u128::from(self.dice.below(3)) % UNITS),
            17..19 if !self.restless => Fault::Clone(device),
            19 => Fault::CursorsForgotten,
            20 => Fault::StorageVanishes(device),
            21 => Fault::Revoke(device),
            _ => Fault::Scope(self.devices[device].person, u128::from(self.dice.below(3)) % UNITS),
        }
    }

    pub fn strike(&mut self, fault: Fault) {
        let ends_in = self.dice.between(500, 120_000);
        match fault {
            Fault::Crash(device) => {
                let busy = self.devices[device].tabs.values().any(|tab| tab.engine.status().busy);
                self.book.witness(if busy { "a crash at work" } else { "a crash at rest" });
                self.crash(device);
                self.after(ends_in, Happening::Fault(Fault::Restart(device)));
            }
            Fault::Restart(device) if self.devices[device].tabs.is_empty() => self.open_tab(device),
            Fault::SecondTab(device) => self.open_tab(device),
            Fault::Offline(device, ms) => {
                self.devices[device].offline_until = self.now + ms;
                self.after(ms + 1, Happening::Fault(Fault::BackOnline(device)));
            }
            // Browsers do not always tell that the connection is back.
            Fault::BackOnline(device) if self.dice.chance(50) => self.tell_tabs(device, || Event::Woke),
            Fault::Clock(device, skew) => self.set_clock(device, skew),
            Fault::SessionEnds(device) => {
                self.devices[device].signed_in = false;
                self.after(ends_in, Happening::Fault(Fault::SignIn(device)));
            }
            Fault::SignIn(device) => self.sign_in(device),
            Fault::Clone(device) => self.copy_profile(device),
            Fault::Scope(person, n) => {
                self.book.rescoped.insert(person);
                let scope = &mut self.server.people[person].scope;
                if scope.remove(&unit(n)) {
                    self.book.witness("a scope is lost");
                } else {
                    scope.insert(unit(n));
                    self.book.witness("a scope is gained");
                }
            }
            Fault::StorageVanishes(device) => self.storage_vanishes(device),
            Fault::Revoke(device) => {
                self.revoke(device);
                // Its owner has it still, or finds it again.
                if self.dice.chance(60) {
                    self.after(ends_in, Happening::Fault(Fault::SignIn(device)));
                }
            }
            Fault::CursorsForgotten => self.server.generation += 1,
            Fault::Restart(_) | Fault::BackOnline(_) => {}
        }
    }

    fn set_clock(&mut self, device: usize, skew: i64) {
        let phone = &mut self.devices[device];
        let by = skew - std::mem::replace(&mut phone.skew, skew);
        self.book.witnessed.extend((by > 0 && skew == YEAR).then_some("a clock is set a year ahead"));
        self.book.witnessed.extend((by < 0 && skew == -DAY).then_some("a clock is set a day behind"));
    }

    fn revoke(&mut self, device: usize) {
        let Device { person, store, is_old, .. } = &self.devices[device];
        self.book.witnessed.extend(is_old.then_some("an old client is revoked"));
        self.server.sessions.revoke(store.device, *person);
        for n in 0..self.devices.len() {
            // From its stream, if it has one.
            if self.is_confined(n) && self.dice.chance(50) {
                self.tell_tabs(n, || Event::Revoked);
            }
        }
    }

    /// Whether a phone's session may only hand in.
    pub fn is_confined(&self, device: usize) -> bool {
        self.server.sessions.is_confined(self.devices[device].session)
    }

    fn sign_in(&mut self, device: usize) {
        if self.is_confined(device) {
            self.book.witness("a revoked device begins anew");
        }
        let session = self.server.sessions.begin(self.devices[device].person);
        let phone = &mut self.devices[device];
        (phone.session, phone.signed_in) = (session, true);
        self.tell_tabs(device, || Event::SignedIn);
    }

    /// Whatever had not left the device is gone, and the next start finds a new one.
    fn storage_vanishes(&mut self, device: usize) {
        self.book.witness("storage vanishes");
        let empty = Store::new(DeviceId(self.dice.uuid()));
        let gone = std::mem::replace(&mut self.devices[device].store, empty);
        self.book.forget(&gone);
        let only_here = gone.outbox.values().filter(|outgoing| outgoing.waiting.is_only_here());
        self.book.vanished.extend(only_here.map(|outgoing| outgoing.change.id));
    }

    fn copy_profile(&mut self, of: usize) {
        self.book.witness("a profile is copied");
        let original = &self.devices[of];
        let fresh = Device::new(original.person, DeviceId(self.dice.uuid()), original.session);
        let copy = Device { store: original.store.clone(), signed_in: original.signed_in, ..fresh };
        let device = self.devices.len();
        self.devices.push(copy);
        self.open_tab(device);
        self.soon(Happening::Act(device));
    }

    /// The network heals and everybody switches the phone on and signs in. Clocks stay as they are,
    /// and nobody touches an app that is open: it has to come round by itself.
    pub fn calm_down(&mut self) {
        let page = self.weather.page;
        self.weather = Weather { page, slowest: 200, ..Weather::default() };
        self.server.hiccups = 0;
        for device in 0..self.devices.len() {
            let phone = &mut self.devices[device];
            (phone.offline_until, phone.store_fails) = (0, 0);
            if !phone.signed_in {
                self.sign_in(device);
            }
            if self.devices[device].tabs.is_empty() {
                self.open_tab(device);
            }
        }
    }

    /// People close the app and open it the next morning; or it stays open for hours.
    pub fn time_passes(&mut self) {
        if self.dice.chance(20) {
            self.book.witness("hours pass");
            self.run_until(self.now + HOURS);
        } else {
            for device in 0..self.devices.len() {
                self.crash(device);
                self.open_tab(device);
            }
        }
        self.run_until_nobody_is_busy();
    }
}
