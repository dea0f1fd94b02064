//! Whatever a line does to the contents, in the end the server has all of them, and none was let go
//! of before.

use std::collections::BTreeMap;

use proptest::prelude::*;
use zoufang_core::id::BlobHash;
use zoufang_core::sync::{Come, Content, StoreFailed, Unsent, UploadEffect, UploadEvent, Uploads};
use zoufang_core::wire::BLOB_PIECE_BYTES;

const PIECE: u64 = BLOB_PIECE_BYTES as u64;

/// What goes wrong with the next request or write, and what happens beside it.
#[derive(Clone, Copy, Debug)]
enum Fault {
    None,
    /// Nothing arrives.
    Cut,
    /// It arrives; the answer does not.
    AnswerLost,
    Garbled,
    Dropped,
    Busy,
    TooMany,
    Disk,
    Rows(bool),
    Woke,
    /// The first that waits is not wanted any more.
    TakenAway,
}

fn fault() -> impl Strategy<Value = Fault> {
    prop_oneof![
        6 => Just(Fault::None),
        1 => Just(Fault::Cut),
        1 => Just(Fault::AnswerLost),
        1 => Just(Fault::Garbled),
        1 => Just(Fault::Dropped),
        1 => Just(Fault::Busy),
        1 => Just(Fault::TooMany),
        1 => Just(Fault::Disk),
        2 => any::<bool>().prop_map(Fault::Rows),
        1 => Just(Fault::Woke),
        1 => Just(Fault::TakenAway),
    ]
}

/// A device and the server it sends to.
struct World {
    queue: Uploads,
    waiting: BTreeMap<String, Content>,
    server: BTreeMap<BlobHash, u64>,
    lengths: BTreeMap<BlobHash, u64>,
    asked: Option<UploadEffect>,
    rests: bool,
}

impl World {
    fn of(lengths: &[u64]) -> Self {
        let contents = (0u8..).zip(lengths).map(|(place, length)| Content {
            key: format!("{place:03}"),
            hash: BlobHash([place; 32]),
            length: Some(*length),
        });
        let waiting: BTreeMap<_, _> = contents.map(|content| (content.key.clone(), content)).collect();
        let lengths = waiting.values().map(|content| (content.hash, content.length.unwrap())).collect();
        let queue = Uploads::new(7);
        Self { queue, waiting, server: BTreeMap::new(), lengths, asked: None, rests: false }
    }

    fn on(&mut self, event: UploadEvent) {
        for effect in self.queue.handle(event) {
            match effect {
                UploadEffect::Wait { ms } => {
                    assert!(ms <= 60_000);
                    self.rests = true;
                }
                effect => {
                    assert!(self.asked.is_none(), "{:?} and {effect:?} at once", self.asked);
                    self.rests = false;
                    self.asked = Some(effect);
                }
            }
        }
    }

    fn come(&self, hash: BlobHash) -> Come {
        let bytes = self.server.get(&hash).copied().unwrap_or_default();
        Come { bytes, all: bytes == self.lengths[&hash] }
    }

    fn request(&mut self, content: &Content, from: Option<u64>, fault: Fault) -> Result<Come, Unsent> {
        match fault {
            Fault::Cut => return Err(Unsent::Unreachable),
            Fault::Busy => return Err(Unsent::Unavailable { after_ms: 5_000 }),
            Fault::Garbled if from.is_some() => return Err(Unsent::WrongChecksum),
            Fault::TooMany if from == Some(0) => return Err(Unsent::TooMany),
            Fault::Dropped if from.is_some() => {
                self.server.remove(&content.hash);
                return Err(Unsent::WrongHash);
            }
            _ => {}
        }
        let come = self.come(content.hash);
        if let Some(from) = from.filter(|from| *from == come.bytes) {
            let end = (from + PIECE).min(self.lengths[&content.hash]);
            self.server.insert(content.hash, end);
        }
        match fault {
            Fault::AnswerLost => Err(Unsent::Unreachable),
            _ => Ok(self.come(content.hash)),
        }
    }

    fn answer(&mut self, fault: Fault) {
        let Some(asked) = self.asked.take() else {
            return self.on(UploadEvent::Timer);
        };
        if let UploadEffect::Ask(content) | UploadEffect::Send { content, .. } = &asked
            && !self.waiting.contains_key(&content.key)
        {
            return self.on(UploadEvent::CalledOff);
        }
        let disk = if matches!(fault, Fault::Disk) { Err(StoreFailed) } else { Ok(()) };
        let event = match asked {
            UploadEffect::Find { behind } => {
                let behind = behind.unwrap_or_default();
                let next = self.waiting.values().find(|content| content.key > behind).cloned();
                UploadEvent::Found(disk.map(|()| next))
            }
            UploadEffect::Ask(content) => UploadEvent::Answered(self.request(&content, None, fault)),
            UploadEffect::Send { content, from } => UploadEvent::Answered(self.request(&content, Some(from), fault)),
            UploadEffect::Hash(_) => UploadEvent::Hashed(true),
            UploadEffect::Note { .. } => UploadEvent::Noted(disk),
            UploadEffect::LetGo(content) => {
                assert!(self.come(content.hash).all, "let go of {content:?} before the server had it");
                if disk.is_ok() {
                    self.waiting.remove(&content.key);
                }
                UploadEvent::Noted(disk)
            }
            other => panic!("{other:?}: nothing was wrong with it"),
        };
        self.on(event);
    }
}

proptest! {
    #[test]
    fn every_content_arrives_and_none_is_let_go_of_before(
        lengths in prop::collection::vec(1..3 * PIECE, 1..4),
        faults in prop::collection::vec(fault(), 0..80),
    ) {
        let mut world = World::of(&lengths);
        world.on(UploadEvent::Calm(true));
        let (mut calm, mut taken_away) = (true, Vec::new());
        for fault in faults {
            match fault {
                Fault::Rows(now) => {
                    calm = now;
                    world.on(UploadEvent::Calm(now));
                }
                Fault::Woke => world.on(UploadEvent::Woke),
                Fault::TakenAway => {
                    taken_away.extend(world.waiting.pop_first().map(|(_, content)| content.hash));
                }
                fault => world.answer(fault),
            }
            prop_assert!(
                !calm || world.asked.is_some() || world.rests || world.waiting.is_empty(),
                "idle without a timer"
            );
        }
        for _ in 0..200 {
            world.on(UploadEvent::Calm(true));
            world.answer(Fault::None);
        }
        prop_assert!(world.waiting.is_empty(), "{:?}", world.waiting);
        let wanted = world.lengths.keys().filter(|hash| !taken_away.contains(hash));
        prop_assert!(wanted.copied().all(|hash| world.come(hash).all));
    }
}
