//! The server's sessions, and which devices acted under them.

use std::collections::BTreeSet;

use zoufang_core::id::DeviceId;

#[derive(Clone, Debug, Default)]
pub struct Sessions {
    /// Who holds each, and for which devices it spoke.
    begun: Vec<(usize, BTreeSet<DeviceId>)>,
    /// Under which nothing is read any more.
    confined: BTreeSet<usize>,
    revoked: BTreeSet<DeviceId>,
}

impl Sessions {
    pub fn begin(&mut self, person: usize) -> usize {
        self.begun.push((person, BTreeSet::new()));
        self.begun.len() - 1
    }

    /// Notes for which device a session speaks. Tells whether it may only hand in.
    pub fn acts_as(&mut self, session: usize, device: DeviceId) -> bool {
        self.begun[session].1.insert(device);
        if self.revoked.contains(&device) {
            self.confined.insert(session);
        }
        self.is_confined(session)
    }

    pub fn is_confined(&self, session: usize) -> bool {
        self.confined.contains(&session)
    }

    /// One that never named a device may be that one's.
    pub fn revoke(&mut self, device: DeviceId, of: usize) {
        self.revoked.insert(device);
        let may_be_its = |(_, (person, spoke)): &(usize, &(usize, BTreeSet<DeviceId>))| {
            spoke.contains(&device) || *person == of && spoke.is_empty()
        };
        let sessions = self.begun.iter().enumerate().filter(may_be_its);
        self.confined.extend(sessions.map(|(session, _)| session));
    }
}
