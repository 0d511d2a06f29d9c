//! Files that `ADD` takes from the network.

use alpine::{DownloadError, Upstream};
use image::{Digest, Entry};

use crate::error::BuildError;
use crate::request::Builder;

/// Permissions of a downloaded file. (moby: builder/dockerfile/copy.go; buildkit: source/http.)
const MODE: u32 = 0o600;

/// A file that was downloaded.
pub(crate) struct Fetched {
    /// Its name, the last part of the address.
    pub(crate) name: String,
    pub(crate) entry: Entry,
}

/// Whether a source is an address.
pub(crate) fn is_address(source: &str) -> bool {
    source.starts_with("http://") || source.starts_with("https://")
}

/// Whether a source is a repository of git's. (buildkit: util/gitutil.)
pub(crate) fn is_repository(source: &str) -> bool {
    let path = source.split(['#', '?']).next().unwrap_or_default();
    ["git@", "git://", "ssh://"].iter().any(|it| source.starts_with(it))
        || is_address(source) && path.ends_with(".git")
}

/// Downloads `url`; `checksum` is the digest that it must have.
pub(crate) fn fetch(
    upstream: &Upstream,
    url: &str,
    builder: Builder,
    checksum: Option<&str>,
) -> Result<Fetched, BuildError> {
    let invalid = |message: String| BuildError::Invalid { message };
    let download = upstream.download(url).map_err(|error| BuildError::Download {
        url: url.to_string(),
        host: match error {
            DownloadError::UnknownHost { host } => Some(host),
            DownloadError::NotFound => None,
        },
    })?;
    let name = match (download_name(path_of(url), ""), builder) {
        (Some(name), _) => name,
        (None, Builder::Classic) => {
            return Err(invalid(format!("cannot determine filename for source {url}")));
        }
        // As buildkit: source/http, `getFileName`.
        (None, Builder::BuildKit) => "download".to_string(),
    };
    if let Some(wanted) = checksum {
        let got = Digest::of(download.content.bytes()).to_string();
        if wanted.parse::<Digest>().is_err() {
            return Err(invalid(format!("invalid checksum digest format: {wanted}")));
        }
        if wanted != got {
            return Err(invalid(format!("digest mismatch {got}: {wanted}")));
        }
    }
    Ok(Fetched { name, entry: Entry::file(download.content, MODE, download.modified) })
}

/// The name of a file that was downloaded from `path`, whose server sent the header `Content-Disposition: disposition`.
///
/// As moby: builder/dockerfile/copy.go, `getFilenameForDownload`.
pub fn download_name(path: &str, disposition: &str) -> Option<String> {
    let parameters = disposition.split(';').skip(1).filter_map(|it| it.trim().split_once('='));
    let mut suggested = parameters.filter(|it| it.0.eq_ignore_ascii_case("filename"));
    let suggested = suggested.next().map_or("", |it| it.1.trim_matches('"'));
    let names = [path, suggested].map(|it| it.rsplit('/').next().unwrap_or_default().to_string());
    names.into_iter().find(|it| !it.is_empty())
}

/// The part of an address after its host.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    rest.find('/').map_or("", |at| &rest[at..])
}
