use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use super::draft::Draft;
use crate::device::Device;
use crate::store::StoreError;

/// Why a chosen file was not attached.
#[derive(Clone, Debug, PartialEq)]
pub enum NotTaken {
    /// A picture that the browser cannot open.
    Broken,
    /// In a format of cameras that the browser cannot open.
    Heic,
    TooLarge,
    /// Nothing that may be attached.
    Other,
    /// The file is gone, or the browser may not look into it.
    Unreadable,
    Store(StoreError),
}

/// What was attached to a record's form and is not saved yet, in the order in which it was taken. Each
/// is a draft of its own, so that two pages with the same form never overwrite each other's.
pub async fn attached(device: &Device, of: RecordId) -> Result<Vec<Draft>, StoreError> {
    let of = of.to_string();
    let drafts = device.drafts().await?;
    let drafts = drafts.iter().filter_map(|entry| serde_json::from_str::<Draft>(&entry.text).ok());
    Ok(drafts.filter(|draft| draft.kind == Kind::ATTACHMENT && draft.text("of") == of).collect())
}
