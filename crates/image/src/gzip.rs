//! Gzip, as far as sizes are bounded.

use std::io::Read;

use flate2::read::MultiGzDecoder;

/// How gzip files begin.
pub const GZIP_MAGIC: [u8; 3] = *b"\x1f\x8b\x08";

/// Why a gzip file cannot be read, in the words of Go's `compress/gzip`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GzipError {
    /// It does not begin as one.
    #[error("gzip: invalid header")]
    InvalidHeader,
    /// It is damaged, or stops too early.
    #[error("unexpected EOF")]
    Damaged,
    /// It would give more bytes than there is room for.
    #[error("no space left on device")]
    TooLarge,
}

/// Unpacks `bytes`, to at most `limit` bytes.
pub fn gunzip(bytes: &[u8], limit: u64) -> Result<Vec<u8>, GzipError> {
    if !bytes.starts_with(&GZIP_MAGIC) {
        return Err(GzipError::InvalidHeader);
    }
    let mut unpacked = Vec::new();
    let mut reader = MultiGzDecoder::new(bytes).take(limit.saturating_add(1));
    reader.read_to_end(&mut unpacked).map_err(|_| GzipError::Damaged)?;
    match unpacked.len() as u64 <= limit {
        true => Ok(unpacked),
        false => Err(GzipError::TooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `printf hello | gzip -n` gives.
    const HELLO: &[u8] = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05\x00\x00\x00";

    #[test]
    fn gzip_files_are_unpacked_within_bounds() {
        let twice = [HELLO, HELLO].concat();
        let mut wrong = HELLO.to_vec();
        wrong[18] ^= 1;
        for (bytes, limit, expected) in [
            (HELLO, 5, Ok(&b"hello"[..])),
            (&twice, 100, Ok(b"hellohello")),
            (HELLO, 4, Err(GzipError::TooLarge)),
            (&HELLO[..15], 100, Err(GzipError::Damaged)),
            (&wrong, 100, Err(GzipError::Damaged)),
            (b"hello", 100, Err(GzipError::InvalidHeader)),
            (b"", 100, Err(GzipError::InvalidHeader)),
        ] {
            assert_eq!(gunzip(bytes, limit), expected.map(<[u8]>::to_vec), "{bytes:x?}");
        }
    }
}
