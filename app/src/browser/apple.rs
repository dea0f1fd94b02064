/// Whether this is an iPhone or an iPad, whose browsers offer nothing by themselves. An iPad calls itself a Mac,
/// but no Mac is touched.
pub fn is_apple_phone() -> bool {
    let navigator = leptos::prelude::window().navigator();
    let agent = navigator.user_agent().unwrap_or_default();
    let is_phone = ["iPhone", "iPad", "iPod"].iter().any(|name| agent.contains(name));
    is_phone || agent.contains("Macintosh") && navigator.max_touch_points() > 1
}
