use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::state::AppState;

/// Refuses what another site makes a browser send: every request but GET, HEAD and OPTIONS must
/// come from our own pages.
///
/// Browsers name where a request comes from in `Sec-Fetch-Site` and `Origin`, and pages cannot
/// change either. A request with neither does not come from a browser, and so carries nobody's
/// cookie against their will.
pub async fn refuse_foreign_origins(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || comes_from_here(request.headers(), state.config.origin.as_deref()) {
        return next.run(request).await;
    }
    ApiError::ForeignOrigin.into_response()
}

fn comes_from_here(headers: &HeaderMap, ours: Option<&str>) -> bool {
    let header = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if header("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none") {
        return false;
    }
    let Some(origin) = header(ORIGIN.as_str()) else {
        return true;
    };
    match ours {
        Some(ours) => origin.eq_ignore_ascii_case(ours),
        None => {
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            host.zip(header(HOST.as_str())).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host))
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::comes_from_here;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn our_own_pages_and_programs_may() {
        let ours = Some("https://zoufang.example.cn");
        assert!(comes_from_here(&headers(&[]), ours));
        assert!(comes_from_here(&headers(&[("origin", "https://zoufang.example.cn")]), ours));
        assert!(comes_from_here(&headers(&[("host", "127.0.0.1:3000"), ("origin", "http://127.0.0.1:3000")]), None));
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")]), None));
    }

    #[test]
    fn others_may_not() {
        let ours = Some("https://zoufang.example.cn");
        for origin in ["null", "http://zoufang.example.cn", "https://zoufang.example.cn.evil.cn", "https://evil.cn"] {
            assert!(!comes_from_here(&headers(&[("origin", origin)]), ours), "{origin}");
            assert!(!comes_from_here(&headers(&[("host", "127.0.0.1:3000"), ("origin", origin)]), None), "{origin}");
        }
        for site in ["cross-site", "same-site"] {
            assert!(!comes_from_here(&headers(&[("sec-fetch-site", site)]), None), "{site}");
        }
    }
}
