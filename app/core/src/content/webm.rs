use std::ops::Range;

const DOCTYPE: &[u8] = b"\x42\x82\x84webm";
const CLUSTER: &[u8] = b"\x1f\x43\xb6\x75";
/// Stands before a sign that only tells where to look for what it names: recorders begin with such a table.
const NAMED: &[u8] = b"\x53\xab\x84";
const IS_FILM: &[u8] = b"\x83\x81\x01";
const IS_SOUND: &[u8] = b"\x83\x81\x02";
/// What tells of the tracks comes before all that is recorded.
const HEAD: usize = 64 * 1024;

/// The sound, with all words about it made room that nobody reads, where they stand: nothing moves. What cannot be
/// read stays as it is.
///
/// `None` where it is no WebM, has no sound, or has a film.
pub fn blank_words(content: &mut [u8]) -> Option<()> {
    if !holds_only_sound(content) {
        return None;
    }
    let words = words(content);
    let said: Vec<Vec<u8>> = words.iter().map(|said| content[said.clone()].to_vec()).collect();
    words.iter().for_each(|said| make_room(&mut content[said.clone()]));
    // Where words seem to hold the sound itself, something lies about its size.
    if !holds_only_sound(content) {
        words.into_iter().zip(said).for_each(|(place, said)| content[place].copy_from_slice(&said));
    }
    Some(())
}

/// Whether it is WebM with sound and no film, by what its head tells of its tracks.
fn holds_only_sound(content: &[u8]) -> bool {
    let head = &content[..content.len().min(HEAD)];
    let head = &head[..first_cluster(head).unwrap_or(head.len())];
    let has = |sign: &[u8]| place(head, sign).is_some();
    has(DOCTYPE) && has(IS_SOUND) && !has(IS_FILM)
}

fn first_cluster(head: &[u8]) -> Option<usize> {
    let signs = head.windows(CLUSTER.len()).enumerate().filter(|(_, here)| *here == CLUSTER);
    signs.map(|(place, _)| place).find(|place| !head[..*place].ends_with(NAMED))
}

fn place(within: &[u8], sign: &[u8]) -> Option<usize> {
    within.windows(sign.len()).position(|here| here == sign)
}

/// Elements by their names, as they are spelled.
mod named {
    pub const HEAD: u32 = 0x1a45_dfa3;
    pub const SEGMENT: u32 = 0x1853_8067;
    pub const CLUSTER: u32 = 0x1f43_b675;
    pub const TAGS: u32 = 0x1254_c367;
    /// Pictures and other files.
    pub const ATTACHMENTS: u32 = 0x1941_a469;
    pub const INFO: u32 = 0x1549_a966;
    pub const TABLE: u32 = 0x114d_9b74;
    pub const PLACE_IN_TABLE: u32 = 0x4dbb;
    pub const WHAT_LIES_THERE: u32 = 0x53ab;
    pub const CHECKSUM: u32 = 0xbf;
    /// Title, day, and how the file and those before and behind it are called.
    pub const ABOUT: [u32; 5] = [0x7ba9, 0x4461, 0x7384, 0x3c_83ab, 0x3e_83bb];
    /// All that a segment holds.
    pub const IN_SEGMENT: [u32; 8] = [CLUSTER, TAGS, ATTACHMENTS, INFO, TABLE, 0x1654_ae6b, 0x1c53_bb6b, 0x1043_a770];
}

/// An element: its name, where it stands, and where what it holds does.
struct Element {
    name: u32,
    whole: Range<usize>,
    holds: Range<usize>,
    /// It ends where something comes that cannot be in it.
    is_open: bool,
}

/// Elements with words about the recording. Where one cannot be read all before it is known.
fn words(content: &[u8]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(element) = element(content, at..content.len()) {
        at = match element.name {
            named::SEGMENT => in_segment(content, element.holds, &mut words),
            _ if element.is_open => break,
            _ => element.whole.end,
        };
    }
    words
}

/// Looks through a segment, and tells where it ends.
fn in_segment(content: &[u8], segment: Range<usize>, words: &mut Vec<Range<usize>>) -> usize {
    let mut at = segment.start;
    let mut in_open = false;
    while let Some(element) = element(content, at..segment.end) {
        let is_of_segment = named::IN_SEGMENT.contains(&element.name);
        at = element.whole.end;
        match element.name {
            // Another recording, put behind this one.
            named::HEAD | named::SEGMENT => return element.whole.start,
            named::CLUSTER if element.is_open => at = element.holds.start,
            _ if element.is_open => return segment.end,
            named::TAGS | named::ATTACHMENTS => words.push(element.whole),
            named::INFO => words.extend(parts_to_go(content, element.holds, |part| named::ABOUT.contains(&part.name))),
            named::TABLE => words.extend(parts_to_go(content, element.holds, |part| leads_to_words(content, part))),
            // Of a segment: it would fit no more.
            named::CHECKSUM if !in_open => words.push(element.whole),
            _ => {}
        }
        if is_of_segment {
            in_open = element.name == named::CLUSTER && element.is_open;
        }
    }
    segment.end
}

/// Those of the parts that go, and with them the checksum, which would fit no more.
fn parts_to_go(content: &[u8], within: Range<usize>, goes: impl Fn(&Element) -> bool) -> Vec<Range<usize>> {
    let (mut at, mut checksums, mut gone) = (within.start, Vec::new(), Vec::new());
    while let Some(part) = element(content, at..within.end).filter(|part| !part.is_open) {
        at = part.whole.end;
        if part.name == named::CHECKSUM {
            checksums.push(part.whole);
        } else if goes(&part) {
            gone.push(part.whole);
        }
    }
    if !gone.is_empty() {
        gone.append(&mut checksums);
    }
    gone
}

fn leads_to_words(content: &[u8], part: &Element) -> bool {
    let mut at = part.holds.start;
    while let Some(said) = element(content, at..part.holds.end) {
        at = said.whole.end;
        let leads_to = |name: u32| content[said.holds.clone()] == name.to_be_bytes();
        if said.name == named::WHAT_LIES_THERE && (leads_to(named::TAGS) || leads_to(named::ATTACHMENTS)) {
            return part.name == named::PLACE_IN_TABLE;
        }
    }
    false
}

/// The element that begins there; one that is cut short ends with what it stands in.
fn element(content: &[u8], Range { start, end }: Range<usize>) -> Option<Element> {
    let rest = content.get(start..end)?;
    let length_of_name = rest.first()?.leading_zeros() as usize + 1;
    if length_of_name > 4 {
        return None;
    }
    let name = rest.get(..length_of_name)?.iter().fold(0, |name, byte| name << 8 | u32::from(*byte));
    let size = &rest[length_of_name..];
    let length_of_size = size.first()?.leading_zeros() as usize + 1;
    if length_of_size > 8 {
        return None;
    }
    let spelled = size.get(..length_of_size)?.iter().fold(0, |size, byte| size << 8 | u64::from(*byte));
    let most = (1 << (7 * length_of_size)) - 1;
    let bytes = spelled & most;
    let holds = start + length_of_name + length_of_size;
    let is_open = bytes == most;
    let behind = usize::try_from(bytes).ok().and_then(|bytes| holds.checked_add(bytes)).filter(|_| !is_open);
    let behind = behind.unwrap_or(end).min(end);
    Some(Element { name, whole: start..behind, holds: holds..behind, is_open })
}

/// An element of no meaning, of as many bytes.
fn make_room(element: &mut [u8]) {
    const ROOM: u8 = 0xec;
    let length = element.len();
    element.fill(0);
    element[0] = ROOM;
    // A size of ones alone would leave open where it ends.
    match u8::try_from(length - 2) {
        Ok(size) if size < 0x7f => element[1] = 0x80 | size,
        _ => {
            element[1..9].copy_from_slice(&(length as u64 - 9).to_be_bytes());
            element[1] = 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{CLUSTER, IS_FILM, IS_SOUND, NAMED, blank_words, holds_only_sound};

    fn clean(mut content: Vec<u8>) -> Option<Vec<u8>> {
        blank_words(&mut content)?;
        Some(content)
    }

    #[test]
    fn sound_is_taken_and_films_are_not() {
        let webm = |tracks: &[&[u8]]| {
            let head = [&b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm"[..], &tracks.concat()].concat();
            holds_only_sound(&[&head, CLUSTER, IS_FILM].concat())
        };
        assert!(webm(&[IS_SOUND]), "what is recorded may look like anything");
        assert!(!webm(&[]) && !webm(&[IS_FILM]) && !webm(&[IS_SOUND, IS_FILM]));
        assert!(!holds_only_sound(b"\x1a\x45\xdf\xa3\x42\x82\x88matroska\x83\x81\x02"));
        let table = [NAMED, CLUSTER].concat();
        assert!(webm(&[&table, IS_SOUND]), "a table of what lies where is no part of what lies there");
        assert!(!webm(&[&table, IS_SOUND, IS_FILM]) && !webm(&[&table]));
    }

    #[test]
    fn what_a_browser_records_is_taken() {
        // The head of a voice note of Chromium 156, without the room that it leaves for a longer table.
        let note = [
            &b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm"[..],
            b"\x42\x87\x81\x04\x42\x85\x81\x02\x18\x53\x80\x67\x01\0\0\0\0\0\x1f\xbd\x11\x4d\x9b\x74\xb9",
            b"\x4d\xbb\x8b\x53\xab\x84\x15\x49\xa9\x66\x53\xac\x81\x6e\x4d\xbb\x8b\x53\xab\x84\x16\x54\xae\x6b\x53\xac\x81\x93",
            b"\x4d\xbb\x8b\x53\xab\x84\x1f\x43\xb6\x75\x53\xac\x81\xd7\x4d\xbb\x8c\x53\xab\x84\x1c\x53\xbb\x6b\x53\xac\x82\x1f\xab",
            b"\x15\x49\xa9\x66\xa0\x2a\xd7\xb1\x83\x0f\x42\x40\x44\x89\x84\x46\x10\0\0\x4d\x80\x86Chrome\x57\x41\x86Chrome",
            b"\x16\x54\xae\x6b\xbf\xae\xbd\xd7\x81\x01\x73\xc5\x87\x41\xe3\xaa\xbd\x5f\xce\x70\x83\x81\x02\x86\x86A_OPUS",
            b"\x63\xa2\x93OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0\xe1\x8d\xb5\x84\x47\x3b\x80\0\x9f\x81\x01\x62\x64\x81\x20",
            b"\x1f\x43\xb6\x75\x01\0\0\0\0\0\x1e\xc8\xe7\x81\0\xa3\x8c\x81\0\0\x80\xfb\x03\xff\xfe\xff\xfe\xff\xfe",
        ];
        let note = note.concat();
        assert!(holds_only_sound(&note));
        let cleaned = clean(note.clone()).unwrap();
        assert_eq!(cleaned, note, "it says nothing of the place");
    }

    fn element(name: &[u8], holds: &[u8]) -> Vec<u8> {
        let size = 0x0100_0000_0000_0000 | holds.len() as u64;
        [name, &size.to_be_bytes(), holds].concat()
    }

    fn small(name: &[u8], holds: &[u8]) -> Vec<u8> {
        [name, &[0x80 | u8::try_from(holds.len()).unwrap()], holds].concat()
    }

    fn room(bytes: usize) -> Vec<u8> {
        match bytes {
            2..=128 => small(b"\xec", &vec![0; bytes - 2]),
            _ => element(b"\xec", &vec![0; bytes - 9]),
        }
    }

    const PLACE: &[u8] = b"+34.75+113.62/";
    const OPEN: &[u8] = b"\x01\xff\xff\xff\xff\xff\xff\xff";

    fn tags(rest: usize) -> Vec<u8> {
        let said = [small(b"\x45\xa3", b"LOCATION"), small(b"\x44\x87", PLACE), room(rest)].concat();
        element(b"\x12\x54\xc3\x67", &element(b"\x73\x73", &element(b"\x67\xc8", &said)))
    }

    fn head() -> Vec<u8> {
        small(b"\x1a\x45\xdf\xa3", &small(b"\x42\x82", b"webm"))
    }

    fn tracks() -> Vec<u8> {
        small(b"\x16\x54\xae\x6b", &small(b"\xae", &small(b"\x83", b"\x02")))
    }

    fn segment(is_open: bool, parts: &[&[u8]]) -> Vec<u8> {
        match is_open {
            true => [b"\x18\x53\x80\x67", OPEN, &parts.concat()].concat(),
            false => element(b"\x18\x53\x80\x67", &parts.concat()),
        }
    }

    #[test]
    fn tags_become_room_before_and_behind_the_sound_in_whatever_segment() {
        let block = small(b"\xa3", b"\x81\0\0\x80sound \x12\x54\xc3\x67\x82ab");
        let closed = element(CLUSTER, &[small(b"\xe7", b"\0"), block.clone()].concat());
        let open = [CLUSTER, OPEN, &small(b"\xe7", b"\0"), &small(b"\xbf", b"sum!"), &block].concat();
        for rest in [2, 9, 40, 60, 128, 129, 20_000] {
            let tags = tags(rest);
            let room = room(tags.len());
            for (is_open, cluster) in [(false, &closed), (true, &closed), (true, &open)] {
                let whole = |words: &[u8]| {
                    let segment = segment(is_open, &[words, &tracks(), cluster, words, cluster]);
                    [head(), segment].concat()
                };
                let cleaned = clean(whole(&tags)).unwrap();
                assert!(cleaned == whole(&room), "{rest} {is_open}");
                assert_eq!(clean(cleaned.clone()).unwrap(), cleaned);
            }
        }
    }

    #[test]
    fn what_is_said_about_the_file_goes_and_with_it_what_leads_there() {
        let leads = |to: &[u8]| small(b"\x4d\xbb", &[small(b"\x53\xab", to), small(b"\x53\xac", b"\x10")].concat());
        let sum = small(b"\xbf", b"sum!");
        let (to_tags, to_cues) = (leads(b"\x12\x54\xc3\x67"), leads(b"\x1c\x53\xbb\x6b"));
        let (title, day) = (small(b"\x7b\xa9", "郑州".as_bytes()), small(b"\x44\x61", b"\0\0\0\0\0\0\0\x01"));
        let (scale, cover) = (small(b"\x2a\xd7\xb1", b"\x0f\x42\x40"), small(b"\x19\x41\xa4\x69", PLACE));
        let whole = |table: [&[u8]; 3], info: [&[u8]; 4], sum: &[u8], cover: &[u8]| {
            let table = element(b"\x11\x4d\x9b\x74", &table.concat());
            let info = element(b"\x15\x49\xa9\x66", &info.concat());
            let plain = element(b"\x15\x49\xa9\x66", &[&small(b"\xbf", b"sum!")[..], &scale].concat());
            [head(), segment(true, &[sum, &table, &info, &plain, &tracks(), cover])].concat()
        };
        let dirty = whole([&sum, &to_tags, &to_cues], [&sum, &title, &scale, &day], &sum, &cover);
        let [no_sum, no_lead, no_title, no_day, no_cover] =
            [&sum, &to_tags, &title, &day, &cover].map(|element| room(element.len()));
        let cleaned = whole([&no_sum, &no_lead, &to_cues], [&no_sum, &no_title, &scale, &no_day], &no_sum, &no_cover);
        assert_eq!(clean(dirty).unwrap(), cleaned, "a checksum of what stays as it was still fits");
    }

    #[test]
    fn what_comes_cut_short_or_twice_loses_its_words_too() {
        let one = [head(), segment(true, &[&tags(9), &tracks(), CLUSTER, OPEN, &small(b"\xe7", b"\0")])].concat();
        let holds_place = |content: &[u8]| content.windows(PLACE.len()).any(|here| here == PLACE);
        let twice = clean([one.clone(), one].concat()).unwrap();
        assert!(!holds_place(&twice));
        let late = [head(), segment(true, &[&tracks(), &tags(60)])].concat();
        let cut = clean(late[..late.len() - 30].to_vec()).unwrap();
        assert!(!holds_place(&cut));
        let lying = [head(), segment(true, &[b"\x12\x54\xc3\x67\xfe", &tracks(), PLACE])].concat();
        assert_eq!(clean(lying.clone()).unwrap(), lying, "tags that would hold the sound are none");
        let bent = [head(), tracks(), b"\0 no element".to_vec(), tags(9)].concat();
        assert_eq!(clean(bent.clone()).unwrap(), bent, "where the rest cannot be read it stays");
    }
}
