use bytes::{Bytes, BytesMut};
use img_parts::ImageEXIF;
use img_parts::riff::RiffContent;
use img_parts::webp::WebP;

use zoufang_core::content::exif;

/// What the picture looks like; EXIF, XMP and whatever else a chunk may hold are left out.
const KEPT: [[u8; 4]; 7] = [*b"VP8X", *b"VP8 ", *b"VP8L", *b"ALPH", *b"ANIM", *b"ANMF", *b"ICCP"];
/// Says in the first byte of `VP8X` that there is XMP.
const HAS_XMP: u8 = 0b100;

/// `None` where it is no WebP.
pub fn clean(content: Bytes) -> Option<Bytes> {
    let mut webp = WebP::from_bytes(content).ok()?;
    let shows = [*b"VP8 ", *b"VP8L", *b"ANMF"].into_iter().any(|id| webp.has_chunk(id));
    if !shows {
        return None;
    }
    let orientation = webp.exif().and_then(|said| exif::orientation(&said));
    webp.chunks_mut().retain(|chunk| KEPT.contains(&chunk.id()));
    for chunk in webp.chunks_mut() {
        if chunk.id() == *b"VP8X"
            && let RiffContent::Data(said) = chunk.content_mut()
        {
            let mut without = BytesMut::from(&said[..]);
            without.iter_mut().take(1).for_each(|flags| *flags &= !HAS_XMP);
            *said = without.freeze();
        }
    }
    webp.set_exif(orientation.map(|orientation| exif::saying(orientation).to_vec().into()));
    // Only now, as a head that is not needed may have gone.
    webp.dimensions()?;
    Some(webp.encoder().bytes())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::clean;
    use zoufang_core::content::exif;

    const VP8: (&[u8; 4], &[u8]) = (b"VP8 ", b"\x50\x5a\x00\x9d\x01\x2a\x01\x00\x01\x00");

    fn webp(chunks: &[(&[u8; 4], &[u8])], behind: &[u8]) -> Bytes {
        let mut body = b"WEBP".to_vec();
        for (id, said) in chunks {
            body.extend_from_slice(*id);
            body.extend(u32::try_from(said.len()).unwrap().to_le_bytes());
            body.extend_from_slice(said);
            body.extend(vec![0; said.len() % 2]);
        }
        let length = u32::try_from(body.len()).unwrap().to_le_bytes();
        [b"RIFF", &length[..], &body, behind].concat().into()
    }

    fn flags(flags: u8) -> [u8; 10] {
        [flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    }

    #[test]
    fn the_picture_stays_and_all_else_goes() {
        let exif = [&exif::saying(3)[..], b"GPS!"].concat();
        let (dirty_flags, clean_flags) = (flags(0b0011_1100), flags(0b0011_1000));
        let [colours, alpha] = [(b"ICCP", &b"icc!"[..]), (b"ALPH", b"al")];
        let xmp = (b"XMP ", &b"<exif:GPSLatitude>"[..]);
        let odd = (b"note", &b"where it was"[..]);
        let dirty = webp(&[(b"VP8X", &dirty_flags), colours, alpha, VP8, (b"EXIF", &exif), xmp, odd], b"a film");
        let cleaned = clean(dirty).unwrap();
        assert_eq!(cleaned, webp(&[(b"VP8X", &clean_flags), colours, alpha, VP8, (b"EXIF", &exif::saying(3))], b""));
        assert_eq!(clean(cleaned.clone()).unwrap(), cleaned);
    }

    #[test]
    fn what_shows_nothing_is_none() {
        assert_eq!(clean(webp(&[], b"")), None);
        assert_eq!(clean(webp(&[(b"VP8X", &flags(0))], b"")), None);
        assert_eq!(clean(webp(&[VP8], b"").slice(..20)), None);
    }
}
