//! A PostgreSQL of the tests, made of the programs that are installed: in a folder of its own, and
//! gone when the tests are, however they end.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions, PgConnection};
use tempfile::TempDir;
use tokio::sync::OnceCell;

pub struct Cluster {
    folder: PathBuf,
    keeper: Mutex<Keeper>,
    databases: AtomicUsize,
    founded: OnceCell<()>,
}

/// A shell that does what it is told. When whoever told it is gone it sees the end of its input,
/// stops the database and removes the folder.
struct Keeper {
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    child: Child,
}

const KEEPER: &str = r#"
programs=$1 folder=$2 settings=$3 initial=$4
# Leaves two megabytes.
fill() {
    left=$(df --output=avail -k "$1" | tail -n 1)
    head -c "$((left - 2048))k" /dev/zero >"$1/filler"
}
cd "$folder" || exit 1
# Whoever gave an order may be gone before it is carried out.
trap '' PIPE
while read -r order name; do
    case $order in
        make) "$programs/initdb" -D data -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N $initial ;;
        start) "$programs/pg_ctl" -D data -w -t 600 -l log -o "-k $folder -h '' $settings" start ;;
        crash) "$programs/pg_ctl" -D data -w -m immediate stop ;;
        fill) fill data ;;
        free) rm data/filler ;;
        drop) "$programs/dropdb" -h "$folder" -U postgres -f "$name" ;;
    esac >>keeper.log 2>&1 </dev/null
    echo "$?" 2>/dev/null
done
"$programs/pg_ctl" -D data -w -m immediate stop >>keeper.log 2>&1
cd / && rm -rf "$folder" 2>/dev/null
"#;

/// Its data lie on a disk of 80 MB that nobody else sees: in a namespace of its own, which needs no
/// rights. Inside it one is root, which PostgreSQL is not to be: hence another within.
const ON_SMALL_DISK: &str = r#"
mkdir "$4/data"
unshare --map-root-user --mount sh -c '
    mount -t tmpfs -o size=80m tmpfs "$4/data" && exec unshare --map-user=1000 sh -c "$@"
' mount "$@"
rm -rf "$4"
"#;

/// What the ordinary tests need not wait for: no power fails here. What looks the tables over by itself, at a time of
/// its own, would hide whether the server asks for it.
const QUICK: &str = "-c fsync=off -c full_page_writes=off -c max_connections=500 -c autovacuum=off";

impl Cluster {
    /// The one that all tests share whose database nobody stops.
    pub fn shared() -> Arc<Self> {
        static SHARED: OnceLock<Arc<Cluster>> = OnceLock::new();
        Arc::clone(SHARED.get_or_init(|| Arc::new(Self::start(QUICK))))
    }

    /// With settings as `postgres` takes them.
    pub fn start(settings: &str) -> Self {
        Self::kept(&["-c"], settings, "")
    }

    /// On a disk that can be filled.
    pub fn on_small_disk() -> Self {
        let settings = "-c shared_buffers=4MB -c min_wal_size=2MB -c max_wal_size=4MB";
        Self::kept(&["-c", ON_SMALL_DISK, "disk"], settings, "--wal-segsize=1")
    }

    fn kept(by: &[&str], settings: &str, initial: &str) -> Self {
        let programs = programs();
        let folder = tempfile::tempdir().expect("a folder for PostgreSQL");
        let mut shell = Command::new("sh");
        shell.args(by).args([KEEPER, "keeper"]).arg(programs).arg(folder.path()).args([settings, initial]);
        // In a group of its own: Ctrl-C ends the tests, and that ends the keeper. It holds nothing of theirs open:
        // it outlives them by as long as stopping takes, and what its programs say lies in `keeper.log`.
        shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        step_down(&mut shell, &folder);
        let mut child = shell.spawn().expect("a shell starts");
        let orders = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("it has an output"));
        let keeper = Mutex::new(Keeper { orders, answers, child });
        // From here on the keeper removes it.
        let cluster = Self { folder: folder.keep(), keeper, databases: AtomicUsize::new(0), founded: OnceCell::new() };
        cluster.order("make");
        cluster.order("start");
        cluster
    }

    /// Ends it as if the machine had failed.
    pub fn crash(&self) {
        self.order("crash");
    }

    pub fn start_again(&self) {
        self.order("start");
    }

    /// Leaves next to nothing of a small disk.
    pub fn fill_disk(&self) {
        self.order("fill");
    }

    /// Stops it, if it has not given up by itself, makes room, and starts it.
    pub fn make_room(&self) {
        let _ = self.try_order("crash");
        self.order("free");
        self.order("start");
    }

    /// A database with the tables and the test city, of which there is one to be copied.
    pub async fn city(&self, found: impl AsyncFnOnce(String)) -> String {
        let make = async || {
            self.create("city", "").await;
            found(self.url("city")).await;
        };
        self.founded.get_or_init(make).await;
        self.new_database(" TEMPLATE city").await
    }

    /// A database with nothing in it.
    pub async fn empty(&self) -> String {
        self.new_database("").await
    }

    /// The same in the encoding of old.
    pub async fn encoded_otherwise(&self) -> String {
        self.new_database(" TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'").await
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.folder.display())
    }

    pub async fn connect(&self, database: &str) -> PgConnection {
        let options: PgConnectOptions = self.url(database).parse().expect("an address");
        options.connect().await.expect("the database opens")
    }

    /// Where its files lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes room, where it can.
    pub fn remove(&self, database: &str) {
        let _ = self.try_order(&format!("drop {database}"));
    }

    async fn new_database(&self, like: &'static str) -> String {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.create(&name, like).await;
        name
    }

    async fn create(&self, name: &str, like: &'static str) {
        let create = AssertSqlSafe(format!("CREATE DATABASE {name}{like}"));
        sqlx::query(create).execute(&mut self.connect("postgres").await).await.expect("a database is made");
    }

    fn order(&self, order: &str) {
        let done = self.try_order(order).expect("the keeper listens and answers");
        let log = || fs::read_to_string(self.folder.join("keeper.log")).unwrap_or_default();
        assert!(done, "PostgreSQL would not {order}: {}", log());
    }

    fn try_order(&self, order: &str) -> std::io::Result<bool> {
        let mut keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(orders) = &mut keeper.orders {
            writeln!(orders, "{order}")?;
        }
        let mut answer = String::new();
        keeper.answers.read_line(&mut answer)?;
        Ok(answer.trim() == "0")
    }
}

impl Drop for Cluster {
    /// Waits until nothing is left of it.
    fn drop(&mut self) {
        if let Ok(keeper) = self.keeper.get_mut() {
            keeper.orders.take();
            let _ = keeper.child.wait();
        }
    }
}

/// PostgreSQL refuses to run as root.
fn step_down(shell: &mut Command, folder: &TempDir) {
    if fs::metadata(folder).expect("the folder is there").uid() != 0 {
        return;
    }
    let users = fs::read_to_string("/etc/passwd").expect("a list of users");
    let id = |name: &str| {
        let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
        let found = fields.into_iter().find(|fields| fields.first() == Some(&name))?;
        Some((found.get(2)?.parse().ok()?, found.get(3)?.parse().ok()?))
    };
    let (user, group): (u32, u32) = id("postgres").or_else(|| id("nobody")).expect("a user to run PostgreSQL");
    chown(folder, Some(user), Some(group)).expect("the folder can be given away");
    shell.uid(user).gid(group);
}

/// The folder of `initdb` and its sisters: what is on the path, else the latest that Debian has.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = versions.map(|version| version.path()).collect();
    versions.sort_by_key(|version| version.file_name()?.to_str()?.parse::<u32>().ok());
    folders.extend(versions.iter().rev().map(|version| version.join("bin")));
    // On the path may lie a link to one of them alone.
    let real = |folder: &PathBuf| Some(folder.join("initdb").canonicalize().ok()?.parent()?.to_owned());
    let found = folders.iter().filter_map(real).find(|folder| folder.join("pg_ctl").exists());
    found.expect("initdb is missing: install PostgreSQL (on Debian the package postgresql)")
}
