//! The streams of a document: which of them are packed (`FlateDecode`) and may tell a place.

use std::io::{Read, Write};
use std::ops::Range;

use flate2::Compression;
use flate2::bufread::ZlibDecoder;
use flate2::write::ZlibEncoder;
use memchr::memmem;

use super::{blank_plain, place};
use crate::content::Media;

const BEGIN: &[u8] = b"stream";
const END: &[u8] = b"endstream";
const OBJECT: &[u8] = b"obj";
/// How far before a stream it is told what it holds.
const TOLD: usize = 4_096;
const LENGTH: &[u8] = b"/Length";
const FILTER: &[u8] = b"/Filter";
const PACKED: &[u8] = b"/FlateDecode";
/// Ways of packing that only pictures have; what their cameras say stands there plainly.
const PICTURES: [&[u8]; 2] = [b"/DCT", b"/JPXDecode"];
/// What else may tell a place.
const METADATA: &[u8] = b"/Metadata";
const FILE: &[u8] = b"/EmbeddedFile";
/// Bytes that are unpacked of one document at most. No honest one comes near; others are read no further.
const MOST: usize = 48 * 1024 * 1024;
/// What a stream costs that turns out to be none.
const TRIED: usize = 16 * 1024;

/// What has become of the streams of a document.
#[derive(Debug, Default)]
pub struct Streams {
    pub blanked: bool,
    /// Those in which what looks like a place means something else, from the first to the last.
    pub closed: Vec<Range<usize>>,
}

/// Unpacks what may tell a place, blanks it, and packs it again into the room that it had.
pub fn blank_packed(content: &mut [u8]) -> Streams {
    let (mut from, mut left) = (0, MOST);
    let mut streams = Streams::default();
    while let Some(mut stream) = next_stream(content, from) {
        let told = told_of(&content[from..stream.start]);
        stream.end = told_end(content, told, stream.start).unwrap_or(stream.end);
        let has = |name: &[u8]| place(told, name, 0).is_some();
        let (is_packed, is_file, is_picture) = (has(PACKED), has(FILE), PICTURES.iter().any(|name| has(name)));
        let (may_tell, is_plain) =
            (is_picture || is_file || is_metadata(told), !has(FILTER) || is_picture && !is_packed);
        from = stream.end;
        if is_packed && may_tell {
            streams.blanked |= blank_one(&mut content[stream.clone()], is_file, &mut left);
        }
        if !is_plain || is_file && Media::of(&content[stream.clone()]) != Some(Media::Jpeg) {
            streams.closed.push(stream);
        }
    }
    streams
}

/// `left` is how many bytes may still be unpacked. Tells whether there was something to blank.
fn blank_one(stream: &mut [u8], is_file: bool, left: &mut usize) -> bool {
    let Some(Unpacked { mut said, packed }) = unpack(stream, left) else { return false };
    // Whatever else somebody put into it was whole, and may have been signed.
    if is_file && Media::of(&said) != Some(Media::Jpeg) || !blank_plain(&mut said) {
        return false;
    }
    let again = pack(&said, packed);
    if let Some(again) = &again {
        stream[..packed].copy_from_slice(again);
    }
    again.is_some()
}

/// Where the next stream stands; its end is at most that of the content.
fn next_stream(content: &[u8], from: usize) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        let word = place(content, BEGIN, at)?;
        at = word + BEGIN.len();
        let is_end = content[..word].ends_with(b"end");
        let line = [&b"\r\n"[..], b"\n", b"\r"].into_iter().find(|line| content[at..].starts_with(line));
        let Some(line) = line.filter(|_| !is_end) else { continue };
        let start = at + line.len();
        // The last of its bytes may look like its end: whoever unpacks knows better.
        return Some(start..place(content, END, start).unwrap_or(content.len()));
    }
}

/// What is told of a stream between the one before it and its beginning.
fn told_of(before: &[u8]) -> &[u8] {
    let before = &before[before.len().saturating_sub(TOLD)..];
    memmem::rfind(before, OBJECT).map_or(before, |object| &before[object..])
}

/// Where it ends by the length that is told, if it does: files that were put into a document have streams of their own.
fn told_end(content: &[u8], told: &[u8], start: usize) -> Option<usize> {
    let told = told[place(told, LENGTH, 0)? + LENGTH.len()..].trim_ascii_start();
    let digits = told.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = start.checked_add(str::from_utf8(&told[..digits]).ok()?.parse().ok()?)?;
    content.get(end..)?.trim_ascii_start().starts_with(END).then_some(end)
}

/// That it is metadata, and not that some lies elsewhere, as is told by a number.
fn is_metadata(told: &[u8]) -> bool {
    let behind = memmem::find_iter(told, METADATA).map(|at| told[at + METADATA.len()..].trim_ascii_start());
    behind.into_iter().any(|behind| !behind.first().is_some_and(u8::is_ascii_digit))
}

struct Unpacked {
    said: Vec<u8>,
    /// In how many bytes it was packed.
    packed: usize,
}

fn unpack(stream: &[u8], left: &mut usize) -> Option<Unpacked> {
    let mut said = Vec::new();
    let mut decoder = ZlibDecoder::new(stream).take(*left as u64);
    let is_whole = decoder.read_to_end(&mut said).is_ok();
    *left = left.saturating_sub(said.len().max(TRIED));
    let packed = usize::try_from(decoder.into_inner().total_in()).ok()?;
    (is_whole && *left > 0).then_some(Unpacked { said, packed })
}

/// As many bytes as it had: behind the end of what is packed nobody reads. `None` where it has no room any more.
fn pack(said: &[u8], room: usize) -> Option<Vec<u8>> {
    [Compression::default(), Compression::best()].into_iter().find_map(|level| {
        let mut encoder = ZlibEncoder::new(Vec::with_capacity(room), level);
        encoder.write_all(said).ok()?;
        let mut packed = encoder.finish().ok()?;
        let fits = packed.len() <= room;
        packed.resize(room, 0);
        fits.then_some(packed)
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use flate2::Compression;
    use flate2::bufread::ZlibDecoder;
    use flate2::write::ZlibEncoder;

    use super::super::super::exif;
    use super::super::blank_places;
    use super::{next_stream, pack};

    fn packed(said: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(said).unwrap();
        encoder.finish().unwrap()
    }

    fn unpacked(stream: &[u8]) -> Vec<u8> {
        let mut said = Vec::new();
        ZlibDecoder::new(stream).read_to_end(&mut said).unwrap();
        said
    }

    fn document(streams: &[(&str, &[u8])]) -> Vec<u8> {
        let stream = |(told, said): &(&str, &[u8])| {
            [b"7 0 obj\n<<", told.as_bytes(), b">>\nstream\r\n", *said, b"\nendstream\nendobj\n"].concat()
        };
        [b"%PDF-1.7\n", streams.iter().flat_map(stream).collect::<Vec<_>>().as_slice(), b"%%EOF"].concat()
    }

    fn clean(mut content: Vec<u8>) -> Vec<u8> {
        blank_places(&mut content);
        content
    }

    /// What the streams of a document hold.
    fn streams(content: &[u8]) -> Vec<Vec<u8>> {
        let mut from = 0;
        let next = || {
            let stream = next_stream(content, from)?;
            from = stream.end;
            Some(unpacked(&content[stream]))
        };
        std::iter::from_fn(next).collect()
    }

    const PLACE: &str = "<exif:GPSLatitude>34,45.00N</exif:GPSLatitude>";

    fn properties(said: &str) -> Vec<u8> {
        format!("<x:xmpmeta><rdf:RDF>{said}</rdf:RDF></x:xmpmeta>").into_bytes()
    }

    fn photo(rest: &[u8]) -> Vec<u8> {
        let said = [&exif::saying(6)[..], rest].concat();
        let length = u16::try_from(said.len() + 8).unwrap().to_be_bytes();
        [b"\xff\xd8\xff\xe1", &length[..], b"Exif\0\0", &said, b"\xff\xdb\0\x02points\xff\xd9"].concat()
    }

    #[test]
    fn what_is_packed_loses_its_places_and_nothing_moves() {
        let words = packed(b"BT (exif:GPS is a word of the text here) Tj ET");
        let (said, shot) = (packed(&properties(PLACE)), packed(&photo(b"GPS 34.75 113.62")));
        let dirty = document(&[
            ("/Filter/FlateDecode", &words),
            ("/Type /Metadata /Subtype /XML /Filter [/FlateDecode]", &said),
            ("/Filter[/FlateDecode/DCTDecode]", &shot),
            ("/Type/EmbeddedFile/Filter/FlateDecode", &shot),
        ]);
        let cleaned = clean(dirty.clone());
        assert_eq!(cleaned.len(), dirty.len());
        let blank = properties(&" ".repeat(PLACE.len()));
        let upright = photo(&[0; 16]);
        let expected = [unpacked(&words), blank, upright.clone(), upright];
        assert_eq!(streams(&cleaned), expected);
        let outside = |content: &[u8]| content.windows(7).filter(|here| *here == b"endobj\n").count();
        assert_eq!(outside(&cleaned), outside(&dirty));
        assert_eq!(clean(cleaned.clone()), cleaned);
    }

    #[test]
    fn what_was_packed_without_being_made_smaller_stays_whole() {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::none());
        encoder.write_all(&photo(b"GPS 34.75 113.62")).unwrap();
        let stored = encoder.finish().unwrap();
        let cleaned = clean(document(&[("/Filter[/FlateDecode/DCTDecode]", &stored)]));
        assert_eq!(streams(&cleaned), [photo(&[0; 16])]);
    }

    #[test]
    fn files_in_a_document_stay_as_they_are_unless_they_are_photos() {
        let shot = photo(b"GPS 34.75 113.62");
        let zip = [b"PK\x03\x04", &shot[..]].concat();
        let signed = [b"%PDF-1.7 /ByteRange", &properties(PLACE)[..]].concat();
        let told = "/Type/EmbeddedFile/Filter/FlateDecode";
        let content = document(&[
            (told, &packed(&zip)),
            (told, &packed(&signed)),
            ("/Type/EmbeddedFile", &zip),
            ("/Type/EmbeddedFile", b"%PDF-1.7 without an end"),
        ]);
        let inner = document(&[("/Type/Metadata", b"first"), ("/Type/Metadata", &properties(PLACE))]);
        let told = format!("/Type/EmbeddedFile/Length {}", inner.len());
        let whole = document(&[(&told, &inner)]);
        assert_eq!(clean(whole.clone()), whole, "it ends where it is told to");
        assert_eq!(clean(content.clone()), content);
        assert_ne!(clean(document(&[("/Type/EmbeddedFile", &shot)])), document(&[("/Type/EmbeddedFile", &shot)]));
    }

    #[test]
    fn what_tells_no_place_or_cannot_be_read_stays_as_it_is() {
        let mut bent = packed(&properties(PLACE));
        bent[4] ^= 0xff;
        let cut = packed(&properties(PLACE));
        let told = "/Type/Metadata/Filter/FlateDecode";
        for streams in [
            &[(told, packed(&properties("<dc:title>协议</dc:title>")))][..],
            &[(told, bent), ("/Filter[/FlateDecode/DCTDecode]", packed(&photo(&[0; 16])))],
            &[(told, cut[..cut.len() / 2].to_vec())],
            &[("/Subtype/Image/Metadata 12 0 R/Filter/FlateDecode", packed(&properties(PLACE)))],
            &[("/Type/Metadata/Filter/LZWDecode", packed(&properties(PLACE)))],
            &[("/Type/Metadata/Filter/FlateDecode", b"endstream".to_vec())],
        ] {
            let streams: Vec<(&str, &[u8])> = streams.iter().map(|(told, said)| (*told, said.as_slice())).collect();
            let content = document(&streams);
            assert_eq!(clean(content.clone()), content);
        }
        for odd in [&b"stream"[..], b"stream\n", b"/FlateDecode/Metadata\nstream\n", b"endstream\nstream\r\n\x78\x9c"] {
            assert_eq!(clean(odd.to_vec()), odd);
        }
    }

    #[test]
    fn what_does_not_fit_into_its_room_is_not_put_there() {
        assert_eq!(pack(b"word", 3), None);
        let whole = pack(b"word", 40).unwrap();
        assert_eq!((whole.len(), unpacked(&whole)), (40, b"word".to_vec()));
    }

    #[test]
    fn a_document_of_bombs_is_left_alone_in_time() {
        let bomb = packed(&vec![0; 64 * 1024 * 1024]);
        let told = "/Type/Metadata/Filter/FlateDecode";
        let content = document(&vec![(told, bomb.as_slice()); 50]);
        assert_eq!(clean(content.clone()), content);
    }
}
