use std::collections::BTreeMap;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{CONTENT_TYPE, HeaderMap, ORIGIN};
use reqwest::{Method, Response};
use serde_json::{Map, Value as Json, json};

use crate::support::blobs::hash_of;
use crate::support::people::Anonymous;
use crate::support::{SignedIn, Stream, TestServer};

/// One request with the answer that was given: `who` asks (nobody, where it is null), by `method` and
/// `path`, with `headers` and a `body`; `status` and `answer` came. In a path `{cursor}` stands for the
/// last that the same person was given.
///
/// In the place of a body may stand `bytes`: a list of pairs, some bytes in base64 and how often they
/// follow each other. Of a stream the answer is its first message; of bytes, how many they are and their
/// SHA-256. `answer_headers` are those that matter.
///
/// `times` says how often it is asked, where the last answer counts; `{n}` in a path then is two digits that
/// differ each time. `idle_days` says for how long nobody used a session before. `meanwhile` is asked when a
/// stream is open: what the stream says then is the answer.
pub struct Exchange(Map<String, Json>);

/// What somebody was answered.
pub struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Json,
}

/// A run of the exchanges of one format.
pub struct Play<'a> {
    server: &'a TestServer,
    anonymous: Anonymous,
    people: BTreeMap<String, SignedIn>,
    cursors: BTreeMap<String, String>,
    /// By how much today's numbers are greater, since a city may begin with more than it once did.
    ahead: Option<i64>,
}

/// What differs from run to run, or is meant for people: only its form counts.
const VOLATILE: [&str; 9] = ["now", "cursor", "message", "lease", "first_seen", "seen", "revoked", "key", "public"];
/// Numbers that count from the beginning of the city.
const COUNTED: [&str; 4] = ["head", "position", "upto", "decided"];
/// The devices of the fixtures; what was written by others belongs to the beginning of the city.
const OURS: &str = "0193dddd-";

impl Exchange {
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap();
        Self(serde_json::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", path.display())))
    }

    pub fn spelled(&self) -> String {
        format!("{:#}\n", Json::Object(self.0.clone()))
    }

    pub fn record(&mut self, answer: &Answer) {
        self.0.insert("status".to_owned(), answer.status.into());
        self.0.insert("answer".to_owned(), answer.body.clone());
        for (name, value) in self.0.get_mut("answer_headers").and_then(Json::as_object_mut).into_iter().flatten() {
            *value = answer.header(name);
        }
    }

    pub fn status(&self) -> u16 {
        u16::try_from(self.field("status").as_u64().unwrap_or_default()).unwrap()
    }

    /// The path without what stands behind it.
    pub fn address(&self) -> &str {
        self.path().split('?').next().unwrap_or_default()
    }

    fn path(&self) -> &str {
        self.field("path").as_str().expect("a path")
    }

    pub fn body(&self) -> &Json {
        self.field("body")
    }

    pub fn answer(&self) -> &Json {
        self.field("answer")
    }

    /// What the address asks for behind its path, and the headers that go with the request.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        let queries = self.path().split(['?', '&']).skip(1).map(|query| query.split('=').next().unwrap_or(query));
        queries.chain(self.headers("headers").map(|(name, _)| name.as_str()))
    }

    pub fn answer_headers(&self) -> impl Iterator<Item = &str> {
        self.headers("answer_headers").map(|(name, _)| name.as_str())
    }

    pub fn method(&self) -> Method {
        self.field("method").as_str().expect("a method").parse().unwrap()
    }

    /// What is asked while a stream is open.
    pub fn meanwhile(&self) -> Option<Self> {
        self.field("meanwhile").as_object().cloned().map(Self)
    }

    fn headers(&self, field: &str) -> impl Iterator<Item = (&String, &Json)> {
        self.field(field).as_object().into_iter().flatten()
    }

    fn bytes(&self) -> Option<Vec<u8>> {
        let runs = self.field("bytes").as_array()?.iter().map(|run| {
            let bytes = STANDARD.decode(run[0].as_str().expect("a text")).expect("base64");
            bytes.repeat(run[1].as_u64().and_then(|times| times.try_into().ok()).expect("how often"))
        });
        Some(runs.collect::<Vec<_>>().concat())
    }

    fn who(&self) -> Option<&str> {
        self.field("who").as_str()
    }

    fn field(&self, name: &str) -> &Json {
        self.0.get(name).unwrap_or(&Json::Null)
    }
}

impl Answer {
    async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let is_json = headers.get(CONTENT_TYPE).is_some_and(|media| media == "application/json");
        let content = response.bytes().await.expect("all of it comes");
        let body = match content.len() {
            0 => Json::Null,
            _ if is_json => serde_json::from_slice(&content).unwrap(),
            bytes => json!({ "bytes": bytes, "sha256": hash_of(&content).to_string() }),
        };
        Self { status, headers, body }
    }

    fn header(&self, name: &str) -> Json {
        self.headers.get(name).and_then(|value| value.to_str().ok()).into()
    }
}

impl<'a> Play<'a> {
    pub fn new(server: &'a TestServer) -> Self {
        let anonymous = server.anonymous();
        Self { server, anonymous, people: BTreeMap::new(), cursors: BTreeMap::new(), ahead: None }
    }

    pub async fn ask(&mut self, exchange: &Exchange) -> Answer {
        self.let_sign_in(exchange).await;
        if let Some(days) = exchange.field("idle_days").as_u64() {
            let idle = days * 24 * 60 * 60 * 1_000;
            self.server.execute(&format!("UPDATE session SET used = used - {idle}")).await;
        }
        let answer = if exchange.address() == "/api/v1/sync/events" {
            self.listen(exchange).await
        } else {
            let times = exchange.field("times").as_u64().unwrap_or(1);
            for time in 1..times {
                self.send(exchange, time).await;
            }
            self.send(exchange, times).await
        };
        if let Some((who, cursor)) = exchange.who().zip(answer.body["cursor"].as_str()) {
            self.cursors.insert(who.to_owned(), cursor.to_owned());
        }
        answer
    }

    async fn let_sign_in(&mut self, exchange: &Exchange) {
        if let Some(who) = exchange.who()
            && !self.people.contains_key(who)
        {
            let capital = who[..1].to_uppercase() + &who[1..];
            let somebody = self.anonymous.sign_in(who, &format!("password of {capital}")).await;
            self.people.insert(who.to_owned(), somebody);
        }
    }

    async fn listen(&mut self, exchange: &Exchange) -> Answer {
        let listener = &self.people[exchange.who().expect("somebody listens")];
        let mut stream = Stream::of(listener, exchange.path()).await;
        let mut message = stream.next().await.expect("a stream says something at once");
        if let Some(meanwhile) = exchange.meanwhile() {
            self.let_sign_in(&meanwhile).await;
            let answer = self.send(&meanwhile, 1).await;
            assert_eq!(answer.status, meanwhile.status(), "{}", answer.body);
            message = stream.next().await.expect("the stream goes on");
        }
        let data = message.strip_prefix("data: ").expect("a message is data");
        Answer { status: 200, headers: HeaderMap::new(), body: serde_json::from_str(data).unwrap() }
    }

    async fn send(&self, exchange: &Exchange, time: u64) -> Answer {
        let somebody = exchange.who().map(|who| &self.people[who]);
        let cursor = exchange.who().and_then(|who| self.cursors.get(who)).map_or("", String::as_str);
        let path = exchange.path().replace("{cursor}", cursor).replace("{n}", &format!("{time:02}"));
        let mut request = match somebody {
            Some(somebody) => somebody.request(exchange.method(), &path),
            None => self.anonymous.request(exchange.method(), &path),
        };
        for (name, value) in exchange.headers("headers") {
            request = request.header(name, value.as_str().expect("a header is text"));
        }
        if let Some(origin) = exchange.field("origin").as_str() {
            request = request.header(ORIGIN, origin);
        }
        request = match (exchange.body(), exchange.field("content_type").as_str()) {
            (Json::Null, _) => request,
            (body, None) => request.json(body),
            (body, Some(content_type)) => request.header(CONTENT_TYPE, content_type).body(body.to_string()),
        };
        if let Some(bytes) = exchange.bytes() {
            request = request.body(bytes);
        }
        Answer::read(request.send().await.expect("the server answers")).await
    }

    /// Whether today's answer says all that the recorded one did. It may say more: fields are added.
    pub fn compare(&mut self, exchange: &Exchange, today: &Answer) -> Result<(), String> {
        if today.status != exchange.status() {
            return Err(format!("was {}, is {}: {}", exchange.status(), today.status, today.body));
        }
        for (name, then) in exchange.headers("answer_headers") {
            let now = today.header(name);
            if lasting(name, then) != lasting(name, &now) {
                return Err(format!("{name} was {then}, is {now}"));
            }
        }
        self.within("answer", exchange.answer(), &today.body)
    }

    fn within(&mut self, place: &str, then: &Json, now: &Json) -> Result<(), String> {
        let name = place.rsplit('.').next().unwrap_or(place);
        let differs = || Err(format!("{place} was {then}, is {now}"));
        match (then, now) {
            (Json::Object(_), Json::Object(_)) if is_from_the_beginning(then) => {
                let same = ["kind", "id"].iter().all(|field| then[field] == now[field]);
                if same { Ok(()) } else { differs() }
            }
            // These words are the office's own, and meant for the author.
            (Json::Object(_), Json::Object(_)) if then["code"] == "refused" && then["message"] != now["message"] => {
                differs()
            }
            (Json::Object(then), Json::Object(_)) => {
                then.iter().try_for_each(|(field, then)| self.within(&format!("{place}.{field}"), then, &now[field]))
            }
            (Json::Array(then), Json::Array(now)) => {
                // A city may begin with more rows than it once did; those that were told are told in their order.
                let told = |row: &&Json| name != "rows" || then.iter().any(|then| then["id"] == row["id"]);
                let now: Vec<&Json> = now.iter().filter(told).collect();
                if then.len() != now.len() {
                    return differs();
                }
                let mut both = then.iter().zip(now).enumerate();
                both.try_for_each(|(i, (then, now))| self.within(&format!("{place}.{i}"), then, now))
            }
            (Json::Number(_), Json::Number(_)) | (Json::String(_), Json::String(_)) if VOLATILE.contains(&name) => {
                Ok(())
            }
            (Json::Number(then), Json::Number(now)) if COUNTED.contains(&name) => {
                let (then, now) = (then.as_i64().unwrap(), now.as_i64().unwrap());
                if now - then == *self.ahead.get_or_insert(now - then) { Ok(()) } else { differs() }
            }
            _ if then == now => Ok(()),
            _ => differs(),
        }
    }
}

/// What of a header does not differ from run to run; `None` where it is not there.
fn lasting<'a>(name: &str, value: &'a Json) -> Option<&'a str> {
    let value = value.as_str()?;
    match name {
        "retry-after" => value.parse::<u32>().ok().map(|_| "seconds"),
        "set-cookie" => value.split_once(';').map(|(_, attributes)| attributes),
        _ => Some(value),
    }
}

pub fn is_from_the_beginning(row: &Json) -> bool {
    row["origin"]["dot"][0].as_str().is_some_and(|device| !device.starts_with(OURS))
}
