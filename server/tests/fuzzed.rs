//! What fuzzing found worth keeping, replayed and bent a little, without a fuzzer.

#[path = "../fuzz/src/lib.rs"]
mod targets;

use std::fs;
use std::path::Path;

/// How often each input is bent.
const BENT: usize = 200;

#[test]
fn wire() {
    replay("wire", targets::wire);
}

#[test]
fn changes() {
    replay("changes", targets::changes);
}

#[test]
fn image() {
    replay("image", targets::image);
}

fn replay(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let files = fs::read_dir(&folder).expect("a folder with inputs").map(|file| file.expect("a file").path());
    let mut inputs: Vec<Vec<u8>> = files.map(|path| fs::read(path).expect("it can be read")).collect();
    inputs.sort();
    assert!(inputs.len() >= 10, "{} inputs in {}", inputs.len(), folder.display());
    let mut dice = 1u64;
    // The numbers of Knuth's MMIX: any will do.
    let mut below = |end: usize| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) as usize % end.max(1)
    };
    for input in &inputs {
        target(input);
        for _ in 0..BENT {
            let mut bent = input.clone();
            for _ in 0..=below(4) {
                let (at, other) = (below(bent.len()), &inputs[below(inputs.len())]);
                match below(4) {
                    0 => bent.truncate(at),
                    1 => bent.splice(at..at, other[..below(other.len())].iter().copied()).for_each(drop),
                    2 if !bent.is_empty() => bent[at] = below(256) as u8,
                    _ => bent.insert(at, below(256) as u8),
                }
            }
            target(&bent);
        }
    }
}
