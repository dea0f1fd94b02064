//! The folder that the server serves: hashed names, compression, and the list that the server reads.

use anyhow::{Context, Result};
use fs_err as fs;
use serde_json::json;
use std::{collections::BTreeSet, path::Path};
use walkdir::WalkDir;

pub const ROOT: &str = "target/site";

/// A file by its path below some folder.
#[derive(Clone)]
pub struct File {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Of a script whose comments have lines of their own, the code alone: the rest is bytes to fetch.
pub fn leave_comments(file: &mut File) {
    let (script, mut inside) = (String::from_utf8_lossy(&file.bytes), false);
    let is_code = |line: &&str| {
        let is_comment = inside || line.starts_with("/*");
        inside = is_comment && !line.ends_with("*/");
        !(is_comment || line.is_empty() || line.starts_with("//"))
    };
    file.bytes = script.lines().map(str::trim).filter(is_code).collect::<Vec<_>>().join("\n").into_bytes();
}

/// Enough of a hash for a name.
pub fn hash(bytes: impl AsRef<[u8]>) -> String {
    blake3::hash(bytes.as_ref()).to_hex()[..16].to_owned()
}

/// One line for each file, which changes with its name and its content.
pub fn listing(files: &[File]) -> String {
    files.iter().map(|file| format!("{} {}\n", hash(&file.bytes), file.name)).collect()
}

pub fn files_below(folder: &str) -> Result<Vec<File>> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let path = entry?.into_path();
        if path.is_file() {
            files.push(File { name: path.strip_prefix(folder)?.display().to_string(), bytes: fs::read(&path)? });
        }
    }
    Ok(files)
}

/// Writes the site, `assets.json` last, by which the server finds the rest. `entries` says where lies what pages name,
/// `late` by parts of their names what is loaded when somebody asks, and what once a first page stands.
pub fn write(files: &[File], entries: &[(&str, String)], late: [&[&str]; 2], compress: bool) -> Result<()> {
    let mut written = BTreeSet::new();
    for File { name, bytes } in files {
        for ending in if compress && !name.ends_with(".png") { &["", ".br"][..] } else { &[""] } {
            let name = format!("{name}{ending}");
            // What lies in pkg is named by its content: it is the same already.
            if !name.starts_with("pkg/") || !fs::exists(format!("{ROOT}/{name}"))? {
                replace(&name, &if ending.is_empty() { bytes.clone() } else { brotli(bytes)? })?;
            }
            written.insert(name);
        }
    }
    let version = hash(listing(files));
    keep_previous(&version, written)?;
    let [asked, behind] = late;
    let names = files.iter().map(|file| format!("/{}", file.name));
    let is_of = |name: &str, parts: &[&str]| parts.iter().any(|part| name.contains(part));
    let (parts, precache): (Vec<_>, Vec<_>) =
        names.filter(|name| !is_of(name, asked)).partition(|name| is_of(name, behind));
    let mut assets = json!({ "precache": precache, "parts": parts, "version": version });
    entries.iter().for_each(|(key, name)| assets[*key] = json!(format!("/{name}")));
    replace("assets.json", format!("{assets:#}\n").as_bytes())
}

/// Pages that are open still ask for the release before this one: its hashed files stay, older ones go.
/// `generations.json` says which files belong to which version, the newest first.
fn keep_previous(version: &str, mut written: BTreeSet<String>) -> Result<()> {
    let known = fs::read(format!("{ROOT}/generations.json")).unwrap_or_default();
    let mut generations: Vec<(String, Vec<String>)> = serde_json::from_slice(&known).unwrap_or_default();
    let hashed = written.iter().filter(|name| name.starts_with("pkg/")).cloned().collect();
    generations.retain(|(other, _)| other != version);
    generations.insert(0, (version.to_owned(), hashed));
    generations.truncate(2);
    written.extend(generations.iter().flat_map(|(_, files)| files.clone()));
    written.extend(["assets.json".to_owned(), "generations.json".to_owned()]);
    for file in files_below(ROOT)?.iter().filter(|file| !written.contains(&file.name)) {
        fs::remove_file(format!("{ROOT}/{}", file.name))?;
    }
    replace("generations.json", format!("{:#}\n", json!(generations)).as_bytes())
}

/// Writes beside and renames: a server that is running never reads half a file.
fn replace(name: &str, bytes: &[u8]) -> Result<()> {
    let path = format!("{ROOT}/{name}");
    fs::create_dir_all(Path::new(&path).parent().context("lies in the site")?)?;
    fs::write(format!("{path}.part"), bytes)?;
    Ok(fs::rename(format!("{path}.part"), path)?)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    // As for fonts: how far back a program repeats itself is more like those than like texts.
    let mode = brotli::enc::backward_references::BrotliEncoderMode::BROTLI_MODE_FONT;
    let (params, mut compressed) = (brotli::enc::BrotliEncoderParams { mode, ..Default::default() }, Vec::new());
    brotli::BrotliCompress(&mut &bytes[..], &mut compressed, &params).context("cannot compress")?;
    Ok(compressed)
}
