mod tracks;

use std::ops::Range;

/// Boxes that hold boxes on the way to where words may stand.
const HOLDERS: [&[u8; 4]; 5] = [b"moov", b"trak", b"mdia", b"moof", b"traf"];
/// Boxes for words about the recording: its place, its maker, its time; and room, where they may have stood before.
const WORDS: [&[u8; 4]; 5] = [b"udta", b"meta", b"uuid", b"free", b"skip"];
/// Boxes of boxes; no recorder nests them deeper.
const DEPTH: usize = 8;
/// Boxes that begin with when something was made and altered.
const TIMES: [&[u8; 4]; 3] = [b"mvhd", b"tkhd", b"mdhd"];
const SOUND: &[u8] = b"soun";
const FILM: &[u8] = b"vide";

/// Leaves the sound, with all words about it blanked where they stand, and whatever was recorded beside it, such as the
/// way that was gone meanwhile: nothing moves, so that what points to a place in the file still does.
///
/// `None` where it is no MP4, has no sound, has a film, or has something beside the sound that cannot be found.
pub fn blank_words(content: &mut [u8]) -> Option<()> {
    let mut found = Found::default();
    look_through(content, 0..content.len(), 0, &mut found)?;
    let is = |track: &Track, handler: &[u8]| track.handler == handler;
    if !found.tracks.iter().any(|track| is(track, SOUND)) || found.tracks.iter().any(|track| is(track, FILM)) {
        return None;
    }
    let mut beside = Vec::new();
    for track in found.tracks.iter().filter(|track| !is(track, SOUND)) {
        // Of pieces it would have to be told one by one whose they are.
        if found.in_pieces {
            return None;
        }
        beside.extend(tracks::recorded(content, track.holds.clone())?);
        found.words.push(Words { name: track.name.clone(), said: track.holds.clone() });
    }
    for place in tracks::places_within(&found.recorded, beside).into_iter().chain(found.times) {
        content[place].fill(0);
    }
    for Words { name, said } in found.words {
        content[name].copy_from_slice(b"free");
        content[said].fill(0);
    }
    Some(())
}

#[derive(Debug, Default)]
struct Found {
    tracks: Vec<Track>,
    words: Vec<Words>,
    /// Where what is recorded lies, from the first to the last.
    recorded: Vec<Range<usize>>,
    in_pieces: bool,
    times: Vec<Range<usize>>,
}

#[derive(Debug)]
struct Track {
    name: Range<usize>,
    holds: Range<usize>,
    /// What it is of.
    handler: [u8; 4],
}

/// Where the name of a box stands that is to go, and where what it holds does.
#[derive(Debug)]
struct Words {
    name: Range<usize>,
    said: Range<usize>,
}

fn look_through(content: &[u8], Range { mut start, end }: Range<usize>, depth: usize, found: &mut Found) -> Option<()> {
    while start < end {
        let (name, holds, next) = next_box(content, start, end)?;
        let place_of_name = start + 4..start + 8;
        match name {
            b"mdat" if depth == 0 => found.recorded.push(holds.clone()),
            b"moof" => found.in_pieces = true,
            _ if TIMES.contains(&name) => {
                let wide = content[holds.clone()].first() == Some(&1);
                let times = holds.start + 4..holds.start + if wide { 20 } else { 12 };
                found.times.extend((times.end <= holds.end).then_some(times));
            }
            b"trak" => {
                // Within another one it would go with that.
                if depth != 1 {
                    return None;
                }
                let told = inside(content, holds.clone(), &[b"mdia", b"hdlr"])?;
                let handler = *content[told].get(8..)?.first_chunk()?;
                found.tracks.push(Track { name: place_of_name.clone(), holds: holds.clone(), handler });
            }
            _ => {}
        }
        if WORDS.contains(&name) {
            found.words.push(Words { name: place_of_name, said: holds });
        } else if HOLDERS.contains(&name) {
            if depth == DEPTH {
                return None;
            }
            look_through(content, holds, depth + 1, found)?;
        }
        start = next;
    }
    Some(())
}

/// What the first box holds to which the names lead.
fn inside(content: &[u8], within: Range<usize>, names: &[&[u8; 4]]) -> Option<Range<usize>> {
    let Some((first, rest)) = names.split_first() else { return Some(within) };
    let mut start = within.start;
    while start < within.end {
        let (name, holds, next) = next_box(content, start, within.end)?;
        if name == *first {
            return inside(content, holds, rest);
        }
        start = next;
    }
    None
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
    use super::blank_words;

    fn clean(mut content: Vec<u8>) -> Option<Vec<u8>> {
        blank_words(&mut content)?;
        Some(content)
    }

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
        let cleaned = clean(mp4(&[&track(b"soun"), &words])).unwrap();
        assert_eq!(cleaned, mp4(&[&track(b"soun"), &boxed(b"free", &vec![0; words.len() - 8])]));
    }

    #[test]
    fn room_is_empty_and_fragments_have_words_too() {
        let dirty = |words: &[u8]| {
            let fragment = boxed(b"moof", &boxed(b"traf", words));
            [mp4(&[&track(b"soun"), words]), fragment, words.to_vec()].concat()
        };
        for name in [b"free", b"skip", b"meta", b"uuid"] {
            let cleaned = clean(dirty(&boxed(name, b"+34.75+113.62/"))).unwrap();
            assert_eq!(cleaned, dirty(&boxed(b"free", &[0; 14])));
        }
    }

    fn table(name: &[u8; 4], before: &[u32], entries: &[&[u32]]) -> Vec<u8> {
        let count = [u32::try_from(entries.len()).unwrap()];
        let numbers = [&[0], before, &count, &entries.concat()].concat();
        boxed(name, &numbers.iter().flat_map(|number| number.to_be_bytes()).collect::<Vec<_>>())
    }

    /// A track with what its tables tell of its samples.
    fn track_of(handler: &[u8; 4], tables: &[Vec<u8>]) -> Vec<u8> {
        let told = boxed(b"hdlr", &[&[0; 8], &handler[..], &[0; 13]].concat());
        let tables = boxed(b"minf", &boxed(b"stbl", &tables.concat()));
        boxed(b"trak", &boxed(b"mdia", &[told, tables].concat()))
    }

    /// What was recorded first, then the film's description, as most recorders write it.
    fn recorded(recorded: &[u8], tracks: &[&[u8]]) -> Vec<u8> {
        [boxed(b"ftyp", b"isom"), boxed(b"mdat", recorded), boxed(b"moov", &tracks.concat())].concat()
    }

    /// Where what is recorded begins.
    const BEGIN: u32 = 20;

    #[test]
    fn the_way_that_was_recorded_beside_the_sound_goes() {
        let starts = table(b"stco", &[], &[&[BEGIN + 2], &[BEGIN + 16], &[BEGIN + 23]]);
        let wide = table(b"co64", &[], &[&[0, BEGIN + 2], &[0, BEGIN + 16], &[0, BEGIN + 23]]);
        let in_each = table(b"stsc", &[], &[&[1, 2, 1], &[2, 1, 1]]);
        let sizes = table(b"stsz", &[0], &[&[5], &[4], &[3], &[3]]);
        let way = b"so+34.75+11nd ..3.6! ..2/! end";
        let without = b"so\0\0\0\0\0\0\0\0\0nd ..\0\0\0! ..\0\0\0 end";
        for starts in [starts, wide] {
            let beside = track_of(b"meta", &[sizes.clone(), in_each.clone(), starts]);
            let cleaned = clean(recorded(way, &[&track(b"soun"), &beside])).unwrap();
            let room = boxed(b"free", &vec![0; beside.len() - 8]);
            assert_eq!(cleaned, recorded(without, &[&track(b"soun"), &room]));
            assert_eq!(clean(cleaned.clone()).unwrap(), cleaned);
        }
    }

    #[test]
    fn what_is_small_is_found_by_its_own_table() {
        let sizes = [&[0, 0, 0, 0, 0, 0, 0, 8][..], &4u32.to_be_bytes(), &[5, 4, 3, 3]].concat();
        let wide = [&[0, 0, 0, 0, 0, 0, 0, 16][..], &4u32.to_be_bytes(), &[0, 5, 0, 4, 0, 3, 0, 3]].concat();
        let way = b"+34.75+113.6!2/";
        let rest = [table(b"stsc", &[], &[&[1, 4, 1]]), table(b"stco", &[], &[&[BEGIN]])].concat();
        for sizes in [sizes, wide] {
            let beside = track_of(b"meta", &[boxed(b"stz2", &sizes), rest.clone()]);
            let cleaned = clean(recorded(way, &[&track(b"soun"), &beside])).unwrap();
            assert_eq!(cleaned[20..35], [0; 15]);
        }
        let halves = boxed(b"stz2", &[0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
        assert_eq!(clean(recorded(way, &[&track(b"soun"), &track_of(b"meta", &[halves, rest])])), None);
    }

    #[test]
    fn when_it_was_made_is_told_no_more() {
        let told =
            |name: &[u8; 4], version: u8, times: &[u8]| boxed(name, &[&[version, 0, 0, 1], times, b"rest"].concat());
        let whole = |times: [&[u8]; 2]| {
            let movie = [told(b"mvhd", 0, times[0]), told(b"mvhd", 1, times[1]), boxed(b"mvhd", &[0, 0, 0, 0, 7])];
            mp4(&[&track(b"soun"), &movie.concat()])
        };
        assert_eq!(clean(whole([&[7; 8], &[7; 16]])).unwrap(), whole([&[0; 8], &[0; 16]]));
    }

    #[test]
    fn tables_that_lie_lead_to_nothing_but_what_is_recorded() {
        let one = table(b"stsc", &[], &[&[1, u32::MAX, 1]]);
        let alike = [&[0; 4], &u32::MAX.to_be_bytes()[..], &[0; 4]].concat();
        let starts = table(b"stco", &[], &[&[0], &[0], &[u32::MAX], &[BEGIN]]);
        let beside = track_of(b"text", &[boxed(b"stsz", &alike), one.clone(), starts]);
        let (sound, room) = (track(b"soun"), boxed(b"free", &vec![0; beside.len() - 8]));
        let cleaned = clean(recorded(b"+34.75", &[&sound, &beside])).unwrap();
        assert_eq!(cleaned, recorded(&[0; 6], &[&sound, &room]));
        let countless = [&u32::MAX.to_be_bytes()[..]; 3].concat();
        for tables in [&[][..], &[one], &[boxed(b"stsz", &alike), boxed(b"stco", &countless)]] {
            assert_eq!(clean(recorded(b"+34.75", &[&sound, &track_of(b"meta", tables)])), None);
        }
    }

    #[test]
    fn what_comes_in_pieces_has_nothing_beside_the_sound() {
        let sizes = table(b"stsz", &[0], &[]);
        let beside = track_of(b"meta", &[sizes, table(b"stsc", &[], &[]), table(b"stco", &[], &[])]);
        let whole = mp4(&[&track(b"soun"), &beside]);
        assert!(clean(whole.clone()).is_some());
        assert_eq!(clean([whole, boxed(b"moof", &[])].concat()), None);
    }

    #[test]
    fn films_are_not_taken_nor_is_what_has_no_sound() {
        for tracks in [&[][..], &[b"vide"], &[b"vide", b"soun"]] {
            let tracks: Vec<Vec<u8>> = tracks.iter().map(|handler| track(handler)).collect();
            let tracks: Vec<&[u8]> = tracks.iter().map(Vec::as_slice).collect();
            assert_eq!(clean(mp4(&tracks)), None);
        }
    }

    #[test]
    fn boxes_that_lie_about_their_size_or_nest_without_end_are_not_taken() {
        let mut deep = track(b"soun");
        for _ in 0..1_000 {
            deep = boxed(b"moov", &deep);
        }
        assert_eq!(clean([boxed(b"ftyp", b"isom"), deep].concat()), None);
        let whole = mp4(&[&track(b"soun")]);
        assert_eq!(clean(whole[..whole.len() - 1].to_vec()), None);
        assert_eq!(clean(b"\0\0\0\x07ftypisom".to_vec()), None);
        assert_eq!(clean(b"\0\0\0\x01ftyp\xff\xff\xff\xff\xff\xff\xff\xff".to_vec()), None);
    }
}
