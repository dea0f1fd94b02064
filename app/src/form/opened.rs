use leptos::prelude::*;
use leptos::task::spawn_local;

use super::draft::Draft;
use super::keeper::DraftForm;
use crate::device::Device;
use crate::store::StoreError;

/// What a form goes on with.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The device keeps it.
    Kept(Draft),
    /// It begins with what the app knows; nothing of it is kept yet.
    Begun(Draft),
}

/// A form, once its draft has been found on the device; it lives as long as the component that
/// asks. `None` where there is nothing to write on.
pub fn open_form(
    device: Device,
    find: impl Future<Output = Result<Option<Found>, StoreError>> + 'static,
) -> ReadSignal<Option<Result<Option<DraftForm>, StoreError>>> {
    let opened = RwSignal::new(None);
    let owner = Owner::current();
    spawn_local(async move {
        let form = find.await.map(|found| {
            owner.zip(found).map(|(owner, found)| {
                owner.with(|| match found {
                    Found::Kept(draft) => DraftForm::new(draft, device),
                    Found::Begun(draft) => DraftForm::begin(draft, device),
                })
            })
        });
        // Whoever asked may be gone.
        opened.try_set(Some(form));
    });
    opened.read_only()
}
