//! 零报告: a team says of a period that it has nothing to tell. Silence and nothing are two things.

use uuid::Uuid;

use super::field::{FieldSpec, ValueType};
use super::kind::{Facets, Finding, Kind, KindSpec, Reach, first_line};
use super::{Day, Writers};
use crate::id::{RecordId, UnitId};
use crate::merge::{Change, Record, Value};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::REPORT,
    reach: Reach::Unit,
    makers: Writers::Team,
    written_once: false,
    named_after: Some(name_of),
    parent: None,
    fields: &[
        FieldSpec::new("from", ValueType::Day),
        FieldSpec::new("to", ValueType::Day),
        FieldSpec::new("nothing", ValueType::Bool),
        FieldSpec::new("words", ValueType::Text(2_000)),
    ],
    facets: |record| Facets {
        title: record.text("from").unwrap_or_default().to_owned(),
        subtitle: first_line(record, "words"),
        day: record.text("to").and_then(|day| day.parse().ok()),
        ..Facets::default()
    },
    check: |shown, _| Finding::of_period(shown, &["from", "to"]),
};

/// The id of a unit's report on the period that begins on `from`: whoever of the team reports, with or
/// without network, writes the same record.
pub fn id_of(unit: UnitId, from: Day) -> RecordId {
    // An id of our own making (UUIDv8): that of the unit, with the day folded into it.
    let day = from.number().unsigned_abs();
    let folded = unit.0.as_u128() ^ u128::from(day) ^ REPORT;
    let id = uuid::Builder::from_u128(folded).with_variant(uuid::Variant::RFC4122).with_version(uuid::Version::Custom);
    RecordId(id.into_uuid())
}

fn name_of(change: &Change, unit: UnitId) -> Option<RecordId> {
    let from = change.fields.get("from")?.value.as_text()?.parse().ok()?;
    Some(id_of(unit, from))
}

/// Sets reports apart from whatever else is ever named after a unit and a day.
const REPORT: u128 = Uuid::from_bytes(*b"zoufang-report-0").as_u128();

/// Whether it says that there is nothing to tell: it may have been taken back.
pub fn is_nothing(report: &Record) -> bool {
    report.is_alive() && report.get("nothing") == Some(&Value::Bool(true))
}
