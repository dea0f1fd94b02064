//! Small pictures that are well formed as far as anybody looks, and never shown.

/// Where a photo was taken, as telephones write it.
pub const PLACE: &[u8] = b"GPSLatitude 34.7579 GPSLongitude 113.6654";

/// A photo of exactly so many bytes that tells where it was taken and that its left side is up.
/// Photos with different seeds differ.
pub fn photo(bytes: usize, seed: u8) -> Vec<u8> {
    let left_is_up = b"MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0\0\0\0\0";
    let exif = segment(0xe1, &[b"Exif\0\0", &left_is_up[..], PLACE].concat());
    picture(&exif, bytes, seed)
}

/// A picture without a word about itself, of exactly so many bytes.
pub fn plain(bytes: usize, seed: u8) -> Vec<u8> {
    picture(&[], bytes, seed)
}

fn picture(said: &[u8], bytes: usize, seed: u8) -> Vec<u8> {
    let tables = segment(0xdb, &[1; 65]);
    let frame = segment(0xc0, &[8, 0, 16, 0, 16, 1, 1, 0x11, 0]);
    let scan = segment(0xda, &[1, 1, 0, 0, 63, 0]);
    let mut picture = [b"\xff\xd8", said, &tables, &frame, &scan].concat();
    let points = (picture.len()..bytes - 2).map(|n| u8::try_from((n * 31 + n / 251) % 251).unwrap() ^ (seed & 3));
    picture.extend(points.map(|point| if point == 0xff { 0 } else { point }));
    picture.extend(b"\xff\xd9");
    assert_eq!(picture.len(), bytes, "too few bytes for a picture");
    picture
}

fn segment(marker: u8, said: &[u8]) -> Vec<u8> {
    let length = u16::try_from(said.len() + 2).expect("a short segment");
    [&[0xff, marker], &length.to_be_bytes()[..], said].concat()
}

pub fn holds(content: &[u8], words: &[u8]) -> bool {
    content.windows(words.len()).any(|here| here == words)
}
