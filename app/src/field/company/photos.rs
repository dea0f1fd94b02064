use leptos::prelude::*;
use zoufang_core::domain::{Kind, TagName};
use zoufang_core::id::RecordId;

use crate::components::{AttachmentItem, Attachments, appearing};
use crate::device::{Device, follow};
use crate::store::{ListQuery, Listed, StoreError};
use crate::words::{field, say};

/// Photos and files that the page shows at most.
const SHOWN: usize = 24;
/// Visits whose photos are looked for, the latest first.
const VISITS: u32 = 50;
/// Comments and attachments of one record that are read.
const MOST: u32 = 500;

/// Of the company itself and of its visits, the latest visit first.
async fn read(device: &Device, company: RecordId) -> Result<Vec<AttachmentItem>, StoreError> {
    let visits = device.list(ListQuery::OfCompany(Kind::VISIT, company), VISITS).await?;
    let mut items = Vec::new();
    for of in [company].into_iter().chain(visits.iter().map(|visit| visit.id)) {
        let mut about = device.list(ListQuery::About(of), MOST).await?;
        about.sort_by_key(|listed| listed.id);
        items.extend(about.iter().filter_map(item));
        if items.len() >= SHOWN {
            items.truncate(SHOWN);
            break;
        }
    }
    Ok(items)
}

/// What a line tells of an attachment: name, content, its type and, of a photo, its small picture.
fn item(listed: &Listed) -> Option<AttachmentItem> {
    let mut hashes = listed.facets.tags.iter().filter(|tag| tag.0 == TagName::Blob).map(|tag| tag.1.clone());
    let (blob, thumb) = (hashes.next(), hashes.next());
    let (name, media) = (listed.facets.title.clone(), listed.facets.state.clone().unwrap_or_default());
    (listed.kind == Kind::ATTACHMENT)
        .then(|| Some(AttachmentItem { id: listed.id, blob: blob?, thumb, name, media }))?
}

/// Nothing where there are none.
#[component]
pub fn Photos(company: RecordId) -> impl IntoView {
    let read = follow(move |device| async move { read(&device, company).await });
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
