use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::merge::{Op, Record};
use zoufang_core::permission::{Action, Actor, can};
use zoufang_core::wire::Profile;

use crate::components::{AttachmentItem, Attachments, Confirm, Icon, Removing, Sign, appearing, names};
use crate::device::{Device, follow, here};
use crate::store::{Edit, ListQuery, StoreError};
use crate::words::{field, say, speaking};

/// Comments and attachments of one record that are read.
const MOST: u32 = 500;

/// What is attached to a record, and what of it whoever reads may remove.
#[derive(Clone, Debug, Default, PartialEq)]
struct Attached {
    items: Vec<AttachmentItem>,
    removable: BTreeSet<RecordId>,
}

/// In the order in which they were taken.
async fn attached(device: &Device, of: RecordId) -> Result<Attached, StoreError> {
    let about = device.views(ListQuery::About(of), MOST).await?;
    let records = about.iter().map(|view| &view.record).filter(|record| record.kind == Kind::ATTACHMENT);
    let mut items: Vec<AttachmentItem> = records.clone().filter_map(AttachmentItem::of).collect();
    items.sort_by_key(|item| item.id);
    let removable = records.filter(|record| may_remove(device.profile(), record)).map(|record| record.id).collect();
    Ok(Attached { items, removable })
}

/// What the device was given lies within its owner's scope.
pub fn may_remove(reader: &Profile, record: &Record) -> bool {
    let scope = BTreeSet::from([record.unit()]);
    let actor = Actor { person: reader.person, unit: reader.unit, role: reader.role, scope };
    can(&actor, Action::Delete, record.into())
}

async fn remove(device: &Device, attachment: RecordId) -> Result<(), StoreError> {
    let Some(view) = device.view(attachment).await?.filter(|view| view.record.is_alive()) else { return Ok(()) };
    let life = view.record.life_dots();
    let edit = Edit { record: attachment, kind: Kind::ATTACHMENT, op: Op::Delete, life, fields: BTreeMap::new() };
    device.save(&[edit], &[]).await.map(drop)
}

/// Photos and files of a record; nothing where there are none. Its author takes away what should not
/// be there.
#[component]
pub fn Photos(of: RecordId) -> impl IntoView {
    let (here, language) = (here(), speaking());
    let read = follow(move |device| async move { attached(&device, of).await });
    let asked = RwSignal::new(None::<RecordId>);
    let asking = RwSignal::new(false);
    let failed = RwSignal::new(None::<StoreError>);
    let ask = Callback::new(move |id| {
        asked.set(Some(id));
        asking.set(true);
    });
    let agreed = move |()| {
        let (Some(device), Some(id)) = (here.get_untracked(), asked.get_untracked()) else { return };
        spawn_local(async move {
            let error = remove(&device, id).await.err();
            // The page may be gone.
            failed.try_set(error);
        });
    };
    let told = move || {
        let why = names::store_error(&failed.get()?);
        Some(field::NOT_REMOVED.in_language(language.get()).to_owned() + why.in_language(language.get()))
    };
    view! {
        {appearing(read, move |Attached { items, removable }| {
            (!items.is_empty()).then(|| {
                let removing = Removing { may: removable, ask: Some(ask) };
                view! {
                    <section class="card">
                        <h2>{say(field::ATTACHMENTS)}</h2>
                        <Attachments items on_device=true removing/>
                        {move || told().map(|told| view! {
                            <p class="problem" role="alert"><Icon sign=Sign::Warning/>{told}</p>
                        })}
                    </section>
                }
            })
        })}
        <Confirm
            open=asking
            title=field::REMOVE_ASK
            text=field::REMOVE_MEANS
            yes=field::REMOVE_YES
            no=field::REMOVE_NO
            on_yes=agreed
        />
    }
}
