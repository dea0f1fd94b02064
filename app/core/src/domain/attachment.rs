//! 附件: a photo or a file of a visit or a company. The record travels with the other rows and says
//! what there is; the content follows in a queue of its own, under the hash that is named here.

use super::field::{FieldSpec, ValueType, Writers};
use super::kind::{Facets, Finding, Kind, KindSpec, Reach, Tag, TagName};

use crate::wire::BLOB_MAX_BYTES;

pub const SPEC: KindSpec = KindSpec {
    kind: Kind::ATTACHMENT,
    reach: Reach::Unit,
    makers: Writers::Team,
    written_once: false,
    named_after: None,
    parent: Some("of"),
    fields: &[
        FieldSpec::new("of", ValueType::Id),
        // Of the content as it left the device: its address, also where the server took data out.
        FieldSpec::new("blob", ValueType::Sha256),
        // Of a small picture of it, at most `THUMBNAIL_MAX_BYTES`.
        FieldSpec::new("thumb", ValueType::Sha256),
        FieldSpec::new("name", ValueType::Text(200)),
        FieldSpec::new("type", ValueType::OneOf(MEDIA_TYPES)),
        FieldSpec::new("bytes", ValueType::Int(1, BLOB_MAX_BYTES as i64)),
        // Pixels, as it is shown.
        FieldSpec::new("width", ValueType::Int(1, 100_000)),
        FieldSpec::new("height", ValueType::Int(1, 100_000)),
        // Milliseconds since 1970 (UTC).
        FieldSpec::new("taken", ValueType::Int(0, LATEST)),
    ],
    facets: |record| Facets {
        title: record.text("name").unwrap_or_default().to_owned(),
        about: record.text("of").and_then(|id| id.parse().ok()),
        state: record.text("type").map(str::to_owned),
        tags: [record.text("blob"), record.text("thumb")]
            .into_iter()
            .flatten()
            .map(|hash| Tag(TagName::Blob, hash.to_owned()))
            .collect(),
        ..Facets::default()
    },
    check: |shown, _| Finding::missing(shown, &["of", "blob", "name", "type"]),
};

/// What may be attached: pictures, documents, voices.
pub const MEDIA_TYPES: &[&str] =
    &["image/jpeg", "image/png", "image/webp", "application/pdf", "audio/webm", "audio/mp4", "audio/ogg"];

/// The end of the year 2199, in milliseconds since 1970.
const LATEST: i64 = 7_258_118_399_999;
