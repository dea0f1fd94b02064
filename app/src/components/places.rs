//! Where the pages of the field lie: each is one of the five places that the navigation shows, or below one.

pub const TODAY: &str = "/";
pub const COMPANIES: &str = "/companies";
pub const NEW_VISIT: &str = "/visits/new";
pub const VISITS: &str = "/visits";
pub const ME: &str = "/me";

/// The page above another; `None` above the five places.
pub fn above(path: &str) -> Option<&str> {
    if [TODAY, COMPANIES, NEW_VISIT, VISITS, ME].contains(&path) {
        return None;
    }
    Some(match path.rsplit_once('/')?.0 {
        "" if path == "/contacts" => COMPANIES,
        "" => TODAY,
        // They stand among the trips.
        "/plans" => "/trips",
        above => above,
    })
}

/// The place that a page is, or lies below.
pub fn place_of(path: &str) -> &str {
    above(path).map_or(path, place_of)
}

#[cfg(test)]
mod tests {
    use super::{above, place_of};

    #[test]
    fn each_page_but_the_five_places_lies_below_another() {
        for (path, up) in [
            ("/", None),
            ("/me", None),
            ("/visits/new", None),
            ("/visits/7", Some("/visits")),
            ("/visits/7/edit", Some("/visits/7")),
            ("/trips/7/report", Some("/trips/7")),
            ("/trips/new", Some("/trips")),
            ("/trips", Some("/")),
            ("/plans/7", Some("/trips")),
            ("/plans/7/edit", Some("/plans/7")),
            ("/contacts", Some("/companies")),
            ("/library/7", Some("/library")),
            ("/companies/", Some("/companies")),
        ] {
            assert_eq!(above(path), up, "{path}");
        }
    }

    #[test]
    fn each_page_belongs_to_one_place() {
        for (path, place) in [
            ("/", "/"),
            ("/companies/7", "/companies"),
            ("/contacts/7/edit", "/companies"),
            ("/visits/7/edit", "/visits"),
            ("/visits/new", "/visits/new"),
            ("/plans/7/edit", "/"),
            ("/follow-ups", "/"),
            ("/companiesque", "/"),
        ] {
            assert_eq!(place_of(path), place, "{path}");
        }
    }
}
