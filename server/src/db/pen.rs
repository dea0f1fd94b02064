//! Writing while thinking.

use tokio::sync::mpsc;

use super::dialect::{Dialect, Drafted};
use super::statement::Sql;
use super::{StorageError, Writing};

/// Statements that may be ahead of the database.
const AHEAD: usize = 2;

/// Takes down what is to be written, so that whoever holds it thinks out the next while the database writes the
/// former: each has a processor of its own. Nothing can be read meanwhile.
#[derive(Debug)]
pub struct Pen {
    dialect: Dialect,
    drafted: mpsc::Sender<Drafted>,
}

impl Writing {
    /// A pen, and what writes: it ends when the pen is laid down, or with the first statement that fails. The two
    /// are to be awaited together.
    pub fn pen(&mut self) -> (Pen, impl Future<Output = Result<(), StorageError>>) {
        let (drafted, mut waiting) = mpsc::channel(AHEAD);
        let pen = Pen { dialect: self.transaction.dialect(), drafted };
        let written = async move {
            while let Some(drafted) = waiting.recv().await {
                self.transaction.run(drafted).await?;
            }
            Ok(())
        };
        (pen, written)
    }

    /// Runs the statements one after another.
    pub(super) async fn run<'a>(&mut self, statements: impl Iterator<Item = Sql<'a>>) -> Result<(), StorageError> {
        for sql in statements {
            sql.execute(&mut self.transaction).await?;
        }
        Ok(())
    }
}

impl Pen {
    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(super) async fn write<'a>(&self, statements: impl Iterator<Item = Sql<'a>>) -> Result<(), StorageError> {
        for sql in statements {
            // Where nobody takes it any more, a statement before it has failed: that is told there.
            let _ = self.drafted.send(self.dialect.draft(sql)?).await;
        }
        Ok(())
    }
}
