use serde::{Deserialize, Serialize};

use crate::wire::PullPage;

/// How long a device may show what it keeps without hearing from the server.
///
/// It is measured on the device's own clock, from when it was granted: a clock that is always wrong does
/// no harm. One that is set forward ends the lease early, which hides rows and takes nothing away; they
/// show again when the clock is right, or with the next pull. One that is set back prolongs it: against
/// somebody who does that on purpose only revoking the device helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The device's clock then, milliseconds since 1970.
    from: u64,
    ms: u64,
}

impl Lease {
    /// The one that comes with a page; `now` by the device's clock.
    pub fn granted(page: &PullPage, now: u64) -> Option<Self> {
        page.lease.map(|until| Self { from: now, ms: until.saturating_sub(page.now) })
    }

    pub fn is_over(self, now: u64) -> bool {
        now.saturating_sub(self.from) >= self.ms
    }
}
