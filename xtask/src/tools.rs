//! What a machine needs: looked for, fetched where possible, otherwise named in one line.

use crate::process::run;
use anyhow::{Context, Result, ensure};
use std::{env, path::Path, process::Command};

pub const WASM: &str = "wasm32-unknown-unknown";

/// `rust-toolchain.toml` names it too, but rustup's automatic install may be turned off.
pub fn wasm_target() -> Result<()> {
    let library = output("rustc", &["--print", "target-libdir", "--target", WASM]);
    if Path::new(library.trim()).is_dir() {
        return Ok(());
    }
    println!("adding Rust's target {WASM} …");
    run(Command::new("rustup").args(["target", "add", WASM]))
        .with_context(|| format!("install rustup (https://rustup.rs), run `rustup target add {WASM}`, start again"))
}

/// A browser, and the packages where there are none or the lock file is newer.
pub fn of_browser_tests() -> Result<()> {
    browser()?;
    for tool in ["node", "npm"] {
        ensure!(on_path(tool), "{tool} is missing: install Node.js 20 or newer, start again");
    }
    let changed = |path: &str| Path::new(path).metadata().and_then(|file| file.modified()).ok();
    if changed("end2end/node_modules/.package-lock.json") >= changed("end2end/package-lock.json") {
        return Ok(());
    }
    println!("installing the packages of the browser tests …");
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir("end2end"))
}

/// Chromium, and the fonts without which Chinese is drawn as boxes.
fn browser() -> Result<()> {
    let chromium = ["chromium", "chromium-browser", "google-chrome"].into_iter().any(on_path);
    let fonts = !output("fc-list", &[":lang=zh"]).is_empty();
    let packages = match (chromium || env::var_os("CHROMIUM").is_some(), fonts || !cfg!(target_os = "linux")) {
        (true, true) => return Ok(()),
        (true, false) => "fonts-noto-cjk",
        (false, true) => "chromium",
        (false, false) => "chromium fonts-noto-cjk",
    };
    if !on_path("apt-get") {
        // Not an error: Playwright may have a browser of its own.
        println!("not found: {packages}; install it, or name a browser in CHROMIUM");
        return Ok(());
    }
    let install = format!("apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -yqq {packages}");
    println!("{install} …");
    run(Command::new("sh").args(["-c", &install])).with_context(|| format!("run as root: {install}"))
}

/// What a program prints; nothing when it is not there.
fn output(program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).output();
    output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default()
}

fn on_path(name: &str) -> bool {
    env::split_paths(&env::var_os("PATH").unwrap_or_default()).any(|folder| folder.join(name).is_file())
}
