//! 首谈: who called on a company first. The team that did goes on with it, so that two districts do not
//! compete for one company.
//!
//! Everybody who claims it writes a claim of their own, under their own id: two phones that claim at the
//! same time without network change different fields, and neither takes the other's words away. **The
//! earliest day counts**, whichever claim reached the server first: a team in the field is not to lose to
//! one that sits beside the router. Claims of the same day stand side by side: between two units people
//! decide, not a program.

use super::kind::Finding;
use super::{Day, Problem};
use crate::id::PersonId;
use crate::merge::{Record, Shown, Value};

/// Where a person's claim has this part: `day`, `by`, `unit`, `with`.
pub fn path(person: PersonId, part: &str) -> String {
    format!("first_contact/{person}/{part}")
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The id of who claims.
    pub key: String,
    pub day: Day,
    pub by: String,
    pub unit: String,
    /// Whom they met.
    pub with: String,
}

/// The claims on a company, the earliest day first. Without a day it is none.
pub fn claims(company: &Record) -> Vec<Claim> {
    let claim = |key: &str| {
        let text = |part| company.text(&format!("first_contact/{key}/{part}")).unwrap_or_default().to_owned();
        let day = text("day").parse().ok()?;
        Some(Claim { key: key.to_owned(), day, by: text("by"), unit: text("unit"), with: text("with") })
    };
    let mut claims: Vec<Claim> = company.items("first_contact").into_iter().filter_map(claim).collect();
    claims.sort_by(|one, other| (one.day, &one.key).cmp(&(other.day, &other.key)));
    claims
}

/// The claims that count, those of the earliest day; and the later ones.
pub fn standing(company: &Record) -> (Vec<Claim>, Vec<Claim>) {
    let claims = claims(company);
    let first = claims.first().map(|claim| claim.day);
    claims.into_iter().partition(|claim| Some(claim.day) == first)
}

/// A claim says its day, and none that is still to come.
pub(super) fn check(shown: &Shown, today: Day) -> Vec<Finding> {
    let mut keys: Vec<&str> = shown.keys().filter_map(|path| path.as_str().strip_prefix("first_contact/")).collect();
    keys.iter_mut().for_each(|key| *key = key.split('/').next().unwrap_or_default());
    keys.dedup();
    let problem = |path: &str| match shown.get(path).and_then(Value::as_text).map(str::parse::<Day>) {
        None => Some(Problem::Missing),
        Some(Ok(day)) if day > today => Some(Problem::InTheFuture),
        Some(_) => None,
    };
    let paths = keys.into_iter().map(|key| format!("first_contact/{key}/day"));
    paths.filter_map(|path| Some(Finding::at(&path, problem(&path)?))).collect()
}
