use std::collections::HashMap;
use std::ops::Range;

const SIGN: &[u8] = b"OggS";
/// Up to where the table of a page's segments begins.
const HEAD: usize = 27;
const CHECKSUM: Range<usize> = 22..26;
/// A segment of so many bytes goes on in the next.
const GOES_ON: u8 = 255;
const CONTINUED: u8 = 1;
const BEGINS: u8 = 2;

/// The sound, with all words about it blanked where they stand: nothing moves, and each page that held some has a
/// checksum that fits. What cannot be read stays as it is, as players pass over it.
pub fn blank_words(content: &mut [u8]) {
    let pages = pages(content);
    let mut streams: HashMap<u32, Stream> = HashMap::new();
    let mut words = Vec::new();
    for page in &pages {
        if page.flags & BEGINS != 0 {
            streams.insert(page.serial, Stream::default());
        }
        if let Some(stream) = streams.get_mut(&page.serial) {
            stream.read(content, page, &mut words);
        }
    }
    if words.is_empty() {
        return;
    }
    for Words { places, said } in words {
        let mut said = said.as_slice();
        for place in places {
            let (here, rest) = said.split_at(place.len());
            content[place].copy_from_slice(here);
            said = rest;
        }
    }
    for page in pages {
        let page = &mut content[page.place];
        page[CHECKSUM].fill(0);
        let sum = checksum(page).to_le_bytes();
        page[CHECKSUM].copy_from_slice(&sum);
    }
}

/// A page of one of the streams.
struct Page {
    place: Range<usize>,
    flags: u8,
    serial: u32,
    /// Where the table of its segments stands.
    lacing: Range<usize>,
}

/// A packet of words, and what is to stand there instead.
struct Words {
    places: Vec<Range<usize>>,
    said: Vec<u8>,
}

/// Whole pages with a checksum that fits, in their order. Others are no pages: players look for the next, and so do we
/// until as much was read in vain as there is.
fn pages(content: &[u8]) -> Vec<Page> {
    let (mut pages, mut at, mut in_vain) = (Vec::new(), 0, 0);
    while let Some(next) = content[at..].windows(SIGN.len()).position(|here| here == SIGN) {
        at += next;
        match page_at(content, at) {
            Some(page) if page.has_its_checksum(content) => {
                at = page.place.end;
                pages.push(page);
            }
            other => {
                in_vain += other.map_or(0, |page| page.place.len());
                at += 1;
            }
        }
        if in_vain > content.len() {
            break;
        }
    }
    pages
}

fn page_at(content: &[u8], at: usize) -> Option<Page> {
    let page = &content[at..];
    let segments = usize::from(*page.get(HEAD - 1)?);
    let table = page.get(HEAD..HEAD + segments)?;
    let body: usize = table.iter().map(|bytes| usize::from(*bytes)).sum();
    let length = HEAD + segments + body;
    let serial = u32::from_le_bytes(*page.get(14..)?.first_chunk()?);
    let lacing = at + HEAD..at + HEAD + segments;
    let is_one = page[4] == 0 && length <= page.len();
    is_one.then(|| Page { place: at..at + length, flags: page[5], serial, lacing })
}

impl Page {
    fn has_its_checksum(&self, content: &[u8]) -> bool {
        let page = &content[self.place.clone()];
        checksum(page).to_le_bytes() == page[CHECKSUM]
    }
}

/// What has been read of a stream so far: packets are numbered from its beginning.
#[derive(Default)]
struct Stream {
    packets: usize,
    codec: Option<Codec>,
    /// Of the packet that has not ended.
    places: Vec<Range<usize>>,
    /// Behind its words comes what is heard.
    is_past_words: bool,
}

#[derive(Clone, Copy)]
enum Codec {
    Opus,
    Vorbis,
    Speex,
    Flac,
}

impl Stream {
    fn read(&mut self, content: &[u8], page: &Page, words: &mut Vec<Words>) {
        if self.is_past_words {
            return;
        }
        if page.flags & CONTINUED == 0 {
            self.places.clear();
        }
        let mut at = page.lacing.end;
        for bytes in &content[page.lacing.clone()] {
            let end = at + usize::from(*bytes);
            match self.places.last_mut() {
                Some(last) if last.end == at => last.end = end,
                _ => self.places.push(at..end),
            }
            at = end;
            if *bytes < GOES_ON {
                let places = std::mem::take(&mut self.places);
                self.end_packet(content, places, words);
            }
        }
    }

    fn end_packet(&mut self, content: &[u8], places: Vec<Range<usize>>, words: &mut Vec<Words>) {
        if self.is_past_words {
            return;
        }
        let number = self.packets;
        self.packets += 1;
        let packet: Vec<u8> = places.iter().flat_map(|place| &content[place.clone()]).copied().collect();
        if number == 0 {
            self.codec = Codec::of(&packet);
            self.is_past_words = self.codec.is_none();
            return;
        }
        let Some(codec) = self.codec else { return };
        let said = codec.without_words(&packet);
        words.extend(said.filter(|said| *said != packet).map(|said| Words { places, said }));
        self.is_past_words = codec.has_told_all(&packet);
    }
}

impl Codec {
    /// By the first packet of a stream.
    fn of(packet: &[u8]) -> Option<Self> {
        if packet.starts_with(b"OpusHead") {
            Some(Self::Opus)
        } else if packet.starts_with(b"\x01vorbis") {
            Some(Self::Vorbis)
        } else if packet.starts_with(b"Speex   ") {
            Some(Self::Speex)
        } else if packet.starts_with(b"\x7fFLAC") {
            Some(Self::Flac)
        } else {
            None
        }
    }

    /// What a packet behind the first says without words, in as many bytes; `None` where it is no packet of words.
    fn without_words(self, packet: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Opus => packet.starts_with(b"OpusTags").then(|| blank(packet, 8, &[]))?,
            Self::Vorbis => packet.starts_with(b"\x03vorbis").then(|| blank(packet, 7, &[1]))?,
            Self::Speex => blank(packet, 0, &[]),
            // Blocks of metadata, each with its kind and its length.
            Self::Flac => match packet.first()? & 0x7f {
                4 => blank(packet, 4, &[]),
                // What programs put there for themselves, and pictures: room that nobody reads.
                2 | 6 => {
                    let head = [packet[0] & 0x80 | 1];
                    let length = packet.get(1..4)?;
                    Some([&head[..], length, &vec![0; packet.len() - 4]].concat())
                }
                _ => None,
            },
        }
    }

    fn has_told_all(self, packet: &[u8]) -> bool {
        match self {
            Self::Opus | Self::Vorbis | Self::Speex => true,
            Self::Flac => packet.first().is_none_or(|kind| kind & 0x80 != 0),
        }
    }
}

/// Comments of none, by a maker whose name is blanks: they fill the room. `None` where there is not even room for that.
fn blank(packet: &[u8], head: usize, tail: &[u8]) -> Option<Vec<u8>> {
    let name = packet.len().checked_sub(head + 4 + 4 + tail.len())?;
    let length = u32::try_from(name).ok()?.to_le_bytes();
    Some([&packet[..head], &length, &vec![b' '; name], &[0; 4], tail].concat())
}

/// The CRC-32 of Ogg, of a page as if its checksum were nothing.
fn checksum(page: &[u8]) -> u32 {
    page.iter().enumerate().fold(0, |sum: u32, (at, byte)| {
        let byte = if CHECKSUM.contains(&at) { 0 } else { *byte };
        (sum << 8) ^ TABLE[usize::from((sum >> 24) as u8 ^ byte)]
    })
}

static TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut sum = (byte as u32) << 24;
        let mut bit = 0;
        while bit < 8 {
            sum = (sum << 1) ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 };
            bit += 1;
        }
        table[byte] = sum;
        byte += 1;
    }
    table
}

#[cfg(test)]
mod tests {
    use super::{blank_words, checksum, pages};

    fn clean(mut content: Vec<u8>) -> Vec<u8> {
        blank_words(&mut content);
        content
    }

    fn page(flags: u8, serial: u32, number: u32, lacing: &[u8], body: &[u8]) -> Vec<u8> {
        let serial = serial.to_le_bytes();
        let number = number.to_le_bytes();
        let segments = u8::try_from(lacing.len()).unwrap();
        let head = [&b"OggS\0"[..], &[flags], &[0; 8], &serial, &number, &[0; 4], &[segments]].concat();
        let mut page = [&head, lacing, body].concat();
        let sum = checksum(&page).to_le_bytes();
        page[22..26].copy_from_slice(&sum);
        page
    }

    fn text(said: &[u8]) -> Vec<u8> {
        [&u32::try_from(said.len()).unwrap().to_le_bytes(), said].concat()
    }

    fn comments(maker: &[u8], said: &[&[u8]]) -> Vec<u8> {
        let count = u32::try_from(said.len()).unwrap().to_le_bytes();
        let said: Vec<u8> = said.iter().flat_map(|said| text(said)).collect();
        [&text(maker), &count[..], &said].concat()
    }

    const PLACE: &[u8] = b"LOCATION=+34.75+113.62/";

    fn holds(content: &[u8], what: &[u8]) -> bool {
        content.windows(what.len()).any(|here| here == what)
    }

    /// A stream of three pages: its head, one more packet, and what is heard.
    fn stream(head: &[u8], packet: &[u8]) -> Vec<u8> {
        let lacing = [vec![255; packet.len() / 255], vec![(packet.len() % 255) as u8]].concat();
        let first = page(2, 7, 0, &[head.len() as u8], head);
        [first, page(0, 7, 1, &lacing, packet), page(4, 7, 2, &[5], b"sound")].concat()
    }

    #[test]
    fn the_checksum_is_that_of_ogg() {
        // The first page of a recording of libopusenc, as it stands in its file.
        let first = b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0";
        let page = page(2, 1, 0, &[], b"");
        assert_eq!(page[..22], first[..]);
        // Reckoned bit by bit, as the standard says it.
        let plain = |bytes: &[u8]| {
            bytes.iter().fold(0u32, |sum, byte| {
                let step = |sum: u32, _| (sum << 1) ^ if sum >> 31 == 1 { 0x04c1_1db7 } else { 0 };
                (0..8).fold(sum ^ (u32::from(*byte) << 24), step)
            })
        };
        let mut without = page.clone();
        without[22..26].fill(0);
        assert_eq!(page[22..26], plain(&without).to_le_bytes());
    }

    #[test]
    fn words_of_each_codec_are_blanked_and_nothing_moves() {
        let said = comments(b"a telephone", &[b"TITLE=x", PLACE]);
        let blanks = |length: usize| comments(&vec![b' '; length - 8], &[]);
        let none = blanks(said.len());
        let flac = |comments: &[u8]| [&[0x84, 0, 0, comments.len() as u8], comments].concat();
        for (head, dirty, expected) in [
            (&b"OpusHead"[..], [b"OpusTags", &said[..]].concat(), [b"OpusTags", &none[..]].concat()),
            (b"\x01vorbis", [b"\x03vorbis", &said[..], b"\x01"].concat(), [b"\x03vorbis", &none[..], b"\x01"].concat()),
            (b"Speex   1.2", said.clone(), none.clone()),
            (b"\x7fFLAC\x01\0", flac(&said), flac(&none)),
        ] {
            let cleaned = clean(stream(head, &dirty));
            assert_eq!(cleaned, stream(head, &expected));
            assert_eq!(clean(cleaned.clone()), cleaned);
        }
    }

    #[test]
    fn a_picture_in_a_stream_of_flac_becomes_room() {
        let picture = [&[6, 0, 0, PLACE.len() as u8], PLACE].concat();
        let last = [&[0x84, 0, 0, 8][..], &[0; 8]].concat();
        let whole = |picture: &[u8]| {
            let head = page(2, 7, 0, &[9], b"\x7fFLAC\x01\0\0\x02");
            let lacing = [picture.len() as u8, last.len() as u8];
            [head, page(0, 7, 1, &lacing, &[picture, &last].concat()), page(4, 7, 2, &[5], b"\x06GPS!")].concat()
        };
        let room = [&[1, 0, 0, PLACE.len() as u8][..], &vec![0; PLACE.len()]].concat();
        assert_eq!(clean(whole(&picture)), whole(&room), "and what is heard stays");
    }

    #[test]
    fn words_over_several_pages_and_streams_are_found() {
        let long = comments(b"m", &[PLACE, &[b'x'; 600]]);
        let tags = [b"OpusTags", &long[..]].concat();
        let (first, second) = tags.split_at(510);
        let whole = [
            page(2, 1, 0, &[8], b"OpusHead"),
            page(2, 2, 0, &[8], b"fishead\0"),
            page(0, 1, 1, &[255, 255], first),
            page(0, 2, 1, &[3], b"???"),
            page(1, 1, 2, &[second.len() as u8, 5], &[second, b"sound"].concat()),
            // Another recording, put behind the first.
            page(2, 3, 0, &[8], b"OpusHead"),
            page(0, 3, 1, &[(16 + 4 + PLACE.len()) as u8], &[b"OpusTags", &comments(b"", &[PLACE])[..]].concat()),
            page(4, 3, 2, &[8], b"OpusTags"),
        ];
        let cleaned = clean(whole.concat());
        assert!(!holds(&cleaned, b"LOCATION") && !holds(&cleaned, b"xxx"));
        assert_eq!(cleaned.len(), whole.concat().len());
        assert_eq!(pages(&cleaned).len(), whole.len(), "all checksums fit");
        for stays in [1, 3, 7] {
            assert!(holds(&cleaned, &whole[stays]), "page {stays} is another");
        }
        assert!(holds(&cleaned, b"sound"));
    }

    #[test]
    fn what_cannot_be_read_stays_as_it_is() {
        let whole = stream(b"OpusHead", &[b"OpusTags", &comments(b"m", &[PLACE])[..]].concat());
        let mut bent = whole.clone();
        bent[30] ^= 1;
        let odd = [
            b"OggS".to_vec(),
            bent[..40].to_vec(),
            stream(b"OpusHead", b"OpusTags short"),
            stream(b"OpusHead", b"no tags at all, but a place: +34.75+113.62/"),
            stream(b"\x80theora", &[b"\x81theora", &comments(b"m", &[PLACE])[..]].concat()),
        ];
        for content in odd {
            assert_eq!(clean(content.clone()), content);
        }
        let behind_rubbish = [b"OggS rubbish", whole.as_slice()].concat();
        assert!(!holds(&clean(behind_rubbish), PLACE), "players find what stands behind it");
        let cut = clean(whole[..whole.len() - 3].to_vec());
        assert!(!holds(&cut, PLACE), "a recording that was cut short");
        assert!(cut.ends_with(b"so"));
    }
}
