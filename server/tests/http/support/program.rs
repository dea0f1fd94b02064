use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::database::Home;

/// The program with a home of its own and nothing of the tester's environment.
pub fn program(home: &Home, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    command.args(args);
    surroundings(&mut command, home);
    command
}

fn surroundings(command: &mut Command, home: &Home) {
    command.current_dir(home.path()).env_clear();
    command.env("ZOUFANG_ADDRESS", "127.0.0.1:0").env("ZOUFANG_SITE", "site").env("DATABASE_URL", home.url());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
}

/// The program with its SQLite on a disk of 8 MB that nobody else sees: in a namespace of its own,
/// which needs no rights.
fn program_on_small_disk(home: &Home) -> Command {
    const MOUNT: &str = r#"mount -t tmpfs -o size=8m tmpfs disk && cp zoufang.db disk && exec "$0""#;
    fs::create_dir(home.path().join(DISK)).expect("a folder to mount it on");
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c", MOUNT, env!("CARGO_BIN_EXE_server")]);
    surroundings(&mut command, home);
    command.env("DATABASE_URL", format!("sqlite://{}", home.path().join(DISK).join("zoufang.db").display()));
    command
}

const DISK: &str = "disk";
const FILLER: &str = "filler";

/// A running server and what it said before it listened.
pub struct Serving {
    child: Child,
    pub said: Vec<String>,
    pub address: String,
}

impl Serving {
    pub fn start(home: &Home, args: &[&str]) -> Self {
        Self::spawn(program(home, args))
    }

    /// On a copy of the home's SQLite, on a disk that can be filled.
    pub fn on_small_disk(home: &Home) -> Self {
        Self::spawn(program_on_small_disk(home))
    }

    /// A program that was given more to go by.
    pub fn spawn(mut program: Command) -> Self {
        Self::running(program.stderr(Stdio::null()))
    }

    /// The same, with the lines of its log as they come.
    pub fn spawn_telling(mut program: Command) -> (Self, impl Iterator<Item = String> + Send + 'static) {
        let mut serving = Self::running(program.stderr(Stdio::piped()));
        let log = BufReader::new(serving.child.stderr.take().expect("it has a log"));
        (serving, log.lines().map(|line| line.expect("it speaks text")))
    }

    fn running(program: &mut Command) -> Self {
        let child = program.spawn().expect("the program starts");
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

    /// The small disk, as seen from outside.
    pub fn disk(&self, home: &Home) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.child.id()));
        let path = home.path().strip_prefix("/").expect("a whole path");
        root.join(path).join(DISK)
    }

    /// Leaves next to nothing of the small disk.
    pub fn fill_disk(&self, home: &Home) {
        let mut filler = File::create(self.disk(home).join(FILLER)).expect("the disk takes a file");
        let mut bytes = 0;
        while let Ok(written @ 1..) = filler.write(&[0; 1 << 16]) {
            bytes += written as u64;
        }
        filler.set_len(bytes - (1 << 18)).expect("there was room to give back");
    }

    pub fn make_room(&self, home: &Home) {
        fs::remove_file(self.disk(home).join(FILLER)).expect("it was filled");
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
