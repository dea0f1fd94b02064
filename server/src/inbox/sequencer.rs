use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::{mpsc, oneshot};
use zoufang_core::id::TenantId;
use zoufang_core::wire::{Decided, PushReply};

use super::decide::decide;
use super::{Delivery, NotDecided, NotTakenIn, Receipt, Ruling, take_in};
use crate::clock;
use crate::db::{Db, Settling, StorageError};
use crate::heads::Heads;

/// Pushes and decisions that may wait; a client that finds the queue full tries again later.
const QUEUE: usize = 256;
/// Changes that one transaction takes in before it looks after its senders: about a tenth of a
/// second of work.
const CHANGES_AT_ONCE: usize = 2_000;

/// After so many changes the database is asked to look its tables over, and again after four times as many.
const FIRST_LOOK: u64 = 250;

/// The door of the write path. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Inbox {
    queue: mpsc::Sender<Waiting>,
}

#[derive(Debug)]
enum Waiting {
    Push(Box<Delivery>, oneshot::Sender<Result<PushReply, NotTakenIn>>),
    Decision(Box<Ruling>, oneshot::Sender<Result<Decided, NotDecided>>),
}

impl Inbox {
    /// Starts the task that owns the write path; it ends when the last door is dropped.
    pub fn open(db: Db, heads: Heads) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(sequence(db, heads, waiting));
        Self { queue }
    }

    /// Waits until the delivery is on the disk.
    ///
    /// # Errors
    /// As [`NotTakenIn`] says.
    pub async fn push(&self, delivery: Delivery) -> Result<PushReply, NotTakenIn> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send(Waiting::Push(Box::new(delivery), answer)).map_err(|_| NotTakenIn::Overloaded)?;
        answered.await.unwrap_or(Err(NotTakenIn::NotStored))
    }

    /// Waits until the decision is on the disk, with what it applied.
    ///
    /// # Errors
    /// As [`NotDecided`] says.
    pub async fn decide(&self, ruling: Ruling) -> Result<Decided, NotDecided> {
        let (answer, answered) = oneshot::channel();
        self.queue.try_send(Waiting::Decision(Box::new(ruling), answer)).map_err(|_| NotDecided::Overloaded)?;
        answered.await.unwrap_or(Err(NotDecided::NotStored))
    }
}

/// Takes in what waits, and then what has come meanwhile: the more there is to do, the more goes
/// into one transaction.
async fn sequence(db: Db, heads: Heads, mut waiting: mpsc::Receiver<Waiting>) {
    let (mut telling, mut growth) = (None, Growth { changes: 0, next_look: Arc::new(FIRST_LOOK.into()) });
    while let Some(first) = waiting.recv().await {
        let (mut gathered, mut decisions, mut changes) = (Vec::new(), Vec::new(), 0);
        let mut next = Some(first);
        while let Some(one) = next {
            match one {
                Waiting::Push(delivery, answer) => {
                    changes += delivery.changes.len();
                    gathered.push((*delivery, answer));
                }
                Waiting::Decision(ruling, answer) => decisions.push((ruling, answer)),
            }
            next = if changes < CHANGES_AT_ONCE { waiting.try_recv().ok() } else { None };
        }
        growth.note(&db, changes);
        for (tenant, (deliveries, answers)) in by_tenant(gathered) {
            let taken = take_in_safely(&db, tenant, deliveries).await;
            // The disk catches up while the next are taken in, and is never more than one transaction behind.
            let before = telling.replace(tokio::spawn(taken.tell(tenant, heads.clone(), answers)));
            if let Some(before) = before {
                // Should it have panicked, its senders find out by themselves: nobody answers them.
                let _ = before.await;
            }
        }
        for (ruling, answer) in decisions {
            let tenant = ruling.tenant;
            let decided = decide_safely(&db, *ruling).await;
            decided.iter().for_each(|decided| heads.publish(tenant, decided.head));
            let _ = answer.send(decided);
        }
    }
}

/// How many changes have come since the server began.
struct Growth {
    changes: u64,
    next_look: Arc<AtomicU64>,
}

impl Growth {
    /// `changes` are about to be taken in, besides all before.
    fn note(&mut self, db: &Db, changes: usize) {
        if self.changes >= self.next_look.load(Ordering::Relaxed) {
            self.next_look.store(self.changes * 4, Ordering::Relaxed);
            let (db, grown, next_look) = (db.clone(), self.changes, Arc::clone(&self.next_look));
            tokio::spawn(async move {
                if let Err(error) = db.look_over(grown).await {
                    tracing::warn!(%error, "the database did not look its tables over; it is asked again");
                    next_look.store(grown + FIRST_LOOK, Ordering::Relaxed);
                }
            });
        }
        self.changes += changes as u64;
    }
}

type Answers = Vec<oneshot::Sender<Result<PushReply, NotTakenIn>>>;

fn by_tenant(
    gathered: Vec<(Delivery, oneshot::Sender<Result<PushReply, NotTakenIn>>)>,
) -> BTreeMap<TenantId, (Vec<Delivery>, Answers)> {
    let mut tenants: BTreeMap<TenantId, (Vec<Delivery>, Answers)> = BTreeMap::new();
    for (delivery, answer) in gathered {
        let (deliveries, answers) = tenants.entry(delivery.tenant).or_default();
        deliveries.push(delivery);
        answers.push(answer);
    }
    tenants
}

/// What was taken in, and is on its way to the disk.
struct Taken {
    receipts: Vec<Result<PushReply, NotTakenIn>>,
    /// Given back when all is answered: they are large.
    deliveries: Arc<Vec<Delivery>>,
    /// Of the last transaction that brought any of it; those before it are on the disk no later.
    settling: Option<Settling>,
}

impl Taken {
    /// Waits for the disk, and answers.
    async fn tell(self, tenant: TenantId, heads: Heads, answers: Answers) {
        let Self { mut receipts, settling, deliveries } = self;
        if let Some(settling) = settling
            && let Err(error) = settling.settled().await
        {
            tracing::error!(%tenant, %error, "changes were not brought to the disk");
            receipts.fill(Err(NotTakenIn::NotStored));
        }
        let committed = receipts.iter().flatten().map(|reply| reply.head).max();
        committed.into_iter().for_each(|head| heads.publish(tenant, head));
        for (answer, receipt) in answers.into_iter().zip(receipts) {
            // A sender who has gone away finds the same answer when it sends again.
            let _ = answer.send(receipt);
        }
        drop(deliveries);
    }
}

/// All deliveries in one transaction; where one of them breaks it, each in its own, so that it
/// does not take its neighbours along.
async fn take_in_safely(db: &Db, tenant: TenantId, deliveries: Vec<Delivery>) -> Taken {
    let deliveries = Arc::new(deliveries);
    let receipts = vec![Err(NotTakenIn::NotStored); deliveries.len()];
    let mut taken = Taken { receipts, deliveries: Arc::clone(&deliveries), settling: None };
    match commit(db, tenant, Arc::clone(&deliveries)).await {
        Ok((receipts, settling)) => {
            taken.receipts = receipts.into_iter().map(|receipt| Ok(receipt?)).collect();
            taken.settling = Some(settling);
        }
        Err(Broken::ForGood) if deliveries.len() > 1 => {
            for (delivery, receipt) in deliveries.iter().zip(&mut taken.receipts) {
                let alone = Arc::new(vec![delivery.clone()]);
                if let Ok((mut receipts, settling)) = commit(db, tenant, alone).await
                    && let Some(its_own) = receipts.pop()
                {
                    *receipt = its_own.map_err(NotTakenIn::from);
                    taken.settling = Some(settling);
                }
            }
        }
        Err(Broken::ForGood | Broken::ForNow) => {}
    }
    taken
}

/// How a transaction failed; the particulars are in the log.
enum Broken {
    /// The database was locked, full or away.
    ForNow,
    /// The same deliveries would fail again.
    ForGood,
}

/// In a task of its own: should the work panic, the sequencer lives on.
async fn commit(db: &Db, tenant: TenantId, deliveries: Arc<Vec<Delivery>>) -> Result<(Vec<Receipt>, Settling), Broken> {
    let db = db.clone();
    let work = async move {
        let mut writing = db.begin().await?;
        let receipts = take_in(&mut writing, tenant, deliveries, clock::now()).await?;
        Ok((receipts, writing.hand_over().await?))
    };
    alone(tenant, work).await
}

/// Each decision in a transaction of its own: there are few.
async fn decide_safely(db: &Db, ruling: Ruling) -> Result<Decided, NotDecided> {
    let (db, tenant) = (db.clone(), ruling.tenant);
    let work = async move {
        let mut writing = db.begin().await?;
        let decided = decide(&mut writing, &ruling, clock::now()).await?;
        if decided.is_ok() {
            writing.commit().await?;
        }
        Ok(decided)
    };
    alone(tenant, work).await.unwrap_or(Err(NotDecided::NotStored))
}

async fn alone<T: Send + 'static>(
    tenant: TenantId,
    work: impl Future<Output = Result<T, StorageError>> + Send + 'static,
) -> Result<T, Broken> {
    match tokio::spawn(work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => {
            tracing::error!(%tenant, %error, "changes were not stored");
            Err(if error.is_permanent() { Broken::ForGood } else { Broken::ForNow })
        }
        Err(panic) => {
            tracing::error!(%tenant, %panic, "taking in changes panicked");
            Err(Broken::ForGood)
        }
    }
}
