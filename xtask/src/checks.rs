//! What must hold before a change is taken: what the compilers say, the rules of the house, the tests.

use crate::process::{cargo, node, run, step};
use crate::{bundle, site, tools};
use anyhow::{Result, ensure};
use fs_err as fs;

/// A word, the folder it may not stand in, the part of that folder where it may, and why.
const RULES: [(&str, &str, &str, &str); 5] = [
    (" style=", "app/src", "-", "use a class: the content policy forbids inline styles"),
    ("sqlx::", "app", "-", "the browser knows no database"),
    ("sqlx::", "server/src", "db/", "SQL lives in server/src/db"),
    ("sqlx", "app/core", "src/", "core performs no I/O"),
    ("leptos", "app/core", "src/", "core knows no framework"),
];

pub fn lint() -> Result<()> {
    tools::wasm_target()?;
    let workspace = ["--workspace", "--features", "app/ssr"];
    let browser = ["-p", "app", "--features", "hydrate", "--target", tools::WASM];
    let clippy = |args: &[&str]| run(cargo(&["clippy"]).args(args).args(["--", "-D", "warnings"]));
    let rustdoc = |args: &[&str]| run(cargo(&["doc", "--no-deps"]).args(args).env("RUSTDOCFLAGS", "-D warnings"));
    step("rules of the house", rules)?;
    step("formatting", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    step("clippy", || clippy(&[&["--all-targets"], &workspace[..]].concat()))?;
    step("clippy for the browser", || clippy(&browser))?;
    step("rustdoc", || rustdoc(&workspace))?;
    step("rustdoc for the browser", || rustdoc(&browser))?;
    if fs::exists("end2end/node_modules")? {
        step("types of the browser tests", || run(&mut node(&["node_modules/typescript/bin/tsc", "--noEmit"])))?;
    }
    Ok(())
}

fn rules() -> Result<()> {
    let mut broken = Vec::new();
    for (word, folder, allowed, why) in RULES {
        for file in site::files_below(folder)?.iter().filter(|file| !file.name.starts_with(allowed)) {
            for line in String::from_utf8_lossy(&file.bytes).lines().filter(|line| line.contains(word)) {
                broken.push(format!("{folder}/{}: {why}: {}", file.name, line.trim()));
            }
        }
    }
    let lines = fs::read_to_string("app/public/sw.js")?.lines().count();
    ensure!(lines <= 150, "app/public/sw.js: {lines} lines; more than 150 are not understood at a glance");
    ensure!(broken.is_empty(), "\n{}", broken.join("\n"));
    Ok(())
}

pub fn test() -> Result<()> {
    tools::of_database_tests()?;
    tools::of_browser_tests()?;
    // One build for the tests of app and server: the server asks for `ssr` anyway. The builder
    // stays out, since its libraries would change the features of everybody else's.
    let packages = ["--workspace", "--exclude", "xtask", "--features", "app/ssr"];
    step("testing the crates", || run(cargo(&["test"]).args(packages)))?;
    in_browser("story", &[])
}

/// Runs one project of the Playwright tests.
pub fn in_browser(project: &str, args: &[String]) -> Result<()> {
    end2end(&["node_modules/@playwright/test/cli.js", "test", "--project", project], args)
}

/// Runs a script of `end2end` against the release build.
pub fn end2end(script: &[&str], args: &[String]) -> Result<()> {
    tools::of_browser_tests()?;
    bundle::build(true)?;
    step("running it in the browser", || run(node(script).args(args)))
}
