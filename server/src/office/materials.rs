//! The library, for whoever works at a desk.

use app::console::reads::{MaterialFilter, MaterialList, MaterialPage};
use zoufang_core::domain::{Day, Kind};
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Path, Record};
use zoufang_core::permission::{Action, can};

use super::SignedInOffice;
use crate::clock::now;
use crate::db::StorageError;

impl SignedInOffice {
    /// `None` for whoever does not work at a desk.
    pub(super) async fn library(&self, filter: &MaterialFilter) -> Result<Option<MaterialList>, StorageError> {
        if !self.actor.role.is_desk() {
            return Ok(None);
        }
        let mut materials = self.db.records_of_kind(self.tenant, &Kind::MATERIAL).await?;
        materials.retain(|material| self.may_see(material, &Kind::MATERIAL));
        Ok(Some(MaterialList::of(materials, filter, Day::at(now()))))
    }

    pub(super) async fn one_material(&self, id: RecordId) -> Result<Option<MaterialPage>, StorageError> {
        let found = self.db.record(self.tenant, id).await?;
        let is_shown = |material: &Record| self.actor.role.is_desk() && self.may_see(material, &Kind::MATERIAL);
        let Some((record, arrived)) = found.filter(|(record, _)| is_shown(record)) else {
            return Ok(None);
        };
        let titles = self.db.names(self.tenant, &[record.unit().0, record.author().0]).await?;
        let name = |id| titles.get(&id).cloned().unwrap_or_default();
        let title = "title".parse::<Path>();
        let amends = title.is_ok_and(|title| can(&self.actor, Action::Write(&title), (&record).into()));
        let takes_off = can(&self.actor, Action::Delete, (&record).into());
        let (unit, author) = (name(record.unit().0), name(record.author().0));
        Ok(Some(MaterialPage { record, unit, author, arrived, amends, takes_off }))
    }
}
