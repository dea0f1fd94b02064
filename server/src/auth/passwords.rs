use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

/// Passwords hashed at the same time: each takes 19 MiB and a processor for some hundredths of a
/// second.
const AT_ONCE: usize = 2;
/// How long a sign-in waits for its turn.
const PATIENCE: Duration = Duration::from_secs(5);

/// Hashes and verifies with argon2id, off the threads that answer requests.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// What the password of a user who does not exist is held against, so that it takes as long.
    decoy: Arc<str>,
}

#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    #[error("too many sign-ins are waiting")]
    Overloaded,
    #[error("a password could not be hashed: {0}")]
    Hash(argon2::password_hash::Error),
    #[error("hashing a password panicked: {0}")]
    Panicked(#[from] tokio::task::JoinError),
}

impl Passwords {
    /// # Errors
    /// Where the machine gives no randomness.
    pub async fn new() -> Result<Self, PasswordError> {
        let nobody = Self { turns: Arc::new(Semaphore::new(AT_ONCE)), decoy: Arc::from("") };
        let decoy = nobody.hash("nobody's password".to_owned()).await?;
        Ok(Self { decoy: decoy.into(), ..nobody })
    }

    /// A PHC string with a salt of its own.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        self.in_turn(move || {
            let hash: PasswordHash = Argon2::default().hash_password(password.as_bytes())?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether the password is right; never for `None`, which takes as long.
    pub async fn verify(&self, password: String, stored: Option<String>) -> Result<bool, PasswordError> {
        let exists = stored.is_some();
        let stored = stored.unwrap_or_else(|| self.decoy.to_string());
        self.in_turn(move || {
            let hash = PasswordHash::new(&stored).map_err(|_| argon2::password_hash::Error::EncodingInvalid)?;
            match Argon2::default().verify_password(password.as_bytes(), &hash) {
                Ok(()) => Ok(exists),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await
    }

    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> argon2::password_hash::Result<T> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.turns).acquire_owned());
        let Ok(Ok(turn)) = turn.await else {
            return Err(PasswordError::Overloaded);
        };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(turn);
            done
        });
        done.await?.map_err(PasswordError::Hash)
    }
}

#[cfg(test)]
mod tests {
    use super::Passwords;

    #[tokio::test]
    async fn only_the_right_password_of_somebody_who_exists_is_taken() {
        let passwords = Passwords::new().await.unwrap();
        let stored = passwords.hash("芝麻开门".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"), "{stored}");
        let verify = |password: &str, stored| passwords.verify(password.to_owned(), stored);
        assert!(verify("芝麻开门", Some(stored.clone())).await.unwrap());
        assert!(!verify("芝麻关门", Some(stored)).await.unwrap());
        assert!(!verify("nobody's password", None).await.unwrap());
    }
}
