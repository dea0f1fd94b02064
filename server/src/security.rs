use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::middleware::Next;
use axum::response::Response;

/// What a browser may load and run for us: our own files, nothing inline, nobody else's.
const CONTENT_POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' blob: data:; media-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
    form-action 'self'";

const HEADERS: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(self), microphone=(self), geolocation=(self)"),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
];

/// The content policy of a page whose inline scripts carry `nonce`: those that leptos writes into
/// what it renders.
pub fn content_policy(nonce: &str) -> HeaderValue {
    let policy = CONTENT_POLICY.replacen("script-src 'self'", &format!("script-src 'self' 'nonce-{nonce}'"), 1);
    HeaderValue::try_from(policy).expect("a nonce is base64, which is fit for a header")
}

/// Puts the security headers on every answer, errors included. A content policy that a page brings
/// along stands.
pub async fn headers(request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, value);
    }
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(CONTENT_POLICY));
    // What people may see changes with every record; answers of the interface are kept by nobody. Nor are pages
    // kept whole behind the button that goes back: WebKit would freeze them in mid-transaction, and then no page
    // can use the device's store any more.
    let is_page = headers.get(CONTENT_TYPE).is_some_and(|media| media.as_bytes().starts_with(b"text/html"));
    let unless_said = HeaderValue::from_static(if is_api || is_page { "no-store" } else { "no-cache" });
    headers.entry(CACHE_CONTROL).or_insert(unless_said);
    response
}

#[cfg(test)]
mod tests {
    use super::content_policy;

    #[test]
    fn the_nonce_opens_scripts_and_nothing_else() {
        let policy = content_policy("abc=").to_str().unwrap().to_owned();
        assert!(policy.contains("script-src 'self' 'nonce-abc=' 'wasm-unsafe-eval';"), "{policy}");
        assert_eq!(policy.matches("nonce").count(), 1, "{policy}");
        assert!(!policy.contains("unsafe-inline"), "{policy}");
    }
}
