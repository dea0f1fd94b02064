use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use crate::db::SessionKey;

/// What a browser proves its session with: 256 random bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// # Errors
    /// Where the machine gives no randomness.
    pub fn draw() -> Result<Self, getrandom::Error> {
        let mut token = [0; 32];
        getrandom::fill(&mut token)?;
        Ok(Self(token))
    }

    /// Under what the session is stored.
    pub fn key(self) -> SessionKey {
        SessionKey(Sha256::digest(self.0).into())
    }

    fn parse(text: &str) -> Option<Self> {
        URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// The cookie of a session.
///
/// `__Host-` and `Secure` bind it to this very host over HTTPS. Chromium (tried with 156) takes
/// both also from `http://127.0.0.1` and `http://localhost`, so one spelling serves production,
/// development and tests; over plain HTTP from another machine nobody can sign in.
#[derive(Clone, Copy, Debug)]
pub struct SessionCookie;

impl SessionCookie {
    const NAME: &'static str = "__Host-session";

    /// The token of a request, if it carries one.
    pub fn token(headers: &HeaderMap) -> Option<Token> {
        headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(name, _)| *name == Self::NAME)
            .and_then(|(_, value)| Token::parse(value))
    }

    /// The `Set-Cookie` that begins a session of so many seconds.
    pub fn set(token: Token, seconds: u64) -> HeaderValue {
        Self::header(&URL_SAFE_NO_PAD.encode(token.0), seconds)
    }

    /// The `Set-Cookie` that ends it.
    pub fn clear() -> HeaderValue {
        Self::header("", 0)
    }

    fn header(value: &str, seconds: u64) -> HeaderValue {
        let name = Self::NAME;
        let cookie = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Strict");
        HeaderValue::try_from(cookie).expect("base64 and digits are fit for a header")
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use axum::http::header::COOKIE;

    use super::{SessionCookie, Token};

    #[test]
    fn the_token_is_found_among_other_cookies() {
        let token = Token::draw().unwrap();
        let set = SessionCookie::set(token, 60);
        let pair = set.to_str().unwrap().split(';').next().unwrap().to_owned();
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, "lang=zh; session=x".parse().unwrap());
        headers.append(COOKIE, format!("a=b;{pair}").parse().unwrap());
        assert!(SessionCookie::token(&headers) == Some(token));
    }

    #[test]
    fn a_garbled_token_is_none() {
        for value in ["__Host-session=", "__Host-session=AAAA", "__Host-session=%00", "session=AAAA", ""] {
            let headers = HeaderMap::from_iter([(COOKIE, value.parse().unwrap())]);
            assert!(SessionCookie::token(&headers).is_none(), "{value}");
        }
    }
}
