//! What must hold before a change is taken: what the compilers say, the rules of the house, the tests.

use crate::process::{cargo, node, run, step};
use crate::{bundle, tools};
use anyhow::Result;
use fs_err as fs;

const PLAYWRIGHT: &str = "node_modules/@playwright/test/cli.js";

pub fn lint() -> Result<()> {
    tools::wasm_target()?;
    let workspace = ["--workspace", "--features", "app/ssr"];
    let browser = ["-p", "app", "--features", "hydrate", "--target", tools::WASM];
    let clippy = |args: &[&str]| run(cargo(&["clippy"]).args(args).args(["--", "-D", "warnings"]));
    let rustdoc = |args: &[&str]| run(cargo(&["doc", "--no-deps"]).args(args).env("RUSTDOCFLAGS", "-D warnings"));
    step("rules of the house", || run(&mut cargo(&["test", "--quiet", "--package", "xtask"])))?;
    step("formatting", || run(&mut cargo(&["fmt", "--all", "--check"])))?;
    step("clippy", || clippy(&[&["--all-targets"], &workspace[..]].concat()))?;
    // As it is deployed: without what the others' tests bring along.
    step("the server by itself", || run(&mut cargo(&["check", "--package", "server"])))?;
    step("clippy for the browser", || clippy(&browser))?;
    step("rustdoc", || rustdoc(&workspace))?;
    step("rustdoc for the browser", || rustdoc(&browser))?;
    if fs::exists("end2end/node_modules")? {
        step("types of the browser tests", || run(&mut node(&["node_modules/typescript/bin/tsc", "--noEmit"])))?;
    }
    Ok(())
}

pub fn test() -> Result<()> {
    tools::wasm_target()?;
    tools::of_server_tests()?;
    tools::of_browser_tests()?;
    // One build for the tests of app and server: the server asks for `ssr` anyway. The builder
    // stays out, since its libraries would change the features of everybody else's.
    let packages = ["--workspace", "--exclude", "xtask", "--features", "app/ssr"];
    bundle::site_and(true, cargo(&["test", "--no-run"]).args(packages))?;
    step("testing the crates", || run(cargo(&["test"]).args(packages)))?;
    let mut stories = node(&[PLAYWRIGHT, "test", "--project=story", "--project=postgres"]);
    step("testing it in the browser", || run(stories.env("ZOUFANG_SERVER", fs::canonicalize("target/debug/server")?)))
}

/// Runs projects of the Playwright tests against the release build.
pub fn in_browser(projects: &[&str], args: &[String]) -> Result<()> {
    tools::of_browser_tests()?;
    bundle::build(true)?;
    step("running it in the browser", || run(node(&[PLAYWRIGHT, "test"]).args(projects).args(args)))
}
