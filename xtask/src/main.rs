//! The builder and the commands of the README.

mod bundle;
mod checks;
mod process;
mod site;
mod tools;

use anyhow::{Result, bail};

const HELP: &str = "cargo xtask …
  run      build everything and start the server with demo data; more arguments go to the server
  dev      the same without optimisation and compression: quick after an edit
  build    only the bundle in target/site and the server; `--release` for what is deployed
  test     all tests: Rust first, then real browsers on what phones download and the server that was tested
  e2e      only the browser tests; more arguments go to Playwright
  lint     formatting, clippy, rustdoc, types of the browser tests, rules of the house
  bench    measure the release build; more arguments go to the benchmark
  screens  take the screenshots in end2end/screens";

fn main() -> std::process::ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (task, rest) = args.split_first().map_or(("", &[][..]), |(task, rest)| (task.as_str(), rest));
    if let Err(error) = perform(task, rest) {
        eprintln!("error: {error:#}");
        return 1.into();
    }
    0.into()
}

fn perform(task: &str, args: &[String]) -> Result<()> {
    std::env::set_current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))?;
    match task {
        "run" => bundle::serve(true, args),
        "dev" => bundle::serve(false, args),
        "build" => bundle::build(args.contains(&"--release".to_owned())),
        "test" => checks::test(),
        "e2e" => checks::in_browser(&["--project=story"], args),
        "lint" => checks::lint(),
        "bench" => tools::packages("end2end/bench/peers")
            .and_then(|()| checks::in_browser(&["--project=bench"], &[&["--workers=1".to_owned()], args].concat())),
        "screens" => checks::in_browser(&["--project=screens"], args),
        "" => {
            println!("{HELP}");
            Ok(())
        }
        _ => bail!("no command `{task}`\n{HELP}"),
    }
}
