use std::time::{SystemTime, UNIX_EPOCH};

use uuid::Uuid;
use zoufang_core::domain::{Kind, SCHEMA};
use zoufang_core::id::{BlobHash, ChangeId, DeviceId, RecordId};
use zoufang_core::merge::{Change, Hlc, Op, Path, Record, Shown, Value, diff};

use super::Who;

/// A device: it numbers the changes that are made on it.
#[derive(Debug)]
pub struct Device {
    pub id: DeviceId,
    last: u64,
}

impl Device {
    pub fn new() -> Self {
        Self { id: DeviceId(Uuid::now_v7()), last: 0 }
    }

    /// A visit with what every visit has.
    pub fn visit(&mut self, content: &str) -> Change {
        self.make(Kind::VISIT, &[("day", "2026-11-20"), ("kind", "visit"), ("content", content)])
    }

    pub fn comment(&mut self, about: RecordId, text: &str) -> Change {
        self.make(Kind::COMMENT, &[("about", &about.to_string()), ("text", text), ("purpose", "note")])
    }

    /// A photo of something, with its content and its thumbnail.
    pub fn attachment(&mut self, of: RecordId, blob: BlobHash, thumb: Option<BlobHash>) -> Change {
        let (of, blob, thumb) = (of.to_string(), blob.to_string(), thumb.map(|thumb| thumb.to_string()));
        let mut fields = vec![("of", of.as_str()), ("blob", &blob), ("name", "gate.jpg"), ("type", "image/jpeg")];
        fields.extend(thumb.as_deref().map(|thumb| ("thumb", thumb)));
        self.make(Kind::ATTACHMENT, &fields)
    }

    pub fn trip(&mut self, name: &str, leader: Who, members: &[Who]) -> Change {
        let leader = leader.id().to_string();
        let member = |who: &Who| (format!("members/{}", who.id()).parse::<Path>().expect("a path"), Value::Bool(true));
        let mut wanted = shown(&[("name", name), ("leader", &leader)]);
        wanted.extend(members.iter().map(member));
        self.change(Kind::TRIP, new_id(), Op::Set, None, &wanted)
    }

    pub fn make(&mut self, kind: Kind, fields: &[(&str, &str)]) -> Change {
        self.change(kind, new_id(), Op::Set, None, &shown(fields))
    }

    /// A change of a record by somebody who sees it as it is.
    pub fn amend(&mut self, seen: &Record, fields: &[(&str, &str)]) -> Change {
        self.change(seen.kind.clone(), seen.id, Op::Set, Some(seen), &shown(fields))
    }

    pub fn delete(&mut self, seen: &Record) -> Change {
        self.change(seen.kind.clone(), seen.id, Op::Delete, Some(seen), &Shown::default())
    }

    fn change(&mut self, kind: Kind, record: RecordId, op: Op, seen: Option<&Record>, wanted: &Shown) -> Change {
        self.last += 1;
        Change {
            id: ChangeId(Uuid::now_v7()),
            device: self.id,
            seq: self.last,
            record,
            kind,
            op,
            at: Hlc::from_millis(instant()),
            schema: SCHEMA,
            life: seen.map(Record::life_dots).unwrap_or_default(),
            fields: diff(seen, wanted),
        }
    }
}

fn shown(fields: &[(&str, &str)]) -> Shown {
    let field = |(path, value): &(&str, &str)| (path.parse::<Path>().expect("a path"), Value::from(*value));
    fields.iter().map(field).collect()
}

pub fn new_id() -> RecordId {
    RecordId(Uuid::now_v7())
}

/// Milliseconds since 1970.
pub fn instant() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is right");
    u64::try_from(since.as_millis()).expect("a year near ours")
}
