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
        let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
        let (system, browser) = (system(agent), browser(agent));
        let (session, tenant, person) = (self.session, self.profile.tenant, self.actor.person);
        let mut writing = state.db.begin().await?;
        let speaking = Speaking { session, tenant, person, device, system, browser };
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

/// Nearly all call themselves Safari too, and most of them Chrome.
const BROWSERS: [(&str, &str); 15] = [
    ("wxwork", "wecom"),
    ("MicroMessenger", "wechat"),
    ("DingTalk", "dingtalk"),
    ("HuaweiBrowser", "huawei"),
    ("MiuiBrowser", "xiaomi"),
    ("UCBrowser", "uc"),
    ("QQBrowser", "qq"),
    ("Edg/", "edge"),
    ("EdgA/", "edge"),
    ("EdgiOS/", "edge"),
    ("Firefox/", "firefox"),
    ("FxiOS/", "firefox"),
    ("CriOS/", "chrome"),
    ("Chrome/", "chrome"),
    ("Safari/", "safari"),
];

fn system(agent: &str) -> Option<&'static str> {
    known(agent, &SYSTEMS)
}

fn browser(agent: &str) -> Option<&'static str> {
    known(agent, &BROWSERS)
}

fn known(agent: &str, names: &[(&str, &'static str)]) -> Option<&'static str> {
    names.iter().find(|(name, _)| agent.contains(name)).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::{browser, system};

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

    #[test]
    fn and_by_its_browser() {
        let android = "Mozilla/5.0 (Linux; Android 14; ANA-AN00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
        for (system, names, known) in [
            (android, "Chrome/126.0.6478.71 Mobile Safari/537.36", Some("chrome")),
            (
                android,
                "Chrome/116.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.49.2600 MQQBrowser/6.2",
                Some("wechat"),
            ),
            (
                android,
                "Chrome/116.0 Mobile Safari/537.36 wxwork/4.1.28 MicroMessenger/7.0.1 Language/zh",
                Some("wecom"),
            ),
            (android, "Chrome/114.0 HuaweiBrowser/15.0.4 Mobile Safari/537.36", Some("huawei")),
            (android, "Chrome/112.0 Mobile Safari/537.36 XiaoMi/MiuiBrowser/18.5", Some("xiaomi")),
            (android, "Chrome/126.0 Mobile Safari/537.36 EdgA/126.0", Some("edge")),
            (phone, "Version/17.5 Mobile/15E148 Safari/604.1", Some("safari")),
            (phone, "CriOS/126.0 Mobile/15E148 Safari/604.1", Some("chrome")),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:127.0)", "Gecko/20100101 Firefox/127.0", Some("firefox")),
            ("Python-urllib/3.11", "", None),
        ] {
            let agent = format!("{system} {names}");
            assert_eq!(browser(&agent), known, "{agent}");
        }
    }
}
