//! Contents that are not what they should be: a clear word, and nothing of them stays.

use reqwest::Method;
use test_case::test_matrix;
use zoufang_core::wire::{BLOB_MAX_BYTES, UPLOAD_CHECKSUM, UPLOAD_LENGTH, UPLOAD_OFFSET};

use crate::support::Database::{Postgres, Sqlite};
use crate::support::blobs::{PIECE, hash_of, offset, path_of, received};
use crate::support::people::send;
use crate::support::photo::plain;
use crate::support::{Database, TestServer, Who};

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_piece_that_was_garbled_on_its_way_is_not_kept(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(2 * PIECE, 1);
    let hash = hash_of(&photo);
    let mut garbled = photo[..PIECE].to_vec();
    garbled[1_000] ^= 1;
    let request = anna.raw_piece(hash, (0, photo.len()), hash_of(&photo[..PIECE])).body(garbled);
    assert_eq!(send(request).await.refusal(), refused(422, "wrong_checksum"));
    assert_eq!(anna.offset_of(hash).await, None);
    assert_eq!(server.files_of_attachments(), Vec::<String>::new());
    anna.send_content(&photo).await;
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_content_of_another_hash_is_dropped_and_may_be_sent_anew(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    for pieces in [1, 3] {
        let (photo, other) = (plain(pieces * PIECE, 1), plain(pieces * PIECE, 2));
        let hash = hash_of(&photo);
        for piece in 0..pieces - 1 {
            assert_eq!(send(anna.piece(hash, &other, piece * PIECE)).await.status, 204);
        }
        let last = send(anna.piece(hash, &other, (pieces - 1) * PIECE)).await;
        assert_eq!(last.refusal(), refused(422, "wrong_hash"));
        assert_eq!(anna.offset_of(hash).await, None, "it begins anew");
        assert_eq!(server.files_of_attachments(), Vec::<String>::new());
        anna.send_content(&photo).await;
        std::fs::remove_dir_all(server.folder_of_attachments().join("contents")).unwrap();
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_piece_out_of_its_turn_is_told_where_to_go_on(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(4 * PIECE, 1);
    let reply = anna.send_piece(&photo, PIECE).await;
    assert_eq!((reply.refusal(), offset(&reply)), (refused(409, "wrong_offset"), Some(0)));
    anna.send_piece(&photo, 0).await;
    for wrong in [2 * PIECE, 3 * PIECE] {
        let reply = anna.send_piece(&photo, wrong).await;
        assert_eq!((reply.refusal(), offset(&reply)), (refused(409, "wrong_offset"), Some(PIECE)));
    }
    assert_eq!(received(&anna.send_piece(&photo, PIECE).await), Some(2 * PIECE));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_piece_of_another_form_is_malformed(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(2 * PIECE, 1);
    let hash = hash_of(&photo);
    for (begin, end, length) in [
        (0, PIECE - 1, 2 * PIECE),
        (0, 0, 2 * PIECE),
        (1, PIECE + 1, 2 * PIECE),
        (0, PIECE, PIECE - 1),
        (PIECE, 2 * PIECE, PIECE),
        (0, 100, 101),
    ] {
        let piece = &photo[begin..end];
        let request = anna.raw_piece(hash, (begin, length), hash_of(piece)).body(piece.to_vec());
        assert_eq!(send(request).await.refusal(), refused(400, "malformed"), "{begin}..{end} of {length}");
    }
    let checksum = hash_of(&photo[..PIECE]).to_string();
    for missing in [UPLOAD_OFFSET, UPLOAD_LENGTH, UPLOAD_CHECKSUM] {
        let mut request = anna.request(Method::PATCH, &path_of(hash)).body(photo[..PIECE].to_vec());
        let headers = [(UPLOAD_OFFSET, "0"), (UPLOAD_LENGTH, "524288"), (UPLOAD_CHECKSUM, checksum.as_str())];
        for (name, value) in headers.into_iter().filter(|(name, _)| *name != missing) {
            request = request.header(name, value);
        }
        assert_eq!(send(request).await.refusal(), refused(400, "malformed"), "{missing}");
    }
    for odd in ["-1", "1e3", "18446744073709551616", "链", ""] {
        let request = anna.request(Method::PATCH, &path_of(hash)).header(UPLOAD_OFFSET, odd.as_bytes());
        let request = request.header(UPLOAD_LENGTH, 1).header(UPLOAD_CHECKSUM, hash.to_string()).body("x");
        assert!([400].contains(&send(request).await.status.as_u16()), "{odd}");
    }
    assert_eq!(anna.offset_of(hash).await, None);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn an_address_that_is_no_hash_is_none(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    for odd in ["x", "..%2f..%2fetc%2fpasswd", &"A".repeat(64), &"0".repeat(63), "%ff", "%00"] {
        for method in [Method::GET, Method::PATCH] {
            let reply = send(anna.request(method, &format!("/api/v1/blobs/{odd}"))).await;
            assert_eq!(reply.refusal(), refused(404, "not_found"), "{odd}");
        }
    }
    let reply = send(anna.request(Method::DELETE, &path_of(hash_of(b"")))).await;
    assert_eq!(reply.refusal(), refused(405, "wrong_method"));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_kept(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let piece = plain(PIECE, 1);
    let hash = hash_of(&piece);
    for length in [0, BLOB_MAX_BYTES + 1, usize::MAX] {
        let request = anna.raw_piece(hash, (0, length), hash).body(piece.clone());
        assert_eq!(send(request).await.refusal(), refused(413, "too_large"), "{length}");
    }
    let long = plain(PIECE + 1, 1);
    let request = anna.raw_piece(hash, (0, long.len()), hash_of(&long)).body(long);
    assert_eq!(send(request).await.refusal(), refused(413, "too_large"));
    assert_eq!(anna.offset_of(hash).await, None);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn what_is_no_picture_document_or_sound_is_not_taken(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let contents = [
        b"<html><script>alert(1)</script>".to_vec(),
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(),
        b"\xff\xd8\xff\xe0 begins as a photo".to_vec(),
        b"\x89PNG\r\n\x1a\n<script>".to_vec(),
        b"RIFF\xff\xff\xff\xffWEBPVP8X".to_vec(),
        b"\0\0\0\x18ftypisom\0\0\0\0".to_vec(),
        b"MZ\x90\0".to_vec(),
        b"PK\x03\x04".to_vec(),
        vec![0; PIECE + 1],
    ];
    for content in contents {
        let mut last = anna.send_piece(&content, 0).await;
        if content.len() > PIECE {
            last = anna.send_piece(&content, PIECE).await;
        }
        assert_eq!(last.refusal(), refused(415, "content_not_taken"), "{:?}", &content[..4]);
        assert_eq!(anna.offset_of(hash_of(&content)).await, None);
    }
    assert_eq!(server.files_of_attachments(), Vec::<String>::new());
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn nobody_has_more_on_its_way_than_a_day_in_the_field_brings(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, bella) = (server.sign_in(Who::Anna).await, server.sign_in(Who::Bella).await);
    let piece = plain(PIECE, 1);
    let begin = async |of: &str, length| {
        let request = anna.raw_piece(hash_of(of.as_bytes()), (0, length), hash_of(&piece)).body(piece.clone());
        send(request).await
    };
    for number in 0..12 {
        assert_eq!(begin(&format!("large {number}"), BLOB_MAX_BYTES).await.status, 204);
    }
    assert_eq!(begin("large 12", BLOB_MAX_BYTES).await.refusal(), refused(429, "too_many_uploads"));
    for number in 0..20 {
        assert_eq!(begin(&format!("small {number}"), PIECE + 1).await.status, 204);
    }
    assert_eq!(begin("small 20", PIECE + 1).await.refusal(), refused(429, "too_many_uploads"));
    assert_eq!(server.count("SELECT COUNT(*) FROM upload").await, 32);
    bella.send_content(&plain(2 * PIECE, 2)).await;
    let photo = plain(1_000, 3);
    anna.send_content(&photo).await;
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn who_attaches_nothing_sends_nothing(database: Database) {
    let server = TestServer::start(database).await;
    let photo = plain(1_000, 1);
    let vera = server.sign_in(Who::Vera).await;
    assert_eq!(vera.send_piece(&photo, 0).await.refusal(), refused(403, "not_allowed"));
    assert_eq!(server.count("SELECT COUNT(*) FROM audit WHERE event = 'not_allowed'").await, 1);
    let nobody = server.anonymous().with_cookie(String::new());
    assert_eq!(nobody.send_piece(&photo, 0).await.refusal(), refused(401, "sign_in_needed"));
    assert_eq!(nobody.try_content(hash_of(&photo)).await.refusal(), refused(401, "sign_in_needed"));
    let anna = server.sign_in(Who::Anna).await;
    let foreign = anna.piece(hash_of(&photo), &photo, 0).header("origin", "https://evil.example");
    assert_eq!(send(foreign).await.refusal(), refused(403, "foreign_origin"));
}
