//! References: registry, repository, tag, digest.

use std::fmt;
use std::str::FromStr;

use crate::digest::Digest;

const DEFAULT_DOMAIN: &str = "docker.io";
const OFFICIAL_PREFIX: &str = "library/";
const DEFAULT_TAG: &str = "latest";
const NAME_LENGTH_MAX: usize = 255;
const TAG_LENGTH_MAX: usize = 128;
const DIGEST_HEX_MIN: usize = 32;

/// Names an image in a registry: `docker.io/library/alpine:latest`. Always in its full, normal form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reference {
    domain: String,
    path: String,
    tag: Option<String>,
    digest: Option<Digest>,
}

/// What is written in a reference: `localhost:5000/app:1` has a registry, a path and a tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NameParts<'a> {
    /// The first part, if it can be a registry's name.
    pub domain: Option<&'a str>,
    /// The rest of the name.
    pub path: &'a str,
    pub tag: Option<&'a str>,
    pub digest: Option<&'a str>,
}

/// Why a text is no reference, in Docker's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReferenceError {
    #[error("invalid reference format")]
    Format,
    #[error("invalid reference format: repository name must be lowercase")]
    Uppercase,
    /// The same of a name without its registry's defaults, as [`NameParts::split`] sees it.
    #[error("repository name must be lowercase")]
    UppercaseName,
    #[error("repository name must have at least one component")]
    Empty,
    #[error("repository name must not be more than 255 characters")]
    TooLong,
    #[error("unsupported digest algorithm")]
    DigestAlgorithm,
    #[error("invalid checksum digest length")]
    DigestLength,
    #[error("invalid checksum digest format")]
    DigestFormat,
    #[error("invalid repository name, cannot specify 64-byte hexadecimal strings")]
    LooksLikeId,
}

impl Reference {
    /// The registry: `docker.io`.
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// The repository within the registry: `library/alpine`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The tag, if one is written.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// The digest, if one is written.
    pub fn digest(&self) -> Option<Digest> {
        self.digest
    }

    /// Registry and repository: `docker.io/library/alpine`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.domain, self.path)
    }

    /// Registry and repository as people write them: `alpine`, `user/app`, `localhost:5000/app`.
    pub fn familiar_name(&self) -> String {
        match self.domain.as_str() {
            DEFAULT_DOMAIN => {
                let official =
                    self.path.strip_prefix(OFFICIAL_PREFIX).filter(|it| !it.contains('/'));
                official.unwrap_or(&self.path).to_string()
            }
            domain => format!("{domain}/{}", self.path),
        }
    }

    /// The whole as people write it: `alpine:latest`.
    pub fn familiar(&self) -> String {
        format!("{}{}", self.familiar_name(), self.suffix())
    }

    /// With the tag `latest`, if neither tag nor digest is written.
    pub fn tagged(mut self) -> Reference {
        if self.tag.is_none() && self.digest.is_none() {
            self.tag = Some(DEFAULT_TAG.to_string());
        }
        self
    }

    /// What a registry is asked for: beside a digest a tag says nothing. (distribution/reference: `ParseDockerRef`.)
    pub fn pinned(self) -> Reference {
        match self.digest {
            Some(_) => Reference { tag: None, ..self },
            None => self.tagged(),
        }
    }

    fn suffix(&self) -> String {
        let tag = self.tag.as_ref().map(|it| format!(":{it}")).unwrap_or_default();
        let digest = self.digest.map(|it| format!("@{it}")).unwrap_or_default();
        tag + &digest
    }
}

/// The full form: `docker.io/library/alpine:latest`.
impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}{}", self.domain, self.path, self.suffix())
    }
}

impl FromStr for Reference {
    type Err = ReferenceError;

    /// Reads what people write. (distribution/reference: normalize.go, `ParseNormalizedNamed`.)
    fn from_str(text: &str) -> Result<Reference, ReferenceError> {
        if is_identifier(text) {
            return Err(ReferenceError::LooksLikeId);
        }
        let (domain, remainder) = split_domain(text);
        let path_end = remainder.find(['@', ':']).unwrap_or(remainder.len());
        if remainder[..path_end].bytes().any(|it| it.is_ascii_uppercase()) {
            return Err(ReferenceError::Uppercase);
        }
        let full = format!("{domain}/{remainder}");
        let parts = NameParts::split(&full)?;
        let tag = parts.tag.map(str::to_string);
        let digest = parts.digest.map(checked_digest).transpose()?;
        match parts.domain {
            Some(domain) => Ok(Reference {
                domain: domain.to_string(),
                path: parts.path.to_string(),
                tag,
                digest,
            }),
            None => Err(ReferenceError::Format),
        }
    }
}

impl<'a> NameParts<'a> {
    /// Takes a reference apart, adding nothing. (distribution/reference: reference.go, `Parse`.)
    pub fn split(text: &'a str) -> Result<NameParts<'a>, ReferenceError> {
        let (rest, digest) = match text.split_once('@') {
            None => (text, None),
            Some((rest, digest)) => (rest, Some(digest)),
        };
        let last_part = rest.rfind('/').map_or(0, |it| it + 1);
        let (name, tag) = match rest[last_part..].find(':') {
            None => (rest, None),
            Some(colon) => (&rest[..last_part + colon], Some(&rest[last_part + colon + 1..])),
        };
        let are_parts = |it: &str| it.split('/').all(is_path_component);
        let (domain, path) = match name.split_once('/') {
            Some((domain, path)) if is_domain(domain) && are_parts(path) => (Some(domain), path),
            Some(_) | None => (None, name),
        };
        let is_well = are_parts(path) && tag.is_none_or(is_tag) && digest.is_none_or(is_digest);
        if !is_well {
            let lower = text.to_lowercase();
            return Err(match text.is_empty() {
                true => ReferenceError::Empty,
                false if lower != text && NameParts::split(&lower).is_ok() => {
                    ReferenceError::UppercaseName
                }
                false => ReferenceError::Format,
            });
        }
        if NAME_LENGTH_MAX < path.len() {
            return Err(ReferenceError::TooLong);
        }
        Ok(NameParts { domain, path, tag, digest })
    }
}

/// Whether `text` is an image's whole ID.
fn is_identifier(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f'))
}

/// An algorithm's name and at least thirty-two hex digits.
fn is_digest(text: &str) -> bool {
    let Some((algorithm, hex)) = text.split_once(':') else { return false };
    let is_word = |it: &str| {
        it.starts_with(|it: char| it.is_ascii_alphabetic())
            && it.bytes().all(|it| it.is_ascii_alphanumeric())
    };
    algorithm.split(['-', '_', '+', '.']).all(is_word)
        && DIGEST_HEX_MIN <= hex.len()
        && hex.bytes().all(|it| it.is_ascii_hexdigit())
}

/// The digest `text`, of the one algorithm that there is here. (opencontainers/go-digest: `Validate`.)
fn checked_digest(text: &str) -> Result<Digest, ReferenceError> {
    match text.split_once(':') {
        Some(("sha256", hex)) if hex.len() != 64 => Err(ReferenceError::DigestLength),
        Some(("sha256", _)) => text.parse().map_err(|_| ReferenceError::DigestFormat),
        Some(_) | None => Err(ReferenceError::DigestAlgorithm),
    }
}

/// The first part is a registry if it could not be a repository: it has a dot, a colon or a capital, or is `localhost`.
fn split_domain(text: &str) -> (String, String) {
    let (domain, remainder) = match text.split_once('/') {
        Some((first, rest))
            if first.contains(['.', ':'])
                || first == "localhost"
                || first.to_lowercase() != first =>
        {
            (first, rest)
        }
        _ => (DEFAULT_DOMAIN, text),
    };
    match domain {
        DEFAULT_DOMAIN | "index.docker.io" => {
            let prefix = if remainder.contains('/') { "" } else { OFFICIAL_PREFIX };
            (DEFAULT_DOMAIN.to_string(), format!("{prefix}{remainder}"))
        }
        other => (other.to_string(), remainder.to_string()),
    }
}

/// Lower-case letters and digits, with single `.`, one or two `_`, or any run of `-` between them.
fn is_path_component(text: &str) -> bool {
    let is_alphanumeric = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let ends_well = text.starts_with(is_alphanumeric) && text.ends_with(is_alphanumeric);
    let separators = text.split(is_alphanumeric);
    ends_well
        && separators
            .into_iter()
            .all(|it| matches!(it, "" | "." | "_" | "__") || it.bytes().all(|b| b == b'-'))
}

fn is_domain(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_port = |it: &str| !it.is_empty() && it.bytes().all(|b| b.is_ascii_digit());
    let is_part = |it: &str| {
        let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        !it.is_empty() && it.bytes().all(is_word) && !it.starts_with('-') && !it.ends_with('-')
    };
    let is_ipv6 = |it: &str| {
        let inner = it.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
        inner.is_some_and(|it| {
            !it.is_empty() && it.bytes().all(|b| b.is_ascii_hexdigit() || b == b':')
        })
    };
    port.is_none_or(is_port) && (host.split('.').all(is_part) || is_ipv6(host))
}

fn is_tag(text: &str) -> bool {
    let is_word = |it: u8| it.is_ascii_alphanumeric() || it == b'_';
    text.len() <= TAG_LENGTH_MAX
        && text.bytes().next().is_some_and(is_word)
        && text.bytes().all(|it| is_word(it) || matches!(it, b'.' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_write_less_than_docker_means() {
        for (text, full, familiar) in [
            ("alpine", "docker.io/library/alpine", "alpine"),
            ("alpine:3.22", "docker.io/library/alpine:3.22", "alpine:3.22"),
            ("me/redis:latest", "docker.io/me/redis:latest", "me/redis:latest"),
            ("index.docker.io/alpine", "docker.io/library/alpine", "alpine"),
            ("localhost:5000/a/b", "localhost:5000/a/b", "localhost:5000/a/b"),
            ("localhost/a", "localhost/a", "localhost/a"),
            ("a__b/c--d.e", "docker.io/a__b/c--d.e", "a__b/c--d.e"),
        ] {
            let reference: Reference = text.parse().unwrap();
            assert_eq!(
                (reference.to_string().as_str(), reference.familiar().as_str()),
                (full, familiar)
            );
        }
    }

    #[test]
    fn what_is_no_reference_is_refused_in_dockers_words() {
        for (text, error) in [
            ("", ReferenceError::Format),
            ("Alpine", ReferenceError::Uppercase),
            ("alpine:", ReferenceError::Format),
            (":tag", ReferenceError::Format),
            ("a//b", ReferenceError::Format),
            ("a___b", ReferenceError::Format),
            ("-a", ReferenceError::Format),
            ("a@sha256:12", ReferenceError::Format),
            (&format!("a@sha256:{}", "0".repeat(63)), ReferenceError::DigestLength),
            (&format!("a@sha512:{}", "0".repeat(128)), ReferenceError::DigestAlgorithm),
            (&"a/".repeat(130), ReferenceError::Format),
            (&"a".repeat(256), ReferenceError::TooLong),
            (&"0".repeat(64), ReferenceError::LooksLikeId),
        ] {
            assert_eq!(text.parse::<Reference>(), Err(error), "{text}");
        }
    }
}
