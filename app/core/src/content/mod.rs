//! What a content is by its own bytes, and the same without what it tells of its maker, as far as that stands
//! there in words.
//!
//! Pictures are another matter: the device draws them anew, the server takes them apart.

pub mod exif;
mod mp4;
mod ogg;
mod pdf;
mod webm;

/// What may be attached; the names are those of [`MEDIA_TYPES`](crate::domain::attachment::MEDIA_TYPES).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Jpeg,
    Png,
    Webp,
    Pdf,
    Webm,
    Mp4,
    Ogg,
}

/// The content begins as what it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the content begins as {}, but is not; it cannot be kept", .0.as_str())]
pub struct Broken(pub Media);

impl Media {
    /// By the first bytes; what follows may still be anything.
    pub fn of(content: &[u8]) -> Option<Self> {
        let at = |place: usize, sign: &[u8]| content.get(place..).is_some_and(|rest| rest.starts_with(sign));
        if at(0, b"\xff\xd8\xff") {
            Some(Self::Jpeg)
        } else if at(0, b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if at(0, b"RIFF") && at(8, b"WEBP") {
            Some(Self::Webp)
        } else if at(0, b"%PDF-") {
            Some(Self::Pdf)
        } else if at(0, b"\x1a\x45\xdf\xa3") {
            Some(Self::Webm)
        } else if at(4, b"ftyp") {
            Some(Self::Mp4)
        } else if at(0, b"OggS") {
            Some(Self::Ogg)
        } else {
            None
        }
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Pdf => "application/pdf",
            Self::Webm => "audio/webm",
            Self::Mp4 => "audio/mp4",
            Self::Ogg => "audio/ogg",
        }
    }
}

/// Blanks where it stands what a document tells of places, and a sound of where and when it was made. Nothing moves, and
/// what was done once is not done again. Pictures stay as they are.
///
/// # Errors
/// Where the content is not the `media` that it begins as, or a film.
pub fn blank_words(media: Media, content: &mut [u8]) -> Result<(), Broken> {
    match media {
        Media::Mp4 => mp4::blank_words(content).ok_or(Broken(media)),
        Media::Webm => webm::blank_words(content).ok_or(Broken(media)),
        Media::Ogg => {
            ogg::blank_words(content);
            Ok(())
        }
        Media::Pdf => {
            pdf::blank_places(content);
            Ok(())
        }
        Media::Jpeg | Media::Png | Media::Webp => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::Media;
    use crate::domain::attachment::MEDIA_TYPES;

    #[test]
    fn all_that_an_attachment_may_name_is_known() {
        let known = [Media::Jpeg, Media::Png, Media::Webp, Media::Pdf, Media::Webm, Media::Mp4, Media::Ogg];
        assert_eq!(known.map(Media::as_str), MEDIA_TYPES);
    }
}
