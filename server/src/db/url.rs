use std::fmt;
use std::str::FromStr;

/// Where the database is: `sqlite://path/to/file.db` or `postgres://user:password@host/database`.
/// Shown without the password, and so in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

/// No database that is spoken to here; holds what was given, without a password.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownDatabase(String);

impl DatabaseUrl {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_postgres(&self) -> bool {
        !self.0.starts_with("sqlite:")
    }
}

impl FromStr for DatabaseUrl {
    type Err = UnknownDatabase;

    fn from_str(url: &str) -> Result<Self, UnknownDatabase> {
        let known = ["sqlite:", "postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
        known.then(|| Self(url.to_owned())).ok_or_else(|| UnknownDatabase(without_password(url)))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&without_password(&self.0))
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A password stands before the host, or among the parameters at the end.
fn without_password(url: &str) -> String {
    let url = url.split('?').next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.rsplit_once('@') {
        Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseUrl;

    fn shown(url: &str) -> String {
        url.parse::<DatabaseUrl>().map_or_else(|unknown| unknown.to_string(), |url| format!("{url} {url:?}"))
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(shown("postgres://u:p@ss@h:5432/db"), "postgres://u@h:5432/db postgres://u@h:5432/db");
        assert_eq!(shown("postgresql:///db?user=u&password=p"), "postgresql:///db postgresql:///db");
        assert_eq!(shown("sqlite://data/a.db"), "sqlite://data/a.db sqlite://data/a.db");
        assert_eq!(shown("mysql://u:p@h/db"), "mysql://u@h/db");
    }
}
