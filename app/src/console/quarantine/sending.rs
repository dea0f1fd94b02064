use zoufang_core::wire::{Decide, Decided, Reason};

use crate::components::names;
use crate::words::{Language, console};

/// Why a decision does not stand.
#[cfg_attr(not(feature = "hydrate"), expect(dead_code, reason = "only a browser sends one"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDecided {
    /// It needs the network, and nothing of it is kept here for later.
    Unreachable,
    SignedOut,
    /// Somebody has decided over it meanwhile.
    Meanwhile,
    NotApplicable(Reason),
    /// It is not there for this reader, or not for them to decide over.
    NotTheirs,
    Busy,
}

impl NotDecided {
    pub fn said(&self, language: Language) -> String {
        let word = match self {
            Self::Unreachable => console::NEEDS_NETWORK,
            Self::SignedOut => console::SIGNED_OUT,
            Self::Meanwhile => console::DECIDED_MEANWHILE,
            Self::NotTheirs => console::NOT_THEIRS,
            Self::Busy => console::UNAVAILABLE,
            Self::NotApplicable(reason) => {
                let why = names::reason(reason.code).in_language(language);
                return console::NOT_APPLICABLE.fill(language, &[("why", why)]);
            }
        };
        word.in_language(language).to_owned()
    }
}

/// Tells the server of a decision. When this returns it is on its disk.
pub async fn send(number: u64, decide: Decide) -> Result<Decided, NotDecided> {
    #[cfg(feature = "hydrate")]
    {
        crate::browser::decide(number, &decide).await
    }
    // The server renders, and decides nothing by itself.
    #[cfg(not(feature = "hydrate"))]
    {
        let _ = (number, decide);
        Err(NotDecided::Unreachable)
    }
}
