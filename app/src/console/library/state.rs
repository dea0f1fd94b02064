use leptos::prelude::*;
use leptos::task::spawn_local;
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;
use zoufang_core::merge::Record;
use zoufang_core::permission::{Action, Actor, Target, can};
use zoufang_core::wire::Profile;

use crate::console::answer::{Answer, ask, keep};
use crate::console::desk::Desk;
use crate::console::reads::{MaterialFilter, MaterialList, MaterialPage};
use crate::console::sending::Sending;
use crate::console::server_fns;
use crate::device::{Device, here};

pub type ListAnswer = Answer<Option<MaterialFilter>, MaterialList>;
pub type MaterialAnswer = Answer<Option<RecordId>, MaterialPage>;

/// What the columns of the library share. Nothing is asked before its pages are opened.
#[derive(Clone, Copy, Debug)]
pub struct Library {
    pub list: Resource<ListAnswer>,
    /// The material that the address names.
    pub open: Resource<MaterialAnswer>,
    pub sending: RwSignal<Sending>,
    /// For which material the outbox was looked through last: before, nobody knows whether it was made here.
    pub looked: RwSignal<Option<RecordId>>,
    /// Counts what left the outbox.
    turn: RwSignal<u64>,
}

impl Library {
    /// Made once, beside [`Desk`].
    pub fn begin(desk: Desk) -> Self {
        let turn = RwSignal::new(0);
        let of_list = Memo::new(move |_| {
            desk.address.with(|address| address.page.is_library().then(|| address.materials.clone()))
        });
        let of_page = Memo::new(move |_| desk.address.with(|address| address.material()));
        let library = Self {
            list: read_list(desk, turn, of_list),
            open: read_open(desk, turn, of_page),
            sending: RwSignal::default(),
            looked: RwSignal::new(None),
            turn,
        };
        library.follow_the_outbox(of_page);
        provide_context(library);
        library
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// A material with what was written here on top; `None` where there is none.
    pub fn stands(self, id: RecordId, row: Option<Record>, device: Option<&Device>) -> Option<Record> {
        match device {
            Some(device) => self.sending.with(|sending| sending.stands(id, row, device.who())),
            None => row,
        }
        .filter(Record::is_alive)
    }

    fn follow_the_outbox(self, of_page: Memo<Option<RecordId>>) {
        let here = here();
        Effect::new(move |_| {
            let Some(device) = here.get() else { return };
            device.version();
            let open = of_page.get();
            spawn_local(async move {
                // A store that cannot be read is told where something is written to it.
                let mut outbox = device.outbox().await.unwrap_or_default();
                outbox.retain(|entry| entry.change.kind == Kind::MATERIAL);
                // The desk may be gone.
                let Some(turn) = self.turn.try_get_untracked() else { return };
                let left = self.sending.try_update(|sending| sending.take(outbox, turn + 1));
                if left == Some(true) {
                    self.turn.try_set(turn + 1);
                }
                self.looked.try_set(open);
            });
        });
        Effect::new(move |_| {
            if let Some((list, open)) = self.list.get().zip(self.open.get()) {
                self.sending.update(|sending| sending.refreshed(list.turn.min(open.turn)));
            }
        });
    }
}

/// Whether this person writes materials.
pub fn may_write(writer: &Profile) -> bool {
    let scope = [writer.unit].into();
    let actor = Actor { person: writer.person, unit: writer.unit, role: writer.role, scope };
    can(&actor, Action::Create, Target { kind: &Kind::MATERIAL, unit: writer.unit, author: None })
}

fn read_list(desk: Desk, turn: RwSignal<u64>, filter: Memo<Option<MaterialFilter>>) -> Resource<ListAnswer> {
    let kept = StoredValue::new(None);
    let list = Resource::new_blocking(
        move || (turn.get(), desk.slow_turn(), filter.get()),
        move |(turn, _, filter)| async move {
            match filter.clone() {
                Some(asked) => ask(kept, filter, turn, server_fns::materials(asked)).await,
                None => Answer::nothing(None, turn),
            }
        },
    );
    keep(kept, list);
    list
}

fn read_open(desk: Desk, turn: RwSignal<u64>, id: Memo<Option<RecordId>>) -> Resource<MaterialAnswer> {
    let kept = StoredValue::new(None);
    let open = Resource::new_blocking(
        move || (turn.get(), desk.slow_turn(), id.get()),
        move |(turn, _, id)| async move {
            match id {
                Some(asked) => ask(kept, id, turn, server_fns::material(asked)).await,
                None => Answer::nothing(None, turn),
            }
        },
    );
    keep(kept, open);
    open
}
