//! Starting other programs, and saying what takes how long.

use anyhow::{Context, Result, ensure};
use std::{process::Command, time::Instant};

/// Says what is being done, does it, and says how long it took.
pub fn step(what: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("{what} …");
    let began = Instant::now();
    work().with_context(|| format!("failed at: {what}"))?;
    println!("  {:.1} s", began.elapsed().as_secs_f64());
    Ok(())
}

pub fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start {name}"))?;
    ensure!(status.success(), "{name} ended with {status}");
    Ok(())
}

/// The same of two at a time: a compiler that links has a processor to spare for the other.
pub fn run_both(one: &mut Command, other: &mut Command) -> Result<()> {
    let mut begun = one.spawn().context("cannot start cargo")?;
    let other = run(other);
    ensure!(begun.wait()?.success(), "{one:?} failed");
    other
}

/// The cargo that runs the builder. The paths of its results depend on the target folder.
pub fn cargo(args: &[&str]) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args(args).env("CARGO_TARGET_DIR", "target");
    cargo
}

/// Node, started in `end2end`.
pub fn node(args: &[&str]) -> Command {
    let mut node = Command::new("node");
    node.args(args).current_dir("end2end");
    node
}
