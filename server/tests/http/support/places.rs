//! Contents that are no pictures, and tell where they were made.

/// What stands in them of the place.
pub const PLACE: &str = "+34.7500+113.6200/";

/// A page of an Ogg stream with its checksum.
pub fn ogg_page(flags: u8, serial: u32, number: u32, lacing: &[u8], body: &[u8]) -> Vec<u8> {
    let mut page = [&b"OggS\0"[..], &[flags], &[0; 8], &serial.to_le_bytes(), &number.to_le_bytes(), &[0; 4]].concat();
    page.push(u8::try_from(lacing.len()).expect("a page has at most 255 segments"));
    page.extend_from_slice(lacing);
    page.extend_from_slice(body);
    let sum = page.iter().fold(0u32, |sum, byte| {
        (0..8).fold(sum ^ (u32::from(*byte) << 24), |sum, _| (sum << 1) ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 })
    });
    page[22..26].copy_from_slice(&sum.to_le_bytes());
    page
}

/// A sound of Opus whose comments tell the place.
pub fn opus() -> Vec<u8> {
    let comment = format!("LOCATION={PLACE}");
    let length = u32::try_from(comment.len()).expect("short").to_le_bytes();
    let tags = [&b"OpusTags\x04\0\0\0test\x01\0\0\0"[..], &length, comment.as_bytes()].concat();
    let lacing = u8::try_from(tags.len()).expect("short");
    [
        ogg_page(2, 7, 0, &[19], b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0"),
        ogg_page(0, 7, 1, &[lacing], &tags),
        ogg_page(4, 7, 2, &[3], b"\xf8\xff\xfe"),
    ]
    .concat()
}

/// A sound of WebM whose tags tell the place.
pub fn webm() -> Vec<u8> {
    let element = |id: &[u8], body: &[u8]| [id, &[0x80 | u8::try_from(body.len()).expect("short")], body].concat();
    let said = [element(b"\x45\xa3", b"LOCATION"), element(b"\x44\x87", PLACE.as_bytes())].concat();
    let tags = element(b"\x12\x54\xc3\x67", &element(b"\x73\x73", &element(b"\x67\xc8", &said)));
    let tracks = element(b"\x16\x54\xae\x6b", &element(b"\xae", &element(b"\x83", b"\x02")));
    let cluster = element(b"\x1f\x43\xb6\x75", &element(b"\xe7", b"\0"));
    let head = element(b"\x1a\x45\xdf\xa3", &element(b"\x42\x82", b"webm"));
    // A recorder does not know how long the whole is going to be.
    [head, b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff".to_vec(), tags, tracks, cluster].concat()
}

/// A document whose metadata tell the place, in the way in which cameras and scanners write it.
pub fn pdf() -> Vec<u8> {
    let xmp = format!(
        "<?xpacket begin=\"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?><x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\
         <rdf:Description exif:GPSLatitude=\"{PLACE}\"/></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>"
    );
    let head = format!("%PDF-1.7\n1 0 obj\n<</Type/Metadata/Subtype/XML/Length {}>>\nstream\n", xmp.len());
    [head.as_bytes(), xmp.as_bytes(), b"\nendstream\nendobj\ntrailer\n<<>>\n%%EOF\n"].concat()
}
