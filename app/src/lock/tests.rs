use uuid::Uuid;
use zoufang_core::id::PersonId;

use super::*;

const CHEAP: Cost = Cost { memory_kib: 64, passes: 1 };

fn key() -> DeviceKey {
    DeviceKey::draw().unwrap()
}

#[test]
fn what_was_sealed_opens_in_its_place_and_with_its_key_alone() {
    let cipher = Cipher::new(&DeviceKey::of([7; 32])).unwrap();
    for text in ["", "{}", "宇通客车：用地120亩", "𠮷㛃👨‍👩‍👧‍👦"] {
        let sealed = cipher.seal_text("rows/1", text);
        assert!(Cipher::is_sealed(&sealed) && !sealed.contains("宇通"), "{sealed}");
        assert_eq!(cipher.open_text("rows/1", &sealed).as_deref(), Some(text));
        assert_eq!(cipher.open_text("rows/2", &sealed), None);
        assert_eq!(Cipher::new(&key()).unwrap().open_text("rows/1", &sealed), None);
        assert_ne!(cipher.seal_text("rows/1", text), sealed, "twice the same looks different");
        let again = Cipher::new(&DeviceKey::of([7; 32])).unwrap();
        assert_eq!(again.open_text("rows/1", &sealed).as_deref(), Some(text), "after the next unlocking");
        assert_ne!(again.seal_text("rows/1", text), sealed, "also after the next unlocking");
    }
    let photo: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let sealed = cipher.seal_bytes("blobs/1", &photo);
    assert!(Cipher::are_sealed(&sealed) && !Cipher::are_sealed(&photo));
    assert_eq!(cipher.open_bytes("blobs/1", &sealed), Some(photo));
    for cut in [0, 1, 20, sealed.len() / 2, sealed.len() - 1] {
        assert_eq!(cipher.open_bytes("blobs/1", &sealed[..cut]), None, "{cut} bytes of it");
    }
}

#[test]
fn a_pin_is_of_digits_that_are_not_tried_first() {
    for fine in ["135790", "20261121", "１３５７９０", " 135790 ", "112233445566"] {
        assert!(Pin::new(fine).is_ok(), "{fine}");
    }
    assert_eq!(Pin::new("１３５７９０").unwrap(), Pin::new("135790").unwrap());
    for (weak, why) in [
        ("", WeakPin::Length),
        ("13579", WeakPin::Length),
        ("1357901357901", WeakPin::Length),
        ("13579a", WeakPin::Length),
        ("一三五七九零", WeakPin::Length),
        ("000000", WeakPin::Guessed),
        ("123456", WeakPin::Guessed),
        ("987654321", WeakPin::Guessed),
    ] {
        assert_eq!(Pin::new(weak), Err(why), "{weak}");
    }
}

#[test]
fn the_key_is_stretched_as_the_standard_says() {
    // Made with the reference implementation: `echo -n 135790 | argon2 somesaltsomesalt -id -t 1 -k 64 -p 1 -l 32`.
    let stretched = stretch("135790", b"somesaltsomesalt", CHEAP).unwrap();
    assert_eq!(zoufang_core::id::BlobHash(stretched).to_string(), REFERENCE);
    assert_eq!(stretch("135790", b"somesaltsomesalt", Cost { memory_kib: 0, passes: 0 }), None);
}

const REFERENCE: &str = "aad187e897080e24ee538b37d90877c4bafce9e72ab01625ff92b1da78fda772";

fn locked(pin: &str, key: &DeviceKey, secret: LockSecret) -> Lock {
    let kept = KeptFor { person: PersonId(Uuid::from_u128(9)), device_key: key.clone() };
    let envelope = Envelope::seal(Uuid::from_u128(3), &secret.public().unwrap(), &kept).unwrap();
    Lock::new(stretched(pin), key, envelope).unwrap()
}

fn stretched(pin: &str) -> Stretched {
    let salt = Lock::draw_salt().unwrap();
    Stretched { salt, cost: CHEAP, key: stretch(pin, &salt, CHEAP).unwrap() }
}

#[test]
fn a_lock_opens_by_its_pin_and_by_the_server() {
    let (key, secret) = (key(), LockSecret::draw().unwrap());
    let lock = locked("135790", &key, secret);
    let tried = |lock: &Lock, pin: &str| lock.open(stretch(pin, &lock.salt(), lock.cost).unwrap());
    assert_eq!(tried(&lock, "135790"), Some(key.clone()));
    assert_eq!(tried(&lock, "135791"), None);

    let kept = secret.open(&lock.by_server).unwrap();
    assert_eq!(kept, KeptFor { person: PersonId(Uuid::from_u128(9)), device_key: key.clone() });

    let changed = lock.rewrapped(stretched("246801"), &key).unwrap();
    assert_eq!(tried(&changed, "246801"), Some(key.clone()));
    assert_eq!(tried(&changed, "135790"), None, "the old one is worth nothing");
    assert_eq!(secret.open(&changed.by_server).unwrap().device_key, key);
}

#[test]
fn an_envelope_opens_for_its_server_alone_and_whole() {
    let secret = LockSecret::draw().unwrap();
    let envelope = locked("135790", &key(), secret).by_server;
    assert_eq!(LockSecret::draw().unwrap().open(&envelope), Err(NotOpened));
    assert_eq!(secret.open(&Envelope { key: Uuid::from_u128(4), ..envelope.clone() }), Err(NotOpened));
    for sealed in ["", "AAAA", "不是", &envelope.sealed[1..], &envelope.sealed[..40], &"A".repeat(500)] {
        assert_eq!(
            secret.open(&Envelope { sealed: sealed.to_owned(), ..envelope.clone() }),
            Err(NotOpened),
            "{sealed}"
        );
    }
    let nothing = KeptFor { person: PersonId(Uuid::nil()), device_key: key() };
    assert_eq!(Envelope::seal(Uuid::nil(), "not a key", &nothing), None);
}

#[test]
fn wrong_tries_cost_time() {
    let mut lock = locked("135790", &key(), LockSecret::draw().unwrap());
    let mut after = |wrong| {
        lock.wrong = wrong;
        lock.wait_s()
    };
    let waits: Vec<u32> = (0..=10).map(&mut after).collect();
    assert_eq!(waits, [0, 0, 0, 0, 0, 30, 60, 300, 900, 900, 900]);
}

/// What phones in the field hold, as it was made on the day on which the lock landed.
const TEXT: &str = "\u{1}sCAOUsxOU0wnkkZObTdGGgAAAAAAAAAAQhrA+j2S8s3zKpmglWllX+yY4ZBmVr1yQlko9g";
const LOCK: &str = r#"{"stage":"sealing","salt":"c29tZXNhbHRzb21lc2FsdA","cost":{"memory_kib":64,"passes":1},
    "by_pin":"\u0001WxppkPbbryAZyqX5z6i7LQAAAAAAAAAAWWaMWSSUr7CE8duLkgOziCiMivqDSYnp9GXJkTZAVuRFOIoZhBZbaC3BY/9cDnES/mDeDtVBjyG/eJc",
    "by_server":{"key":"00000000-0000-0000-0000-000000000003",
    "sealed":"6KjjJ4j2iePq6Zz26sf7ik51MYp4AJ3uT+utFSuIJwGLecUtDA+Qak+UTPEfmqcncmI97Yp5VxdFJOfxcPd4kye+oTb5HJq0OuyX6G+QZc1yJc0zQR9bYH3PuzNeDv6/"},
    "proof":"\u0001SJjLv0IhaFc0CfsIdTiYzAAAAAAAAAAA3M/JF9Vofk3fcNYRIQy/qNcC6BH0yyA","wrong":0}"#;

#[test]
fn what_phones_hold_opens_with_every_later_version() {
    let lock: Lock = serde_json::from_str(LOCK).unwrap();
    let key = lock.open(stretch("135790", &lock.salt(), lock.cost).unwrap()).unwrap();
    assert_eq!(key, DeviceKey::of([7; 32]));
    assert_eq!(lock.stage(&key), Some(Stage::Sealing));
    assert_eq!(LockSecret([9; 32]).open(&lock.by_server).unwrap().device_key, key);
    let cipher = Cipher::new(&key).unwrap();
    assert_eq!(cipher.open_text("drafts/visit/7", TEXT).as_deref(), Some("谈了用地"));
}
