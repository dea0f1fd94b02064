//! The document as a page: plain HTML, without a script or a style of its own.

use serde_json::Value as Json;

use super::schema::spelled;

/// The page for a document (OpenAPI 3.1), with the style sheets at `styles`.
pub fn render(document: &Json, styles: [&str; 2]) -> String {
    let info = &document["info"];
    let (title, version) = (escaped(&info["title"]), escaped(&info["version"]));
    let sheet = |address: &str| format!("<link rel=\"stylesheet\" href=\"{}\">", escaped(&address.into()));
    let styles: String = styles.map(sheet).concat();
    let about = prose(&info["description"]);
    let sections: String = list(&document["tags"]).iter().map(|tag| section(document, tag)).collect();
    let contents: String = operations(document).map(|(path, method, entry)| link(path, method, entry)).collect();
    let types: String = entries(&document["components"]["schemas"]).map(kind).collect();
    format!(
        "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>接口 · {title}</title>\
         {styles}<link rel=\"icon\" href=\"/icons/icon.svg\" type=\"image/svg+xml\">\
         </head><body><main class=\"page reference\"><header><h1>接口 · {title}</h1>\
         <p>协议第 {version} 版。供程序读取：<a class=\"link\" href=\"/api/openapi.json\">openapi.json</a></p>\
         <div lang=\"en\">{about}</div></header><nav aria-label=\"目录\"><ul>{contents}</ul></nav>{sections}\
         <section><h2>数据类型 <small lang=\"en\">types</small></h2>{types}</section></main></body></html>"
    )
}

/// Path, method and entry of each, those that only read before those that change something.
fn operations(document: &Json) -> impl Iterator<Item = (&str, &str, &Json)> {
    const METHODS: [&str; 6] = ["get", "head", "post", "put", "patch", "delete"];
    entries(&document["paths"]).flat_map(|(path, entries)| {
        METHODS.iter().filter_map(move |method| Some((path, *method, entries.get(method)?)))
    })
}

fn link(path: &str, method: &str, entry: &Json) -> String {
    let (id, path, method) = (escaped(&entry["operationId"]), escaped(&path.into()), method.to_uppercase());
    format!("<li><a class=\"link\" href=\"#{id}\"><code>{method} {path}</code></a></li>")
}

/// All operations with a tag.
fn section(document: &Json, tag: &Json) -> String {
    let name = &tag["name"];
    let of_tag = operations(document).filter(|(_, _, entry)| list(&entry["tags"]).contains(name));
    let operations: String = of_tag.map(|(path, method, entry)| operation(method, path, entry)).collect();
    format!("<section lang=\"en\"><h2>{}</h2>{}{operations}</section>", escaped(name), prose(&tag["description"]))
}

fn operation(method: &str, path: &str, entry: &Json) -> String {
    let (id, path) = (escaped(&entry["operationId"]), escaped(&path.into()));
    let method = method.to_uppercase();
    let needs = if list(&entry["security"]).is_empty() { "" } else { "<p><small>Needs a session.</small></p>" };
    let parameters = list(&entry["parameters"]).iter().map(|parameter| {
        let about = spelled(&parameter["schema"]) + &prose(&parameter["description"]);
        line(
            &format!("<code>{}</code> <small>{}</small>", escaped(&parameter["name"]), escaped(&parameter["in"])),
            &about,
        )
    });
    let contents = entries(&entry["requestBody"]["content"]);
    let body = contents.map(|(called, content)| line(&code(called), &spelled(&content["schema"])));
    let limits = entries(&entry["x-limits"]).map(|(name, most)| line(&code(name), &escaped(most)));
    let tables = [
        table("Parameters", parameters.collect()),
        table("Body", body.collect()),
        table("Limits", limits.collect()),
        table("Answers", entries(&entry["responses"]).map(answer).collect()),
    ];
    format!(
        "<article id=\"{id}\"><h3><code>{method} {path}</code></h3>{}{}{needs}{}</article>",
        prose(&entry["summary"]),
        prose(&entry["description"]),
        tables.concat(),
    )
}

fn answer((status, response): (&str, &Json)) -> String {
    let body = |(called, content): (&str, &Json)| match content["schema"]["format"] == "binary" {
        true => code(called),
        false => spelled(&content["schema"]),
    };
    let body = entries(&response["content"]).map(body).collect::<Vec<_>>().join(" or ");
    let header = |(name, header): (&str, &Json)| {
        format!("<p>{}: {}</p>", code(name), with_code(&escaped(&header["description"])))
    };
    let headers: String = entries(&response["headers"]).map(header).collect();
    line(&code(status), &[prose(&response["description"]), body, headers].concat())
}

/// One of the types that travel.
fn kind((name, schema): (&str, &Json)) -> String {
    let needed = list(&schema["required"]);
    let field = |(name, field): (&str, &Json)| {
        let may_lack = if needed.contains(&name.into()) { "" } else { " <small>may be left out</small>" };
        line(&(code(name) + may_lack), &(spelled(field) + &prose(&field["description"])))
    };
    let fields = table("", entries(&schema["properties"]).map(field).collect());
    let whole = if fields.is_empty() { format!("<p>{}</p>", spelled(schema)) } else { fields };
    let about = prose(&schema["description"]);
    format!("<article id=\"type-{name}\" lang=\"en\"><h3>{}</h3>{about}{whole}</article>", code(name))
}

fn table(title: &str, lines: Vec<String>) -> String {
    match lines.is_empty() {
        true => String::new(),
        false if title.is_empty() => format!("<table>{}</table>", lines.concat()),
        false => format!("<table><caption>{title}</caption>{}</table>", lines.concat()),
    }
}

/// A row; both sides are HTML.
fn line(name: &str, about: &str) -> String {
    format!("<tr><th scope=\"row\">{name}</th><td>{about}</td></tr>")
}

/// Paragraphs, with what stands between backquotes as code.
fn prose(text: &Json) -> String {
    let text = escaped(text);
    let paragraphs = text.split("\n\n").filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(|paragraph| format!("<p>{}</p>", with_code(paragraph))).collect()
}

fn with_code(html: &str) -> String {
    let parts = html.split('`').enumerate();
    parts.map(|(i, part)| if i % 2 == 1 { format!("<code>{part}</code>") } else { part.to_owned() }).collect()
}

pub fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(&text.into()))
}

/// A text, or the spelling of what is none, without any meaning in HTML; nothing for nothing.
fn escaped(value: &Json) -> String {
    let text = match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

pub fn list(value: &Json) -> &[Json] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn entries(value: &Json) -> impl Iterator<Item = (&str, &Json)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{prose, render};

    #[test]
    fn whatever_the_document_says_is_text() {
        let document = json!({
            "info": { "title": "<script>", "version": "1", "description": "a & b\n\n`<c>` d" },
            "tags": [{ "name": "t" }],
            "paths": { "/\"x": { "get": { "tags": ["t"], "operationId": "'", "responses": { "<1>": {} } } } },
        });
        let page = render(&document, ["/s.css", "/d.css"]);
        assert!(!page.contains("<script") && !page.contains("<1>") && !page.contains("/\"x"), "{page}");
        assert_eq!(prose(&document["info"]["description"]), "<p>a &amp; b</p><p><code>&lt;c&gt;</code> d</p>");
    }
}
