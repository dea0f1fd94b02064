//! The browser's program and the server's make the same bytes of the same changes: each merges for
//! itself, and nobody compares afterwards.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

const CASES: u32 = 10_000;

#[test]
fn native_and_wasm_give_the_same_bytes() {
    let wasm = compiled();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/run.mjs");
    let ran = Command::new("node").arg(script).arg(wasm).arg(CASES.to_string()).output();
    let ran = ran.expect("Node.js is installed");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let in_browsers = String::from_utf8(ran.stdout).expect("it prints text");
    let here = alike::told(0, CASES);
    assert_eq!(here.lines().count(), CASES as usize);
    for (ours, theirs) in here.lines().zip(in_browsers.lines()) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(here.len(), in_browsers.len());
}

/// This crate as a module for browsers.
fn compiled() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasm");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--locked", "--package", "alike", "--lib", "--release"]);
    build.args(["--target", "wasm32-unknown-unknown", "--target-dir"]).arg(&target);
    let built = build.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo starts");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    target.join("wasm32-unknown-unknown/release/alike.wasm")
}
