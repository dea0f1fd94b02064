use uuid::Uuid;
use zoufang_core::id::{PersonId, TenantId};

use super::bulk;
use super::{Db, StorageError, Writing, bigint};

/// One line of the log that is kept for inspection.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    pub tenant: Option<TenantId>,
    pub person: Option<PersonId>,
    /// Milliseconds since 1970.
    pub at: u64,
    pub event: AuditEvent,
    pub address: Option<String>,
    pub detail: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditEvent {
    SignedIn,
    SignInRefused,
    SignedOut,
    /// Something that whoever asked for it may not do: a change, most often.
    NotAllowed,
    DeviceRevoked,
    /// The office decided over a change that was set aside.
    Decided,
    /// Somebody brought what was made on a device of somebody else.
    HandedIn,
    /// The key of a locked phone was given out, to whoever gave the password.
    LockOpened,
    /// The city began to want a lock on its phones, or does not any more.
    LockPolicy,
}

impl AuditEvent {
    fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInRefused => "sign_in_refused",
            Self::SignedOut => "signed_out",
            Self::NotAllowed => "not_allowed",
            Self::DeviceRevoked => "device_revoked",
            Self::Decided => "quarantine_decided",
            Self::HandedIn => "handed_in",
            Self::LockOpened => "lock_opened",
            Self::LockPolicy => "lock_policy",
        }
    }
}

impl Db {
    pub async fn audit(&self, entry: AuditEntry) -> Result<(), StorageError> {
        let mut writing = self.begin().await?;
        writing.audit(&[entry]).await?;
        writing.commit().await
    }
}

impl Writing {
    pub async fn audit(&mut self, entries: &[AuditEntry]) -> Result<(), StorageError> {
        let into = "audit (id, tenant, person, at, event, address, detail)";
        let statements = bulk::insert(self.dialect(), into, entries, |values, entry| {
            values
                .push_bind(Uuid::now_v7())
                .push_bind(entry.tenant.map(|tenant| tenant.0))
                .push_bind(entry.person.map(|person| person.0))
                .push_bind(bigint(entry.at))
                .push_bind(entry.event.as_str())
                .push_bind(entry.address.as_deref())
                .push_bind(entry.detail.as_deref());
        });
        self.run(statements).await
    }
}
