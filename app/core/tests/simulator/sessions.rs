//! The server's sessions, and which devices acted under them.

use std::collections::{BTreeMap, BTreeSet};

use zoufang_core::id::DeviceId;

#[derive(Clone, Debug, Default)]
pub struct Sessions {
    begun: u64,
    acted: BTreeMap<u64, BTreeSet<DeviceId>>,
    /// Under which nothing is read any more.
    confined: BTreeSet<u64>,
    revoked: BTreeSet<DeviceId>,
}

impl Sessions {
    pub fn begin(&mut self) -> u64 {
        self.begun += 1;
        self.begun
    }

    /// Notes for which device a session speaks. Tells whether it may only hand in.
    pub fn acts_as(&mut self, session: u64, device: DeviceId) -> bool {
        self.acted.entry(session).or_default().insert(device);
        if self.revoked.contains(&device) {
            self.confined.insert(session);
        }
        self.is_confined(session)
    }

    pub fn is_confined(&self, session: u64) -> bool {
        self.confined.contains(&session)
    }

    pub fn revoke(&mut self, device: DeviceId) {
        self.revoked.insert(device);
        let acted = self.acted.iter().filter(|(_, devices)| devices.contains(&device));
        self.confined.extend(acted.map(|(session, _)| *session));
    }
}
