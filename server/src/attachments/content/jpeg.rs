use bytes::Bytes;

use zoufang_core::content::exif;

const SOI: u8 = 0xd8;
const EOI: u8 = 0xd9;
const SOS: u8 = 0xda;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const EXIF: &[u8] = b"Exif\0\0";

/// The picture: its tables, frames and scans, its colours, and which way is up. Everything else goes:
/// EXIF, XMP, IPTC, comments, thumbnails, and what lies behind the end, where telephones put films.
///
/// `None` where it is no JPEG.
pub fn clean(content: &[u8]) -> Option<Bytes> {
    let mut rest = content.strip_prefix(&[0xff, SOI])?;
    let (mut orientation, mut head, mut picture) = (None, Vec::new(), Vec::with_capacity(content.len()));
    let (mut has_frame, mut has_scan) = (false, false);
    loop {
        let marker;
        (marker, rest) = next_marker(rest)?;
        if marker == EOI {
            break;
        }
        let (segment, behind) = segment(rest)?;
        let said = &segment[2..];
        rest = behind;
        match marker {
            APP0 if said.starts_with(b"JFIF\0") => append(&mut head, marker, segment),
            APP1 => orientation = orientation.or_else(|| exif::orientation(said.strip_prefix(EXIF)?)),
            _ if is_needed(marker, said) => append(&mut picture, marker, segment),
            _ => {}
        }
        has_frame |= is_frame(marker);
        if marker == SOS {
            has_scan = true;
            let (scan, behind) = rest.split_at(end_of_scan(rest));
            picture.extend_from_slice(scan);
            rest = behind;
            if rest.is_empty() {
                // Cut short, as some programs leave it: what there is can be shown.
                break;
            }
        }
    }
    if !has_frame || !has_scan {
        return None;
    }
    let mut cleaned = vec![0xff, SOI];
    cleaned.extend(head);
    if let Some(orientation) = orientation {
        let exif = [EXIF, &exif::saying(orientation)].concat();
        let length = u16::try_from(exif.len() + 2).ok()?;
        append(&mut cleaned, APP1, &[&length.to_be_bytes(), exif.as_slice()].concat());
    }
    cleaned.extend(picture);
    cleaned.extend([0xff, EOI]);
    Some(cleaned.into())
}

/// Whether the picture looks the same without it: tables and frames are needed, and what tells of
/// colours.
fn is_needed(marker: u8, said: &[u8]) -> bool {
    match marker {
        0xc0..=0xcf | SOS | 0xdb..=0xdd => true,
        0xe2 => said.starts_with(b"ICC_PROFILE\0"),
        0xee => said.starts_with(b"Adobe"),
        _ => false,
    }
}

fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc)
}

/// The next marker that stands for something, and what follows it.
fn next_marker(rest: &[u8]) -> Option<(u8, &[u8])> {
    let at = rest.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 1 | 0xd0..=0xd8 | 0xff))?;
    Some((rest[at + 1], &rest[at + 2..]))
}

/// A segment with the length that it begins with, and what follows it.
fn segment(rest: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?));
    if length < 2 { None } else { rest.split_at_checked(length) }
}

/// Where the next marker comes that is not part of the scan.
fn end_of_scan(rest: &[u8]) -> usize {
    let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
    rest.windows(2).position(is_end).unwrap_or(rest.len())
}

fn append(to: &mut Vec<u8>, marker: u8, segment: &[u8]) {
    to.extend([0xff, marker]);
    to.extend(segment);
}

#[cfg(test)]
mod tests {
    use super::clean;
    use zoufang_core::content::exif;

    fn segment(marker: u8, said: &[u8]) -> Vec<u8> {
        let length = u16::try_from(said.len() + 2).unwrap();
        [&[0xff, marker], &length.to_be_bytes()[..], said].concat()
    }

    fn picture() -> Vec<u8> {
        let frame = segment(0xc2, &[8, 0, 1, 0, 1, 1, 1, 0x11, 0]);
        let scan = [&segment(0xda, &[1, 1, 0, 0, 63, 0])[..], b"\x12\xff\x00\xff\xd0\x34"].concat();
        [segment(0xdb, &[0; 65]), frame, scan.clone(), segment(0xc4, &[0; 17]), scan].concat()
    }

    fn jpeg(parts: &[&[u8]], behind: &[u8]) -> Vec<u8> {
        [b"\xff\xd8", parts.concat().as_slice(), b"\xff\xd9", behind].concat()
    }

    #[test]
    fn what_is_needed_stays_and_all_else_goes() {
        let jfif = segment(0xe0, b"JFIF\0\x01\x02");
        let colours = [segment(0xe2, b"ICC_PROFILE\0\x01\x01icc"), segment(0xee, b"Adobe\0d")].concat();
        let exif = segment(0xe1, &[b"Exif\0\0", &exif::saying(1)[..], b"GPS 34.7N 113.6E"].concat());
        let xmp = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<exif:GPSLatitude>");
        let others = [segment(0xe2, b"MPF\0"), segment(0xed, b"Photoshop 3.0"), segment(0xfe, b"a comment")].concat();
        let dirty = jpeg(&[&jfif, &exif, &xmp, &others, &colours, &picture()], b"ftypmp42 a film with its place");
        let cleaned = clean(&dirty).unwrap();
        assert_eq!(cleaned, jpeg(&[&jfif, &colours, &picture()], b""));
        assert_eq!(clean(&cleaned).unwrap(), cleaned, "there is nothing more to take out");
    }

    #[test]
    fn which_way_is_up_stays() {
        let exif = |more: &[u8]| segment(0xe1, &[b"Exif\0\0", &exif::saying(6)[..], more].concat());
        let cleaned = clean(&jpeg(&[&exif(b"GPS"), &picture()], b"")).unwrap();
        assert_eq!(cleaned, jpeg(&[&exif(b""), &picture()], b""));
    }

    #[test]
    fn what_says_it_between_two_scans_is_heard_too() {
        let [early, late] = [segment(0xda, &[1, 1, 0, 0, 63, 0]), segment(0xfe, b"GPS between the scans")];
        let cleaned = clean(&jpeg(&[&picture(), b"\x01", &late, &early, b"\x02"], b"")).unwrap();
        assert!(!cleaned.windows(3).any(|three| three == b"GPS"));
    }

    #[test]
    fn a_picture_that_was_cut_short_is_closed() {
        let whole = jpeg(&[&picture()], b"");
        assert_eq!(clean(&whole[..whole.len() - 2]).unwrap(), whole);
    }

    #[test]
    fn what_has_no_frame_or_no_scan_is_none() {
        assert_eq!(clean(&jpeg(&[], b"")), None);
        assert_eq!(clean(&jpeg(&[&segment(0xda, &[0])], b"")), None);
        let whole = jpeg(&[&picture()], b"");
        assert!((0..80).all(|length| clean(&whole[..length]).is_none()));
    }
}
