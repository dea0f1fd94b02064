const DOCTYPE: &[u8] = b"\x42\x82\x84webm";
const FIRST_CLUSTER: &[u8] = b"\x1f\x43\xb6\x75";
const IS_FILM: &[u8] = b"\x83\x81\x01";
const IS_SOUND: &[u8] = b"\x83\x81\x02";
/// What tells of the tracks comes before all that is recorded.
const HEAD: usize = 64 * 1024;

/// Whether it is WebM with sound and no film, by what its head tells of its tracks.
pub fn holds_only_sound(content: &[u8]) -> bool {
    let head = &content[..content.len().min(HEAD)];
    let head = &head[..place(head, FIRST_CLUSTER).unwrap_or(head.len())];
    let has = |sign: &[u8]| place(head, sign).is_some();
    has(DOCTYPE) && has(IS_SOUND) && !has(IS_FILM)
}

fn place(within: &[u8], sign: &[u8]) -> Option<usize> {
    within.windows(sign.len()).position(|here| here == sign)
}

#[cfg(test)]
mod tests {
    use super::{FIRST_CLUSTER, IS_FILM, IS_SOUND, holds_only_sound};

    #[test]
    fn sound_is_taken_and_films_are_not() {
        let webm = |tracks: &[&[u8]]| {
            let head = [&b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm"[..], &tracks.concat()].concat();
            holds_only_sound(&[&head, FIRST_CLUSTER, IS_FILM].concat())
        };
        assert!(webm(&[IS_SOUND]), "what is recorded may look like anything");
        assert!(!webm(&[]) && !webm(&[IS_FILM]) && !webm(&[IS_SOUND, IS_FILM]));
        assert!(!holds_only_sound(b"\x1a\x45\xdf\xa3\x42\x82\x88matroska\x83\x81\x02"));
    }
}
