use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgListener, PgPoolOptions};
use tokio::time::{sleep, timeout};

use super::{CHANNEL, TURN};

/// When nothing was heard for so long, the connection is tried: one that was cut on the way says
/// nothing of its end.
const QUIET: Duration = Duration::from_secs(30);
/// Between two attempts to connect.
const RETRY: Duration = Duration::from_secs(1);

/// Hears what is announced on a connection of its own, and opens it anew when it is lost.
#[derive(Debug)]
pub struct Listener {
    options: PgConnectOptions,
    connection: Option<PgListener>,
}

impl Listener {
    pub fn new(options: PgConnectOptions) -> Self {
        Self { options, connection: None }
    }

    /// What was announced next; `None` each time that it begins to hear, since nobody tells what was
    /// announced before.
    pub async fn next(&mut self) -> Option<String> {
        loop {
            let Some(connection) = &mut self.connection else {
                match self.connect().await {
                    Ok(connection) => {
                        self.connection = Some(connection);
                        return None;
                    }
                    Err(error) => {
                        tracing::warn!(%error, "other servers are not heard");
                        sleep(RETRY).await;
                        continue;
                    }
                }
            };
            match timeout(QUIET, connection.try_recv()).await {
                Ok(Ok(Some(announcement))) => return Some(announcement.payload().to_owned()),
                Err(_) if still_stands(connection).await => {}
                Ok(_) | Err(_) => self.connection = None,
            }
        }
    }

    async fn connect(&self) -> Result<PgListener, sqlx::Error> {
        let alone = PgPoolOptions::new().max_connections(1).max_lifetime(None).idle_timeout(None);
        let pool = alone.acquire_timeout(TURN).connect_with(self.options.clone()).await?;
        let mut connection = PgListener::connect_with(&pool).await?;
        connection.eager_reconnect(false);
        connection.listen(CHANNEL).await?;
        Ok(connection)
    }
}

async fn still_stands(connection: &mut PgListener) -> bool {
    matches!(timeout(TURN, sqlx::query("SELECT 1").execute(connection)).await, Ok(Ok(_)))
}
