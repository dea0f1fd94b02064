//! The way of a photo from a device to the server: in pieces, over lines that are cut.

use std::sync::Arc;

use reqwest::Method;
use test_case::test_matrix;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use zoufang_core::wire::Fate;

use crate::support::Database::{Postgres, Sqlite};
use crate::support::blobs::{PIECE, hash_of, offset, offsets, path_of, piece_at, received};
use crate::support::people::send;
use crate::support::photo::{PLACE, holds, photo, plain};
use crate::support::{Database, Device, SignedIn, TestServer, Who, places};

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_photo_goes_up_in_pieces_and_comes_back(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let (photo, thumb) = (plain(2 * PIECE + 77_777, 1), plain(20_000, 2));
    let visit = phone.visit("with a photo");
    let attachment = phone.attachment(visit.record, hash_of(&photo), Some(hash_of(&thumb)));
    let reply = anna.push(phone.id, &[visit, attachment]).await;
    assert!(reply.outcomes.iter().all(|outcome| outcome.fate == Fate::Applied), "{reply:?}");

    let thumb_hash = anna.send_content(&thumb).await;
    let olga = server.sign_in(Who::Olga).await;
    assert_eq!(olga.content(thumb_hash).await.1, thumb, "the thumbnail is there before the photo");
    assert_eq!(olga.try_content(hash_of(&photo)).await.refusal(), (404, "not_found".to_owned()));

    let hash = anna.send_content(&photo).await;
    let (headers, content) = olga.content(hash).await;
    assert_eq!(content, photo);
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("content-length"), photo.len().to_string());
    assert_eq!(header("content-disposition"), "inline");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "private, max-age=86400, immutable");
    assert_eq!(header("vary"), "cookie");
    assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox");
    let head = send(olga.request(Method::HEAD, &path_of(hash))).await;
    assert_eq!((head.status.as_u16(), head.header("content-length")), (200, header("content-length")));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_part_of_it_can_be_asked_for(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let photo = plain(PIECE + 1_000, 1);
    let hash = anna.send_content(&photo).await;
    let visit = phone.visit("with a photo");
    let attachment = phone.attachment(visit.record, hash, None);
    anna.push(phone.id, &[visit, attachment]).await;
    let (headers, part) = anna.part(hash, Some("bytes=1000-1999")).await;
    assert_eq!(part, photo[1_000..2_000]);
    assert_eq!(headers["content-range"], format!("bytes 1000-1999/{}", photo.len()));
    assert_eq!(anna.part(hash, Some("bytes=-5")).await.1, photo[photo.len() - 5..]);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn where_it_was_taken_is_taken_out_and_which_way_is_up_stays(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let photo = photo(PIECE + 1_000, 1);
    assert!(holds(&photo, PLACE));
    let hash = anna.send_content(&photo).await;
    let visit = phone.visit("with a photo");
    let attachment = phone.attachment(visit.record, hash, None);
    anna.push(phone.id, &[visit, attachment]).await;
    let (_, kept) = anna.content(hash).await;
    assert!(!holds(&kept, b"GPS"));
    assert!(holds(&kept, b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08"));
    assert_eq!(kept[kept.len() - 100_000..], photo[photo.len() - 100_000..], "the picture itself is as it was");
    for file in server.files_of_attachments() {
        assert!(!holds(&std::fs::read(&file).unwrap(), b"GPS"), "{file}");
    }
    assert_eq!(server.files_of_attachments().len(), 1, "the pieces are gone");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_piece_that_came_is_not_taken_twice(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(3 * PIECE, 1);
    assert_eq!(anna.offset_of(hash_of(&photo)).await, None);
    for offset in [0, 0, PIECE, 0, PIECE] {
        assert_eq!(anna.send_piece(&photo, offset).await.status, 204);
    }
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(2 * PIECE));
    for offset in [2 * PIECE, 2 * PIECE, 0] {
        let reply = anna.send_piece(&photo, offset).await;
        assert_eq!(received(&reply), Some(3 * PIECE), "finished is finished: {reply:?}");
    }
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(3 * PIECE));
    assert_eq!(server.files_of_attachments().len(), 1);
}

/// Sends a request for a piece and lets go of the line after so many of its bytes.
async fn send_and_cut(sender: &SignedIn, content: &[u8], offset: usize, bytes: usize) -> usize {
    let piece = piece_at(content, offset);
    let head = format!(
        "PATCH {} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nupload-offset: {offset}\r\nupload-length: {}\r\n\
         upload-checksum: {}\r\ncontent-length: {}\r\n\r\n",
        path_of(hash_of(content)),
        sender.host(),
        sender.cookie(),
        content.len(),
        hash_of(piece),
        piece.len()
    );
    let mut line = TcpStream::connect(sender.host()).await.unwrap();
    line.write_all(head.as_bytes()).await.unwrap();
    let sent = bytes.min(piece.len());
    line.write_all(&piece[..sent]).await.unwrap();
    if bytes > piece.len() {
        // The piece has come through, and the answer gets lost on its way.
        line.read_u8().await.unwrap();
    }
    sent
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_line_that_is_cut_costs_one_piece_at_most(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(5_000_000, 1);
    let hash = hash_of(&photo);
    let (mut cuts, mut sent) = (0, 0);
    loop {
        let offset = anna.offset_of(hash).await.unwrap_or_default();
        if offset == photo.len() {
            break;
        }
        if cuts < 20 {
            cuts += 1;
            // In the head, in the middle, at the end, and before the answer.
            let bytes = [0, PIECE / 2, PIECE - 1, PIECE + 1][cuts % 4];
            sent += send_and_cut(&anna, &photo, offset, bytes).await;
        } else {
            assert_eq!(anna.send_piece(&photo, offset).await.status, 204);
            sent += piece_at(&photo, offset).len();
        }
    }
    assert_eq!(cuts, 20);
    assert!(sent <= photo.len() + 20 * PIECE, "{sent}");
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_server_that_starts_again_knows_how_far_it_was(database: Database) {
    let server = TestServer::start(database).await;
    let anna = server.sign_in(Who::Anna).await;
    let photo = plain(3 * PIECE + 5, 1);
    for offset in [0, PIECE] {
        anna.send_piece(&photo, offset).await;
    }
    let server = server.restart().await;
    let anna = server.anonymous().with_cookie(anna.cookie().to_owned());
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(2 * PIECE));
    for offset in [2 * PIECE, 3 * PIECE] {
        assert_eq!(anna.send_piece(&photo, offset).await.status, 204);
    }
    let server = server.restart().await;
    let anna = server.anonymous().with_cookie(anna.cookie().to_owned());
    assert_eq!(anna.offset_of(hash_of(&photo)).await, Some(photo.len()));
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn two_devices_that_send_the_same_at_once_are_both_told_that_it_is_there(database: Database) {
    let server = TestServer::start(database).await;
    // Two devices of one person share an upload; those of two people do not.
    let senders = [Who::Anna, Who::Anna, Who::Albert, Who::Bella];
    let photo = Arc::new(plain(4 * PIECE + 9, 1));
    let (mut signed_in, mut sending) = (Vec::new(), Vec::new());
    for who in senders {
        signed_in.push(server.sign_in(who).await);
    }
    for sender in signed_in {
        let photo = Arc::clone(&photo);
        sending.push(tokio::spawn(async move {
            let mut at = 0;
            while at < photo.len() {
                let reply = sender.send_piece(&photo, at).await;
                assert!([204, 409].contains(&reply.status.as_u16()), "{reply:?}");
                at = offset(&reply).expect("both tell where to go on");
            }
            sender
        }));
    }
    for sender in sending {
        assert_eq!(sender.await.unwrap().offset_of(hash_of(&photo)).await, Some(photo.len()));
    }
    assert_eq!(server.files_of_attachments().len(), 1);
    assert_eq!(server.count("SELECT COUNT(*) FROM upload").await, 0);
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_sound_and_a_document_are_taken_too(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    let webm = [&b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm\x83\x81\x02"[..], &[7; 3_000]].concat();
    let pdf = [&b"%PDF-1.7\n"[..], &[b' '; 3_000], b"%%EOF"].concat();
    for (content, media, disposition) in [(webm, "audio/webm", "inline"), (pdf, "application/pdf", "attachment")] {
        let hash = anna.send_content(&content).await;
        let visit = phone.visit("with a file");
        let attachment = phone.attachment(visit.record, hash, None);
        anna.push(phone.id, &[visit, attachment]).await;
        let (headers, kept) = anna.content(hash).await;
        assert_eq!(kept, content);
        assert_eq!(headers["content-type"], media, "by what it is, whatever the record calls it");
        assert_eq!(headers["content-disposition"], disposition);
        assert!(offsets(&content).all(|offset| offset == 0));
    }
}

#[test_matrix([Sqlite, Postgres])]
#[tokio::test]
async fn a_sound_or_a_document_does_not_tell_where_it_was_made(database: Database) {
    let server = TestServer::start(database).await;
    let (anna, mut phone) = (server.sign_in(Who::Anna).await, Device::new());
    for content in [places::opus(), places::webm(), places::pdf()] {
        let tells = |content: &[u8]| content.windows(places::PLACE.len()).any(|part| part == places::PLACE.as_bytes());
        assert!(tells(&content));
        let hash = anna.send_content(&content).await;
        let visit = phone.visit("with a file");
        let attachment = phone.attachment(visit.record, hash, None);
        anna.push(phone.id, &[visit, attachment]).await;
        let (_, kept) = anna.content(hash).await;
        assert!(!tells(&kept), "{}", String::from_utf8_lossy(&kept));
        assert_eq!(kept.len(), content.len(), "nothing in it has moved");
        let ends = |content: &[u8]| (content[..8].to_vec(), content[content.len() - 8..].to_vec());
        assert_eq!(ends(&kept), ends(&content), "and what is not about the place stays");
    }
}
