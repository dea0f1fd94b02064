use leptos::prelude::*;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use crate::components::{AttachmentItem, Attachments, appearing};
use crate::device::{Device, follow};
use crate::store::{ListQuery, StoreError};
use crate::words::{field, say};

/// Comments and attachments of one visit that are read.
const MOST: u32 = 500;

/// In the order in which they were taken.
async fn attachments(device: &Device, visit: RecordId) -> Result<Vec<AttachmentItem>, StoreError> {
    let mut items = Vec::new();
    let about = device.list(ListQuery::About(visit), MOST).await?;
    for listed in about.into_iter().filter(|listed| listed.kind == Kind::ATTACHMENT) {
        if let Some(view) = device.view(listed.id).await? {
            items.extend(AttachmentItem::of(&view.record));
        }
    }
    items.sort_by_key(|item| item.id);
    Ok(items)
}

/// Photos and files of a visit; nothing where there are none.
#[component]
pub fn Photos(visit: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { attachments(&device, visit).await });
    appearing(read, |items| {
        (!items.is_empty()).then(|| {
            view! {
                <section class="card">
                    <h2>{say(field::ATTACHMENTS)}</h2>
                    <Attachments items on_device=true/>
                </section>
            }
        })
    })
}
