use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::database::Home;

/// The program with a home of its own and nothing of the tester's environment.
pub fn program(home: &Home, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command.args(args).current_dir(home.path()).env_clear();
    command.env("ZOUFANG_ADDRESS", "127.0.0.1:0").env("ZOUFANG_SITE", "site").env("DATABASE_URL", home.url());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running server and what it said before it listened.
pub struct Serving {
    child: Child,
    pub said: Vec<String>,
    pub address: String,
}

impl Serving {
    pub fn start(home: &Home, args: &[&str]) -> Self {
        let child = program(home, args).stderr(Stdio::null()).spawn().expect("the program starts");
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
    pub fn stop(&mut self) -> Option<i32> {
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().expect("a signal can be sent");
        assert!(asked.success());
        self.child.wait().expect("it ends").code()
    }

    /// As a power cut would: nothing is finished, nothing is flushed.
    pub fn kill(&mut self) {
        self.child.kill().expect("it is running");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Serving {
    /// Nothing stays behind when a test fails.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
