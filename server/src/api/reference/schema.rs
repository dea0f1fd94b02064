//! A schema in a few words, as HTML.

use serde_json::Value as Json;

use super::page::{code, entries, list};

/// What a value of the schema looks like.
pub fn spelled(schema: &Json) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|place| place.rsplit('/').next()) {
        return format!("<a class=\"link\" href=\"#type-{name}\">{}</a>", code(name));
    }
    let one_of = list(&schema["oneOf"]);
    if !one_of.is_empty() {
        return one_of.iter().map(spelled).collect::<Vec<_>>().join(" or ");
    }
    let choices = list(&schema["enum"]);
    if !choices.is_empty() {
        return choices.iter().map(|choice| code(&choice.to_string())).collect::<Vec<_>>().join(" | ");
    }
    let types = match &schema["type"] {
        Json::String(one) => vec![one.as_str()],
        several => list(several).iter().filter_map(Json::as_str).collect(),
    };
    let known = |name: &&str| match *name {
        "array" => of_list(schema),
        "object" => of_object(schema),
        other => code(other) + &limits(schema, other),
    };
    match types.is_empty() {
        true => "anything".to_owned(),
        false => types.iter().map(known).collect::<Vec<_>>().join(" or "),
    }
}

fn of_list(schema: &Json) -> String {
    let places = list(&schema["prefixItems"]);
    match places.is_empty() {
        true => format!("list of {}", spelled(&schema["items"])),
        false => format!("[{}]", places.iter().map(spelled).collect::<Vec<_>>().join(", ")),
    }
}

fn of_object(schema: &Json) -> String {
    let field = |(name, field): (&str, &Json)| format!("{}: {}", code(name), spelled(field));
    let fields: Vec<String> = entries(&schema["properties"]).map(field).collect();
    match schema["additionalProperties"].is_object() {
        true => format!("map of names to {}", spelled(&schema["additionalProperties"])),
        false => format!("{{ {} }}", fields.join(", ")),
    }
}

fn limits(schema: &Json, name: &str) -> String {
    let told = if name == "string" { &["format", "pattern", "maxLength"][..] } else { &[] };
    let told = told.iter().filter(|limit| !schema[**limit].is_null());
    told.map(|limit| format!(" <small>{limit} {}</small>", code(&schema[*limit].to_string()))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::spelled;

    #[test]
    fn every_form_has_words() {
        let plain = |schema| spelled(&schema).replace("<code>", "").replace("</code>", "");
        assert_eq!(
            plain(json!({ "type": "array", "items": { "type": "integer", "format": "int64" } })),
            "list of integer"
        );
        assert_eq!(
            plain(json!({ "type": "array", "prefixItems": [{ "type": "boolean" }, {}] })),
            "[boolean, anything]"
        );
        assert_eq!(plain(json!({ "enum": ["a", "b"] })), "&quot;a&quot; | &quot;b&quot;");
        let map = json!({ "type": "object", "additionalProperties": { "type": ["string", "null"] } });
        assert_eq!(plain(map), "map of names to string or null");
        let link = spelled(&json!({ "$ref": "#/components/schemas/Push" }));
        assert_eq!(link, "<a class=\"link\" href=\"#type-Push\"><code>Push</code></a>");
    }
}
