//! For which device somebody speaks.

use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use zoufang_core::id::DeviceId;

use super::SignedIn;
use super::signed_in::TOUCH_AFTER_MS;
use crate::clock;
use crate::db::Speaking;
use crate::error::ApiError;
use crate::state::AppState;

impl SignedIn {
    /// Notes that the session speaks for a device; [`SignedIn::confined`] tells afterwards whether that
    /// one, or another before it, was revoked. A confined session may name whatever it likes.
    ///
    /// # Errors
    /// [`ApiError::DeviceOfAnother`].
    pub async fn speak_for(&mut self, state: &AppState, device: DeviceId, headers: &HeaderMap) -> Result<(), ApiError> {
        if self.confined || self.device == Some(device) {
            return Ok(());
        }
        // A session that speaks for several in turn writes no more than one that speaks for one.
        let now = clock::now();
        let heard_of = state.db.spoke_for(self.session, device).await?;
        if heard_of.is_some_and(|seen| now.saturating_sub(seen) <= TOUCH_AFTER_MS) {
            self.device = Some(device);
            return Ok(());
        }
        let system = headers.get(USER_AGENT).and_then(|agent| system(agent.to_str().ok()?));
        let (session, tenant, person) = (self.session, self.profile.tenant, self.actor.person);
        let mut writing = state.db.begin().await?;
        let speaking = Speaking { session, tenant, person, device, system };
        self.confined = writing.speak_for(speaking, now).await?.ok_or(ApiError::DeviceOfAnother)?;
        self.device = Some(device);
        writing.commit().await?;
        Ok(())
    }
}

/// By how a browser calls itself: what people tell their devices apart by. A name comes before those
/// that it contains: Android calls itself a Linux too.
const SYSTEMS: [(&str, &str); 8] = [
    ("OpenHarmony", "harmony"),
    ("HarmonyOS", "harmony"),
    ("Android", "android"),
    ("iPhone", "ios"),
    ("iPad", "ios"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
    ("Linux", "linux"),
];

fn system(agent: &str) -> Option<&'static str> {
    SYSTEMS.iter().find(|(name, _)| agent.contains(name)).map(|(_, system)| *system)
}

#[cfg(test)]
mod tests {
    use super::system;

    #[test]
    fn a_device_is_known_by_its_system() {
        for (agent, known) in [
            ("Mozilla/5.0 (Linux; Android 14; ANA-AN00) AppleWebKit/537.36 Chrome/126.0 Mobile", Some("android")),
            ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15", Some("ios")),
            ("Mozilla/5.0 (Phone; OpenHarmony 5.0) AppleWebKit/537.36 Chrome/114.0 ArkWeb", Some("harmony")),
            ("Mozilla/5.0 (Linux; Android 12; HarmonyOS; NOH-AN00) Mobile", Some("harmony")),
            ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", Some("windows")),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)", Some("mac")),
            ("Mozilla/5.0 (X11; Linux x86_64)", Some("linux")),
            ("Python-urllib/3.11", None),
        ] {
            assert_eq!(system(agent), known, "{agent}");
        }
    }
}
