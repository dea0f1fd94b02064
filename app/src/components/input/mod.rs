//! Things to type into and to choose from. Each is bound to a place that holds its text, by a
//! [`Bind`]; what the place holds and what stands on the screen are the same at every keystroke.

mod bind;
mod choices;
mod text;

pub use bind::{Bind, id_of};
pub use choices::{Check, Choices, Select, Toggle, Toggles};
pub use text::{TextBox, TextInput};
