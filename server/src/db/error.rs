use super::dialect::postgres::is_permanent;

/// Why the database did not do what was asked. Always the server's side, never the caller's.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    #[error("the database refused or did not answer in time: {0}")]
    Refused(#[from] sqlx::Error),
    #[error("the tables could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    #[error("the folder {folder} for the database cannot be created: {source}")]
    NoFolder { folder: String, source: std::io::Error },
    #[error("the database holds text as {0}; make it with ENCODING 'UTF8'")]
    Encoding(String),
    #[error("the disk has failed, and the server must be started again")]
    DiskFailed,
    #[error("stored {what} {id} cannot be read: {why}")]
    Garbled { what: &'static str, id: String, why: String },
    #[error("there is no tenant {0}")]
    NoTenant(zoufang_core::id::TenantId),
}

impl StorageError {
    /// Whether nothing that is asked now would be answered.
    pub fn is_away(&self) -> bool {
        match self {
            Self::Refused(error) => !matches!(error, sqlx::Error::Database(_)),
            _ => matches!(self, Self::DiskFailed),
        }
    }

    /// Whether the very same statements would fail again: a rule of a table was broken. A database
    /// that is locked, full or gone may well take them later.
    pub fn is_permanent(&self) -> bool {
        match self {
            Self::Refused(sqlx::Error::Database(error)) => {
                error.try_downcast_ref().is_some_and(is_permanent)
                    || error.is_unique_violation()
                    || error.is_foreign_key_violation()
                    || error.is_check_violation()
            }
            Self::Garbled { .. } => true,
            _ => false,
        }
    }
}

/// For the `map_err` of whatever was parsed out of a column.
pub(crate) fn garbled<E: ToString>(what: &'static str, id: impl ToString) -> impl FnOnce(E) -> StorageError {
    move |why| StorageError::Garbled { what, id: id.to_string(), why: why.to_string() }
}
