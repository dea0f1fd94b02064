use reqwest::{Method, Response, StatusCode};
use zoufang_core::wire::Event;

use super::SignedIn;

/// An open stream.
pub struct Stream {
    response: Response,
    /// What has come and was not read yet.
    text: String,
}

impl Stream {
    pub async fn open(listener: &SignedIn) -> Self {
        Self::of(listener, "/api/v1/sync/events").await
    }

    pub async fn of(listener: &SignedIn, path: &str) -> Self {
        let response = listener.request(Method::GET, path).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, text: String::new() }
    }

    /// The next message as it came; `None` at the end of the stream.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            if let Some((message, rest)) = self.text.split_once("\n\n") {
                let (message, rest) = (message.to_owned(), rest.to_owned());
                self.text = rest;
                return Some(message);
            }
            let chunk = self.response.chunk().await.ok()??;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// What the next message says; `None` at the end of the stream.
    pub async fn event(&mut self) -> Option<Event> {
        let message = self.next().await?;
        let data = message.strip_prefix("data: ").expect("a message is data and nothing else");
        Some(serde_json::from_str(data).expect("the data are an event"))
    }

    pub async fn head(&mut self) -> u64 {
        match self.event().await.expect("the stream goes on") {
            Event::Head { head } => head,
            Event::Revoked => panic!("nobody revoked anything"),
        }
    }
}
