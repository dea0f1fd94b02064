use std::collections::BTreeSet;

use zoufang_core::domain::Kind;
use zoufang_core::domain::material::{rank, searched};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;
use zoufang_core::search::Sought;

use crate::clock::today;
use crate::device::Device;
use crate::store::{ListQuery, StoreError};

/// More than a city hands to its teams.
const MOST: u32 = 2_000;

/// All materials of the device, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shelf {
    pub materials: Vec<Record>,
    pub pins: BTreeSet<RecordId>,
}

pub async fn read_shelf(device: &Device) -> Result<Shelf, StoreError> {
    let pins = device.pins().await?;
    let materials = device.views(ListQuery::Kind(Kind::MATERIAL), MOST).await?;
    Ok(Shelf::of(materials.into_iter().map(|view| view.record).collect(), pins))
}

impl Shelf {
    /// Pinned ones first, what has ended last, between them sort by sort.
    fn of(mut materials: Vec<Record>, pins: BTreeSet<RecordId>) -> Self {
        let today = today();
        materials.sort_by_cached_key(|material| (!pins.contains(&material.id), rank(material, today)));
        Self { materials, pins }
    }

    /// The places of those in which every word stands, of a sort or of all.
    pub fn find(&self, sought: &Sought, sort: &str) -> Vec<usize> {
        let of_sort = |material: &&Record| sort.is_empty() || material.text("sort") == Some(sort);
        let is_found = |material: &&Record| sought.is_empty() || sought.is_in(&searched(material));
        let places = self.materials.iter().enumerate();
        places.filter(|(_, material)| of_sort(material) && is_found(material)).map(|(place, _)| place).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use uuid::Uuid;
    use zoufang_core::domain::{Kind, SCHEMA};
    use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
    use zoufang_core::merge::{Attribution, Change, Hlc, Op, Record, Write};
    use zoufang_core::search::Sought;

    use super::Shelf;
    use crate::clock::today;

    fn id(number: u128) -> RecordId {
        RecordId(Uuid::from_u128(number))
    }

    fn material(number: u128, fields: &[(&str, &str)]) -> Record {
        let write = |value: &str| Write { base: Vec::new(), value: value.into() };
        let change = Change {
            id: ChangeId(Uuid::from_u128(number)),
            device: DeviceId(Uuid::from_u128(1)),
            seq: 1,
            record: id(number),
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

    fn shelf(pins: &[u128]) -> Shelf {
        let yesterday = today().plus(-1).to_string();
        let materials = vec![
            material(1, &[("sort", "land"), ("title", "东部地块"), ("place", "经开区")]),
            material(2, &[("sort", "policy"), ("title", "旧办法"), ("text", "租金补贴"), ("until", &yesterday)]),
            material(3, &[("sort", "policy"), ("title", "标准厂房支持办法"), ("text", "前三年给予租金补贴")]),
            material(4, &[("sort", "plant"), ("title", "三号标准厂房"), ("number", "A-3")]),
        ];
        Shelf::of(materials, pins.iter().copied().map(id).collect::<BTreeSet<_>>())
    }

    fn found(shelf: &Shelf, typed: &str, sort: &str) -> Vec<RecordId> {
        shelf.find(&Sought::new(typed), sort).into_iter().map(|place| shelf.materials[place].id).collect()
    }

    #[test]
    fn pinned_materials_come_first_and_expired_ones_last() {
        assert_eq!(found(&shelf(&[]), "", ""), [3, 1, 4, 2].map(id));
        assert_eq!(found(&shelf(&[2, 4]), "", ""), [4, 2, 3, 1].map(id));
    }

    #[test]
    fn every_word_must_stand_in_the_material_and_a_sort_narrows() {
        let shelf = shelf(&[]);
        assert_eq!(found(&shelf, "租金补贴", ""), [3, 2].map(id));
        assert_eq!(found(&shelf, "厂房 补贴", ""), [id(3)]);
        assert_eq!(found(&shelf, "a3", ""), [id(4)]);
        assert_eq!(found(&shelf, "标准厂房", "plant"), [id(4)]);
        assert_eq!(found(&shelf, "经开区", "land"), [id(1)]);
        assert_eq!(found(&shelf, "厂房 经开区", ""), []);
    }
}
