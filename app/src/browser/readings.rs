use gloo_net::http::Request;
use zoufang_core::search::Readings;

/// The service worker keeps it with the rest of the app.
const TABLE: &str = "/readings.txt";

/// How characters are read; `None` where the table cannot be had. A hotel's sign-in page is none.
pub async fn readings() -> Option<Readings> {
    let response = Request::get(TABLE).send().await.ok()?;
    let is_text = response.headers().get("content-type").is_some_and(|kind| kind.starts_with("text/plain"));
    if !response.ok() || response.redirected() || !is_text {
        return None;
    }
    Some(Readings::parse(&response.text().await.ok()?)).filter(|readings| !readings.is_empty())
}
