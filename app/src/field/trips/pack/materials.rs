use std::collections::BTreeSet;

use zoufang_core::domain::Day;
use zoufang_core::domain::material::{POLICY, Validity, validity};
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;

/// What a company writes as its place begins so, where it does not begin with a city.
const PROVINCES: &[&str] = &[
    "北京",
    "天津",
    "上海",
    "重庆",
    "河北",
    "山西",
    "辽宁",
    "吉林",
    "黑龙江",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "海南",
    "四川",
    "贵州",
    "云南",
    "陕西",
    "甘肃",
    "青海",
    "台湾",
    "内蒙古",
    "广西",
    "西藏",
    "宁夏",
    "新疆",
    "香港",
    "澳门",
];
/// Cities of their own: what stands behind them is a part of the town.
const MUNICIPALITIES: &[&str] = &["北京", "天津", "上海", "重庆"];
/// The regions of a trip that are no place: 其他境内, 其他境外.
const ELSEWHERE: &str = "其他";

/// How near a material is to the companies that are called on, the nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// It is the need of one of them.
    Company,
    City,
    Province,
    Region,
    Chain,
    /// It is for all.
    Everybody,
}

/// Where a trip goes: companies, chains, and the names of places.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Way {
    companies: BTreeSet<RecordId>,
    chains: BTreeSet<String>,
    cities: BTreeSet<String>,
    provinces: BTreeSet<String>,
    regions: BTreeSet<String>,
}

impl Way {
    pub fn of(trip: &Record) -> Self {
        let mut way = Self::default();
        way.passes(trip.text("region"));
        way
    }

    /// A company that is called on.
    pub fn calls_on(&mut self, company: &Record) {
        self.companies.insert(company.id);
        self.chains.extend(company.text("chain").map(str::to_owned));
        self.passes(company.text("trip_region"));
        let (province, city) = province_and_city(company.text("region").unwrap_or_default());
        self.provinces.extend(province.map(str::to_owned));
        self.cities.extend(city);
    }

    fn passes(&mut self, region: Option<&str>) {
        self.regions.extend(region.filter(|region| !region.starts_with(ELSEWHERE)).map(str::to_owned));
    }

    /// `None` where a material concerns neither a place nor a chain of the way, and is not for all.
    fn nearness(&self, material: &Record) -> Option<Nearness> {
        let company: Option<RecordId> = material.text("company").and_then(|id| id.parse().ok());
        // Where it is, who gave it out, and of what it speaks: nothing else tells its place.
        let texts = ["title", "place", "issuer", "text"].map(|path| material.text(path).unwrap_or_default());
        let names_one_of =
            |places: &BTreeSet<String>| places.iter().any(|place| texts.iter().any(|text| text.contains(place)));
        let chain = material.text("chain");
        if company.is_some_and(|company| self.companies.contains(&company)) {
            Some(Nearness::Company)
        } else if names_one_of(&self.cities) {
            Some(Nearness::City)
        } else if names_one_of(&self.provinces) {
            Some(Nearness::Province)
        } else if names_one_of(&self.regions) {
            Some(Nearness::Region)
        } else if chain.is_some_and(|chain| self.chains.contains(chain)) {
            Some(Nearness::Chain)
        } else if chain.is_none() || material.text("sort") == Some(POLICY) {
            Some(Nearness::Everybody)
        } else {
            None
        }
    }
}

/// What is in force and concerns the way, the nearest first; of the same nearness by their ids, so that the
/// order stays.
pub fn along(way: &Way, materials: Vec<Record>, today: Day) -> Vec<Record> {
    let in_force = |material: &Record| validity(material, today) == Validity::InForce;
    let near = |material: Record| Some((way.nearness(&material)?, material));
    let mut along: Vec<(Nearness, Record)> = materials.into_iter().filter(in_force).filter_map(near).collect();
    along.sort_by_key(|(nearness, material)| (*nearness, material.id));
    along.into_iter().map(|(_, material)| material).collect()
}

/// 江苏 and 苏州 of `江苏苏州`, `江苏省苏州市` and `江苏苏州工业园区`; 苏州 alone of `苏州市`. Places abroad have
/// neither: the region of the trip tells of them.
fn province_and_city(region: &str) -> (Option<&'static str>, Option<String>) {
    let region = region.trim();
    let Some(province) = PROVINCES.iter().copied().find(|province| region.starts_with(province)) else {
        let name = region.strip_suffix('市').unwrap_or(region);
        // Names of Chinese cities have two to four signs; what is longer is an address.
        let is_city = region.ends_with('市') && (2..=4).contains(&name.chars().count());
        return (None, is_city.then(|| name.to_owned()));
    };
    if MUNICIPALITIES.contains(&province) {
        return (Some(province), None);
    }
    let behind = &region[province.len()..];
    let behind = behind.split_once("自治区").map_or(behind, |(_, city)| city).trim_start_matches('省').trim();
    let city: String = behind.split('市').next().unwrap_or_default().chars().take(2).collect();
    (Some(province), (city.chars().count() == 2).then_some(city))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use zoufang_core::domain::{Day, Kind, SCHEMA};
    use zoufang_core::id::{ChangeId, DeviceId, PersonId, RecordId, UnitId};
    use zoufang_core::merge::{Attribution, Change, Hlc, Op, Record, Write};

    use super::{Way, along, province_and_city};

    fn id(number: u128) -> RecordId {
        RecordId(Uuid::from_u128(number))
    }

    fn record(kind: Kind, number: u128, fields: &[(&str, &str)]) -> Record {
        let write = |value: &str| Write { base: Vec::new(), value: value.into() };
        let change = Change {
            id: ChangeId(Uuid::from_u128(number)),
            device: DeviceId(Uuid::from_u128(1)),
            seq: 1,
            record: id(number),
            kind,
            op: Op::Set,
            at: Hlc::from_millis(1),
            schema: SCHEMA,
            life: Vec::new(),
            fields: fields.iter().map(|(path, value)| (path.parse().unwrap(), write(value))).collect(),
        };
        let nobody = Uuid::nil();
        Record::born(&change, Attribution { by: PersonId(nobody), unit: UnitId(nobody) })
    }

    fn material(number: u128, fields: &[(&str, &str)]) -> Record {
        record(Kind::MATERIAL, number, fields)
    }

    fn today() -> Day {
        "2026-11-20".parse().unwrap()
    }

    /// To a maker of equipment in Suzhou.
    fn way() -> Way {
        let mut way = Way::of(&record(Kind::TRIP, 1, &[("region", "长三角")]));
        let equipment = id(70).to_string();
        way.calls_on(&record(
            Kind::COMPANY,
            2,
            &[("region", "江苏苏州"), ("trip_region", "长三角"), ("chain", &equipment)],
        ));
        way
    }

    fn taken(way: &Way, materials: Vec<Record>) -> Vec<RecordId> {
        along(way, materials, today()).into_iter().map(|material| material.id).collect()
    }

    #[test]
    fn what_concerns_the_region_comes_along_whatever_its_chain_and_the_nearest_comes_first() {
        let (equipment, cars, company) = (id(70).to_string(), id(71).to_string(), id(2).to_string());
        let materials = vec![
            material(10, &[("sort", "policy"), ("title", "要素保障若干措施")]),
            material(11, &[("sort", "land"), ("title", "12号地块"), ("place", "经开区"), ("chain", &equipment)]),
            material(
                12,
                &[("sort", "chain_note"), ("title", "汽车"), ("text", "目标：长三角的企业"), ("chain", &cars)],
            ),
            material(13, &[("sort", "policy"), ("title", "办法"), ("issuer", "江苏省工信厅"), ("chain", &cars)]),
            material(14, &[("sort", "plant"), ("title", "离岸孵化器"), ("place", "苏州工业园区"), ("chain", &cars)]),
            material(15, &[("sort", "local_need"), ("title", "寻找配套"), ("company", &company), ("chain", &cars)]),
        ];
        assert_eq!(taken(&way(), materials), [15, 14, 13, 12, 11, 10].map(id));
    }

    #[test]
    fn what_concerns_neither_the_region_nor_the_chain_stays_behind() {
        let cars = id(71).to_string();
        let materials = vec![
            material(10, &[("sort", "plant"), ("title", "离岸孵化器"), ("place", "深圳南山"), ("chain", &cars)]),
            material(
                11,
                &[("sort", "chain_note"), ("title", "要点"), ("text", "目标：粤港澳的企业"), ("chain", &cars)],
            ),
            // Who speaks of other places in the country does not speak of this one.
            material(12, &[("sort", "land"), ("title", "其他境内项目用地"), ("chain", &cars)]),
        ];
        assert_eq!(taken(&way(), materials.clone()), []);
        let elsewhere = Way::of(&record(Kind::TRIP, 1, &[("region", "其他境内")]));
        assert_eq!(taken(&elsewhere, materials), []);
    }

    #[test]
    fn what_is_not_in_force_stays_behind_however_near() {
        let materials = vec![
            material(10, &[("sort", "policy"), ("title", "苏州"), ("until", "2026-11-19")]),
            material(11, &[("sort", "policy"), ("title", "苏州"), ("from", "2026-11-21")]),
            material(12, &[("sort", "policy"), ("title", "苏州"), ("from", "2026-11-20"), ("until", "2026-11-20")]),
        ];
        assert_eq!(taken(&way(), materials), [id(12)]);
    }

    #[test]
    fn a_place_is_read_as_it_is_written() {
        for (written, province, city) in [
            ("江苏苏州", Some("江苏"), Some("苏州")),
            ("江苏省苏州市", Some("江苏"), Some("苏州")),
            ("江苏苏州工业园区", Some("江苏"), Some("苏州")),
            ("广西壮族自治区南宁市", Some("广西"), Some("南宁")),
            ("黑龙江哈尔滨", Some("黑龙江"), Some("哈尔")),
            ("上海市浦东新区", Some("上海"), None),
            ("北京", Some("北京"), None),
            ("江苏", Some("江苏"), None),
            ("苏州市", None, Some("苏州")),
            ("工业园区", None, None),
            ("德国巴登-符腾堡", None, None),
            ("", None, None),
        ] {
            assert_eq!(province_and_city(written), (province, city.map(str::to_owned)), "{written}");
        }
    }
}
