//! 行程: what is planned for the road, what became of it, and what to have at hand there.

mod days;
mod figures;
mod form;
mod lines;
mod list;
mod missed;
mod pack;
mod page;
mod report;
mod running;
mod standing;
mod stop_field;
mod stop_line;
mod stops;

pub use form::TripFormPage;
pub use lines::TripLines;
pub use list::TripsPage;
pub use page::TripPage;
pub use report::TripReportPage;
pub use running::{companies_of_today, my_only_trip, running_trips};
pub use standing::{Outcome, Standing, read_standing, standings_of_today};
pub use stop_line::StopLine;

use zoufang_core::domain::Day;
use zoufang_core::domain::plan::REGIONS;
use zoufang_core::merge::Record;

use crate::clock::today;
use crate::components::moments;
use crate::words::{Language, Word, common, trips};

/// The word for a region as records name it; what is none of them is shown as it is written.
pub fn region_said(region: &str, language: Language) -> String {
    let words: [Word; 10] = [
        trips::BEIJING_TIANJIN,
        trips::YANGTZE,
        trips::BAY,
        trips::OTHER_DOMESTIC,
        trips::HONG_KONG,
        trips::JAPAN_KOREA,
        trips::ASEAN,
        trips::CENTRAL_ASIA,
        trips::WEST,
        trips::OTHER_ABROAD,
    ];
    let known = REGIONS.iter().position(|known| *known == region).map(|place| words[place]);
    known.map_or_else(|| region.to_owned(), |word| word.in_language(language).to_owned())
}

/// `11月16日至11月20日`, of a record that says from when to when; with the years where they are not both this one.
pub fn days_said(record: &Record, language: Language) -> String {
    let day = |path| record.text(path).and_then(|day| day.parse::<Day>().ok());
    let days: Vec<Day> = [day("from"), day("to")].into_iter().flatten().collect();
    let is_near = days.iter().all(|day| day.year() == today().year());
    let said = if is_near { moments::short } else { moments::full };
    match days.as_slice() {
        [from, to] => common::FROM_TO.fill(language, &[("from", &said(*from, language)), ("to", &said(*to, language))]),
        days => days.iter().map(|day| said(*day, language)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use zoufang_core::domain::plan::REGIONS;

    use super::region_said;
    use crate::words::Language::{Chinese, English};

    #[test]
    fn every_region_is_said_as_records_name_it() {
        for region in REGIONS {
            assert_eq!(region_said(region, Chinese), *region);
            assert!(region_said(region, English).is_ascii() || region_said(region, English).contains('–'));
        }
        assert_eq!(region_said("华东", English), "华东");
    }
}
