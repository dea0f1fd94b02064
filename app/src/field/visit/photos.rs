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
    let about = device.views(ListQuery::About(visit), MOST).await?;
    let attached = about.iter().filter(|view| view.record.kind == Kind::ATTACHMENT);
    let mut items: Vec<AttachmentItem> = attached.flat_map(|view| AttachmentItem::of(&view.record)).collect();
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
