use std::ops::Range;

use bytes::{Bytes, BytesMut};

/// Boxes that hold boxes on the way to what a track is.
const HOLDERS: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"moof", b"traf"];
/// Boxes for words about the recording: its place, its maker, its time; and room, where they may have stood before.
const WORDS: [&[u8; 4]; 5] = [b"udta", b"meta", b"uuid", b"free", b"skip"];
/// Boxes of boxes; no recorder nests them deeper.
const DEPTH: usize = 8;

/// The sound, with all words about it blanked where they stand, so that what points to a place in the
/// file still does.
///
/// `None` where it is no MP4, has no sound, or has a film.
pub fn clean(content: Bytes) -> Option<Bytes> {
    let mut content = BytesMut::from(content);
    let mut found = Found::default();
    let whole = 0..content.len();
    look_through(&content, whole, 0, &mut found)?;
    if !found.sound || found.film {
        return None;
    }
    for Words { name, said } in found.words {
        content[name].copy_from_slice(b"free");
        content[said].fill(0);
    }
    Some(content.freeze())
}

#[derive(Debug, Default)]
struct Found {
    sound: bool,
    film: bool,
    words: Vec<Words>,
}

/// Where the name of a box stands that holds words, and where these do.
#[derive(Debug)]
struct Words {
    name: Range<usize>,
    said: Range<usize>,
}

fn look_through(content: &[u8], Range { mut start, end }: Range<usize>, depth: usize, found: &mut Found) -> Option<()> {
    while start < end {
        let (name, said, next) = next_box(content, start, end)?;
        if WORDS.contains(&name) {
            found.words.push(Words { name: start + 4..start + 8, said });
        } else if HOLDERS.contains(&name) {
            if depth == DEPTH {
                return None;
            }
            look_through(content, said, depth + 1, found)?;
        } else if name == b"hdlr" {
            let handler = content[said].get(8..12)?;
            found.sound |= handler == b"soun";
            found.film |= handler == b"vide";
        }
        start = next;
    }
    Some(())
}

/// The name of the box at `start`, what it holds, and where the next begins.
fn next_box(content: &[u8], start: usize, end: usize) -> Option<(&[u8; 4], Range<usize>, usize)> {
    let within = content.get(start..end)?;
    let size = u32::from_be_bytes(*within.first_chunk()?);
    let name = within.get(4..)?.first_chunk()?;
    let (head, size) = match size {
        0 => (8, within.len()),
        1 => (16, usize::try_from(u64::from_be_bytes(*within.get(8..)?.first_chunk()?)).ok()?),
        size => (8, usize::try_from(size).ok()?),
    };
    (head <= size && size <= within.len()).then(|| (name, start + head..start + size, start + size))
}

#[cfg(test)]
mod tests {
    use super::clean;

    fn boxed(name: &[u8; 4], said: &[u8]) -> Vec<u8> {
        let size = u32::try_from(said.len() + 8).unwrap();
        [&size.to_be_bytes(), &name[..], said].concat()
    }

    fn track(handler: &[u8; 4]) -> Vec<u8> {
        let handler = boxed(b"hdlr", &[&[0; 8], &handler[..], &[0; 13]].concat());
        boxed(b"trak", &boxed(b"mdia", &handler))
    }

    fn mp4(in_movie: &[&[u8]]) -> Vec<u8> {
        let [kind, data] = [boxed(b"ftyp", b"isom"), boxed(b"mdat", b"udta is only a word here")];
        [kind, boxed(b"moov", &in_movie.concat()), data].concat()
    }

    #[test]
    fn words_are_blanked_and_nothing_moves() {
        let words = boxed(b"udta", &boxed(b"\xa9xyz", b"+34.75+113.62/"));
        let cleaned = clean(mp4(&[&track(b"soun"), &words]).into()).unwrap();
        assert_eq!(cleaned, mp4(&[&track(b"soun"), &boxed(b"free", &vec![0; words.len() - 8])]));
    }

    #[test]
    fn room_is_empty_and_fragments_have_words_too() {
        let dirty = |words: &[u8]| {
            let fragment = boxed(b"moof", &boxed(b"traf", words));
            [mp4(&[&track(b"soun"), words]), fragment, words.to_vec()].concat()
        };
        for name in [b"free", b"skip", b"meta", b"uuid"] {
            let cleaned = clean(dirty(&boxed(name, b"+34.75+113.62/")).into()).unwrap();
            assert_eq!(cleaned, dirty(&boxed(b"free", &[0; 14])));
        }
    }

    #[test]
    fn films_are_not_taken_nor_is_what_has_no_sound() {
        for tracks in [&[][..], &[b"vide"], &[b"vide", b"soun"]] {
            let tracks: Vec<Vec<u8>> = tracks.iter().map(|handler| track(handler)).collect();
            let tracks: Vec<&[u8]> = tracks.iter().map(Vec::as_slice).collect();
            assert_eq!(clean(mp4(&tracks).into()), None);
        }
    }

    #[test]
    fn boxes_that_lie_about_their_size_or_nest_without_end_are_not_taken() {
        let mut deep = track(b"soun");
        for _ in 0..1_000 {
            deep = boxed(b"moov", &deep);
        }
        assert_eq!(clean([boxed(b"ftyp", b"isom"), deep].concat().into()), None);
        let whole = mp4(&[&track(b"soun")]);
        assert_eq!(clean(whole[..whole.len() - 1].to_vec().into()), None);
        assert_eq!(clean(b"\0\0\0\x07ftypisom".to_vec().into()), None);
        assert_eq!(clean(b"\0\0\0\x01ftyp\xff\xff\xff\xff\xff\xff\xff\xff".to_vec().into()), None);
    }
}
