use leptos::prelude::*;

/// The signs of the app, drawn with one pen on a square of 24.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    Today,
    Company,
    Pen,
    List,
    Person,
    Offline,
    Syncing,
    Waiting,
    Done,
    Received,
    Review,
    Returned,
    Phone,
    Warning,
    Plus,
    Close,
    Search,
    Back,
    Onward,
    Desk,
    Bin,
    Camera,
    File,
    Place,
    Microphone,
    Stop,
    Play,
    Pause,
    Up,
    Down,
    Pin,
    Share,
}

impl Sign {
    fn path(self) -> &'static str {
        match self {
            Self::Today => "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
            Self::Company => "M4 21V5l8-2v18M12 9l8 2v10M2 21h20M8 8v.01M8 12v.01M8 16v.01M16 14v.01M16 17v.01",
            Self::Pen => "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
            Self::List => "M4 5c3-1 6-1 8 1 2-2 5-2 8-1v14c-3-1-6-1-8 1-2-2-5-2-8-1zM12 6v14",
            Self::Person => "M8 8a4 4 0 108 0 4 4 0 10-8 0M4 21c1-5 4-7 8-7s7 2 8 7",
            Self::Offline => {
                "M3 3l18 18M8.5 16.5a5 5 0 017 0M5 13a10 10 0 014-2.4M19 13a10 10 0 00-3-2.1\
                 M2 9.5a15 15 0 014-2.7M22 9.5A15 15 0 0010 5.1M12 20h.01"
            }
            Self::Syncing => "M20 12a8 8 0 01-14 5.3L4 15M4 12a8 8 0 0114-5.3L20 9M20 4v5h-5M4 20v-5h5",
            Self::Waiting => "M3.5 12a8.5 8.5 0 1017 0 8.5 8.5 0 10-17 0M12 7v5l3 2",
            Self::Done => "M4 12l5 5L20 6",
            Self::Received => "M12 4v11M7 11l5 5 5-5M4 20h16",
            Self::Review => "M5 3h14v18H5zM9 8h6M8.5 14l2.5 2.5 4.5-5",
            Self::Returned => "M9 7l-5 5 5 5M4 12h10a6 6 0 016 6",
            Self::Phone => "M9 3h6a2 2 0 012 2v14a2 2 0 01-2 2H9a2 2 0 01-2-2V5a2 2 0 012-2zM11 18h2",
            Self::Warning => "M12 4l9 16H3zM12 10v4M12 17v.01",
            Self::Plus => "M12 5v14M5 12h14",
            Self::Close => "M6 6l12 12M18 6L6 18",
            Self::Search => "M4.5 10.5a6 6 0 1012 0 6 6 0 10-12 0M15 15l5.5 5.5",
            Self::Back => "M15 5l-7 7 7 7",
            Self::Onward => "M9 5l7 7-7 7",
            Self::Desk => "M3 5h18v11H3zM9 20h6M12 16v4",
            Self::Camera => "M4 8h4l2-3h4l2 3h4v11H4zM8.5 13.5a3.5 3.5 0 107 0 3.5 3.5 0 10-7 0",
            Self::File => "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5",
            Self::Place => "M12 21c-4-5-6-8-6-11a6 6 0 1112 0c0 3-2 6-6 11zM10 10a2 2 0 104 0 2 2 0 10-4 0",
            Self::Microphone => "M12 3a3 3 0 013 3v5a3 3 0 01-6 0V6a3 3 0 013-3zM6 11a6 6 0 0012 0M12 17v4M9 21h6",
            Self::Stop => "M7 7h10v10H7z",
            Self::Play => "M8 5l11 7-11 7z",
            Self::Pause => "M8 5v14M16 5v14",
            Self::Up => "M12 20V5M6 11l6-6 6 6",
            Self::Down => "M12 4v15M6 13l6 6 6-6",
            Self::Pin => "M9 3h6l-1 7 4 4H6l4-4zM12 14v7",
            Self::Share => "M12 3v12M7 8l5-5 5 5M5 13v7h14v-7",
            Self::Bin => "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
        }
    }
}

/// A sign beside a word; never instead of one, so readers of the screen pass it over.
#[component]
pub fn Icon(sign: Sign) -> impl IntoView {
    view! {
        <svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=sign.path()></path>
        </svg>
    }
}
