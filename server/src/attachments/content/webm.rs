const DOCTYPE: &[u8] = b"\x42\x82\x84webm";
const CLUSTER: &[u8] = b"\x1f\x43\xb6\x75";
/// Stands before a sign that only tells where to look for what it names: recorders begin with such a table.
const NAMED: &[u8] = b"\x53\xab\x84";
const IS_FILM: &[u8] = b"\x83\x81\x01";
const IS_SOUND: &[u8] = b"\x83\x81\x02";
/// What tells of the tracks comes before all that is recorded.
const HEAD: usize = 64 * 1024;

/// Whether it is WebM with sound and no film, by what its head tells of its tracks.
pub fn holds_only_sound(content: &[u8]) -> bool {
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

#[cfg(test)]
mod tests {
    use super::{CLUSTER, IS_FILM, IS_SOUND, NAMED, holds_only_sound};

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
        assert!(holds_only_sound(&note.concat()));
    }
}
