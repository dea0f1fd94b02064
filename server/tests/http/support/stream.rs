use reqwest::{Method, Response, StatusCode};
use zoufang_core::wire::Event;

use super::SignedIn;

fn event(message: &str) -> Event {
    let data = message.strip_prefix("data: ").expect("a message is data and nothing else");
    serde_json::from_str(data).expect("the data are an event")
}

/// After so many signs of life and nothing else, a few minutes, nobody waits any longer.
const SILENCE: usize = 20;

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
        let mut silence = 0;
        loop {
            while let Some((message, rest)) = self.text.split_once("\n\n") {
                let (message, rest) = (message.to_owned(), rest.to_owned());
                self.text = rest;
                // By these the server keeps a silent line open.
                if !message.starts_with(':') {
                    return Some(message);
                }
                silence += 1;
                assert!(silence < SILENCE, "nothing is told any more");
            }
            let chunk = self.response.chunk().await.expect("the stream ends as it should")?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    /// What is told next, but for contents: a server tells of these also when it cannot know whether
    /// any has come, as when it begins to hear the others. `None` at the end of the stream.
    pub async fn event(&mut self) -> Option<Event> {
        loop {
            match event(&self.next().await?) {
                Event::Content => {}
                event => return Some(event),
            }
        }
    }

    pub async fn head(&mut self) -> u64 {
        match self.event().await.expect("the stream goes on") {
            Event::Head { head } => head,
            event => panic!("{event:?} is not a head"),
        }
    }

    /// Waits until it tells of a content, whatever is told before.
    pub async fn content(&mut self) {
        while event(&self.next().await.expect("the stream goes on")) != Event::Content {}
    }
}
