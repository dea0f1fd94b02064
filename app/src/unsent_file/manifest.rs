use serde::{Deserialize, Serialize};
use zoufang_core::id::{BlobHash, PersonId, RecordId, TenantId};
use zoufang_core::merge::Change;
use zoufang_core::wire::{Carried, Profile};

use crate::store::{Entrusted, KeptDraft, Lacking, Upload};

/// All that a file says, but for the contents themselves, which follow it in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    pub tenant: TenantId,
    pub tenant_name: String,
    pub person: PersonId,
    pub name: String,
    pub unit_name: String,
    /// Milliseconds since 1970.
    pub made: u64,
    pub changes: Vec<Carried>,
    pub drafts: Vec<HeldDraft>,
    pub contents: Vec<HeldContent>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldDraft {
    pub key: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldContent {
    pub hash: String,
    pub bytes: u32,
    /// Where it waits to be sent; without it, it belongs to a draft.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upload: Option<HeldUpload>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldUpload {
    /// The attachment that it belongs to.
    pub record: RecordId,
    pub name: String,
    /// A thumbnail.
    pub small: bool,
}

impl Manifest {
    pub fn of(profile: &Profile, made: u64) -> Self {
        let Profile { tenant, tenant_name, person, name, unit_name, .. } = profile.clone();
        let (changes, drafts, contents) = (Vec::new(), Vec::new(), Vec::new());
        Self { tenant, tenant_name, person, name, unit_name, made, changes, drafts, contents }
    }

    /// Whether everything in it is somebody's who is signed in here.
    pub fn is_of(&self, profile: &Profile) -> bool {
        self.person == profile.person
    }

    /// Contents that somebody looks at: thumbnails belong to them.
    pub fn photos(&self) -> usize {
        let is_small = |content: &&HeldContent| content.upload.as_ref().is_some_and(|upload| upload.small);
        self.contents.iter().filter(|content| content.upload.is_some() && !is_small(content)).count()
    }

    /// What people count as records: an attachment is counted with its content.
    pub fn records(&self) -> usize {
        let read = |carried: &Carried| serde_json::from_str::<Change>(&carried.change).ok();
        let is_attachment = |change: &Change| change.kind == zoufang_core::domain::Kind::ATTACHMENT;
        let mut records: Vec<RecordId> =
            self.changes.iter().filter_map(read).filter(|c| !is_attachment(c)).map(|c| c.record).collect();
        records.sort_unstable();
        records.dedup();
        records.len()
    }

    /// How a device keeps it in mind whose person is `by`, and which contents it is to take; `file` is the manifest's
    /// hash.
    pub fn entrusted(&self, file: BlobHash, by: PersonId) -> Entrusted {
        let taken = self.contents.iter().filter(|content| self.is_taken(content, by));
        let lacks = taken.map(|content| Lacking { hash: content.hash.clone(), of: self.owner(content) }).collect();
        let mut entrusted = Entrusted::of(&file.to_string(), self.person, &self.name, self.made);
        entrusted.lacks = lacks;
        entrusted
    }

    /// Whether a device takes it whose person is `by`: what belongs to a draft is its author's.
    pub fn is_taken(&self, content: &HeldContent, by: PersonId) -> bool {
        content.upload.is_some() || self.person == by
    }

    /// What a content belongs to: an attachment, or the draft of one.
    fn owner(&self, content: &HeldContent) -> String {
        let of_draft = || self.drafts.iter().find(|draft| draft.text.contains(&content.hash));
        match &content.upload {
            Some(upload) => upload.record.to_string(),
            None => of_draft().map_or_else(|| content.hash.clone(), |draft| draft.key.clone()),
        }
    }

    pub fn kept_drafts(&self) -> Vec<KeptDraft> {
        let kept = |draft: &HeldDraft| KeptDraft { key: draft.key.clone(), text: draft.text.clone() };
        self.drafts.iter().map(kept).collect()
    }

    /// How a content waits on a device whose person is `by`; `file` is the manifest's hash.
    pub fn upload(&self, content: &HeldContent, file: BlobHash, by: PersonId) -> Option<Upload> {
        let HeldUpload { record, name, small } = content.upload.clone()?;
        // Of a thumbnail nobody counts the bytes.
        let bytes = if small { 0 } else { u64::from(content.bytes) };
        let maker = (by != self.person).then_some(self.person);
        let file = Some(file.to_string());
        Some(Upload { maker, file, ..Upload::new(record, content.hash.clone(), name, bytes) })
    }
}
