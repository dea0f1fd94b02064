//! What a content is, by its own bytes, and the same without what it tells of its maker: where and
//! when it was taken, with which machine, and what lies hidden behind its end.

mod exif;
mod jpeg;
mod mp4;
mod ogg;
mod pdf;
mod png;
mod webm;
mod webp;

use bytes::Bytes;

/// What may be attached; the names are those of `zoufang_core::domain::attachment::MEDIA_TYPES`.
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

/// A content as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    pub media: Media,
    pub bytes: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("the content is no picture, document or voice of a kind that is taken: {}", zoufang_core::domain::attachment::MEDIA_TYPES.join(", "))]
    Unknown,
    #[error("the content begins as {}, but is not; it cannot be kept", .0.as_str())]
    Broken(Media),
}

/// Reads a content and takes out what it tells of its maker. The same bytes always give the same.
///
/// # Errors
/// Where it is of no kind that is taken.
pub fn clean(content: Bytes) -> Result<Cleaned, NotTaken> {
    let media = Media::of(&content).ok_or(NotTaken::Unknown)?;
    let bytes = match media {
        Media::Jpeg => jpeg::clean(&content),
        Media::Png => png::clean(content),
        Media::Webp => webp::clean(content),
        Media::Mp4 => mp4::clean(content),
        Media::Webm => webm::clean(content),
        Media::Ogg => Some(ogg::clean(content)),
        Media::Pdf => Some(pdf::clean(content)),
    };
    Ok(Cleaned { media, bytes: bytes.ok_or(NotTaken::Broken(media))? })
}

impl Media {
    /// By the first bytes; what follows may still be anything.
    fn of(content: &[u8]) -> Option<Self> {
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

    /// Whether a browser may show it within a page of ours. A document may hold scripts.
    pub fn is_shown(name: &str) -> bool {
        name != Self::Pdf.as_str()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use zoufang_core::domain::attachment::MEDIA_TYPES;

    use super::{Media, NotTaken, clean};

    #[test]
    fn all_that_an_attachment_may_name_is_known() {
        let known = [Media::Jpeg, Media::Png, Media::Webp, Media::Pdf, Media::Webm, Media::Mp4, Media::Ogg];
        assert_eq!(known.map(Media::as_str), MEDIA_TYPES);
    }

    /// One of each kind that is read to its end, by hand: as small as they get.
    fn samples() -> Vec<Vec<u8>> {
        let jpeg = [
            &b"\xff\xd8\xff\xe1\0\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"[..],
            b"\xff\xdb\0\x04\0\0\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xda\0\x08\x01\x01\0\0\x3f\0",
            b"\x12\xff\0\x34\xff\xd9 behind",
        ];
        let webp =
            b"RIFF\x28\0\0\0WEBPVP8X\x0a\0\0\0\x04\0\0\0\0\0\0\0\0\0VP8 \x0a\0\0\0\x50\x5a\0\x9d\x01\x2a\x01\0\x01\0";
        let mp4 = [
            &b"\0\0\0\x0cftypisom\0\0\0\x49moov\0\0\0\x31trak\0\0\0\x29mdia\0\0\0\x21hdlr\0\0\0\0\0\0\0\0soun"[..],
            b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10udta+34+113/\0\0\0\0mdat",
        ];
        let png = [
            &b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55"[..],
            b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82",
        ];
        let ogg = [
            &b"OggS\0\x02\0\0\0\0\0\0\0\0\x07\0\0\0\0\0\0\0\x17\x9c\xba\xb1\x01\x08OpusHeadOggS\0\0\0\0\0"[..],
            b"\0\0\0\0\0\x07\0\0\0\x01\0\0\0\xca\xcf\xf7G\x01\x1aOpusTags\x01\0\0\0m\x01\0\0\0\x05\0\0\0L=+34",
            b"OggS\0\x04\0\0\0\0\0\0\0\0\x07\0\0\0\x02\0\0\0\x08m\x87b\x01\x01\xf8",
        ];
        let webm = [
            &b"\x1aE\xdf\xa3\x87B\x82\x84webm\x18S\x80g\xff\x12T\xc3g\x86D\x87\x83+34\x16T\xaek\x85\xae\x83\x83\x81\x02\x1fC\xb6u\xff\xe7\x81\0"[..],
        ];
        let pdf = [
            &b"%PDF-1.7\n<rdf:RDF a>exif:GPS 34</rdf:RDF>\xff\xe1\0%Exif\0\0MM\0*\0\0\0\x08\0"[..],
            b"\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0+34\xff\xd9%%EOF",
        ];
        let pictures = [jpeg.concat(), webp.to_vec(), png.concat()];
        pictures.into_iter().chain([mp4.concat(), ogg.concat(), webm.concat(), pdf.concat()]).collect()
    }

    #[test]
    fn whatever_comes_is_read_without_harm_and_what_is_clean_stays_as_it_is() {
        for sample in samples() {
            assert!(clean(sample.clone().into()).is_ok(), "{sample:x?}");
            let cut = (0..sample.len()).map(|length| sample[..length].to_vec());
            let bent = (0..sample.len()).flat_map(|at| [0, 1, 0x7f, 0x80, 0xda, 0xff].map(|byte| (at, byte)));
            let bent = bent.map(|(at, byte)| {
                let mut bent = sample.clone();
                bent[at] = byte;
                bent
            });
            for content in cut.chain(bent) {
                if let Ok(cleaned) = clean(content.clone().into()) {
                    assert_eq!(clean(cleaned.bytes.clone()), Ok(cleaned), "{content:x?}");
                }
            }
        }
    }

    #[test]
    fn beginnings_alone_are_not_taken() {
        for (content, media) in [
            (&b"\xff\xd8\xff\xe0 and then nothing of the kind"[..], Media::Jpeg),
            (b"\x89PNG\r\n\x1a\n<script>", Media::Png),
            (b"RIFF\x04\0\0\0WEBP", Media::Webp),
            (b"\x1a\x45\xdf\xa3 matroska", Media::Webm),
            (b"\0\0\0\x08ftyp\0\0\0\xffmoov", Media::Mp4),
        ] {
            assert_eq!(clean(Bytes::from_static(content)), Err(NotTaken::Broken(media)));
        }
        for content in [&b""[..], b"<html>", b"GIF89a", b"MZ", b"PK\x03\x04", b"<svg/>"] {
            assert_eq!(clean(Bytes::from_static(content)), Err(NotTaken::Unknown));
        }
    }
}
