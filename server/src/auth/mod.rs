//! Who asks, and whether the browser asks on their behalf.

mod address;
mod cookie;
mod device;
mod origin;
mod passwords;
mod signed_in;
mod throttle;

pub use address::Caller;
pub use cookie::{SessionCookie, Token};
pub use origin::refuse_foreign_origins;
pub use passwords::{PasswordError, Passwords};
pub use signed_in::{HandingIn, SESSION_MAX_MS, SignedIn, Standing};
pub use throttle::Throttle;
