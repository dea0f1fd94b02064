//! From sources to what the browser loads, and the server that serves it.

use crate::process::{cargo, run, run_both, step};
use crate::site;
use crate::tools;
use anyhow::{Context, Result, anyhow};
use fs_err as fs;
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};
use std::{os::unix::process::CommandExt, path::Path, process::Command};

const PUBLIC: &str = "app/public";
const BOUND: &str = "target/bindgen";
/// Hydration with pauses, which leptos compiles for every view; the app hydrates at once (`take_over` in `app/src/lib.rs`).
const NEVER_CALLED: &str = "hydrate_async";

/// Parts of the names of files. The service worker brings the list itself, large icons come when somebody installs the
/// app, what is the desk's when somebody opens it; what the field's other pages need follows once today's page stands.
const ASKED: [&str; 4] = ["sw.js", "-512.png", "/split_console.wasm", "pkg/desk."];
const BEHIND: [&str; 5] = ["/split_", "/chunk_", "/photo.js", "/lock.js", "readings.txt"];

pub fn build(release: bool) -> Result<()> {
    site_and(release, &mut cargo(&["build", "-p", "server", "--profile", if release { "release" } else { "dev" }]))
}

/// Builds what the browser loads, and whatever else is to be compiled.
pub fn site_and(release: bool, other: &mut Command) -> Result<()> {
    tools::wasm_target()?;
    let mut app = cargo(&["rustc", "-p", "app", "--lib", "--crate-type", "cdylib", "--features", "hydrate"]);
    app.args(["--target", tools::WASM, "--profile", if release { "wasm-release" } else { "dev" }]);
    // What checks the app on the way shares the results of a dev build, with these flags or without.
    app.args(release.then(tools::nameless_places).into_iter().flatten());
    // By these the parts that are loaded later are told from the rest.
    app.args(["--", "-C", "link-arg=--emit-relocs"]);
    // While the one is linked a processor is idle; two dev builds would wait for each other's folder.
    let both = || if release { run_both(&mut app, other) } else { run(&mut app).and_then(|()| run(other)) };
    step("compiling for the browser and for this machine (minutes on a first run)", both)?;
    step("writing the files that the browser loads", || write_site(release))
}

pub fn serve(release: bool, args: &[String]) -> Result<()> {
    build(release)?;
    println!("starting the server …");
    let program = if release { "target/release/server" } else { "target/debug/server" };
    // Becomes the server: Ctrl-C and signals reach it, and nothing stays behind.
    Err(Command::new(program).arg("--demo").args(args).env("ZOUFANG_SITE", site::ROOT).exec())
        .with_context(|| format!("cannot start {program}"))
}

fn write_site(release: bool) -> Result<()> {
    bind(release)?;
    let of_bundle = |file: &site::File| ["start.js", "photo.js", "lock.js"].contains(&file.name.as_str());
    let (scripts, others): (Vec<_>, Vec<_>) = site::files_below(PUBLIC)?.into_iter().partition(of_bundle);
    let mut files = [site::files_below(BOUND)?, scripts].concat();
    files.iter_mut().filter(|file| release && file.name.ends_with(".js")).for_each(site::leave_comments);
    // Its files name each other, so one name of the whole tells when any of them changes.
    let bundle = format!("pkg/{}", site::hash(site::listing(&files)));
    files.iter_mut().for_each(|file| file.name = format!("{bundle}/{}", file.name));
    let styles = [style("style", release)?, style("desk", release)?];
    let [css, desk_css] = styles.each_ref().map(|style| style.name.clone());
    files.extend(others.into_iter().chain(styles));
    let within = |name: &str| format!("{bundle}/{name}");
    let entries = [
        ("js", within("app.js")),
        ("loader", within("parts.js")),
        ("wasm", within("app_bg.wasm")),
        ("css", css),
        ("desk_css", desk_css),
        ("start", within("start.js")),
        ("photo", within("photo.js")),
        ("lock", within("lock.js")),
    ];
    site::write(&files, &entries, [&ASKED, &BEHIND], release)
}

/// Splits off the parts that are loaded later and makes the JavaScript that connects the rest to the
/// browser, unless all is there for this very WASM.
fn bind(release: bool) -> Result<()> {
    let folder = if release { "wasm-release" } else { "debug" };
    let whole = fs::read(format!("target/{}/{folder}/app.wasm", tools::WASM))?;
    let inputs = [site::hash(&whole), site::hash(include_str!("bundle.rs"))].join(folder);
    let stamp = format!("{BOUND}.inputs");
    if fs::read_to_string(&stamp).is_ok_and(|last| last == inputs) {
        return Ok(());
    }
    fs::create_dir_all(BOUND)?;
    fs::remove_dir_all(BOUND)?;
    let main = Path::new("target/main-part.wasm");
    let mut split = wasm_split_cli_support::Options::new(&whole);
    (split.output_dir, split.main_out_path) = (Path::new(BOUND), main);
    (split.link_name, split.main_module) = ("./parts.js", "./app.js");
    let parts = wasm_split_cli_support::transform(split).map_err(|error| anyhow!("cannot split: {error:#}"))?;
    for part in parts.split_modules.iter().map(AsRef::as_ref).chain([main]).filter(|_| release) {
        // Of the main part the bindgen library takes out the names; it needs them until then.
        let mut config = walrus::ModuleConfig::new();
        let mut module = config.generate_name_section(part == main).parse_file(part)?;
        leave_out(&mut module, NEVER_CALLED);
        module.emit_wasm_file(part)?;
    }
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    // The other parts are linked by the names that lld gave.
    bindgen.input_path(main).out_name("app").typescript(false).keep_lld_exports(true).demangle(false).web(true)?;
    bindgen.keep_debug(!release).remove_name_section(release).remove_producers_section(release);
    bindgen.generate(BOUND)?;
    Ok(fs::write(stamp, inputs)?)
}

/// Empties functions that are referred to and never called, and takes out what they alone call. Short
/// ones stay: of functions that are equal, whatever they are for, the compiler keeps one under one name.
fn leave_out(module: &mut walrus::Module, name: &str) {
    let is_meant = |function: &walrus::Function| function.name.as_ref().is_some_and(|found| found.contains(name));
    let long = module.funcs.iter_local().filter(|(_, function)| function.size() > 60);
    let meant: Vec<_> = long.filter(|(id, _)| is_meant(module.funcs.get(*id))).map(|(id, f)| (id, f.ty())).collect();
    for (id, ty) in meant {
        let (takes, gives) = module.types.params_results(ty);
        let (takes, gives) = (takes.to_vec(), gives.to_vec());
        let mut empty = walrus::FunctionBuilder::new(&mut module.types, &takes, &gives);
        empty.func_body().unreachable();
        let arguments = takes.iter().map(|ty| module.locals.add(*ty)).collect();
        module.funcs.get_mut(id).kind = walrus::FunctionKind::Local(empty.local_func(arguments));
    }
    walrus::passes::gc::run(module);
}

/// A style sheet from its layers, in words that the phones of 2022 understand.
fn style(name: &str, release: bool) -> Result<site::File> {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    let (chrome, firefox, safari) = (version(100, 0), version(100, 0), version(15, 4));
    let targets = Targets::from(Browsers { chrome, firefox, safari, ios_saf: safari, ..Browsers::default() });
    let (provider, path) = (FileProvider::new(), format!("style/{name}.css"));
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    let mut sheet = bundler.bundle(Path::new(&path)).map_err(|error| anyhow!("style: {error}"))?;
    sheet.minify(MinifyOptions { targets, ..MinifyOptions::default() })?;
    let printed = sheet.to_css(PrinterOptions { minify: release, targets, ..PrinterOptions::default() })?;
    let name = format!("pkg/{name}.{}.css", site::hash(&printed.code));
    Ok(site::File { name, bytes: printed.code.into_bytes() })
}
