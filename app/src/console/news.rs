//! What a refresh brought.

use std::collections::BTreeSet;

use zoufang_core::domain::visit::ReviewState;
use zoufang_core::id::RecordId;

use super::reads::VisitList;

/// Visits that came in or were amended between two answers to the same question. A visit that this
/// office has just judged also arrived anew, but waits for nobody.
pub fn news(before: &VisitList, after: &VisitList) -> BTreeSet<RecordId> {
    let latest = before.lines.iter().map(|line| line.arrived).max().unwrap_or_default();
    let waits = after.lines.iter().filter(|line| line.state == ReviewState::Received.as_str());
    waits.filter(|line| line.arrived > latest).map(|line| line.id).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;
    use zoufang_core::id::RecordId;

    use super::news;
    use crate::console::reads::{VisitLine, VisitList};

    fn list(lines: &[(u128, &str, u64)]) -> VisitList {
        let line = |(id, state, arrived): &(u128, &str, u64)| VisitLine {
            id: RecordId(Uuid::from_u128(*id)),
            company: String::new(),
            summary: String::new(),
            unit: String::new(),
            author: String::new(),
            chain: String::new(),
            day: None,
            kind: None,
            state: (*state).to_owned(),
            amount: None,
            grade: None,
            arrived: *arrived,
            conflicts: 0,
        };
        VisitList { lines: lines.iter().map(line).collect(), ..VisitList::default() }
    }

    #[test]
    fn new_and_amended_visits_are_news_and_judged_ones_are_not() {
        let before = list(&[(2, "received", 20), (1, "reviewed", 10)]);
        let after = list(&[(3, "received", 30), (2, "reviewed", 31), (1, "received", 32), (0, "received", 5)]);
        let told: Vec<u128> = news(&before, &after).iter().map(|id| id.0.as_u128()).collect();
        assert_eq!(told, [1, 3], "what moved up from the next page is no news either");
    }
}
