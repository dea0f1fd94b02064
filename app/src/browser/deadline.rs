use std::time::Duration;

use gloo_net::http::RequestBuilder;
use gloo_timers::callback::Timeout;
use web_sys::AbortController;

/// Ends a request to which no answer comes. A line that has gone silent says so never, and what waits behind the
/// request would wait for ever.
pub struct Deadline {
    ends: Option<AbortController>,
    /// Ends with the request.
    _timer: Option<Timeout>,
}

impl Deadline {
    /// For changes and rows: the slowest line brings the largest page within this.
    pub const OF_RECORDS: Duration = Duration::from_secs(90);
    /// For a piece of a content.
    pub const OF_CONTENTS: Duration = Duration::from_secs(180);

    pub fn within(time: Duration) -> Self {
        let ends = AbortController::new().ok();
        let timer = ends.clone().map(|ends| {
            let millis = u32::try_from(time.as_millis()).unwrap_or(u32::MAX);
            Timeout::new(millis, move || ends.abort())
        });
        Self { ends, _timer: timer }
    }

    pub fn of(&self, request: RequestBuilder) -> RequestBuilder {
        request.abort_signal(self.ends.as_ref().map(AbortController::signal).as_ref())
    }
}
