//! Content addresses.

use std::fmt;
use std::str::FromStr;

use sha2::Digest as _;

/// A SHA-256 content address.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Hashes `bytes`.
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(sha2::Sha256::digest(bytes).into())
    }

    /// All sixty-four hex digits, without the algorithm.
    pub fn hex(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The first twelve hex digits, as `docker images` prints them.
    pub fn short(&self) -> String {
        self.0[..6].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.short())
    }
}

/// Text that is no `sha256:` followed by sixty-four lower-case hex digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid checksum digest format")]
pub struct InvalidDigest;

impl FromStr for Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Digest, InvalidDigest> {
        let hex = text.strip_prefix("sha256:").ok_or(InvalidDigest)?.as_bytes();
        if hex.len() != 64 {
            return Err(InvalidDigest);
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(hex.chunks_exact(2)) {
            *byte = hex_value(pair[0])? << 4 | hex_value(pair[1])?;
        }
        Ok(Digest(bytes))
    }
}

fn hex_value(digit: u8) -> Result<u8, InvalidDigest> {
    match digit {
        b'0'..=b'9' => Ok(digit - b'0'),
        b'a'..=b'f' => Ok(digit - b'a' + 10),
        _ => Err(InvalidDigest),
    }
}

/// Names one changeset: the digest of a layer's uncompressed tar archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DiffId(pub Digest);

/// Names a stack of layers: the result of applying changesets in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ChainId(pub Digest);

impl ChainId {
    /// The chain that holds only `base`. By definition it equals that layer's diff ID.
    pub fn base(base: DiffId) -> ChainId {
        ChainId(base.0)
    }

    /// `ChainID(L₀|…|Lₙ) = Digest(ChainID(L₀|…|Lₙ₋₁) + " " + DiffID(Lₙ))`
    pub fn push(self, top: DiffId) -> ChainId {
        ChainId(Digest::of(format!("{} {}", self.0, top.0).as_bytes()))
    }

    /// The chain of `layers`, lowest first; none for an empty stack.
    pub fn of(layers: impl IntoIterator<Item = DiffId>) -> Option<ChainId> {
        layers.into_iter().fold(None, |chain, layer| {
            Some(match chain {
                None => ChainId::base(layer),
                Some(chain) => chain.push(layer),
            })
        })
    }
}

/// Names an image: the digest of its configuration's JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageId(pub Digest);

impl ImageId {
    /// The first twelve hex digits, as `docker images` prints them.
    pub fn short(&self) -> String {
        self.0.short()
    }
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_read_back_as_it_is_written() {
        let digest = Digest::of(b"");
        assert_eq!(digest.short(), "e3b0c44298fc");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        for wrong in ["", "sha256:", "sha256:E3", "md5:00", &"sha256:é".repeat(8)] {
            assert_eq!(wrong.parse::<Digest>(), Err(InvalidDigest), "{wrong}");
        }
    }

    #[test]
    fn a_chain_is_the_digest_of_the_chain_below_and_the_layer_on_top() {
        let [a, b] = [b"a", b"b"].map(|it| DiffId(Digest::of(it)));
        assert_eq!(ChainId::of([]), None);
        assert_eq!(ChainId::of([a]), Some(ChainId(a.0)));
        let expected = Digest::of(format!("{} {}", a.0, b.0).as_bytes());
        assert_eq!(ChainId::of([a, b]), Some(ChainId(expected)));
    }
}
