use std::fmt::Debug;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use zoufang_core::id::DeviceId;
use zoufang_core::merge::{Change, Record};
use zoufang_core::sync::read_change;
use zoufang_core::wire::{ErrorBody, Event, Profile, PullPage, PushReply, SignIn};

/// What can be read at all is spelled so that it is read as the same.
pub fn wire(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    round::<Change>(text);
    round::<Record>(text);
    round::<PushReply>(text);
    round::<ErrorBody>(text);
    round::<Profile>(text);
    round::<SignIn>(text);
    round::<Event>(text);
    if let Ok(page) = serde_json::from_str::<PullPage>(text) {
        page.rows.iter().for_each(|row| round::<Record>(row.get()));
    }
    let Ok(raw) = serde_json::from_str::<Box<RawValue>>(text) else { return };
    for device in [DeviceId(uuid::Uuid::nil()), device_of(text)] {
        if let Ok(change) = read_change(&raw, device) {
            assert_eq!(change.device, device);
        }
    }
}

fn device_of(text: &str) -> DeviceId {
    serde_json::from_str::<Change>(text).map(|change| change.device).unwrap_or(DeviceId(uuid::Uuid::max()))
}

fn round<T: DeserializeOwned + Serialize + PartialEq + Debug>(text: &str) {
    let Ok(read) = serde_json::from_str::<T>(text) else { return };
    let spelled = serde_json::to_string(&read).expect("what was read can be spelled");
    let again: T = serde_json::from_str(&spelled).expect("what was spelled can be read");
    assert_eq!(again, read);
}
