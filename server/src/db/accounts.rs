use zoufang_core::id::{PersonId, TenantId};

use super::line::Line;
use super::statement::Sql;
use super::{Db, StorageError, Writing, bigint};

/// What a sign-in is held against.
#[derive(Clone)]
pub struct Account {
    pub tenant: TenantId,
    pub person: PersonId,
    /// A PHC string.
    pub password: String,
    pub disabled: bool,
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("tenant", &self.tenant).field("person", &self.person).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy)]
pub struct NewAccount<'a> {
    pub tenant: TenantId,
    pub person: PersonId,
    /// As [`Db::account_by_login`] looks for it.
    pub login: &'a str,
    /// A PHC string.
    pub password: &'a str,
}

impl std::fmt::Debug for NewAccount<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAccount").field("login", &self.login).finish_non_exhaustive()
    }
}

impl Db {
    /// `None` also for somebody who has left or has no post: whoever could hold no session may not
    /// begin one, and must not learn that the password was right.
    pub async fn account_by_login(&self, login: &str) -> Result<Option<Account>, StorageError> {
        let mut sql = Sql::new(WHO_MAY);
        sql.push(" AND a.login = ").push_bind(login);
        let row = sql.fetch_optional(&self.read).await?;
        row.map(|row| read(&row)).transpose()
    }

    /// The account of somebody, with its login; `None` as above.
    pub async fn account_of(
        &self,
        tenant: TenantId,
        person: PersonId,
    ) -> Result<Option<(String, Account)>, StorageError> {
        let mut sql = Sql::new(WHO_MAY);
        sql.push(" AND a.tenant = ").push_bind(tenant.0).push(" AND a.person = ").push_bind(person.0);
        let row = sql.fetch_optional(&self.read).await?;
        row.map(|row| Ok((row.get("login")?, read(&row)?))).transpose()
    }
}

const WHO_MAY: &str = "SELECT a.tenant, a.person, a.login, a.password, a.disabled
                       FROM account a
                       JOIN record p ON p.tenant = a.tenant AND p.id = a.person AND p.kind = 'person' AND p.alive
                       JOIN record u ON u.tenant = a.tenant AND u.id = p.about
                       WHERE p.state IS NOT NULL";

fn read(row: &Line) -> Result<Account, StorageError> {
    Ok(Account {
        tenant: TenantId(row.get("tenant")?),
        person: PersonId(row.get("person")?),
        password: row.get("password")?,
        disabled: row.get("disabled")?,
    })
}

impl Writing {
    pub async fn login_is_taken(&mut self, login: &str) -> Result<bool, StorageError> {
        let select = "SELECT COUNT(*) FROM account WHERE login = $1";
        let row = Sql::new(select).bind(login).fetch_one(self.transaction()).await?;
        Ok(row.get::<i64, _>(0)? > 0)
    }

    pub async fn add_account(&mut self, account: &NewAccount<'_>, now: u64) -> Result<(), StorageError> {
        let insert = "INSERT INTO account (tenant, person, login, password, disabled, created)
                      VALUES ($1, $2, $3, $4, $5, $6)";
        Sql::new(insert)
            .bind(account.tenant.0)
            .bind(account.person.0)
            .bind(account.login)
            .bind(account.password)
            .bind(false)
            .bind(bigint(now))
            .execute(self.transaction())
            .await
    }
}
