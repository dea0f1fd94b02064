use std::collections::HashMap;
use std::sync::Arc;

use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use crate::device::Device;
use crate::field::own_first;
use crate::store::{ListQuery, Listed, StoreError};

/// Names of people, by the id of their record.
pub type Names = Arc<HashMap<RecordId, String>>;

pub async fn names(device: &Device) -> Result<Names, StoreError> {
    let people = device.list(ListQuery::Kind(Kind::PERSON), u32::MAX).await?;
    Ok(Arc::new(people.into_iter().map(|person| (person.id, person.facets.title)).collect()))
}

/// Who belongs to the signed-in person's unit: oneself first.
pub async fn colleagues(device: &Device) -> Result<Vec<Listed>, StoreError> {
    let (me, unit) = (device.profile().person.into(), device.profile().unit.into());
    let mut people = device.list(ListQuery::Kind(Kind::PERSON), u32::MAX).await?;
    people.retain(|person| person.facets.about == Some(unit));
    Ok(own_first(people, |person| person.id == me))
}
