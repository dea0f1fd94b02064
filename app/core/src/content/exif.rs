//! The one thing of EXIF that a picture needs: which way is up.

/// EXIF that says nothing but that, `orientation` as EXIF counts: 1 upright, up to 8.
pub fn saying(orientation: u8) -> [u8; 26] {
    let mut exif = *b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0";
    exif[19] = orientation;
    exif
}

/// Which way is up, where EXIF (without a prefix) says that it is another than up.
pub fn orientation(exif: &[u8]) -> Option<u8> {
    let big = match exif.get(..4)? {
        b"MM\0\x2a" => true,
        b"II\x2a\0" => false,
        _ => return None,
    };
    let u16_at = |at: usize| {
        let bytes = exif.get(at..)?.first_chunk()?;
        Some(if big { u16::from_be_bytes(*bytes) } else { u16::from_le_bytes(*bytes) })
    };
    let first = exif.get(4..)?.first_chunk()?;
    let first = if big { u32::from_be_bytes(*first) } else { u32::from_le_bytes(*first) };
    let first = usize::try_from(first).ok()?;
    let entries = usize::from(u16_at(first)?);
    let entry = |number: usize| first.checked_add(2 + 12 * number);
    let found = (0..entries).filter_map(entry).find(|at| u16_at(*at) == Some(ORIENTATION))?;
    let orientation = u8::try_from(u16_at(found + 8)?).ok()?;
    (2..=8).contains(&orientation).then_some(orientation)
}

const ORIENTATION: u16 = 0x0112;

#[cfg(test)]
mod tests {
    use super::{orientation, saying};

    #[test]
    fn what_is_said_is_read() {
        for way in 2..=8 {
            assert_eq!(orientation(&saying(way)), Some(way));
        }
        assert_eq!(orientation(&saying(1)), None, "upright need not be said");
        assert_eq!(orientation(&saying(9)), None);
        let little = b"II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        assert_eq!(orientation(little), Some(6));
    }

    #[test]
    fn nonsense_says_nothing() {
        for nonsense in [&b""[..], b"MM", b"MM\0\x2a\xff\xff\xff\xff", b"II\x2a\0\x08\0\0\0\xff\xff", b"Exif\0\0"] {
            assert_eq!(orientation(nonsense), None);
        }
        let whole = saying(6);
        assert!((0..20).all(|length| orientation(&whole[..length]).is_none()));
    }
}
