//! Pieces that the phone's screens and the office's share.

mod attachments;
mod comment_box;
mod comments;
mod confirm;
mod device_line;
mod frame;
mod icon;
pub mod input;
mod loaded;
mod marked;
pub mod moments;
pub mod names;
mod net;
mod picture;
mod said;
mod skew;
mod state;
mod tabs;
mod title;
mod update;

pub use attachments::{AttachmentItem, Attachments, Removing};
pub use comment_box::CommentBox;
pub use comments::{CommentItem, Comments};
pub use confirm::Confirm;
pub use device_line::DeviceLine;
pub use frame::FieldFrame;
pub use icon::{Icon, Sign};
pub use loaded::{appearing, loaded};
pub use marked::marked;
pub use net::NetPill;
pub use picture::Picture;
pub use said::{amount_said, counted, grouped, problem_said, value_or_none_said, value_said};
pub use skew::skew_said;
pub use state::{RecordState, StateBadge};
pub use title::PageTitle;
pub use update::{NewVersion, Renewal};
