//! What a machine needs: looked for, fetched where possible, otherwise named in one line.

use crate::process::{run, step};
use anyhow::{Context, Result, ensure};
use std::{env, fs::DirEntry, path::Path, process::Command};

pub const WASM: &str = "wasm32-unknown-unknown";

/// `rust-toolchain.toml` names it too, but rustup's automatic install may be turned off.
pub fn wasm_target() -> Result<()> {
    if Path::new(output("rustc", &["--print", "target-libdir", "--target", WASM]).trim()).is_dir() {
        return Ok(());
    }
    println!("adding Rust's target {WASM} …");
    run(Command::new("rustup").args(["target", "add", WASM]))
        .with_context(|| format!("install rustup (https://rustup.rs), run `rustup target add {WASM}`, start again"))
}

/// Panics tell the file of a crate that they come from, not where this machine keeps it: no phone asks, and each machine's
/// bundle would be another.
pub fn nameless_places() -> Vec<String> {
    let home = env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo")));
    let sources = home.ok().and_then(|home| Path::new(&home).join("registry/src").read_dir().ok());
    let flag = |place: DirEntry| format!("build.rustflags=['--remap-path-prefix={}/=']", place.path().display());
    sources.into_iter().flatten().flatten().flat_map(|place| ["--config".to_owned(), flag(place)]).collect()
}

/// Browsers (WebKit's with what end2end drives it by), fonts with Chinese, and the packages, where missing or outdated.
pub fn of_browser_tests() -> Result<()> {
    let has = |names: &[&str], named| names.iter().any(|name| on_path(name)) || env::var_os(named).is_some();
    install("chromium", "", has(&["chromium", "chromium-browser", "google-chrome"], "CHROMIUM"))?;
    install("firefox-esr", "", has(&["firefox-esr", "firefox"], "FIREFOX"))?;
    let bindings = output("/usr/bin/python3", &["-c", "import gi; gi.require_version('WebKit2', '4.1'); print(gi)"]);
    let webkit = !bindings.is_empty() && ["WebKitWebDriver", "Xvfb", "openssl"].iter().all(|name| on_path(name));
    install("webkit2gtk-driver gir1.2-webkit2-4.1 python3-gi xvfb openssl", "", webkit)?;
    install("fonts-noto-cjk", "", !cfg!(target_os = "linux") || !output("fc-list", &[":lang=zh"]).is_empty())?;
    ensure!(on_path("node") && on_path("npm"), "node or npm is missing: install Node.js 20 or newer, start again");
    packages("end2end")
}

pub fn packages(folder: &str) -> Result<()> {
    let changed = |name: &str| Path::new(folder).join(name).metadata().and_then(|file| file.modified()).ok();
    if changed("node_modules/.package-lock.json") >= changed("package-lock.json") {
        return Ok(());
    }
    step("npm ci", || run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(folder)))
}

/// Python for the client in another language, and PostgreSQL. Debian keeps its programs off the path, and its package starts a server unless told not to.
pub fn of_server_tests() -> Result<()> {
    install("python3", "", on_path("python3"))?;
    let programs = on_path("initdb") || !output("sh", &["-c", "ls /usr/lib/postgresql/*/bin/initdb"]).is_empty();
    let silence = "mkdir -p $D && echo create_main_cluster=false >$D/none.conf && ";
    install("postgresql", &format!("D=/etc/postgresql-common/createcluster.d; {silence}"), programs)
}

/// Not an error where there is no apt-get: Playwright may have a browser of its own.
fn install(package: &str, first: &str, is_there: bool) -> Result<()> {
    if is_there {
        return Ok(());
    }
    if !on_path("apt-get") {
        println!("not found: {package}; install it (or name a browser in CHROMIUM or FIREFOX)");
        return Ok(());
    }
    let install = format!("{first}apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -yqq {package}");
    step(&install, || run(Command::new("sh").args(["-c", &install]))).with_context(|| format!("run as root: {install}"))
}

/// What a program prints; nothing when it is not there.
fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

fn on_path(name: &str) -> bool {
    env::split_paths(&env::var_os("PATH").unwrap_or_default()).any(|folder| folder.join(name).is_file())
}
