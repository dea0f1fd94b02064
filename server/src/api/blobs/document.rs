//! What the document of the interface says of contents and their pieces.

use std::collections::BTreeMap;

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{KnownFormat, Object, ObjectBuilder, Schema, SchemaFormat, Type};
use utoipa::openapi::{ContentBuilder, RefOr, Required, Response, ResponseBuilder};
use utoipa::{IntoParams, IntoResponses, PartialSchema, ToSchema};
use zoufang_core::domain::attachment::MEDIA_TYPES;
use zoufang_core::id::{BlobHash, PersonId};
use zoufang_core::wire::{UPLOAD_CHECKSUM, UPLOAD_FOR, UPLOAD_LENGTH, UPLOAD_OFFSET};

use super::Address;

impl IntoParams for Address {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "The SHA-256 of the content as its sender has it: 64 hexadecimal digits, small letters.";
        vec![needed("hash", ParameterIn::Path, BlobHash::schema(), about).build()]
    }
}

/// The headers of a piece.
pub struct PieceHeaders;

impl IntoParams for PieceHeaders {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let checksum = "The SHA-256 of the piece, spelled like the hash of the whole.";
        vec![
            needed(UPLOAD_OFFSET, ParameterIn::Header, integer(), "Where in the content the piece begins.").build(),
            needed(UPLOAD_LENGTH, ParameterIn::Header, integer(), "How many bytes the whole content has.").build(),
            needed(UPLOAD_CHECKSUM, ParameterIn::Header, BlobHash::schema(), checksum).build(),
        ]
    }
}

/// The header that tells whose content it is.
pub struct Maker;

impl IntoParams for Maker {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "For whom it is brought, where that is not the sender: it counts as brought by both.";
        vec![needed(UPLOAD_FOR, ParameterIn::Header, PersonId::schema(), about).required(Required::False).build()]
    }
}

/// The header by which a part is asked for.
pub struct Wanted;

impl IntoParams for Wanted {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let about = "One part, as `bytes=0-65535`. Several, or one of which nothing is there: all is sent.";
        let text = Object::with_type(Type::String).into();
        vec![needed("range", ParameterIn::Header, text, about).required(Required::False).build()]
    }
}

fn needed(name: &str, place: ParameterIn, schema: RefOr<Schema>, about: &str) -> ParameterBuilder {
    let parameter = ParameterBuilder::new().name(name).parameter_in(place).required(Required::True);
    parameter.schema(Some(schema)).description(Some(about))
}

/// The whole of a content.
pub struct Content;

impl IntoResponses for Content {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        only("200", content("The content.").build())
    }
}

/// What was asked for of a content.
pub struct Part;

impl IntoResponses for Part {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let range = header(text(), "Which part of how many bytes: `bytes 0-65535/100000`.");
        only("206", content("The part of it that was asked for.").header("content-range", range).build())
    }
}

/// How much of a content has come.
pub struct Received;

impl IntoResponses for Received {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let about = "So much of the content is on the disk; it is kept when that is all.";
        let response = ResponseBuilder::new()
            .description(about)
            .header(UPLOAD_OFFSET, header(integer(), "Bytes that have come."))
            .header(UPLOAD_LENGTH, header(integer(), "Bytes of the whole content."));
        only("204", response.build())
    }
}

fn only(status: &str, response: Response) -> BTreeMap<String, RefOr<Response>> {
    BTreeMap::from([(status.to_owned(), response.into())])
}

fn content(about: &str) -> ResponseBuilder {
    let disposition = "`inline` for pictures and sounds, `attachment` for documents.";
    let response = ResponseBuilder::new()
        .description(about)
        .header("accept-ranges", header(text(), "`bytes`."))
        .header("cache-control", header(text(), "It never changes; keep it for a day, for this person alone."))
        .header("content-disposition", header(text(), disposition))
        .header("content-length", header(integer(), "Bytes of this answer."));
    MEDIA_TYPES.iter().fold(response, |response, media| {
        response.content(*media, ContentBuilder::new().schema(Some(Bytes::schema())).build())
    })
}

/// Bytes as they are.
pub struct Bytes;

impl PartialSchema for Bytes {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
        ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).into()
    }
}

impl ToSchema for Bytes {}

fn header(schema: RefOr<Schema>, about: &str) -> Header {
    HeaderBuilder::new().schema(Some(schema)).description(Some(about)).build()
}

fn integer() -> RefOr<Schema> {
    Object::with_type(Type::Integer).into()
}

fn text() -> RefOr<Schema> {
    Object::with_type(Type::String).into()
}
