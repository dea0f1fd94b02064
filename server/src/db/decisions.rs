use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zoufang_core::id::{PersonId, TenantId};
use zoufang_core::merge::Value;
use zoufang_core::wire::Decision;

use super::error::garbled;
use super::line::Line;
use super::quarantine::{self, SetAside, SetAsideNumber};
use super::statement::Sql;
use super::{StorageError, Writing, bigint, unsigned};
use crate::spelling::{spell, spelled};

/// A decision of the office over a change that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    pub decision: Decision,
    /// Counts the decisions over the change.
    pub turn: u64,
    pub by: PersonId,
    /// Milliseconds since 1970.
    pub at: u64,
    /// For the author.
    pub words: String,
    /// The JSON of a [`Mending`]; empty with any other decision.
    pub mended: String,
    /// The head number under which the author's devices hear of it; that of the change where it was
    /// applied.
    pub position: u64,
}

/// What a decision mended, as it named it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mending {
    pub fields: BTreeMap<String, Value>,
    pub without: Vec<String>,
}

impl Taken {
    /// What it mended; nothing with any other decision.
    pub fn mending(&self) -> Mending {
        serde_json::from_str(&self.mended).unwrap_or_default()
    }

    /// Where the change can be pulled, if it was applied.
    pub fn applied_at(&self) -> Option<u64> {
        self.decision.applies().then_some(self.position)
    }
}

impl Writing {
    pub async fn set_aside_numbered(
        &mut self,
        tenant: TenantId,
        number: SetAsideNumber,
    ) -> Result<Option<SetAside>, StorageError> {
        let keys = [number];
        let lines = self.look_up(quarantine::BY_PLACE, tenant, &keys, |key, number| {
            key.push_bind(bigint(*number));
        });
        lines.await?.first().map(quarantine::read).transpose()
    }

    /// The change stays where it lies, as it came.
    pub async fn note_decision(
        &mut self,
        tenant: TenantId,
        number: SetAsideNumber,
        taken: &Taken,
    ) -> Result<(), StorageError> {
        let update = "UPDATE quarantine SET decision = $3, turn = $4, decided_by = $5, decided = $6, words = $7,
                      mended = $8, position = $9 WHERE tenant = $1 AND number = $2";
        Sql::new(update)
            .bind(tenant.0)
            .bind(bigint(number))
            .bind(spell(taken.decision))
            .bind(bigint(taken.turn))
            .bind(taken.by.0)
            .bind(bigint(taken.at))
            .bind(taken.words.as_str())
            .bind(taken.mended.as_str())
            .bind(bigint(taken.position))
            .execute(self.transaction())
            .await
    }
}

/// What the columns of a decision hold, if there was one over the change.
pub(super) fn read(row: &Line, number: SetAsideNumber) -> Result<Option<Taken>, StorageError> {
    let Some(decision) = row.get::<Option<&str>, _>("decision")? else {
        return Ok(None);
    };
    let figure = |column| Ok::<_, StorageError>(unsigned(row.get(column)?));
    Ok(Some(Taken {
        decision: spelled(decision).map_err(garbled("decision over quarantined change", number))?,
        turn: figure("turn")?,
        by: PersonId(row.get::<Uuid, _>("decided_by")?),
        at: figure("decided")?,
        words: row.get("words")?,
        mended: row.get("mended")?,
        position: figure("position")?,
    }))
}
