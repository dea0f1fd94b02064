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

/// A person and their post; a post that stands for a name is not told twice.
pub fn with_post(name: &str, post: &str) -> String {
    if name == post { name.to_owned() } else { format!("{name} {post}").trim().to_owned() }
}

/// Who belongs to the signed-in person's unit: oneself first.
pub async fn colleagues(device: &Device) -> Result<Vec<Listed>, StoreError> {
    let (me, unit) = (device.profile().person.into(), device.profile().unit.into());
    let mut people = device.list(ListQuery::Kind(Kind::PERSON), u32::MAX).await?;
    people.retain(|person| person.facets.about == Some(unit));
    Ok(own_first(people, |person| person.id == me))
}

#[cfg(test)]
mod tests {
    use super::with_post;

    #[test]
    fn a_post_that_stands_for_a_name_is_told_once() {
        assert_eq!(with_post("董事长", "董事长"), "董事长");
        assert_eq!(with_post("王一", "总经理"), "王一 总经理");
        assert_eq!(with_post("王一", ""), "王一");
    }
}
