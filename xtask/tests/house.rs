//! Rules of the house that no compiler checks.

use std::fs;
use std::path::PathBuf;

/// A word, the folder it may not stand in, the part of that folder where it may, and why.
const RULES: [(&str, &str, &str, &str); 6] = [
    (" style=", "app/src", "-", "use a class: the content policy forbids inline styles"),
    ("sqlx::", "app", "-", "the browser knows no database"),
    ("sqlx::", "server/src", "server/src/db/", "SQL lives in server/src/db"),
    ("sqlx", "app/core", "app/core/src/", "core performs no I/O"),
    ("openapi", "app/Cargo.toml", "-", "phones do not download the document of the interface"),
    ("leptos", "app/core", "app/core/src/", "core knows no framework"),
];

/// Files that must be understood at a glance, and how many lines that is.
const SHORT: [(&str, usize); 2] = [("app/public/sw.js", 150), ("xtask/src", 470)];

#[test]
fn words_stand_where_they_may() {
    let mut broken = Vec::new();
    for (word, folder, allowed, why) in RULES {
        for (name, text) in texts_below(folder).into_iter().filter(|(name, _)| !name.starts_with(allowed)) {
            broken.extend(text.lines().filter(|line| line.contains(word)).map(|line| format!("{name}: {why}: {line}")));
        }
    }
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn what_must_be_short_is() {
    for (place, most) in SHORT {
        let lines: usize = texts_below(place).iter().map(|(_, text)| text.lines().count()).sum();
        assert!(lines > 0 && lines <= most, "{place}: {lines} lines, at most {most}");
    }
}

fn texts_below(place: &str) -> Vec<(String, String)> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    let files = walkdir::WalkDir::new(root.join(place)).into_iter().map(Result::unwrap);
    let files = files.filter(|entry| entry.file_type().is_file());
    let name = |path: &std::path::Path| path.strip_prefix(&root).unwrap().display().to_string();
    files
        .map(|file| (name(file.path()), String::from_utf8_lossy(&fs::read(file.path()).unwrap()).into_owned()))
        .collect()
}
