//! Cases that the browser's program and the server's must make the same of. It is compiled for both;
//! `tests/run.mjs` calls what a browser runs.

mod cases;
#[path = "../../tests/simulator/dice.rs"]
#[expect(dead_code, reason = "the simulator throws it in more ways")]
mod dice;

use std::sync::Mutex;

pub use cases::told;

static TOLD: Mutex<String> = Mutex::new(String::new());

/// Where the texts of some cases begin, until the next call.
#[expect(unsafe_code, reason = "a module without bindings is called by a name that nothing else may have")]
#[unsafe(no_mangle)]
pub extern "C" fn tell(first: u32, count: u32) -> *const u8 {
    let mut text = TOLD.lock().expect("there is one thread");
    *text = told(first, count);
    text.as_ptr()
}

/// Bytes of those texts.
#[expect(unsafe_code, reason = "as above")]
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    TOLD.lock().expect("there is one thread").len()
}
