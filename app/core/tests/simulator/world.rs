//! Virtual time, and everything that happens in it.

use std::collections::BTreeMap;

use zoufang_core::id::DeviceId;
use zoufang_core::sync::{Effect, Event};

use crate::book::Book;
use crate::device::{Address, Device};
use crate::dice::Dice;
use crate::faults::Fault;
use crate::network::{Passage, Request, Weather};
use crate::server::Server;
use crate::store::Form;

/// In 2027.
pub const BEGINNING: u64 = 1_800_000_000_000;
/// People work and things go wrong for so long, in virtual milliseconds.
pub const STORM: u64 = 10 * 60_000;
/// After that everything must be at rest within so long.
pub const CALM: u64 = 8 * 60_000;
/// Longer than it takes a device to ask again what became of what was set aside.
pub const HOURS: u64 = 62 * 60_000;

#[derive(Debug)]
pub enum Happening {
    /// Whoever holds the device does something.
    Act(usize),
    /// A form that was opened earlier is saved.
    Save(usize, Box<Form>),
    Tell(Address, Event),
    Carry(Address, Effect),
    Timer(Address, u64),
    Arrive(Request, Address, Passage),
    Fault(Fault),
    /// Somebody at the office looks through what lies aside.
    Decide,
}

#[derive(Debug)]
pub struct World {
    pub now: u64,
    pub dice: Dice,
    queue: BTreeMap<(u64, u64), Happening>,
    scheduled: u64,
    pub steps: u64,
    pub tabs_opened: u64,
    pub requests_sent: u64,
    pub weather: Weather,
    /// People are moved between units all the time.
    pub restless: bool,
    pub server: Server,
    pub devices: Vec<Device>,
    pub book: Book,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut server = Server::new();
        let mut book = Book::default();
        let mut cast: Vec<usize> = (0..server.people.len()).collect();
        dice.shuffle(&mut cast);
        let mut devices: Vec<Device> = Vec::new();
        for newcomer in cast.into_iter().take(usize::try_from(dice.between(2, 5)).unwrap_or(2)) {
            let person = match dice.pick(&devices) {
                Some(other) if dice.chance(25) => {
                    book.witness("somebody has two devices");
                    other.person
                }
                _ => newcomer,
            };
            devices.push(Device::new(person, DeviceId(dice.uuid()), server.sessions.begin(person)));
        }
        Self {
            now: BEGINNING,
            dice,
            queue: BTreeMap::new(),
            scheduled: 0,
            steps: 0,
            tabs_opened: 0,
            requests_sent: 0,
            weather: Weather { page: 1_000, ..Weather::default() },
            restless: false,
            server,
            devices,
            book,
        }
    }

    pub fn after(&mut self, delay: u64, happening: Happening) {
        self.scheduled += 1;
        self.queue.insert((self.now + delay, self.scheduled), happening);
    }

    /// After as long as a device takes for something small.
    pub fn soon(&mut self, happening: Happening) {
        let delay = self.dice.between(1, 30);
        self.after(delay, happening);
    }

    pub fn run_until(&mut self, end: u64) {
        while let Some(next) = self.queue.first_entry() {
            if next.key().0 > end {
                break;
            }
            let ((now, _), happening) = next.remove_entry();
            self.now = now;
            self.steps += 1;
            self.happen(happening);
        }
        self.now = end;
    }

    /// At rest the engines still look after the server once a minute: waits until none does.
    pub fn run_until_nobody_is_busy(&mut self) {
        let busy = |world: &Self| {
            let mut tabs = world.devices.iter().flat_map(|device| device.tabs.values());
            tabs.any(|tab| tab.engine.status().busy)
        };
        let end = self.now + 60_000;
        loop {
            self.run_until(self.now + 50);
            if !busy(self) || self.now > end {
                break;
            }
        }
    }

    fn happen(&mut self, happening: Happening) {
        match happening {
            Happening::Act(device) => self.act(device),
            Happening::Save(device, form) => self.save(device, *form),
            Happening::Tell(at, event) => self.tell(at, event),
            Happening::Carry(at, effect) => self.carry(at, effect),
            Happening::Timer(at, timer) => self.timer(at, timer),
            Happening::Arrive(request, from, passage) => self.arrive(&request, from, passage),
            Happening::Fault(fault) => self.strike(fault),
            Happening::Decide => self.the_office_decides(),
        }
    }
}
