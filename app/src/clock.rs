//! The one place that reads the clock.

use zoufang_core::domain::{Day, TimeOfDay};

/// Milliseconds since 1970 (UTC), by this device.
pub fn now_ms() -> u64 {
    #[cfg(feature = "hydrate")]
    {
        // Whole milliseconds below 2^53: the conversion is exact.
        js_sys::Date::now() as u64
    }
    #[cfg(not(feature = "hydrate"))]
    {
        let since_1970 = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
    }
}

/// The date in Beijing.
pub fn today() -> Day {
    Day::at(now_ms())
}

/// The time of day in Beijing.
pub fn time_of_day() -> TimeOfDay {
    TimeOfDay::at(now_ms())
}
