use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{File, HtmlInputElement};
use zoufang_core::domain::Kind;
use zoufang_core::id::RecordId;

use super::{Attaching, MOST};
use crate::browser::{Prepared, at_most, prepare};
use crate::clock::now_ms;
use crate::device::Device;
use crate::form::{Draft, Incoming, NotTaken, Refused, Unwritten};
use crate::held::Held;
use crate::store::{Attached, StoreError, new_uuid};

/// In ms; what a slow phone takes for a large picture is a fraction of that.
const LONGEST: u32 = 120_000;
/// What the record says of a file's name.
const NAME_CHARS: usize = 200;

impl Attaching {
    /// Takes what was chosen, one after the other: many large pictures at once would not fit into
    /// a phone's memory.
    pub(super) fn choose(self, event: &leptos::ev::Event) {
        let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
            return;
        };
        let files = input.files();
        let files: Vec<File> =
            files.iter().flat_map(|files| (0..files.length()).filter_map(|place| files.get(place))).collect();
        // The same file may be chosen again.
        input.set_value("");
        if files.is_empty() || self.is_preparing() {
            return;
        }
        let taking = self.expect(files.len());
        spawn_local(async move { taking.take(files).await });
    }

    /// So many files come soon. From now on the form is on the disk, even if its page is left before the
    /// first is ready.
    pub(super) fn expect(self, count: usize) -> Taking {
        self.form.with_attachment();
        self.form.keep();
        let (device, of) = (self.form.device(), self.form.draft().with_untracked(of));
        let incoming = device.incoming(of.0);
        incoming.expect(count);
        Taking { attaching: self, device, of, incoming, _held: Held::begin() }
    }

    /// Tells whether the page is there to show it.
    fn show(self, draft: Draft) -> bool {
        let shown = self.kept.try_update(|kept| {
            // It may have been read from the disk meanwhile.
            if !kept.iter().any(|known| known.record == draft.record) {
                kept.push(draft);
            }
        });
        shown.is_some()
    }
}

/// Files on their way into a form. It outlives the form's page: what the camera took is nowhere else.
#[derive(Debug)]
pub(super) struct Taking {
    attaching: Attaching,
    device: Device,
    of: (RecordId, String),
    incoming: Incoming,
    _held: Held,
}

impl Taking {
    pub async fn take(self, mut files: Vec<File>) {
        let Self { attaching, device, of, incoming, _held } = self;
        let form = attaching.form;
        let room = MOST.saturating_sub(attaching.kept.try_with_untracked(Vec::len).unwrap_or_default());
        if files.len() > room {
            incoming.refuse(Refused::TooMany(files.len() - room));
            files.truncate(room);
        }
        let all = files.len();
        for (place, file) in files.into_iter().enumerate() {
            incoming.preparing.set(Some((place + 1, all)));
            match keep(&device, (&of, &incoming), || form.with_attachment(), &file).await {
                Ok(Some(draft)) => {
                    if !attaching.show(draft) {
                        // The form may be open on another page by now, which reads what was attached.
                        device.drafted().update(|count| *count += 1);
                    }
                    form.keep();
                }
                Ok(None) => break,
                Err(why) => {
                    let is_full = matches!(why, NotTaken::Store(_));
                    incoming.refuse(Refused::One(file.name(), why));
                    if is_full {
                        incoming.refuse(Refused::Rest(all - place - 1));
                        break;
                    }
                }
            }
        }
        incoming.has_come();
    }
}

/// The form's record, and the key of its draft.
fn of(draft: &Draft) -> (RecordId, String) {
    (draft.record, draft.key())
}

/// `None` where the form is over.
async fn keep(
    device: &Device,
    ((of, form), incoming): (&(RecordId, String), &Incoming),
    written: impl Fn() -> Option<Unwritten>,
    file: &File,
) -> Result<Option<Draft>, NotTaken> {
    // Should the browser never answer, the form does not wait for ever.
    let prepared = at_most(LONGEST, prepare(file)).await.unwrap_or(Err(NotTaken::Unreadable))?;
    if incoming.is_given_up() {
        return Ok(None);
    }
    let draft = described(*of, file, &prepared);
    let contents = std::iter::once(prepared.whole).chain(prepared.thumbnail).collect();
    let spelled = serde_json::to_string(&draft).map_err(|error| StoreError::Failed(error.to_string()));
    let attached = Attached { key: draft.key(), text: spelled.map_err(NotTaken::Store)?, contents };
    let kept = device.attach(&attached, (form, written().as_ref())).await.map_err(NotTaken::Store)?;
    Ok(kept.then_some(draft))
}

fn described(of: RecordId, file: &File, prepared: &Prepared) -> Draft {
    let Prepared { media, whole, thumbnail, size, made } = prepared;
    let number = |number: u32| number.to_string();
    let mut fields = vec![
        ("of", of.to_string()),
        ("name", file.name().chars().take(NAME_CHARS).collect()),
        ("type", media.clone()),
        ("blob", whole.0.to_string()),
        ("bytes", number(whole.1.byte_length())),
        ("taken", made.to_string()),
    ];
    fields.extend(thumbnail.iter().map(|(hash, _)| ("thumb", hash.to_string())));
    fields.extend(size.iter().flat_map(|(width, height)| [("width", number(*width)), ("height", number(*height))]));
    let mut draft = Draft::new(Kind::ATTACHMENT, RecordId(new_uuid()), now_ms());
    for (path, text) in fields {
        draft.set(path, &text, now_ms());
    }
    draft
}
