use uuid::Uuid;
use zoufang_core::id::{BlobHash, PersonId, TenantId, UnitId};

use super::bulk;
use super::statement::Sql;
use super::{Announcement, Db, StorageError, Writing, bigint, unsigned};

/// A content that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlobRow {
    pub media: String,
    /// As it is kept, and as it was sent.
    pub bytes: u64,
    pub sent_bytes: u64,
}

/// A content on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadRow {
    pub id: Uuid,
    pub bytes: u64,
    pub received: u64,
}

/// Whose content, or what is about to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadOf {
    pub tenant: TenantId,
    pub hash: BlobHash,
    pub person: PersonId,
}

/// An upload that nobody went on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Abandoned {
    pub tenant: TenantId,
    pub id: Uuid,
    pub received: u64,
}

impl Db {
    /// How many bytes a content had that this person brought, all of it.
    pub async fn brought(&self, UploadOf { tenant, hash, person }: UploadOf) -> Result<Option<u64>, StorageError> {
        let select = "SELECT b.sent_bytes FROM blob_bringer p JOIN blob b ON b.tenant = p.tenant AND b.hash = p.hash
                      WHERE p.tenant = $1 AND p.hash = $2 AND p.person = $3";
        let query = Sql::new(select).bind(tenant.0).bind(hash.0.as_slice()).bind(person.0);
        let line = query.fetch_optional(&self.read).await?;
        // Whoever hears of it lets go of what they have.
        self.settled().await?;
        line.map(|line| Ok(unsigned(line.get(0)?))).transpose()
    }

    pub async fn upload(&self, of: UploadOf) -> Result<Option<UploadRow>, StorageError> {
        select_upload(&of).fetch_optional(&self.read).await?.map(|line| upload_row(&line)).transpose()
    }

    /// A content with the unit and the author of an attachment that names it, by whoever brought it,
    /// within the units below `unit`. Permission decides over it again.
    pub async fn blob_within(
        &self,
        tenant: TenantId,
        hash: BlobHash,
        unit: UnitId,
    ) -> Result<Option<(BlobRow, UnitId, PersonId)>, StorageError> {
        let Some(line) = shown_within(tenant, &hash, unit).fetch_optional(&self.read).await? else {
            return Ok(None);
        };
        let blob = BlobRow {
            media: line.get("media")?,
            bytes: unsigned(line.get("bytes")?),
            sent_bytes: unsigned(line.get("sent_bytes")?),
        };
        Ok(Some((blob, UnitId(line.get("unit")?), PersonId(line.get("author")?))))
    }

    /// Those of the uploads that are under way.
    pub async fn uploads_among(&self, ids: &[Uuid]) -> Result<Vec<Uuid>, StorageError> {
        let mut there = Vec::new();
        for portion in bulk::portions(ids) {
            let mut sql = Sql::new("SELECT id FROM upload WHERE id");
            sql.push_in(portion, |list, id| {
                list.push_bind(*id);
            });
            for line in sql.fetch_all(&self.read).await? {
                there.push(line.get(0)?);
            }
        }
        Ok(there)
    }
}

impl Writing {
    /// What a person has on its way besides this: how many contents, and how many bytes they are
    /// going to have. Whoever asks for the same person waits until this is committed.
    pub async fn other_uploads(
        &mut self,
        UploadOf { tenant, hash, person }: UploadOf,
    ) -> Result<(u64, u64), StorageError> {
        let lock = "UPDATE account SET created = created WHERE tenant = $1 AND person = $2";
        Sql::new(lock).bind(tenant.0).bind(person.0).execute(self.transaction()).await?;
        let count = "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM upload
                     WHERE tenant = $1 AND person = $2 AND hash <> $3";
        let query = Sql::new(count).bind(tenant.0).bind(person.0).bind(hash.0.as_slice());
        let line = query.fetch_one(self.transaction()).await?;
        Ok((unsigned(line.get(0)?), unsigned(line.get(1)?)))
    }

    /// Begins an upload, or goes on with the one of the same size that is there. `id` is for a new
    /// one; `now` in milliseconds since 1970.
    pub async fn begin_upload(
        &mut self,
        of: UploadOf,
        bytes: u64,
        id: Uuid,
        now: u64,
    ) -> Result<UploadRow, StorageError> {
        let insert = "INSERT INTO upload (tenant, hash, person, id, bytes, received, touched)
                      VALUES ($1, $2, $3, $4, $5, 0, $6)
                      ON CONFLICT (tenant, hash, person) DO UPDATE
                      SET id = excluded.id, bytes = excluded.bytes, received = 0, touched = excluded.touched
                      WHERE upload.bytes <> excluded.bytes";
        Sql::new(insert)
            .bind(of.tenant.0)
            .bind(of.hash.0.as_slice())
            .bind(of.person.0)
            .bind(id)
            .bind(bigint(bytes))
            .bind(bigint(now))
            .execute(self.transaction())
            .await?;
        upload_row(&select_upload(&of).fetch_one(self.transaction()).await?)
    }

    /// Notes that a piece lies in the store. Tells whether it was still the next one.
    pub async fn advance_upload(&mut self, id: Uuid, (from, to): (u64, u64), now: u64) -> Result<bool, StorageError> {
        let update = "UPDATE upload SET received = $3, touched = $4 WHERE id = $1 AND received = $2 RETURNING id";
        let query = Sql::new(update).bind(id).bind(bigint(from)).bind(bigint(to)).bind(bigint(now));
        Ok(query.fetch_optional(self.transaction()).await?.is_some())
    }

    pub async fn end_upload(&mut self, id: Uuid) -> Result<(), StorageError> {
        Sql::new("DELETE FROM upload WHERE id = $1").bind(id).execute(self.transaction()).await
    }

    /// Ends uploads of which no piece has come since that instant, at most so many of them.
    pub async fn end_abandoned_uploads(&mut self, before: u64, most: usize) -> Result<Vec<Abandoned>, StorageError> {
        let delete = "DELETE FROM upload WHERE id IN (SELECT id FROM upload WHERE touched < $1 LIMIT $2)
                      RETURNING tenant, id, received";
        let query = Sql::new(delete).bind(bigint(before)).bind(i64::try_from(most).unwrap_or(i64::MAX));
        let lines = query.fetch_all(self.transaction()).await?;
        let abandoned = lines.iter().map(|line| {
            let tenant = TenantId(line.get("tenant")?);
            Ok(Abandoned { tenant, id: line.get("id")?, received: unsigned(line.get("received")?) })
        });
        abandoned.collect()
    }

    /// Notes that a content is kept and who brought it, and announces it; its upload is over.
    pub async fn keep_blob(
        &mut self,
        UploadOf { tenant, hash, person }: UploadOf,
        blob: &BlobRow,
        now: u64,
    ) -> Result<(), StorageError> {
        let insert = "INSERT INTO blob (tenant, hash, media, bytes, sent_bytes, kept) VALUES ($1, $2, $3, $4, $5, $6)
                      ON CONFLICT (tenant, hash) DO UPDATE SET media = excluded.media, bytes = excluded.bytes";
        Sql::new(insert)
            .bind(tenant.0)
            .bind(hash.0.as_slice())
            .bind(blob.media.as_str())
            .bind(bigint(blob.bytes))
            .bind(bigint(blob.sent_bytes))
            .bind(bigint(now))
            .execute(self.transaction())
            .await?;
        self.note_bringer(UploadOf { tenant, hash, person }).await?;
        let delete = "DELETE FROM upload WHERE tenant = $1 AND hash = $2 AND person = $3";
        let upload = Sql::new(delete).bind(tenant.0).bind(hash.0.as_slice()).bind(person.0);
        upload.execute(self.transaction()).await?;
        self.announce(Announcement::ContentKept { tenant }).await
    }

    /// The attachments of that person show it from now on.
    pub async fn note_bringer(&mut self, UploadOf { tenant, hash, person }: UploadOf) -> Result<(), StorageError> {
        let insert = "INSERT INTO blob_bringer (tenant, hash, person) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        let bringer = Sql::new(insert).bind(tenant.0).bind(hash.0.as_slice()).bind(person.0);
        bringer.execute(self.transaction()).await
    }

    /// The same of a content that is kept, and announces it: it is shown where it was not before.
    pub async fn bring_for(&mut self, of: UploadOf) -> Result<(), StorageError> {
        self.note_bringer(of).await?;
        self.announce(Announcement::ContentKept { tenant: of.tenant }).await
    }
}

fn shown_within(tenant: TenantId, hash: &BlobHash, unit: UnitId) -> Sql<'_> {
    let select = "SELECT b.media, b.bytes, b.sent_bytes, r.unit, r.author
                  FROM tag t
                  JOIN record r ON r.tenant = t.tenant AND r.id = t.record AND r.kind = 'attachment' AND r.alive
                  JOIN unit_tree u ON u.tenant = t.tenant AND u.ancestor = $3 AND u.unit = r.unit
                  JOIN blob b ON b.tenant = t.tenant AND b.hash = $2
                  JOIN blob_bringer p ON p.tenant = t.tenant AND p.hash = b.hash AND p.person = r.author
                  WHERE t.tenant = $1 AND t.name = 'blob' AND t.value = $4
                  LIMIT 1";
    Sql::new(select).bind(tenant.0).bind(hash.0.as_slice()).bind(unit.0).bind(hash.to_string())
}

fn select_upload(UploadOf { tenant, hash, person }: &UploadOf) -> Sql<'_> {
    let select = "SELECT id, bytes, received FROM upload WHERE tenant = $1 AND hash = $2 AND person = $3";
    Sql::new(select).bind(tenant.0).bind(hash.0.as_slice()).bind(person.0)
}

fn upload_row(line: &super::line::Line) -> Result<UploadRow, StorageError> {
    Ok(UploadRow { id: line.get(0)?, bytes: unsigned(line.get(1)?), received: unsigned(line.get(2)?) })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use uuid::Uuid;
    use zoufang_core::id::{BlobHash, TenantId, UnitId};

    use super::super::statement::Part;
    use super::{Db, shown_within};

    #[tokio::test]
    async fn what_shows_a_content_is_looked_up_and_not_searched_for() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("a.db").display()).parse().unwrap();
        let db = Db::open(&url, Duration::ZERO).await.unwrap();
        let hash = BlobHash([7; 32]);
        let mut sql = shown_within(TenantId(Uuid::nil()), &hash, UnitId(Uuid::nil()));
        sql.parts.insert(0, Part::Text("EXPLAIN QUERY PLAN "));
        let plan = sql.fetch_all(&db.read).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|line| line.get("detail").unwrap()).collect();
        assert!(plan.iter().any(|step| step.contains("tag_by_blob (tenant=? AND name=? AND value=?)")), "{plan:?}");
        assert!(plan.iter().all(|step| step.starts_with("SEARCH")), "{plan:?}");
    }
}
