use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::attachments::{AttachmentPlace, NoBucket, S3_VARIABLES, S3Settings};
use crate::db::{DatabaseUrl, UnknownDatabase};

/// What an operator decides.
#[derive(Clone, Debug)]
pub struct Config {
    /// `ZOUFANG_ADDRESS`, else `127.0.0.1:3000`. Port 0 takes any that is free.
    pub address: SocketAddr,
    /// `ZOUFANG_DATABASE`, else `DATABASE_URL`, else `sqlite://data/zoufang.db`.
    pub database: DatabaseUrl,
    /// `ZOUFANG_ATTACHMENTS`, else `data/attachments`: a folder, or `s3://bucket/prefix` with the
    /// usual variables `AWS_…`.
    pub attachments: AttachmentPlace,
    /// `ZOUFANG_SITE`, else `target/site`: the folder that the builder writes.
    pub site: PathBuf,
    /// `ZOUFANG_ORIGIN`: how browsers spell the server, such as `https://zoufang.example.cn`.
    /// Without it the `Host` header of each request tells.
    pub origin: Option<String>,
    /// `ZOUFANG_LEASE_DAYS`, else 30: how long a device may show what it keeps without asking again.
    pub lease: Duration,
    /// How long a request waits for the database, when another process holds it, before it is
    /// answered with `unavailable`.
    pub patience: Duration,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("ZOUFANG_ADDRESS is {0:?}; it takes an address and a port such as 127.0.0.1:3000")]
    Address(String),
    #[error("the database is {0}; it takes sqlite://path/to/file.db or postgres://user:password@host/database")]
    Database(UnknownDatabase),
    #[error("ZOUFANG_ATTACHMENTS: {0}")]
    Attachments(NoBucket),
    #[error("ZOUFANG_LEASE_DAYS is {0:?}; it takes a number of days from 1 to 3650")]
    Lease(String),
    #[error("ZOUFANG_ORIGIN is {0:?}; it takes a scheme and a host such as https://zoufang.example.cn")]
    Origin(String),
}

const PATIENCE: Duration = Duration::from_secs(5);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Longer than any trip, and no longer than a session lives unused.
const LEASE_DAYS: u32 = 30;

impl Config {
    /// # Errors
    /// Names the variable, what it holds, and what it takes.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    fn read(variable: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let address = variable("ZOUFANG_ADDRESS").unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let database = variable("ZOUFANG_DATABASE")
            .or_else(|| variable("DATABASE_URL"))
            .unwrap_or_else(|| "sqlite://data/zoufang.db".to_owned());
        let attachments = variable("ZOUFANG_ATTACHMENTS").unwrap_or_else(|| "data/attachments".to_owned());
        let s3 = S3_VARIABLES.iter().filter_map(|name| Some((*name, variable(name)?)));
        Ok(Self {
            address: address.parse().map_err(|_| ConfigError::Address(address))?,
            database: database.parse().map_err(ConfigError::Database)?,
            attachments: AttachmentPlace::read(&attachments, S3Settings(s3.collect()))
                .map_err(ConfigError::Attachments)?,
            site: variable("ZOUFANG_SITE").unwrap_or_else(|| "target/site".to_owned()).into(),
            origin: variable("ZOUFANG_ORIGIN").map(well_formed).transpose()?,
            lease: DAY * variable("ZOUFANG_LEASE_DAYS").map_or(Ok(LEASE_DAYS), days)?,
            patience: PATIENCE,
        })
    }
}

fn days(text: String) -> Result<u32, ConfigError> {
    text.parse().ok().filter(|days| (1..=3_650).contains(days)).ok_or(ConfigError::Lease(text))
}

fn well_formed(origin: String) -> Result<String, ConfigError> {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    match host.map(|host| host.trim_end_matches('/')) {
        Some(host) if !host.is_empty() && !host.contains(['/', '?', '#', '@']) => {
            Ok(origin.trim_end_matches('/').to_ascii_lowercase())
        }
        _ => Err(ConfigError::Origin(origin)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Config, ConfigError};
    use crate::attachments::AttachmentPlace;

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let value = |name: &str| variables.iter().find(|(known, _)| *known == name);
        Config::read(|name| value(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn it_runs_without_any_configuration() {
        let config = read(&[]).unwrap();
        assert_eq!(config.address.to_string(), "127.0.0.1:3000");
        assert_eq!(config.database.as_str(), "sqlite://data/zoufang.db");
        assert_eq!(config.attachments.to_string(), "data/attachments");
        assert_eq!(config.site.to_str(), Some("target/site"));
        assert_eq!(config.origin, None);
        assert_eq!(config.lease.as_secs(), 30 * 86_400);
    }

    #[test]
    fn its_own_variable_comes_before_the_usual_one() {
        let both = [("DATABASE_URL", "sqlite://a.db"), ("ZOUFANG_DATABASE", "sqlite://b.db")];
        assert_eq!(read(&both).unwrap().database.as_str(), "sqlite://b.db");
        assert_eq!(read(&both[..1]).unwrap().database.as_str(), "sqlite://a.db");
    }

    #[test]
    fn attachments_lie_in_a_folder_or_in_s3() {
        let place = |spelled| read(&[("ZOUFANG_ATTACHMENTS", spelled), ("AWS_SECRET_ACCESS_KEY", "hush")]);
        let folder = place("/srv/attachments").unwrap().attachments;
        assert!(matches!(folder, AttachmentPlace::Folder(_)), "{folder:?}");
        for (spelled, told) in [("s3://city", "s3://city/"), ("s3://city/a/b/", "s3://city/a/b")] {
            let config = place(spelled).unwrap();
            assert_eq!(config.attachments.to_string(), told);
            assert!(!format!("{config:?}").contains("hush"));
        }
        let nowhere = place("s3:///prefix").unwrap_err().to_string();
        assert!(nowhere.contains("\"s3:///prefix\" names no bucket; it takes s3://bucket"), "{nowhere}");
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        let mysql = read(&[("DATABASE_URL", "mysql://u:secret@h/db")]).unwrap_err();
        assert!(mysql.to_string().contains("mysql://u@h/db; it takes sqlite://"), "{mysql}");
        for days in ["0", "3651", "ten", "1.5"] {
            let lease = read(&[("ZOUFANG_LEASE_DAYS", days)]).unwrap_err();
            assert_eq!(lease, ConfigError::Lease(days.to_owned()));
        }
        assert_eq!(read(&[("ZOUFANG_LEASE_DAYS", "7")]).unwrap().lease.as_secs(), 7 * 86_400);
        let address = read(&[("ZOUFANG_ADDRESS", "3000")]).unwrap_err();
        assert_eq!(address, ConfigError::Address("3000".to_owned()));
        for origin in ["zoufang.example.cn", "https://", "https://a.cn/path"] {
            assert_eq!(read(&[("ZOUFANG_ORIGIN", origin)]).unwrap_err(), ConfigError::Origin(origin.to_owned()));
        }
        let origin = read(&[("ZOUFANG_ORIGIN", "https://Zoufang.example.cn/")]).unwrap().origin;
        assert_eq!(origin.as_deref(), Some("https://zoufang.example.cn"));
    }
}
