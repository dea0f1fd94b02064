use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, StatusCode};
use sha2::{Digest, Sha256};
use zoufang_core::id::BlobHash;
use zoufang_core::wire::{BLOB_PIECE_BYTES, UPLOAD_CHECKSUM, UPLOAD_LENGTH, UPLOAD_OFFSET};

use super::people::send;
use super::{Reply, SignedIn};

/// Bytes of one piece, for tests that reckon with them.
pub const PIECE: usize = BLOB_PIECE_BYTES;

pub fn hash_of(content: &[u8]) -> BlobHash {
    BlobHash(Sha256::digest(content).into())
}

pub fn path_of(hash: BlobHash) -> String {
    format!("/api/v1/blobs/{hash}")
}

/// The piece that begins at `offset`.
pub fn piece_at(content: &[u8], offset: usize) -> &[u8] {
    &content[offset..content.len().min(offset + PIECE)]
}

/// Where the pieces of a content begin.
pub fn offsets(content: &[u8]) -> impl Iterator<Item = usize> + use<> {
    (0..content.len()).step_by(PIECE)
}

impl SignedIn {
    /// Sends the piece at `offset` as a device does.
    pub async fn send_piece(&self, content: &[u8], offset: usize) -> Reply {
        send(self.piece(hash_of(content), content, offset)).await
    }

    /// The same to whatever address.
    pub fn piece(&self, hash: BlobHash, content: &[u8], offset: usize) -> RequestBuilder {
        let piece = piece_at(content, offset);
        self.raw_piece(hash, (offset, content.len()), hash_of(piece)).body(piece.to_vec())
    }

    pub fn raw_piece(&self, hash: BlobHash, (offset, length): (usize, usize), checksum: BlobHash) -> RequestBuilder {
        self.request(Method::PATCH, &path_of(hash))
            .header(UPLOAD_OFFSET, offset)
            .header(UPLOAD_LENGTH, length)
            .header(UPLOAD_CHECKSUM, checksum.to_string())
    }

    /// Sends a whole content, which must be kept.
    pub async fn send_content(&self, content: &[u8]) -> BlobHash {
        for offset in offsets(content) {
            let reply = self.send_piece(content, offset).await;
            assert_eq!(received(&reply), Some(offset + piece_at(content, offset).len()), "{reply:?}");
        }
        hash_of(content)
    }

    /// How many bytes of a content have come, where any have.
    pub async fn offset_of(&self, hash: BlobHash) -> Option<usize> {
        let reply = send(self.request(Method::HEAD, &path_of(hash))).await;
        match reply.status {
            StatusCode::NOT_FOUND => None,
            StatusCode::NO_CONTENT => offset(&reply),
            status => panic!("{status}: {reply:?}"),
        }
    }

    pub async fn try_status(&self, hash: BlobHash) -> u16 {
        let response = self.request(Method::GET, &path_of(hash)).send().await.expect("the server answers");
        response.status().as_u16()
    }

    pub async fn try_content(&self, hash: BlobHash) -> Reply {
        self.get(&path_of(hash)).await
    }

    /// A content that must be there, with its headers.
    pub async fn content(&self, hash: BlobHash) -> (HeaderMap, Bytes) {
        self.part(hash, None).await
    }

    pub async fn part(&self, hash: BlobHash, range: Option<&str>) -> (HeaderMap, Bytes) {
        let mut request = self.request(Method::GET, &path_of(hash));
        if let Some(range) = range {
            request = request.header("range", range);
        }
        let response = request.send().await.expect("the server answers");
        assert_eq!(response.status().as_u16(), if range.is_some() { 206 } else { 200 });
        (response.headers().clone(), response.bytes().await.expect("all of it comes"))
    }
}

/// How many bytes have come, by the answer to a piece that was taken.
pub fn received(reply: &Reply) -> Option<usize> {
    if reply.status == StatusCode::NO_CONTENT { offset(reply) } else { None }
}

/// How many bytes have come, by any answer that tells it.
pub fn offset(reply: &Reply) -> Option<usize> {
    reply.header(UPLOAD_OFFSET).parse().ok()
}
