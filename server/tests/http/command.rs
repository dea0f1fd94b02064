//! The program as an operator starts it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use tempfile::TempDir;

use crate::support::people::Anonymous;
use crate::support::server::write_site;

/// The program with a folder of its own and nothing of the tester's environment.
fn server(folder: &TempDir, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command.args(args).current_dir(folder).env_clear();
    command.env("ZOUFANG_ADDRESS", "127.0.0.1:0").env("ZOUFANG_SITE", "site");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for the test");
    write_site(&folder.path().join("site"));
    folder
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A running server and what it said before it listened.
struct Serving {
    child: Child,
    said: Vec<String>,
    address: String,
}

impl Serving {
    fn start(folder: &TempDir, args: &[&str]) -> Self {
        let child = server(folder, args).stderr(Stdio::null()).spawn().expect("the program starts");
        let mut serving = Self { child, said: Vec::new(), address: String::new() };
        let output = BufReader::new(serving.child.stdout.take().expect("it has an output"));
        for line in output.lines() {
            let line = line.expect("it speaks text");
            if let Some(address) = line.strip_prefix("listening on ") {
                serving.address = address.to_owned();
                return serving;
            }
            serving.said.push(line);
        }
        panic!("it ended without listening: {:?}", serving.said);
    }

    /// Asks it to stop as service managers do, and waits.
    fn stop(&mut self) -> Option<i32> {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().expect("a signal can be sent");
        assert!(asked.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Serving {
    /// Nothing stays behind when a test fails.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn with_nothing_to_serve_it_says_how_to_begin() {
    let folder = folder();
    let output = server(&folder, &[]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = errors(&output);
    assert!(said.contains("server --demo") && said.contains("server create-city NAME --admin LOGIN"), "{said}");
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    let folder = folder();
    let run = |command: &mut Command| errors(&command.output().unwrap());
    let unbuilt = run(server(&folder, &["--demo"]).env("ZOUFANG_SITE", "nowhere"));
    assert!(unbuilt.contains("cargo xtask build"), "{unbuilt}");
    let nowhere = "postgres://somebody:secret@/db?host=/nowhere";
    let postgres = run(server(&folder, &[]).env("DATABASE_URL", nowhere));
    assert!(postgres.contains("postgres://somebody@/db") && !postgres.contains("secret"), "{postgres}");
    let command = run(&mut server(&folder, &["--nonsense"]));
    assert!(command.contains("--nonsense") && command.contains("--demo"), "{command}");
    std::fs::write(folder.path().join("no.db"), "this is not a database, and never was one").unwrap();
    let garbled = run(server(&folder, &[]).env("ZOUFANG_DATABASE", "sqlite://no.db"));
    assert!(garbled.contains("sqlite://no.db"), "{garbled}");
}

#[tokio::test]
async fn a_city_of_ones_own_can_be_founded_and_opened() {
    let folder = folder();
    let found = |login: &str, password: &str| {
        let mut child = server(&folder, &["create-city", "开封", "--admin", login]).spawn().unwrap();
        child.stdin.take().unwrap().write_all(password.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    };
    let first = found("root", "a secret\n");
    assert!(first.status.success(), "{}", errors(&first));
    let again = found("ROOT", "another\n");
    assert!(!again.status.success() && errors(&again).contains("is taken"), "{}", errors(&again));
    assert!(!found("nobody", "\n").status.success(), "without a password there is no account");

    let mut serving = Serving::start(&folder, &[]);
    assert!(Path::new(&folder.path().join("data/zoufang.db")).exists());
    let root = Anonymous::new(&serving.address).sign_in("root", "a secret").await;
    assert!(root.get("/api/v1/session").await.body.contains("开封"));
    assert_eq!(serving.stop(), Some(0));
}

#[tokio::test]
async fn the_demo_tells_its_accounts_and_stops_when_asked() {
    let folder = folder();
    let mut serving = Serving::start(&folder, &["--demo"]);
    let said = serving.said.join("\n");
    for account in server::demo::ACCOUNTS {
        assert!(said.contains(account.login) && said.contains(account.password), "{said}");
        assert!(said.contains(account.post_zh) && said.contains(account.post_en), "{said}");
    }
    Anonymous::new(&serving.address).sign_in("member", "zoufang-member").await;
    assert_eq!(serving.stop(), Some(0));

    let mut again = Serving::start(&folder, &["--demo"]);
    Anonymous::new(&again.address).sign_in("member", "zoufang-member").await;
    assert_eq!(again.stop(), Some(0), "a second start finds the city there");
}
