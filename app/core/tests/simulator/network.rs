//! What becomes of a request on its way.

use serde_json::value::RawValue;
use zoufang_core::id::DeviceId;
use zoufang_core::sync::{Event, Failure, Fetched};
use zoufang_core::wire::{Fate, PushReply};

use crate::device::{Address, Device};
use crate::server::Sender;
use crate::world::{Happening, World};

#[derive(Clone, Debug)]
pub struct Request {
    /// Requests are counted as they are sent.
    pub number: u64,
    /// As the cookie says that goes with it.
    pub session: usize,
    pub ask: Ask,
}

#[derive(Clone, Debug)]
pub enum Ask {
    Push { device: DeviceId, changes: Vec<Box<RawValue>> },
    Pull { cursor: Option<String>, device: Option<DeviceId> },
}

/// How a request comes to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passage {
    /// Its answer finds the way back.
    Whole,
    AnswerLost,
    /// The line breaks in the middle of it.
    Cut,
    /// Something between phone and server sends it once more.
    Again,
}

/// The faults of the network, in percent of the requests.
#[derive(Clone, Debug, Default)]
pub struct Weather {
    pub lost: u64,
    pub answer_lost: u64,
    pub repeated: u64,
    pub unavailable: u64,
    pub heads_lost: u64,
    /// Pushes of which the server sees only the first changes before the line breaks.
    pub cut: u64,
    /// Requests in which the server dies, before or after it commits.
    pub server_dies: u64,
    /// Answers that find their tab asleep and are read long after.
    pub asleep: u64,
    /// Longest time of a message on its way.
    pub slowest: u64,
    /// The most bytes that some box between phone and server lets through; 0 for any.
    pub body_limit: usize,
    /// Rows on a page.
    pub page: usize,
    /// Phones that die before or after what they were about to do, in percent of their deeds.
    pub crashes: u64,
}

fn failed(request: &Request, failure: Failure) -> Event {
    match request.ask {
        Ask::Push { .. } => Event::Pushed(Err(failure)),
        Ask::Pull { .. } => Event::Pulled(Err(failure)),
    }
}

fn names(event: &Event) -> Vec<&'static str> {
    match event {
        Event::Pushed(Err(Failure::TooLarge)) => vec!["a push is too large"],
        Event::Pushed(Err(Failure::SignedOut)) | Event::Pulled(Err(Failure::SignedOut)) => vec!["signed out"],
        Event::Pushed(Ok(reply)) => {
            let has =
                |kept| reply.outcomes.iter().any(|outcome| outcome.fate == Fate::Cloned || outcome.stored && kept);
            let of_clone = reply.outcomes.iter().any(|outcome| outcome.fate == Fate::Cloned) && has(true);
            let fates = reply.outcomes.iter().map(|outcome| fate(outcome.fate));
            fates.chain(of_clone.then_some("cloned, with others kept")).collect()
        }
        _ => Vec::new(),
    }
}

/// What went wrong on the way of a push of which the server keeps something.
fn mishap(passage: Passage, reply: &PushReply) -> Option<&'static str> {
    let kept = reply.outcomes.iter().any(|outcome| outcome.stored);
    match passage {
        Passage::AnswerLost if kept => Some("an answer is lost"),
        Passage::Cut if kept => Some("a push is cut in the middle"),
        _ => None,
    }
}

fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Applied => "applied",
        Fate::Merged => "merged",
        Fate::Conflict => "conflict",
        Fate::Duplicate => "duplicate",
        Fate::Held => "held",
        Fate::Quarantined => "quarantined",
        Fate::Cloned => "cloned",
        Fate::Retry => "retry",
        Fate::Unknown => unreachable!("this server says what it knows"),
    }
}

impl World {
    pub fn send(&mut self, from: Address, request: Request) {
        let given_up = self.dice.between(1_000, 40_000);
        let unreachable = Happening::Tell(from, failed(&request, Failure::Unreachable));
        let weather = self.weather.clone();
        if self.devices[from.device].offline_until > self.now {
            self.book.witness("out of reach");
            self.after(given_up, unreachable);
        } else if self.dice.chance(weather.lost) {
            self.book.witness("a request is lost");
            self.after(given_up, unreachable);
        } else if self.dice.chance(weather.unavailable) {
            self.book.witness("the server is unavailable");
            self.after(50, Happening::Tell(from, failed(&request, Failure::Unavailable)));
        } else if self.dice.chance(weather.answer_lost) {
            // It may arrive before the phone gives it up or long after.
            let arrives = self.dice.between(10, 60_000);
            self.after(arrives, Happening::Arrive(request, from, Passage::AnswerLost));
            self.after(given_up, unreachable);
        } else if let Some(beginning) = self.cut_off(&request) {
            let arrives = self.on_the_way();
            self.after(arrives, Happening::Arrive(beginning, from, Passage::Cut));
            self.after(given_up, unreachable);
        } else {
            if self.dice.chance(weather.repeated) {
                let again = self.dice.between(10, 90_000);
                self.after(again, Happening::Arrive(request.clone(), from, Passage::Again));
            }
            let arrives = self.on_the_way();
            self.after(arrives, Happening::Arrive(request, from, Passage::Whole));
        }
    }

    /// What arrives of a push whose line breaks in the middle. Ours takes nothing of it; one that
    /// reads as far as it gets would take so much.
    fn cut_off(&mut self, request: &Request) -> Option<Request> {
        match &request.ask {
            Ask::Push { device, changes } if changes.len() > 1 && self.dice.chance(self.weather.cut) => {
                let some = usize::try_from(self.dice.below(changes.len() as u64)).unwrap_or(0);
                let ask = Ask::Push { device: *device, changes: changes[..some].to_vec() };
                Some(Request { ask, ..*request })
            }
            _ => None,
        }
    }

    fn on_the_way(&mut self) -> u64 {
        self.dice.between(5, self.weather.slowest.max(6))
    }

    pub fn arrive(&mut self, request: &Request, from: Address, passage: Passage) {
        let arrival = self.book.arrival(from.tab, request.number);
        if self.dice.chance(self.weather.server_dies) {
            return self.die_over(request, from, passage);
        }
        let before = self.server.head;
        let event = self.serve(request, from);
        self.book.witnessed.extend(names(&event));
        if let Event::Pushed(Ok(reply)) = &event {
            self.book.witnessed.extend(mishap(passage, reply));
            self.book.witnessed.extend(arrival);
        }
        if passage == Passage::Whole {
            let asleep = self.dice.chance(self.weather.asleep);
            self.book.witnessed.extend(asleep.then_some("an answer finds its tab asleep"));
            let back = if asleep { self.dice.between(1_000, 120_000) } else { self.on_the_way() };
            self.after(back, Happening::Tell(from, event));
        }
        if self.server.head > before {
            self.announce(self.server.head);
        }
    }

    /// Nobody hears of what the server did, if it did anything, and what it began is undone.
    fn die_over(&mut self, request: &Request, from: Address, passage: Passage) {
        if self.dice.chance(50) {
            self.book.witness("the server dies before it commits");
            let as_it_was = self.server.clone();
            self.serve(request, from);
            self.server = as_it_was;
        } else {
            self.book.witness("the server dies after it committed");
            self.serve(request, from);
        }
        if passage == Passage::Whole {
            let noticed = self.dice.between(5, 5_000);
            self.after(noticed, Happening::Tell(from, failed(request, Failure::Unreachable)));
        }
    }

    fn serve(&mut self, request: &Request, from: Address) -> Event {
        let Device { person: sender, signed_in, session, .. } = self.devices[from.device];
        if !signed_in || request.session != session {
            return failed(request, Failure::SignedOut);
        }
        match &request.ask {
            Ask::Push { changes, .. } if self.too_large(changes) => Event::Pushed(Err(Failure::TooLarge)),
            Ask::Push { device, changes } => {
                let revoked = self.server.sessions.acts_as(session, *device);
                let sender = Sender { person: sender, revoked };
                Event::Pushed(Ok(self.server.push(sender, *device, changes, self.now, &mut self.dice)))
            }
            Ask::Pull { cursor, device } => {
                let confined = match device {
                    Some(device) => self.server.sessions.acts_as(session, *device),
                    None => self.server.sessions.is_confined(session),
                };
                if confined {
                    return Event::Pulled(Err(Failure::Revoked));
                }
                let actor = &self.server.people[sender];
                let page = self.server.pull(actor, cursor.as_deref(), self.weather.page, self.now);
                match &page {
                    Ok(page) if !page.more => self.book.note_end(sender, page, actor),
                    Err(Failure::StaleCursor) => self.book.witness("a cursor is void"),
                    Ok(_) | Err(_) => {}
                }
                Event::Pulled(page.map(|page| Box::new(Fetched { after: cursor.clone(), page })))
            }
        }
    }

    fn too_large(&self, changes: &[Box<RawValue>]) -> bool {
        let bytes: usize = changes.iter().map(|raw| raw.get().len()).sum();
        self.weather.body_limit > 0 && bytes > self.weather.body_limit
    }

    /// Tells every open tab of the head, late, out of order, or never.
    pub fn announce(&mut self, head: u64) {
        for device in 0..self.devices.len() {
            let tabs: Vec<u64> = self.devices[device].tabs.keys().copied().collect();
            for tab in tabs {
                let heard =
                    self.devices[device].offline_until <= self.now && !self.dice.chance(self.weather.heads_lost);
                if heard {
                    let delay = self.on_the_way();
                    self.after(delay, Happening::Tell(Address { device, tab }, Event::HeadMoved(head)));
                }
            }
        }
    }
}
