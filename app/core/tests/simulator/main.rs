//! Torments the real engine, rebase, merge and intake with everything that happens to phones, in
//! virtual time, and judges what is left when calm returns.
//!
//! `cargo test -p zoufang-core --test simulator` plays 1,000 seeds. A million more:
//! `SEED=1000 SEEDS=1000000 cargo test --release -p zoufang-core --test simulator whatever`.
//! `SEED=123` plays that one alone, which is how a failure is replayed.

mod book;
mod city;
mod device;
mod dice;
mod faults;
mod network;
mod office;
mod people;
mod pull;
mod server;
mod sessions;
mod store;
mod verdict;
mod watch;
mod world;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use zoufang_core::permission::Role;
use zoufang_core::wire::ReasonCode;

use server::Shelf;
use world::{BEGINNING, CALM, STORM, World};

const SEEDS: u64 = 1_000;
/// Over so many seeds everything that is claimed must happen; the rarest does in one of forty.
const CLAIMED: u64 = 120;
/// In calm a save is everywhere within so long, well before anybody looks after the server.
const PROMPT: u64 = 15_000;

/// Names the seed when its story ends in a panic.
struct Replay(u64);

impl Drop for Replay {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("\nreplay with: SEED={} cargo test -p zoufang-core --test simulator\n", self.0);
        }
    }
}

fn play(seed: u64) -> World {
    let _replay = Replay(seed);
    let mut world = World::new(seed);
    world.brew_storm();
    world.run_until(BEGINNING + STORM);
    world.calm_down();
    let before = world.steps;
    world.run_until(BEGINNING + STORM + CALM);
    world.run_until_nobody_is_busy();
    world.everything_has_arrived();
    world.everybody_saves_once_more();
    world.run_until(world.now + PROMPT);
    world.everything_is_everywhere();
    let steps = world.steps - before;
    assert!(steps < 5_000, "{steps} steps after calm returned");
    // What others wrote may wait for what was stuck: they hear of it when they ask the next time.
    if world.something_is_stuck() {
        world.time_passes();
    }
    world.time_passes();
    world.judge();
    world
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// Plays so many seeds, and tells what was witnessed in any of them.
fn play_all(first: u64, count: u64) -> BTreeSet<&'static str> {
    let next = AtomicU64::new(first);
    let witnessed = Mutex::new(BTreeSet::new());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count {
                        break;
                    }
                    let seen = witnesses(&play(seed));
                    witnessed.lock().expect("nobody panics with it").extend(seen);
                }
            });
        }
    });
    witnessed.into_inner().expect("a panic of a worker went on")
}

/// What happened in a story, and what of it is left to see.
fn witnesses(world: &World) -> BTreeSet<&'static str> {
    let mut witnessed = world.book.witnessed.clone();
    for kept in world.server.records.values() {
        witnessed.extend(kept.record.is_disputed().then_some("edited and deleted"));
        witnessed.extend((!kept.record.is_alive()).then_some("deleted"));
    }
    for device in &world.devices {
        let only_reads = world.server.people[device.person].role == Role::Viewer;
        witnessed.extend((only_reads && !device.store.rows.is_empty()).then_some("who only reads has rows"));
    }
    for logged in world.server.log.values() {
        if let Shelf::Aside { reason, .. } = &logged.shelf {
            witnessed.extend((reason.code == ReasonCode::NotAllowed).then_some("not allowed"));
            let only_reads = world.server.people[logged.sender].role == Role::Viewer;
            witnessed.extend(only_reads.then_some("who only reads has written"));
            witnessed.extend((reason.code == ReasonCode::RevokedDevice).then_some("handed in"));
        }
    }
    witnessed
}

#[test]
fn whatever_happens_everything_arrives_once_and_all_replicas_agree() {
    let (first, count) = match number("SEED") {
        Some(seed) => (seed, number("SEEDS").unwrap_or(1)),
        None => (0, number("SEEDS").unwrap_or(SEEDS)),
    };
    play_all(first, count);
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let rows = |world: World| -> Vec<String> { world.server.records.into_values().map(|kept| kept.row).collect() };
    assert_eq!(rows(play(7)), rows(play(7)));
}

/// A simulation proves nothing of what never happens in it.
#[test]
fn the_storm_brings_everything_that_is_claimed() {
    let witnessed = play_all(0, CLAIMED);
    let claimed = [
        "a change alone is too large",
        "a clock is set a day behind",
        "a clock is set a year ahead",
        "a crash amid a sweep",
        "a crash at work",
        "a cursor is void",
        "a device is wiped",
        "a device takes another id",
        "a lease ends",
        "a page is outrun",
        "a page that is not the last",
        "a profile is copied",
        "a push comes after a later request",
        "a push comes again",
        "a push is cut in the middle",
        "a push is too large",
        "a request is lost",
        "a revoked device begins anew",
        "a revoked device stays wiped",
        "a scope changes while a last page is on its way",
        "a scope is gained",
        "a scope is lost",
        "a second tab",
        "a transaction fails",
        "an answer finds its tab asleep",
        "an answer is lost",
        "an old client is revoked",
        "an old client saves",
        "applied",
        "cloned",
        "cloned, with others kept",
        "conflict",
        "deleted",
        "duplicate",
        "edited and deleted",
        "everything is fetched anew",
        "handed in",
        "held",
        "hours pass",
        "merged",
        "not allowed",
        "out of reach",
        "quarantined",
        "retry",
        "rows leave the scope",
        "saved a day behind",
        "saved a year ahead",
        "saved while it is wiped",
        "signed out",
        "somebody has two devices",
        "storage vanishes",
        "the office accepts",
        "the office mends",
        "the office refuses",
        "the server dies after it committed",
        "the server dies before it commits",
        "the server is unavailable",
        "who only reads has rows",
        "who only reads has written",
    ];
    for happening in claimed {
        assert!(witnessed.contains(happening), "never {happening}: {witnessed:?}");
    }
}
