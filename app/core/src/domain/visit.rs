//! 走访记录: what a call on a company brought.

use std::collections::{BTreeMap, BTreeSet};

use super::Day;
use super::field::{FieldSpec, Problem, ValueType, Writers};
use super::follow_up::{Sort, leaves_open};
use super::kind::{Call, Facets, Finding, Kind, KindSpec, Reach, Tag, TagName, first_line};
use crate::id::{DeviceId, RecordId};
use crate::merge::{Dot, Path, Record, Shown, Value};

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::VISIT,
    reach: Reach::Unit,
    makers: Writers::Team,
    written_once: false,
    named_after: None,
    parent: None,
    fields: &[
        FieldSpec::new("company", ValueType::Id),
        // The name as it was known at the visit: a list need not load the company, and a later
        // change of name does not rewrite history.
        FieldSpec::new("company_name", ValueType::Text(120)),
        FieldSpec::new("chain", ValueType::Id),
        FieldSpec::new("chain_name", ValueType::Text(60)),
        FieldSpec::new("trip", ValueType::Id),
        FieldSpec::new("kind", ValueType::OneOf(VISIT_KINDS)),
        FieldSpec::new("host_type", ValueType::OneOf(HOST_TYPES)),
        FieldSpec::new("day", ValueType::Day),
        FieldSpec::new("start", ValueType::Time),
        FieldSpec::new("end", ValueType::Time),
        FieldSpec::new("place", ValueType::Text(200)),
        FieldSpec::new("attendees/*/side", ValueType::OneOf(SIDES)),
        FieldSpec::new("attendees/*/name", ValueType::Text(60)),
        FieldSpec::new("attendees/*/title", ValueType::Text(60)),
        FieldSpec::new("attendees/*/person", ValueType::Id),
        FieldSpec::new("attendees/*/contact", ValueType::Id),
        FieldSpec::new("content", ValueType::Text(20_000)),
        FieldSpec::new("concerns", ValueType::Text(4_000)),
        FieldSpec::new("needs/*", ValueType::Bool),
        // What exactly: 200 亩, close to the ring road.
        FieldSpec::new("need_notes/*", ValueType::Text(200)),
        // The day on which a need was met.
        FieldSpec::new("met/*", ValueType::Day),
        FieldSpec::new("intent/amount", ValueType::Money),
        FieldSpec::new("intent/grade", ValueType::OneOf(GRADES)),
        FieldSpec::new("intent/land_mu", ValueType::Int(0, 1_000_000)),
        FieldSpec::new("intent/plant_m2", ValueType::Int(0, 100_000_000)),
        FieldSpec::new("intent/jobs", ValueType::Int(0, 10_000_000)),
        FieldSpec::new("intent/by", ValueType::Day),
        FieldSpec::new("next/*/what", ValueType::Text(400)),
        FieldSpec::new("next/*/owner", ValueType::Id),
        FieldSpec::new("next/*/owner_name", ValueType::Text(60)),
        FieldSpec::new("next/*/due", ValueType::Day),
        FieldSpec::new("next/*/done", ValueType::Bool),
        FieldSpec::new("next/*/done_day", ValueType::Day),
        FieldSpec::new("next/*/done_note", ValueType::Text(400)),
        FieldSpec::new("commitments/*/what", ValueType::Text(400)),
        FieldSpec::new("commitments/*/owner", ValueType::Id),
        FieldSpec::new("commitments/*/owner_name", ValueType::Text(60)),
        FieldSpec::new("commitments/*/due", ValueType::Day),
        FieldSpec::new("commitments/*/done", ValueType::Bool),
        FieldSpec::new("commitments/*/done_day", ValueType::Day),
        FieldSpec::new("commitments/*/done_note", ValueType::Text(400)),
        // Where the visitor stood, if they tapped for it: millionths of a degree, metres.
        FieldSpec::new("location/latitude", ValueType::Int(-90_000_000, 90_000_000)),
        FieldSpec::new("location/longitude", ValueType::Int(-180_000_000, 180_000_000)),
        FieldSpec::new("location/accuracy", ValueType::Int(0, 1_000_000)),
        FieldSpec::new("review/verdict", ValueType::OneOf(VERDICTS)).by(Writers::Reviewers),
        FieldSpec::new("review/seen", ValueType::Text(4_000)).by(Writers::Reviewers),
    ],
    facets,
    check,
};

/// 走访, 回访, 来访考察, 洽谈, 推介, 线上.
pub const VISIT_KINDS: &[&str] = &["visit", "return_visit", "inbound", "talk", "pitch", "online"];
/// 企业, 科研机构, 专家人才, 行业协会, 商会.
pub const HOST_TYPES: &[&str] = &["enterprise", "institute", "expert", "association", "chamber"];
/// 我方, 对方.
pub const OURS: &str = "ours";
pub const SIDES: &[&str] = &[OURS, "theirs"];
/// 土地, 厂房, 能耗, 用工, 人才, 资金, 政策, 其他.
pub const NEEDS: &[&str] = &["land", "plant", "energy", "labour", "talent", "funds", "policy", "other"];
pub const GRADES: &[&str] = &["A", "B", "C", "D"];
pub const RETURNED: &str = "returned";
pub const REVIEWED: &str = "reviewed";
pub const VERDICTS: &[&str] = &[RETURNED, REVIEWED];

/// Where a visit that the server holds stands with the office.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReviewState {
    /// Nobody has judged it, or it was amended since.
    Received,
    Returned,
    Reviewed,
}

impl ReviewState {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Returned => RETURNED,
            Self::Reviewed => REVIEWED,
        }
    }
}

/// The office's verdict counts for exactly what the reviewer had on screen: an amendment that the
/// reviewer had not seen, however late it arrives, puts the visit back among the received.
pub fn review_state(visit: &Record) -> ReviewState {
    match visit.text("review/verdict") {
        _ if !amended_since_review(visit).is_empty() => ReviewState::Received,
        Some(RETURNED) => ReviewState::Returned,
        Some(REVIEWED) => ReviewState::Reviewed,
        _ => ReviewState::Received,
    }
}

/// Fields with a head that the last verdict had not seen; empty where there is no verdict.
pub fn amended_since_review(visit: &Record) -> Vec<&Path> {
    let Some(seen) = visit.text("review/seen").map(parse_seen) else {
        return Vec::new();
    };
    let unseen = |path: &&Path| visit.dots(path.as_str()).iter().any(|dot| !seen.contains(dot));
    visit.paths().filter(|path| is_content(path)).filter(unseen).collect()
}

/// What a reviewer has seen of a visit, to be written as `review/seen`: the heads by name,
/// `<device>:<seq>,<seq>` divided by spaces. The last number of each device would not do, since an
/// earlier save may lie in quarantine meanwhile and come later.
pub fn seen(visit: &Record) -> String {
    let mut heads: BTreeMap<DeviceId, BTreeSet<u64>> = BTreeMap::new();
    for dot in visit.paths().filter(|path| is_content(path)).flat_map(|path| visit.dots(path.as_str())) {
        heads.entry(dot.device).or_default().insert(dot.seq);
    }
    let of_device = |(device, seqs): (&DeviceId, &BTreeSet<u64>)| {
        let seqs: Vec<String> = seqs.iter().map(u64::to_string).collect();
        format!("{device}:{}", seqs.join(","))
    };
    heads.iter().map(of_device).collect::<Vec<_>>().join(" ")
}

fn parse_seen(text: &str) -> BTreeSet<Dot> {
    let of_device = |entry: &str| -> Option<Vec<Dot>> {
        let (device, seqs) = entry.split_once(':')?;
        let device = device.parse().ok()?;
        Some(seqs.split(',').filter_map(|seq| Some(Dot { device, seq: seq.parse().ok()? })).collect())
    };
    text.split(' ').filter_map(of_device).flatten().collect()
}

/// Whether a field is part of what a visit tells. Beside each id stands a name, and the office's
/// verdict is no part of it.
pub fn is_told(path: &Path) -> bool {
    SPEC.field(path).is_none_or(|field| field.holds != ValueType::Id) && path.segments().next() != Some("review")
}

/// What a reviewer judges. What became of a visit afterwards is not: to do what was agreed does not amend
/// what was said.
fn is_content(path: &Path) -> bool {
    let mut segments = path.segments();
    match segments.next() {
        Some("review" | "met") => false,
        Some("next" | "commitments") => !matches!(segments.nth(1), Some("done" | "done_day" | "done_note")),
        _ => true,
    }
}

/// One person at the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attendee {
    pub key: String,
    pub ours: bool,
    pub name: String,
    pub title: String,
    pub contact: Option<RecordId>,
}

pub fn attendees(visit: &Record) -> Vec<Attendee> {
    visit
        .items("attendees")
        .into_iter()
        .map(|key| {
            let text = |field| visit.text(&format!("attendees/{key}/{field}")).unwrap_or_default();
            Attendee {
                key: key.to_owned(),
                ours: text("side") == "ours",
                name: text("name").to_owned(),
                title: text("title").to_owned(),
                contact: text("contact").parse().ok(),
            }
        })
        .collect()
}

/// The needs that were told, by their names in [`NEEDS`], met or not.
pub fn needs(visit: &Record) -> Vec<&str> {
    let told = |need: &&str| visit.get(&format!("needs/{need}")) == Some(&Value::Bool(true));
    visit.items("needs").into_iter().filter(told).collect()
}

fn facets(visit: &Record) -> Facets {
    let id = |path| visit.text(path).and_then(|id| id.parse().ok());
    let tag = |name, path| visit.text(path).map(|value| Tag(name, value.to_owned()));
    let state = review_state(visit);
    Facets {
        title: visit.text("company_name").unwrap_or_default().to_owned(),
        subtitle: first_line(visit, "content"),
        author: Some(visit.author()),
        day: visit.text("day").and_then(|day| day.parse().ok()),
        state: Some(state.as_str().to_owned()),
        company: id("company"),
        chain: id("chain"),
        code: None,
        about: None,
        amount: visit.int("intent/amount"),
        tags: [tag(TagName::Kind, "kind"), tag(TagName::Trip, "trip"), tag(TagName::Grade, "intent/grade")]
            .into_iter()
            .flatten()
            .chain(needs(visit).into_iter().map(|need| Tag(TagName::Need, need.to_owned())))
            .collect(),
        calls: calls(visit, state),
    }
}

fn calls(visit: &Record, state: ReviewState) -> Vec<Call> {
    let returned = state == ReviewState::Returned;
    [returned.then_some(Call::Amendment), leaves_open(visit).then_some(Call::Step)].into_iter().flatten().collect()
}

fn check(shown: &Shown, today: Day) -> Vec<Finding> {
    let missing = |path: &&str| !shown.contains_key(*path);
    let mut findings: Vec<Finding> = ["company", "kind", "day", "content"]
        .iter()
        .filter(|path| missing(path))
        .map(|path| Finding::at(path, Problem::Missing))
        .collect();
    let day = shown.get("day").and_then(Value::as_text).and_then(|day| day.parse::<Day>().ok());
    if day.is_some_and(|day| day > today) {
        findings.push(Finding::at("day", Problem::InTheFuture));
    }
    findings.extend(Finding::ends_before_it_begins(shown, "start", "end"));
    findings.extend(Sort::ALL.into_iter().flat_map(|sort| incomplete_items(shown, sort.list(), "what")));
    findings.extend(incomplete_items(shown, "attendees", "name"));
    findings
}

/// Items of a list that hold something but not what they are about.
fn incomplete_items(shown: &Shown, list: &str, needed: &str) -> Vec<Finding> {
    let mut keys: Vec<&str> = shown
        .keys()
        .filter_map(|path| {
            let mut segments = path.segments();
            (segments.next() == Some(list)).then(|| segments.next())?
        })
        .collect();
    keys.dedup();
    keys.iter()
        .map(|key| format!("{list}/{key}/{needed}"))
        .filter(|path| !shown.contains_key(path.as_str()))
        .map(|path| Finding::at(&path, Problem::Missing))
        .collect()
}
