//! The command that runs the server.

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use server::cities::{City, Credentials};
use server::config::Config;
use server::{Application, Db, demo};
use tokio::signal;
use tracing_subscriber::EnvFilter;
use uuid::Uuid;

/// A push makes and drops some hundred small texts a change; the system's allocator takes a fifth of
/// its time for them. It also takes the place of that allocator for SQLite, which copies each value.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const HELP: &str = "server …
  (nothing)                        serve
  --demo                           serve, with a demo city where there is no city yet
  create-city NAME --admin LOGIN   found a city; the administrator's password is read from standard input
  restored                         after the database was put back from a backup: devices fetch everything anew
  --help                           show this

Settings are variables of the environment:
  ZOUFANG_ADDRESS    address and port, default 127.0.0.1:3000; port 0 takes any that is free
  ZOUFANG_DATABASE   or DATABASE_URL, default sqlite://data/zoufang.db; or postgres://user:password@host/database
  ZOUFANG_ATTACHMENTS  where photos and files lie, default data/attachments; or s3://bucket/prefix, with AWS_…
  ZOUFANG_SITE       folder of the built app, default target/site
  ZOUFANG_ORIGIN     how browsers spell the server, such as https://zoufang.example.cn
  ZOUFANG_LEASE_DAYS  how long a device may show what it keeps without asking again, default 30
  RUST_LOG           what is logged, default info";

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(std::io::stderr).init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => serve(false).await,
        ["--demo"] => serve(true).await,
        ["create-city", name, "--admin", login] => create_city(name, login).await,
        ["restored"] => restored().await,
        ["--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("no such command: {}\n\n{HELP}", other.join(" ")),
    }
}

async fn serve(with_demo: bool) -> Result<()> {
    let config = Config::from_env()?;
    let database = config.database.clone();
    let application = Application::build(config).await?;
    if !application.db().has_tenants().await? {
        if !with_demo {
            bail!(
                "there is no city in {database} yet. Begin with one of\n  \
                 server --demo                           a city to try things out\n  \
                 server create-city NAME --admin LOGIN   your own; the password is read from standard input"
            );
        }
        demo::load(application.db()).await?;
    }
    if application.db().has_tenant(demo::tenant()).await? {
        print_demo_accounts();
    }
    println!("listening on http://{}", application.address());
    Ok(application.run_until(asked_to_stop()).await?)
}

async fn create_city(name: &str, login: &str) -> Result<()> {
    let config = Config::from_env()?;
    let mut password = String::new();
    std::io::stdin().read_to_string(&mut password).context("the password cannot be read")?;
    let credentials = Credentials { login: login.to_owned(), password: password.trim_end().to_owned() };
    let db = Db::open(&config.database, config.patience).await?;
    City::bare(name, credentials).found(&db).await?;
    db.close().await;
    println!("{name} is founded; sign in as {login}.");
    Ok(())
}

async fn restored() -> Result<()> {
    let config = Config::from_env()?;
    let db = Db::open(&config.database, config.patience).await?;
    let mut writing = db.begin().await?;
    writing.begin_an_epoch(Uuid::now_v7()).await?;
    writing.commit().await?;
    db.close().await;
    println!("Devices fetch everything anew when they next ask.");
    Ok(())
}

fn print_demo_accounts() {
    println!("演示账号 / demo accounts");
    for account in demo::ACCOUNTS {
        let demo::DemoAccount { login, password, post_zh, post_en } = account;
        println!("  {login:<8} {password:<16} {post_zh} / {post_en}");
    }
}

/// Ctrl-C, or what service managers and containers send.
async fn asked_to_stop() {
    let interrupted = signal::ctrl_c();
    #[cfg(unix)]
    match signal::unix::signal(signal::unix::SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
        }
        Err(_) => drop(interrupted.await),
    }
    #[cfg(not(unix))]
    drop(interrupted.await);
}
