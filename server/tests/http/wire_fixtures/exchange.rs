use std::collections::BTreeMap;
use std::path::Path;

use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, ORIGIN};
use serde_json::{Map, Value as Json};

use crate::support::people::{Anonymous, send};
use crate::support::{SignedIn, Stream};

/// One request with the answer that was given: `who` asks (nobody, where it is null), by `method` and
/// `path`, with a `body`; `status` and `answer` came. Of a stream the answer is its first message. In a
/// path `{cursor}` stands for the last that the same person was given.
pub struct Exchange(Map<String, Json>);

/// What somebody was answered.
pub struct Answer {
    status: u16,
    body: Json,
}

/// A run of the exchanges of one format.
pub struct Play {
    anonymous: Anonymous,
    people: BTreeMap<String, SignedIn>,
    cursors: BTreeMap<String, String>,
    /// By how much today's numbers are greater, since a city may begin with more than it once did.
    ahead: Option<i64>,
}

/// What differs from run to run, or is meant for people: only its form counts.
const VOLATILE: [&str; 3] = ["now", "cursor", "message"];
/// Numbers that count from the beginning of the city.
const COUNTED: [&str; 3] = ["head", "position", "upto"];
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
    }

    pub fn status(&self) -> u16 {
        u16::try_from(self.field("status").as_u64().unwrap_or_default()).unwrap()
    }

    /// The path without what stands behind it.
    pub fn address(&self) -> &str {
        let path = self.field("path").as_str().expect("a path");
        path.split('?').next().unwrap_or(path)
    }

    pub fn body(&self) -> &Json {
        self.field("body")
    }

    pub fn answer(&self) -> &Json {
        self.field("answer")
    }

    fn who(&self) -> Option<&str> {
        self.field("who").as_str()
    }

    fn field(&self, name: &str) -> &Json {
        self.0.get(name).unwrap_or(&Json::Null)
    }
}

impl Play {
    pub fn new(anonymous: Anonymous) -> Self {
        Self { anonymous, people: BTreeMap::new(), cursors: BTreeMap::new(), ahead: None }
    }

    pub async fn ask(&mut self, exchange: &Exchange) -> Answer {
        if let Some(who) = exchange.who()
            && !self.people.contains_key(who)
        {
            let capital = who[..1].to_uppercase() + &who[1..];
            let somebody = self.anonymous.sign_in(who, &format!("password of {capital}")).await;
            self.people.insert(who.to_owned(), somebody);
        }
        let somebody = exchange.who().map(|who| &self.people[who]);
        if let Some(listener) = somebody.filter(|_| exchange.address() == "/api/v1/sync/events") {
            let message = Stream::open(listener).await.next().await.expect("a stream says something at once");
            let data = message.strip_prefix("data: ").expect("a message is data");
            return Answer { status: 200, body: serde_json::from_str(data).unwrap() };
        }
        let cursor = exchange.who().and_then(|who| self.cursors.get(who)).map_or("", String::as_str);
        let path = exchange.field("path").as_str().expect("a path").replace("{cursor}", cursor);
        let method: Method = exchange.field("method").as_str().expect("a method").parse().unwrap();
        let mut request = match somebody {
            Some(somebody) => somebody.request(method, &path),
            None => self.anonymous.request(method, &path),
        };
        if let Some(origin) = exchange.field("origin").as_str() {
            request = request.header(ORIGIN, origin);
        }
        request = match (exchange.body(), exchange.field("content_type").as_str()) {
            (Json::Null, _) => request,
            (body, None) => request.json(body),
            (body, Some(content_type)) => request.header(CONTENT_TYPE, content_type).body(body.to_string()),
        };
        let reply = send(request).await;
        let body = if reply.body.is_empty() { Json::Null } else { serde_json::from_str(&reply.body).unwrap() };
        if let Some((who, cursor)) = exchange.who().zip(body["cursor"].as_str()) {
            self.cursors.insert(who.to_owned(), cursor.to_owned());
        }
        Answer { status: reply.status.as_u16(), body }
    }

    /// Whether today's answer says all that the recorded one did. It may say more: fields are added.
    pub fn compare(&mut self, exchange: &Exchange, today: &Answer) -> Result<(), String> {
        if today.status != exchange.status() {
            return Err(format!("was {}, is {}: {}", exchange.status(), today.status, today.body));
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

fn is_from_the_beginning(row: &Json) -> bool {
    row["origin"]["dot"][0].as_str().is_some_and(|device| !device.starts_with(OURS))
}
