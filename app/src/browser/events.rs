use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::{EventSource, MessageEvent};
use zoufang_core::sync::Event;
use zoufang_core::wire;

use super::host::Host;

/// Listens to whatever says that now is a good moment: the server's events, the network's return,
/// the page coming to the front.
pub struct Listening {
    source: RefCell<Option<EventSource>>,
    opening: Cell<bool>,
    host: Rc<Host>,
}

impl Listening {
    pub fn begin(host: Rc<Host>) -> Rc<Self> {
        let listening = Rc::new(Self { source: RefCell::default(), opening: Cell::default(), host });
        listening.connect();
        let window = leptos::prelude::window();
        for name in ["online", "focus", "pageshow"] {
            listening.wake_on(&window, name);
        }
        listening.wake_on(&leptos::prelude::document(), "visibilitychange");
        listening
    }

    fn wake_on(self: &Rc<Self>, target: &web_sys::EventTarget, name: &str) {
        let listening = Rc::clone(self);
        let woke = Closure::<dyn FnMut()>::new(move || {
            if !leptos::prelude::document().hidden() {
                listening.connect();
                listening.host.feed(Event::Woke);
            }
        });
        // The listener lives as long as the page.
        let _ = target.add_event_listener_with_callback(name, woke.as_ref().unchecked_ref());
        woke.forget();
    }

    /// Opens the stream of server events, unless one is open or trying.
    fn connect(self: &Rc<Self>) {
        let alive = |source: &EventSource| source.ready_state() != EventSource::CLOSED;
        if self.source.borrow().as_ref().is_some_and(alive) || self.opening.replace(true) {
            return;
        }
        let listening = Rc::clone(self);
        spawn_local(async move {
            let device = listening.host.own_id().await;
            listening.opening.set(false);
            // Where the store does not say who this is, the sync does.
            let device = device.map(|device| format!("?device={device}")).unwrap_or_default();
            listening.open(&format!("/api/v1/sync/events{device}"));
        });
    }

    fn open(self: &Rc<Self>, address: &str) {
        let Ok(source) = EventSource::new(address) else { return };
        let host = Rc::clone(&self.host);
        let message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
            let text = message.data().as_string().unwrap_or_default();
            match serde_json::from_str(&text) {
                Ok(wire::Event::Head { head }) => host.feed(Event::HeadMoved(head)),
                Ok(wire::Event::Content) => host.contents_came(),
                Ok(wire::Event::Revoked) => host.feed(Event::Revoked),
                Err(error) => leptos::logging::warn!("server event {text:?}: {error}"),
            }
        });
        source.set_onmessage(Some(message.as_ref().unchecked_ref()));
        message.forget();
        let host = Rc::clone(&self.host);
        // The stream reconnects by itself: the server is back.
        let opened = Closure::<dyn FnMut()>::new(move || host.feed(Event::Woke));
        source.set_onopen(Some(opened.as_ref().unchecked_ref()));
        opened.forget();
        *self.source.borrow_mut() = Some(source);
    }
}
