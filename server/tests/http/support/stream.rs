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
        let response = listener.request(Method::GET, "/api/v1/sync/events").send().await.unwrap();
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

    pub async fn head(&mut self) -> u64 {
        let message = self.next().await.expect("the stream goes on");
        let data = message.strip_prefix("data: ").expect("a message is data and nothing else");
        match serde_json::from_str(data).expect("the data are an event") {
            Event::Head { head } => head,
            Event::Revoked => panic!("nobody revoked anything"),
        }
    }
}
