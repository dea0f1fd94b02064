//! From sources to what the browser loads, and the server that serves it.

use crate::process::{cargo, run, step};
use crate::{site, tools};
use anyhow::{Context, Result, anyhow};
use fs_err as fs;
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};
use std::{os::unix::process::CommandExt, path::Path, process::Command};

const PUBLIC: &str = "app/public";
const BOUND: &str = "target/bindgen";

pub fn build(release: bool) -> Result<()> {
    tools::wasm_target()?;
    let mut app = cargo(&["rustc", "-p", "app", "--lib", "--crate-type", "cdylib", "--features", "hydrate"]);
    app.args(["--target", tools::WASM, "--profile", if release { "wasm-release" } else { "dev" }]);
    let mut server = cargo(&["build", "-p", "server", "--profile", if release { "release" } else { "dev" }]);
    step("1/3 compiling the app for the browser (minutes on a first run)", || run(&mut app))?;
    step("2/3 writing the files that the browser loads", || write_site(release))?;
    step("3/3 compiling the server (minutes on a first run)", || run(&mut server))
}

pub fn serve(release: bool, args: &[String]) -> Result<()> {
    build(release)?;
    println!("starting the server …");
    let program = if release { "target/release/server" } else { "target/debug/server" };
    let mut server = Command::new(program);
    server.arg("--demo").args(args).env("ZOUFANG_SITE", site::ROOT);
    // Becomes the server: Ctrl-C and signals reach it, and nothing stays behind.
    Err(server.exec()).with_context(|| format!("cannot start {program}"))
}

fn write_site(release: bool) -> Result<()> {
    bind(release)?;
    let mut others = site::files_below(BOUND)?;
    others.retain(|file| file.name.starts_with("snippets/"));
    // Their names say nothing about their content, and what lies in pkg is cached for ever.
    let snippets = format!("snippets.{}/", site::hash(site::listing(&others)));
    for file in &mut others {
        file.name = format!("pkg/{}", file.name.replacen("snippets/", &snippets, 1));
    }
    let js = fs::read_to_string(format!("{BOUND}/app.js"))?.replace("./snippets/", &format!("./{snippets}"));
    let entries = [
        ("js", site::hashed("app", "js", js.into())),
        ("wasm", site::hashed("app", "wasm", fs::read(format!("{BOUND}/app_bg.wasm"))?)),
        ("css", site::hashed("style", "css", style(release)?)),
        ("start", site::hashed("start", "js", fs::read(format!("{PUBLIC}/start.js"))?)),
    ];
    others.extend(site::files_below(PUBLIC)?.into_iter().filter(|file| file.name != "start.js"));
    site::write(&entries, &others, release)
}

/// Makes the JavaScript that connects the WASM to the browser, unless it is there for this very WASM.
fn bind(release: bool) -> Result<()> {
    let folder = if release { "wasm-release" } else { "debug" };
    let wasm = format!("target/{}/{folder}/app.wasm", tools::WASM);
    let inputs = [site::hash(fs::read(&wasm)?), site::hash(include_str!("bundle.rs"))].join(folder);
    let stamp = format!("{BOUND}/inputs");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == inputs) {
        return Ok(());
    }
    fs::create_dir_all(BOUND)?;
    fs::remove_dir_all(BOUND)?;
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(wasm).out_name("app").typescript(false).web(true)?;
    bindgen.keep_debug(!release).remove_name_section(release).remove_producers_section(release);
    bindgen.generate(BOUND)?;
    Ok(fs::write(stamp, inputs)?)
}

/// One style sheet from all layers, in words that the phones of 2022 understand.
fn style(release: bool) -> Result<Vec<u8>> {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    let (chrome, firefox, safari) = (version(100, 0), version(100, 0), version(15, 4));
    let targets = Targets::from(Browsers { chrome, firefox, safari, ios_saf: safari, ..Browsers::default() });
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let mut sheet = bundler.bundle(Path::new("style/main.css")).map_err(|error| anyhow!("style: {error}"))?;
    sheet.minify(MinifyOptions { targets, ..MinifyOptions::default() })?;
    Ok(sheet.to_css(PrinterOptions { minify: release, targets, ..PrinterOptions::default() })?.code.into_bytes())
}
