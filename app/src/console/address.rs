//! What an address of the desk asks for. Every filter and every open visit has an address of its
//! own, so that pages can be linked, kept, and read without JavaScript.

use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};
use zoufang_core::domain::material::SORTS;
use zoufang_core::domain::visit::ReviewState;
use zoufang_core::id::RecordId;

use super::reads::{MaterialFilter, VALIDITIES, VisitFilter};
use crate::way_back::encoded;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskAddress {
    pub page: DeskPage,
    pub filter: VisitFilter,
    /// Of the library, on its pages.
    #[serde(default)]
    pub materials: MaterialFilter,
    /// The place before which the part of the open visit's history ends that is shown; the latest where there is none.
    #[serde(default)]
    pub changes_before: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskPage {
    /// The list; beside it, where there is room, a visit that is named or the first.
    #[default]
    List,
    ListBeside(RecordId),
    Visit(RecordId),
    /// Something whose name cannot be read.
    Nowhere,
    /// What waits for a decision.
    Quarantine,
    Devices,
    /// What was decided over.
    Decided,
    /// One change that was set aside.
    SetAside(u64),
    /// What teams have at hand before a company.
    Library,
    Material(RecordId),
    NewMaterial,
    AmendMaterial(RecordId),
}

impl DeskPage {
    pub fn is_quarantine(self) -> bool {
        matches!(self, Self::Quarantine | Self::Decided | Self::SetAside(_))
    }

    pub fn is_library(self) -> bool {
        matches!(self, Self::Library | Self::Material(_) | Self::NewMaterial | Self::AmendMaterial(_))
    }

    /// Whether it does not hang on a visit.
    pub fn is_apart(self) -> bool {
        self.is_quarantine() || self.is_library() || self == Self::Devices
    }

    /// Whether the list is what the page is about.
    pub fn is_list(self) -> bool {
        matches!(self, Self::List | Self::ListBeside(_) | Self::Library)
    }
}

pub const DESK: &str = "/desk";
pub const QUARANTINE: &str = "/desk/quarantine";
pub const DEVICES: &str = "/desk/devices";
pub const DECIDED: &str = "/desk/quarantine?decided=1";
pub const MATERIALS: &str = "/desk/materials";
const VISITS: &str = "/desk/visits/";
/// Of a material that is being written.
const NEW: &str = "new";
const EDIT: &str = "/edit";
/// How an address names the place before which a part of a history ends.
const BEFORE: &str = "before";

impl DeskAddress {
    pub fn read(path: &str, query: &ParamsMap) -> Self {
        let given = |name| query.get(name).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let known_state = |state: &String| STATES.iter().any(|known| known.as_str() == state);
        let page = match path.strip_prefix(VISITS) {
            Some(id) => id.trim_end_matches('/').parse().map_or(DeskPage::Nowhere, DeskPage::Visit),
            None if path.starts_with(QUARANTINE) => quarantine(path, given("decided").is_some()),
            None if path.trim_end_matches('/') == DEVICES => DeskPage::Devices,
            None if path.starts_with(MATERIALS) => library(path),
            None => given("visit").and_then(|id| id.parse().ok()).map_or(DeskPage::List, DeskPage::ListBeside),
        };
        if page.is_library() {
            let known = |name, choices: &[&str]| given(name).filter(|text| choices.contains(&text.as_str()));
            let (sort, validity) = (known("sort", SORTS), known("validity", &VALIDITIES));
            let materials = MaterialFilter { sort, validity, text: given("text") };
            return Self { page, materials, ..Self::default() };
        }
        let filter = VisitFilter {
            unit: given("unit").and_then(|id| id.parse().ok()),
            chain: given("chain").and_then(|id| id.parse().ok()),
            from: given("from").and_then(|day| day.parse().ok()),
            to: given("to").and_then(|day| day.parse().ok()),
            state: given("state").filter(known_state),
            text: given("text"),
            after: given("after"),
        };
        let open = matches!(page, DeskPage::Visit(_) | DeskPage::ListBeside(_));
        let changes_before = given(BEFORE).and_then(|place| place.parse().ok()).filter(|_| open);
        Self { page, filter, changes_before, ..Self::default() }
    }

    /// The material that is named.
    pub fn material(&self) -> Option<RecordId> {
        match self.page {
            DeskPage::Material(id) | DeskPage::AmendMaterial(id) => Some(id),
            _ => None,
        }
    }

    /// The visit that is named.
    pub fn visit(&self) -> Option<RecordId> {
        match self.page {
            DeskPage::Visit(id) | DeskPage::ListBeside(id) => Some(id),
            _ => None,
        }
    }
}

fn quarantine(path: &str, decided: bool) -> DeskPage {
    match path.trim_start_matches(QUARANTINE).trim_matches('/') {
        "" if decided => DeskPage::Decided,
        "" => DeskPage::Quarantine,
        number => number.parse().map_or(DeskPage::Nowhere, DeskPage::SetAside),
    }
}

fn library(path: &str) -> DeskPage {
    match path.trim_start_matches(MATERIALS).trim_matches('/') {
        "" => DeskPage::Library,
        NEW => DeskPage::NewMaterial,
        named => match named.strip_suffix(EDIT) {
            Some(id) => id.parse().map_or(DeskPage::Nowhere, DeskPage::AmendMaterial),
            None => named.parse().map_or(DeskPage::Nowhere, DeskPage::Material),
        },
    }
}

/// In the order in which a visit goes through them.
pub const STATES: [ReviewState; 3] = [ReviewState::Received, ReviewState::Returned, ReviewState::Reviewed];

/// The address of a change that was set aside.
pub fn set_aside(number: u64) -> String {
    format!("{QUARANTINE}/{number}")
}

/// The address of a record, of the kinds that have a page here.
pub fn of_record(kind: &str, id: RecordId) -> Option<String> {
    match kind {
        "visit" => Some(visit(id, &VisitFilter::default())),
        "material" => Some(material(id, &MaterialFilter::default())),
        _ => None,
    }
}

/// The address of the list under a filter.
pub fn list(filter: &VisitFilter) -> String {
    format!("{DESK}{}", query(filter))
}

/// The address of a visit; the list beside it stays under its filter.
pub fn visit(id: RecordId, filter: &VisitFilter) -> String {
    format!("{VISITS}{id}{}", query(filter))
}

/// The address of a visit with an earlier part of its history.
pub fn earlier_changes(id: RecordId, filter: &VisitFilter, before: u64) -> String {
    let address = visit(id, filter);
    let mark = if address.contains('?') { '&' } else { '?' };
    format!("{address}{mark}{BEFORE}={before}#changes")
}

/// The address of the library under a filter.
pub fn library_list(filter: &MaterialFilter) -> String {
    format!("{MATERIALS}{}", library_query(filter))
}

/// The address of a material; the list beside it stays under its filter.
pub fn material(id: RecordId, filter: &MaterialFilter) -> String {
    format!("{MATERIALS}/{id}{}", library_query(filter))
}

/// Where a material is amended.
pub fn amend_material(id: RecordId) -> String {
    format!("{MATERIALS}/{id}{EDIT}")
}

/// Where one is written, of the sort that the list shows.
pub fn new_material(filter: &MaterialFilter) -> String {
    let filter = MaterialFilter { sort: filter.sort.clone(), ..MaterialFilter::default() };
    format!("{MATERIALS}/{NEW}{}", library_query(&filter))
}

fn library_query(filter: &MaterialFilter) -> String {
    let MaterialFilter { sort, validity, text } = filter.clone();
    query_of([("sort", sort), ("validity", validity), ("text", text)])
}

fn query(filter: &VisitFilter) -> String {
    let VisitFilter { unit, chain, from, to, state, text, after } = filter;
    query_of([
        ("state", state.clone()),
        ("unit", unit.map(|id| id.to_string())),
        ("chain", chain.map(|id| id.to_string())),
        ("from", from.map(|day| day.to_string())),
        ("to", to.map(|day| day.to_string())),
        ("text", text.clone()),
        ("after", after.clone()),
    ])
}

fn query_of<const N: usize>(given: [(&str, Option<String>); N]) -> String {
    let parts: Vec<String> =
        given.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", encoded(&value?)))).collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

#[cfg(test)]
mod tests {
    use leptos_router::params::ParamsMap;

    use super::{DeskAddress, DeskPage, earlier_changes, list, visit};
    use crate::console::reads::VisitFilter;

    const ID: &str = "019a0000-0000-7000-8000-000000000007";

    fn read(path: &str, given: &[(&'static str, &str)]) -> DeskAddress {
        let mut query = ParamsMap::new();
        for (name, value) in given {
            query.insert(*name, (*value).to_owned());
        }
        DeskAddress::read(path, &query)
    }

    #[test]
    fn an_address_names_page_and_filter() {
        let address = read("/desk", &[("state", "received"), ("from", "2026-11-01"), ("text", " 智检 "), ("unit", "")]);
        assert_eq!(address.page, DeskPage::List);
        assert_eq!(address.filter.state.as_deref(), Some("received"));
        assert_eq!(address.filter.text.as_deref(), Some("智检"));
        assert!(address.filter.unit.is_none());
        assert_eq!(list(&address.filter), "/desk?state=received&from=2026-11-01&text=%E6%99%BA%E6%A3%80");
        let open = read(&format!("/desk/visits/{ID}"), &[]);
        assert_eq!(open.page, DeskPage::Visit(ID.parse().unwrap()));
        assert_eq!(visit(ID.parse().unwrap(), &open.filter), format!("/desk/visits/{ID}"));
        assert_eq!(read("/desk", &[("visit", ID)]).visit(), open.visit());
        assert_eq!(read("/desk/quarantine/", &[]).page, DeskPage::Quarantine);
        assert_eq!(read("/desk/devices", &[]).page, DeskPage::Devices);
        assert_eq!(read("/desk/quarantine", &[("decided", "1")]).page, DeskPage::Decided);
        assert_eq!(read(&super::set_aside(7), &[]).page, DeskPage::SetAside(7));
    }

    #[test]
    fn an_earlier_part_of_a_history_has_an_address() {
        let (id, filter) = (ID.parse().unwrap(), VisitFilter { text: Some("a".to_owned()), ..VisitFilter::default() });
        assert_eq!(earlier_changes(id, &filter, 7), format!("/desk/visits/{ID}?text=a&before=7#changes"));
        assert_eq!(earlier_changes(id, &VisitFilter::default(), 7), format!("/desk/visits/{ID}?before=7#changes"));
        let address = read(&format!("/desk/visits/{ID}"), &[("text", "a"), ("before", "7")]);
        assert_eq!((address.changes_before, address.filter), (Some(7), filter));
        assert_eq!(read("/desk", &[("before", "7")]).changes_before, None, "no visit is named");
    }

    #[test]
    fn the_library_has_addresses_and_a_filter_of_its_own() {
        let id = ID.parse().unwrap();
        let address = read("/desk/materials", &[("sort", "land"), ("validity", "ended"), ("text", "租金")]);
        assert_eq!(address.page, DeskPage::Library);
        assert_eq!(address.filter, VisitFilter::default(), "visits are not narrowed by it");
        let filter = address.materials;
        assert_eq!(
            super::material(id, &filter),
            format!("/desk/materials/{ID}?sort=land&validity=ended&text=%E7%A7%9F%E9%87%91")
        );
        assert_eq!(super::new_material(&filter), "/desk/materials/new?sort=land");
        assert_eq!(read("/desk/materials/new", &[]).page, DeskPage::NewMaterial);
        assert_eq!(read(&super::amend_material(id), &[]).page, DeskPage::AmendMaterial(id));
        assert_eq!(read(&format!("/desk/materials/{ID}/"), &[]).material(), Some(id));
        assert_eq!(read("/desk/materials/x", &[]).page, DeskPage::Nowhere);
        let garbled = read("/desk/materials", &[("sort", "cheese"), ("validity", "soon")]);
        assert_eq!(super::library_list(&garbled.materials), "/desk/materials");
    }

    #[test]
    fn what_an_address_garbles_does_not_narrow() {
        let garbled = [("state", "burnt"), ("unit", "7"), ("from", "yesterday"), ("visit", "x")];
        assert_eq!(read("/desk", &garbled), DeskAddress::default());
        assert_eq!(read("/desk/visits/x", &[]).page, DeskPage::Nowhere);
        assert_eq!(read("/desk/quarantine/x", &[]).page, DeskPage::Nowhere);
        assert_eq!(list(&VisitFilter::default()), "/desk");
    }
}
