//! 行程报告: the words that a trip's records make, for its team to go on with. Official reports are written
//! in Chinese, whatever language the app speaks.

use std::collections::BTreeSet;

use super::course::{Course, Figures, day_of, in_order};
use super::follow_up::follow_ups;
use super::trip::Stop;
use super::{Day, money};
use crate::merge::{Record, Value};

/// Of what was said at a visit.
const SAID_CHARS: usize = 120;
/// What the field takes.
const MOST_CHARS: usize = 8_000;

/// Who was on the road.
#[derive(Clone, Copy, Debug)]
pub struct Team<'a> {
    pub unit: &'a str,
    /// Empty where nobody is named.
    pub leader: &'a str,
}

/// `visits` are those of the trip. Stops behind `today` are still to come.
pub fn draft(trip: &Record, course: &Course, visits: &[&Record], team: Team<'_>, today: Day) -> String {
    let visits = in_order(visits.iter().copied());
    let called: Vec<String> = visits.iter().map(|visit| called_on(visit)).collect();
    let open = course.stops.iter().filter(|(_, visit)| visit.is_none()).map(|(stop, _)| stop);
    let (coming, missed): (Vec<&Stop>, Vec<&Stop>) =
        open.partition(|stop| stop.missed.is_empty() && stop.day.is_some_and(|day| day > today));
    let coming = coming.into_iter().map(|stop| {
        let day = stop.day.map(|day| format!("（{}）", short(day))).unwrap_or_default();
        format!("{}{day}", stop.company_name)
    });
    let missed = missed.into_iter().map(|stop| {
        let why = if stop.missed.is_empty() { "（原因待补充）" } else { &stop.missed };
        format!("{}：{why}", stop.company_name)
    });
    let steps: Vec<String> = visits.iter().flat_map(|visit| steps_of(visit)).collect();
    let sections = [
        ("总体情况", vec![summary(trip, course, &visits, team)]),
        ("走访情况", numbered(called)),
        ("未走访情况", numbered(missed.collect())),
        ("后续行程", numbered(coming.collect())),
        ("下一步工作", numbered(steps)),
    ];
    let there = sections.into_iter().filter(|(_, lines)| !lines.is_empty());
    let text: Vec<String> = (1..)
        .zip(there)
        .map(|(number, (title, lines))| format!("{}、{title}\n{}", numeral(number), lines.join("\n")))
        .collect();
    text.join("\n").chars().take(MOST_CHARS).collect()
}

/// `11月16日至20日，长三角小分队赴长三角开展“…”，计划走访8站，…`
fn summary(trip: &Record, course: &Course, visits: &[&Record], team: Team<'_>) -> String {
    let day = |path: &str| trip.text(path).and_then(|day| day.parse::<Day>().ok());
    let span = day("from").zip(day("to")).map(|(from, to)| format!("{}，", span(from, to))).unwrap_or_default();
    // “其他境内” is no place that one travels to.
    let region = trip.text("region").filter(|region| !region.starts_with("其他"));
    let region = region.map(|region| format!("赴{region}")).unwrap_or_default();
    let name = trip.text("name").unwrap_or_default();
    let people = people_on(trip);
    let leader = if team.leader.is_empty() { String::new() } else { format!("，由{}带队", team.leader) };
    let people = if people > 1 { format!("，一行{people}人") } else { String::new() };
    let Figures { stops, stops_visited, companies, amount, follow_ups } = course.figures;
    let planned = match stops {
        0 => String::new(),
        stops => format!("计划走访{stops}站，完成{stops_visited}站；"),
    };
    let unplanned: BTreeSet<_> =
        visits.iter().filter(|visit| course.unplanned.contains(&visit.id)).map(|visit| visit.text("company")).collect();
    let unplanned = match unplanned.len() {
        0 => String::new(),
        companies => format!("，其中计划外走访企业{companies}家"),
    };
    let amount = if amount > 0 { format!("，涉及意向投资合计{}", amount_said(amount)) } else { String::new() };
    let follow_ups = if follow_ups > 0 { format!("，形成后续事项{follow_ups}项") } else { String::new() };
    let unit = team.unit;
    format!(
        "{span}{unit}{region}开展“{name}”活动{leader}{people}。{planned}共走访企业{companies}家{unplanned}{amount}{follow_ups}。"
    )
}

/// Members, and the leader who is none of them.
fn people_on(trip: &Record) -> usize {
    let is_on = |key: &&str| trip.get(&format!("members/{key}")) == Some(&Value::Bool(true));
    let members = trip.items("members").into_iter().filter(is_on);
    members.chain(trip.text("leader")).collect::<BTreeSet<_>>().len()
}

/// `澄光智装（11月20日）：企业计划……。意向投资4.5亿元。`
fn called_on(visit: &Record) -> String {
    let name = visit.text("company_name").unwrap_or_default();
    let day = day_of(visit).map(|day| format!("（{}）", short(day))).unwrap_or_default();
    let said = sentence(visit.text("content").unwrap_or_default());
    let amount = visit.int("intent/amount").filter(|amount| *amount > 0);
    let amount = amount.map(|wan| format!("意向投资{}。", amount_said(wan))).unwrap_or_default();
    format!("{name}{day}：{said}{amount}")
}

/// The first line, where it is long its first sentences, closed as a sentence.
fn sentence(content: &str) -> String {
    let line = content.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    let mut said: String = line.chars().take(SAID_CHARS).collect();
    if said.len() < line.len() {
        match said.rfind(['。', '！', '？', '；']) {
            Some(end) => said = format!("{}。", said[..end].trim_end_matches(['。', '！', '？', '；'])),
            None => said.push('…'),
        }
    } else if !said.is_empty() && !said.ends_with(['。', '！', '？', '…', '.']) {
        said.push('。');
    }
    said
}

fn steps_of(visit: &Record) -> Vec<String> {
    let company = visit.text("company_name").unwrap_or_default();
    let open = follow_ups(visit).into_iter().filter(|step| !step.done && !step.what.is_empty());
    open.map(|step| {
        let owner = (!step.owner_name.is_empty()).then(|| format!("责任人：{}", step.owner_name));
        let due = step.due.map(|due| format!("{}前", short(due)));
        let beside: Vec<String> = owner.into_iter().chain(due).collect();
        let beside = if beside.is_empty() { String::new() } else { format!("（{}）", beside.join("，")) };
        format!("{company}：{}{beside}", step.what)
    })
    .collect()
}

fn numbered(lines: Vec<String>) -> Vec<String> {
    (1..).zip(lines).map(|(number, line)| format!("（{}）{line}", numeral(number))).collect()
}

/// `11月16日至20日`; what goes without saying is left out.
fn span(from: Day, to: Day) -> String {
    match (from.year() == to.year(), from.month() == to.month()) {
        _ if from == to => short(from),
        (true, true) => format!("{}至{}日", short(from), to.day()),
        (true, false) => format!("{}至{}", short(from), short(to)),
        (false, _) => format!("{}年{}至{}年{}", from.year(), short(from), to.year(), short(to)),
    }
}

fn short(day: Day) -> String {
    format!("{}月{}日", day.month(), day.day())
}

fn amount_said(wan: i64) -> String {
    if wan < 10_000 { format!("{wan}万元") } else { format!("{}亿元", money::typed(wan)) }
}

/// As official papers count, below a hundred; beyond that in figures.
fn numeral(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match (number / 10, number % 10) {
        (0, ones) => DIGITS[ones].to_owned(),
        (1, ones) => format!("十{}", DIGITS[ones]),
        (tens @ 2..=9, ones) => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
        _ => number.to_string(),
    }
}
