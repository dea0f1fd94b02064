use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Keys that are remembered; beyond that the oldest is forgotten.
const CAPACITY: usize = 10_000;

/// Counts attempts by account or by address and turns away who makes too many.
///
/// It lives in memory: a restart forgets it, and several servers behind a balancer count each for
/// themselves.
#[derive(Debug)]
pub struct Throttle<K> {
    most: u32,
    window: Duration,
    attempts: Mutex<HashMap<K, Attempts>>,
}

#[derive(Clone, Copy, Debug)]
struct Attempts {
    count: u32,
    since: Instant,
}

impl<K: Clone + Eq + Hash> Throttle<K> {
    /// At most `most` attempts in a `window` that begins with the first of them.
    pub fn new(most: u32, window: Duration) -> Self {
        Self { most, window, attempts: Mutex::default() }
    }

    /// Counts an attempt. It counts before it is known to fail, so that many at once do not slip
    /// through.
    ///
    /// # Errors
    /// How long to wait.
    pub fn attempt(&self, key: &K, now: Instant) -> Result<(), Duration> {
        let mut all = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut all, key, now, self.window);
        let attempts = all.entry(key.clone()).or_insert(Attempts { count: 0, since: now });
        if now.duration_since(attempts.since) >= self.window {
            *attempts = Attempts { count: 0, since: now };
        }
        if attempts.count >= self.most {
            return Err(self.window - now.duration_since(attempts.since));
        }
        attempts.count += 1;
        Ok(())
    }

    /// The attempt was rightful after all.
    pub fn forgive(&self, key: &K) {
        let mut all = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(attempts) = all.get_mut(key) {
            attempts.count = attempts.count.saturating_sub(1);
        }
    }

    /// Begins anew with the key.
    pub fn forget(&self, key: &K) {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }
}

fn make_room<K: Clone + Eq + Hash>(all: &mut HashMap<K, Attempts>, newcomer: &K, now: Instant, window: Duration) {
    if all.len() < CAPACITY || all.contains_key(newcomer) {
        return;
    }
    all.retain(|_, attempts| now.duration_since(attempts.since) < window);
    if all.len() >= CAPACITY
        && let Some(oldest) = all.iter().min_by_key(|(_, attempts)| attempts.since).map(|(key, _)| key.clone())
    {
        all.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::{CAPACITY, Throttle};

    const WINDOW: Duration = Duration::from_secs(60);

    #[test]
    fn after_too_many_attempts_one_waits_for_the_window_to_end() {
        let (throttle, now) = (Throttle::new(2, WINDOW), Instant::now());
        assert_eq!(throttle.attempt(&"a", now), Ok(()));
        assert_eq!(throttle.attempt(&"a", now + WINDOW / 2), Ok(()));
        assert_eq!(throttle.attempt(&"a", now + WINDOW / 2), Err(WINDOW / 2));
        assert_eq!(throttle.attempt(&"b", now), Ok(()), "another key is not concerned");
        assert_eq!(throttle.attempt(&"a", now + WINDOW), Ok(()));
    }

    #[test]
    fn who_succeeds_is_not_held_up() {
        let (throttle, now) = (Throttle::new(1, WINDOW), Instant::now());
        throttle.attempt(&"a", now).unwrap();
        throttle.forgive(&"a");
        throttle.attempt(&"a", now).unwrap();
        throttle.forget(&"a");
        assert_eq!(throttle.attempt(&"a", now), Ok(()));
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_goes_first() {
        let (throttle, start) = (Throttle::new(1, WINDOW), Instant::now());
        for key in 0..=CAPACITY {
            let at = start + Duration::from_micros(u64::try_from(key).unwrap());
            throttle.attempt(&key, at).unwrap();
        }
        let later = start + Duration::from_secs(1);
        assert_eq!(throttle.attempts.lock().unwrap().len(), CAPACITY);
        assert!(throttle.attempt(&CAPACITY, later).is_err(), "the latest is remembered");
        assert_eq!(throttle.attempt(&0, later), Ok(()), "the first was forgotten");
    }
}
