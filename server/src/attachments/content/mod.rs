//! What a content is, by its own bytes, and the same without what it tells of its maker: where and
//! when it was taken, with which machine, and what lies hidden behind its end.

mod jpeg;
mod png;
mod webp;

use bytes::{Bytes, BytesMut};
use zoufang_core::content::{Broken, Media, blank_words};
use zoufang_core::domain::attachment::MEDIA_TYPES;

/// A content as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cleaned {
    pub media: Media,
    pub bytes: Bytes,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTaken {
    #[error("the content is no picture, document or voice of a kind that is taken: {}", MEDIA_TYPES.join(", "))]
    Unknown,
    #[error(transparent)]
    Broken(#[from] Broken),
}

/// Reads a content and takes out what it tells of its maker. The same bytes always give the same.
///
/// # Errors
/// Where it is of no kind that is taken.
pub fn clean(content: Bytes) -> Result<Cleaned, NotTaken> {
    let media = Media::of(&content).ok_or(NotTaken::Unknown)?;
    let bytes = match media {
        Media::Jpeg => jpeg::clean(&content).ok_or(Broken(media))?,
        Media::Png => png::clean(content).ok_or(Broken(media))?,
        Media::Webp => webp::clean(content).ok_or(Broken(media))?,
        Media::Mp4 | Media::Webm | Media::Ogg | Media::Pdf => {
            let mut content = BytesMut::from(content);
            blank_words(media, &mut content)?;
            content.freeze()
        }
    };
    Ok(Cleaned { media, bytes })
}

/// Whether a browser may show it within a page of ours. A document may hold scripts.
pub fn is_shown(media: &str) -> bool {
    media != Media::Pdf.as_str()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use zoufang_core::content::{Broken, Media};

    use super::{NotTaken, clean};

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
            assert_eq!(clean(Bytes::from_static(content)), Err(Broken(media).into()));
        }
        for content in [&b""[..], b"<html>", b"GIF89a", b"MZ", b"PK\x03\x04", b"<svg/>"] {
            assert_eq!(clean(Bytes::from_static(content)), Err(NotTaken::Unknown));
        }
    }
}
