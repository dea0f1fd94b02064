//! What a document of the interface says of types whose spelling is written by hand.

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ArrayBuilder, ArrayItems, Object, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use super::record::Record;
use super::row::Row;
use super::stamp::Dot;
use crate::id::DeviceId;

impl PartialSchema for Record {
    fn schema() -> RefOr<Schema> {
        Row::schema()
    }
}

impl ToSchema for Record {
    fn name() -> Cow<'static, str> {
        "Record".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Row::schemas(schemas);
    }
}

impl PartialSchema for Dot {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .description(Some("The name of one write: the device, and the number of the change on it."))
            .prefix_items([DeviceId::schema(), Object::with_type(Type::Integer).into()])
            .items(ArrayItems::False)
            .into()
    }
}

impl ToSchema for Dot {
    fn name() -> Cow<'static, str> {
        "Dot".into()
    }
}

/// What [`super::Value`] is spelled as; under a name of its own, since the macros take every `Value` for
/// any JSON at all.
pub struct FieldValue;

impl PartialSchema for FieldValue {
    fn schema() -> RefOr<Schema> {
        let types = SchemaType::from_iter([Type::Null, Type::Boolean, Type::Integer, Type::String]);
        ObjectBuilder::new()
            .schema_type(types)
            .description(Some("`null` clears the field. Whole numbers of 64 bits, with sign; money is in 万元."))
            .into()
    }
}

impl ToSchema for FieldValue {
    fn name() -> Cow<'static, str> {
        "FieldValue".into()
    }
}
