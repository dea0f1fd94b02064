mod streams;

use std::ops::Range;

use memchr::memmem;

use self::streams::Streams;
use super::exif;

/// A signed document is what was signed to the last byte.
const SEALS: [&[u8]; 2] = [b"/ByteRange", b"/AuthCode"];
const PROPERTIES: &[u8] = b"<rdf:RDF";
const END_OF_PROPERTIES: &[u8] = b"</rdf:RDF>";
/// How properties are called that tell a place: of EXIF, of IPTC, of Photoshop, of the web.
const PLACES: [&[u8]; 7] =
    [b":GPS", b":Gps", b":LocationCreated", b":LocationShown", b"Iptc4xmpCore:Location", b"photoshop:City", b"geo:lat"];
const EXIF: &[u8] = b"Exif\0\0";

/// What is blanked may have hidden what stands behind it; no honest document needs a third look.
const LOOKS: usize = 8;

/// Blanks the places that its metadata tells and the photos in it, where they stand, be they plain or packed by
/// `FlateDecode`. All of a document that was signed stays, of one that is encrypted what is, and files that were put
/// into one unless they are photos.
pub fn blank_places(content: &mut [u8]) {
    if SEALS.iter().any(|seal| place(content, seal, 0).is_some()) {
        return;
    }
    for _ in 0..LOOKS {
        let Streams { mut blanked, closed } = streams::blank_packed(content);
        let mut from = 0;
        for stream in closed {
            blanked |= blank_plain(&mut content[from..stream.start]);
            from = stream.end;
        }
        blanked |= blank_plain(&mut content[from..]);
        if !blanked {
            break;
        }
    }
}

/// The same of what is not packed. Tells whether there was any.
fn blank_plain(content: &mut [u8]) -> bool {
    let mut found = false;
    for said in exif_of_photos(content) {
        let said = &mut content[said];
        let upright = exif::saying(exif::orientation(said).unwrap_or(1));
        let (left, rest) = said.split_at_mut(upright.len());
        found |= *left != upright || rest.iter().any(|byte| *byte != 0);
        left.copy_from_slice(&upright);
        rest.fill(0);
    }
    for said in properties(content) {
        content[said].fill(b' ');
        found = true;
    }
    found
}

/// Lists of properties in which a place stands; what tells that they are a list stays.
fn properties(content: &[u8]) -> Vec<Range<usize>> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(end) = place(content, END_OF_PROPERTIES, from) {
        let before = &content[from..end];
        from = end + END_OF_PROPERTIES.len();
        let Some(begin) = memmem::rfind(before, PROPERTIES) else { continue };
        let list = &before[begin..];
        let Some(tag) = place(list, b">", 0) else { continue };
        let said = &list[tag + 1..];
        // One that ends in another stream is none, nor is one in which a photo goes on.
        let is_whole = place(said, b"endstream", 0).is_none() && !said.contains(&0xff);
        if is_whole && PLACES.iter().any(|name| place(said, name, 0).is_some()) {
            found.push(end - said.len()..end);
        }
    }
    found
}

/// What cameras say in photos that were put into the document as they are.
fn exif_of_photos(content: &[u8]) -> Vec<Range<usize>> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(begin) = place(content, EXIF, from) {
        from = begin + EXIF.len();
        if let Some(said) = said_in_segment(content, begin) {
            from = said.end;
            found.push(said);
        }
    }
    found
}

/// What stands behind the name of a segment of JPEG that begins there.
fn said_in_segment(content: &[u8], name: usize) -> Option<Range<usize>> {
    let &[0xff, 0xe1, high, low] = content[..name].last_chunk()? else { return None };
    let said = name + EXIF.len()..name - 2 + usize::from(u16::from_be_bytes([high, low]));
    let is_exif = matches!(content.get(said.clone())?.get(..4)?, b"MM\0\x2a" | b"II\x2a\0");
    (is_exif && said.len() >= exif::saying(1).len()).then_some(said)
}

fn place(within: &[u8], sign: &[u8], from: usize) -> Option<usize> {
    memmem::find(&within[from..], sign).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::super::exif;
    use super::blank_places;

    fn clean(mut content: Vec<u8>) -> Vec<u8> {
        blank_places(&mut content);
        content
    }

    fn metadata(said: &str) -> String {
        format!(
            "<?xpacket begin=\"\"?><x:xmpmeta><rdf:RDF xmlns:rdf=\"#\">{said}</rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
        )
    }

    fn photo(said: &[u8]) -> Vec<u8> {
        let length = u16::try_from(said.len() + 8).unwrap().to_be_bytes();
        [b"\xff\xd8\xff\xe1", &length[..], b"Exif\0\0", said, b"\xff\xdb\0\x02points\xff\xd9"].concat()
    }

    fn pdf(streams: &[&[u8]]) -> Vec<u8> {
        let stream = |said: &&[u8]| [b"1 0 obj<<>>stream\n", *said, b"\nendstream endobj\n"].concat();
        [b"%PDF-1.7\n", streams.iter().flat_map(stream).collect::<Vec<_>>().as_slice(), b"startxref\n9\n%%EOF"].concat()
    }

    const PLACE: &str = "<rdf:Description><exif:GPSLatitude>34,45.00N</exif:GPSLatitude></rdf:Description>";

    #[test]
    fn a_place_in_the_metadata_is_blanked_and_nothing_moves() {
        let title = metadata("<dc:title>协议 at the Place</dc:title>");
        let dirty = pdf(&[metadata(PLACE).as_bytes(), title.as_bytes(), b"BT (GPS) Tj ET"]);
        let cleaned = clean(dirty.clone());
        let blanks = metadata(&" ".repeat(PLACE.len()));
        assert_eq!(cleaned, pdf(&[blanks.as_bytes(), title.as_bytes(), b"BT (GPS) Tj ET"]));
        assert_eq!(cleaned.len(), dirty.len());
        assert_eq!(clean(cleaned.clone()), cleaned);
    }

    #[test]
    fn of_photos_in_it_only_which_way_is_up_is_left() {
        let said = [&exif::saying(6)[..], b"GPS 34.75 113.62"].concat();
        let left = [&exif::saying(6)[..], &[0; 16]].concat();
        let cleaned = clean(pdf(&[&photo(&said), b"more", &photo(&said)]));
        assert_eq!(cleaned, pdf(&[&photo(&left), b"more", &photo(&left)]));
        assert_eq!(clean(cleaned.clone()), cleaned);
    }

    #[test]
    fn what_hides_behind_something_else_is_found_at_once_or_never() {
        let inside = photo(&[&exif::saying(6)[..], b"<rdf:RDF a>:GPS</rdf:RDF>"].concat());
        let behind =
            [b"<rdf:RDF a>:GPS stream\n </rdf:RDF> stream\n", &photo(b"MM\0\x2a and more of it: GPS")[..]].concat();
        for content in [pdf(&[&inside]), pdf(&[&behind]), behind] {
            let cleaned = clean(content);
            assert_eq!(clean(cleaned.clone()), cleaned);
        }
        let over_photos = pdf(&[b"<rdf:RDF a>:GPS \xff\xe1\xff\xff more of it </rdf:RDF>"]);
        assert_eq!(clean(over_photos.clone()), over_photos, "what frames the parts of a photo is no text");
    }

    #[test]
    fn what_was_signed_or_cannot_be_read_stays_as_it_is() {
        let photo = photo(&[&exif::saying(6)[..], b"GPS"].concat());
        let signed = b"<</Type/Sig/ByteRange[0 9 20 9]>>";
        for streams in [
            &[metadata(PLACE).as_bytes(), &photo, signed][..],
            &[b"<rdf:RDF><exif:GPSLatitude>34"],
            &[b"<rdf:RDF/>", b"<exif:GPSLatitude>34</rdf:RDF>"],
            &[b"<rdf:RDF GPS</rdf:RDF>"],
            &[b"Exif\0\0MM\0\x2a too near the beginning"],
            &[b"\xff\xe1\0\x09Exif\0\0M", b"\xff\xe1\0\x0cExif\0\0MM\0\x2a", b"\xff\xe1\0\0Exif\0\0MM\0\x2a"],
        ] {
            let content = pdf(streams);
            assert_eq!(clean(content.clone()), content);
        }
        let cut = [b"%PDF-1.7\n", &photo[..40]].concat();
        assert_eq!(clean(cut.clone()), cut);
    }
}
