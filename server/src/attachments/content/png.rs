use bytes::Bytes;
use img_parts::ImageEXIF;
use img_parts::png::Png;

use zoufang_core::content::exif;

/// What the picture looks like: its size, its colours, its points. Words, times, EXIF and whatever
/// else a chunk may hold are left out.
const KEPT: [[u8; 4]; 12] = [
    *b"IHDR", *b"PLTE", *b"IDAT", *b"IEND", *b"tRNS", *b"cHRM", *b"gAMA", *b"iCCP", *b"sBIT", *b"sRGB", *b"bKGD",
    *b"pHYs",
];

/// `None` where it is no PNG.
pub fn clean(content: Bytes) -> Option<Bytes> {
    let mut png = Png::from_bytes(content).ok()?;
    let is_whole = png.chunks().first().is_some_and(|chunk| chunk.kind() == *b"IHDR")
        && png.chunks().last().is_some_and(|chunk| chunk.kind() == *b"IEND")
        && png.chunk_by_type(*b"IDAT").is_some()
        && png.dimensions().is_some();
    if !is_whole {
        return None;
    }
    let orientation = png.exif().and_then(|said| exif::orientation(&said));
    png.chunks_mut().retain(|chunk| KEPT.contains(&chunk.kind()));
    png.set_exif(orientation.map(|orientation| exif::saying(orientation).to_vec().into()));
    Some(png.encoder().bytes())
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use img_parts::png::PngChunk;

    use super::clean;
    use zoufang_core::content::exif;

    fn png(chunks: &[(&[u8; 4], &[u8])], behind: &[u8]) -> Bytes {
        let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, said) in chunks {
            png.extend(PngChunk::new(**kind, said.to_vec().into()).encoder().bytes());
        }
        png.extend(behind);
        png.into()
    }

    const IHDR: (&[u8; 4], &[u8]) = (b"IHDR", b"\0\0\0\x01\0\0\0\x01\x08\0\0\0\0");
    const IDAT: (&[u8; 4], &[u8]) = (b"IDAT", b"points");
    const IEND: (&[u8; 4], &[u8]) = (b"IEND", b"");

    #[test]
    fn the_picture_stays_and_all_else_goes() {
        let exif = [&exif::saying(8)[..], b"GPS"].concat();
        let words = (b"tEXt", &b"Location\0Zhengzhou"[..]);
        let colours = (b"sRGB", &b"\0"[..]);
        let dirty = png(&[IHDR, words, (b"eXIf", &exif), colours, IDAT, (b"tIME", b"1234567"), IEND], b"a film");
        let cleaned = clean(dirty).unwrap();
        assert_eq!(cleaned, png(&[IHDR, (b"eXIf", &exif::saying(8)), colours, IDAT, IEND], b""));
        assert_eq!(clean(cleaned.clone()).unwrap(), cleaned);
    }

    #[test]
    fn what_has_no_points_or_no_end_is_none() {
        for chunks in [&[IHDR, IEND][..], &[IHDR, IDAT], &[IDAT, IEND], &[]] {
            assert_eq!(clean(png(chunks, b"")), None);
        }
        let mut bent = png(&[IHDR, IDAT, IEND], b"").to_vec();
        bent[20] ^= 1;
        assert_eq!(clean(bent.into()), None);
    }
}
