//! Contacts: whom the team knows at a company, and when they met last.

mod form;
mod list;
mod page;
mod people;
mod touch;

pub use form::ContactFormPage;
pub use list::ContactsPage;
pub use page::ContactPage;
pub use people::ContactsCard;

/// Where contacts lie.
const PLACE: &str = "/contacts";
