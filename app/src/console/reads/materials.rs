use serde::{Deserialize, Serialize};
use zoufang_core::domain::Day;
use zoufang_core::domain::material::{Validity, rank, searched, validity};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;
use zoufang_core::search::Sought;

/// Lines of a list: more than a city hands to its teams at a time.
const MOST: usize = 500;

/// How an address and a list's counts name [`Validity`], in the order in which a material goes through them.
pub const VALIDITIES: [&str; 3] = ["not_yet", "in_force", "ended"];

/// Which materials a list shows; what is `None` does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct MaterialFilter {
    /// One of [`zoufang_core::domain::material::SORTS`].
    pub sort: Option<String>,
    /// One of [`VALIDITIES`].
    pub validity: Option<String>,
    /// Words that have to stand in it, each of them.
    pub text: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialList {
    /// In the order of the phone's library; at most 500.
    pub lines: Vec<MaterialLine>,
    /// How many the filter finds in all.
    pub total: usize,
    /// Counts as [`VALIDITIES`] has them, under the same filter without its validity.
    pub counts: [usize; 3],
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialLine {
    pub id: RecordId,
    pub sort: String,
    pub title: String,
    /// Number, issuer, company, place.
    pub beside: String,
    /// The place of the text where something was found; its beginning where nothing was sought.
    pub passage: String,
    pub until: Option<Day>,
    pub validity: Validity,
}

/// One material as the office opens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MaterialPage {
    pub record: Record,
    pub unit: String,
    pub author: String,
    /// When its last change came, milliseconds since 1970.
    pub arrived: u64,
    /// Whether the reader may amend it.
    pub amends: bool,
    /// Whether the reader may take it off.
    pub takes_off: bool,
}

impl MaterialList {
    pub fn of(materials: Vec<Record>, filter: &MaterialFilter, today: Day) -> Self {
        let sought = Sought::new(filter.text.as_deref().unwrap_or_default());
        let is_found = |material: &Record| {
            let of_sort = filter.sort.as_deref().is_none_or(|sort| material.text("sort") == Some(sort));
            of_sort && (sought.is_empty() || sought.is_in(&searched(material)))
        };
        let mut found: Vec<Record> = materials.into_iter().filter(is_found).collect();
        let place = |material: &Record| validity(material, today).place();
        let mut counts = [0; 3];
        found.iter().for_each(|material| counts[place(material)] += 1);
        if let Some(wanted) = VALIDITIES.iter().position(|known| filter.validity.as_deref() == Some(known)) {
            found.retain(|material| place(material) == wanted);
        }
        found.sort_by_cached_key(|material| rank(material, today));
        let line = |material: &Record| MaterialLine::of(material, &sought, today);
        Self { total: found.len(), lines: found.iter().take(MOST).map(line).collect(), counts }
    }
}

impl MaterialLine {
    pub fn of(material: &Record, sought: &Sought, today: Day) -> Self {
        let text = |path: &str| material.text(path).unwrap_or_default();
        let facets = material.kind.spec().map(|spec| (spec.facets)(material)).unwrap_or_default();
        Self {
            id: material.id,
            sort: text("sort").to_owned(),
            title: facets.title,
            beside: facets.subtitle,
            passage: sought.passage(text("text")).text,
            until: facets.day,
            validity: validity(material, today),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use zoufang_core::domain::{Day, Kind, SCHEMA};
    use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
    use zoufang_core::merge::{Attribution, Change, Hlc, Op, Record, Write};

    use super::{MaterialFilter, MaterialList};

    fn material(number: u128, fields: &[(&str, &str)]) -> Record {
        let write = |value: &str| Write { base: Vec::new(), value: value.into() };
        let change = Change {
            id: ChangeId(Uuid::from_u128(number)),
            device: DeviceId(Uuid::from_u128(1)),
            seq: 1,
            record: RecordId(Uuid::from_u128(number)),
            kind: Kind::MATERIAL,
            op: Op::Set,
            at: Hlc::from_millis(1),
            schema: SCHEMA,
            life: Vec::new(),
            fields: fields.iter().map(|(path, value)| (path.parse().unwrap(), write(value))).collect(),
        };
        let nobody = Uuid::nil();
        Record::born(&change, Attribution { by: PersonId(nobody), unit: UnitId(nobody) })
    }

    fn found(filter: &MaterialFilter) -> (Vec<u128>, [usize; 3]) {
        let today: Day = "2026-11-20".parse().unwrap();
        let materials = vec![
            material(1, &[("sort", "policy"), ("title", "旧办法"), ("until", "2026-11-19"), ("text", "租金补贴")]),
            material(2, &[("sort", "plant"), ("title", "三号厂房"), ("place", "经开区")]),
            material(3, &[("sort", "policy"), ("title", "新细则"), ("from", "2026-11-21"), ("text", "租金补贴")]),
            material(4, &[("sort", "land"), ("title", "东部地块"), ("until", "2026-11-20")]),
        ];
        let list = MaterialList::of(materials, filter, today);
        assert_eq!(list.total, list.lines.len());
        (list.lines.iter().map(|line| line.id.0.as_u128()).collect(), list.counts)
    }

    fn given(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_list_is_narrowed_by_sort_validity_and_words() {
        assert_eq!(found(&MaterialFilter::default()), (vec![3, 4, 2, 1], [1, 2, 1]));
        let ended = MaterialFilter { validity: given("ended"), ..Default::default() };
        assert_eq!(found(&ended), (vec![1], [1, 2, 1]), "counts are told of all");
        let plants = MaterialFilter { sort: given("plant"), ..Default::default() };
        assert_eq!(found(&plants), (vec![2], [0, 1, 0]));
        let words = MaterialFilter { text: given("补贴 租金"), validity: given("not_yet"), ..Default::default() };
        assert_eq!(found(&words), (vec![3], [1, 0, 1]));
    }
}
