//! The rest of the network: a few hosts with a few files.

use image::{Content, SimTime};

use crate::upstream::Upstream;

/// When every file of the table was last changed: 2025-06-01.
const MODIFIED: SimTime = SimTime::from_seconds(1_748_736_000);

/// Address without the scheme, size in bytes (0: as long as the text), and the text. `\n` ends a line of it.
const FILES: &str = "\
example.com/ 0 <!doctype html>\\n<title>Example Domain</title>\\n<h1>Example Domain</h1>\\n
www.example.com/ 0 <!doctype html>\\n<title>Example Domain</title>\\n<h1>Example Domain</h1>\\n
downloads.example.com/hello.txt 0 Hello from downloads.example.com\\n
downloads.example.com/install.sh 0 #!/bin/sh\\nset -e\\necho installing\\nmkdir -p /opt/tool\\necho tool 1.4 > /opt/tool/version\\n
downloads.example.com/tool-1.4 3145728 A stand-in for a program of 3 MiB.\\n
downloads.example.com/model.bin 104857600 A stand-in for a model of 100 MiB.\\n
downloads.example.com/cities.csv 0 city,country\\nHelsinki,Finland\\nTampere,Finland\\nTartu,Estonia\\n
";

/// A file that a host serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download {
    pub content: Content,
    pub modified: SimTime,
}

/// Why a download fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DownloadError {
    /// No name server knows the host.
    UnknownHost { host: String },
    /// The host has no such file: status 404.
    NotFound,
}

impl Upstream {
    /// What `url` serves. Both `http` and `https` do.
    pub fn download(&self, url: &str) -> Result<Download, DownloadError> {
        if let Some(content) = self.files.get(url) {
            return Ok(Download { content: content.clone(), modified: MODIFIED });
        }
        let address = url.split_once("://").map_or(url, |(_, rest)| rest);
        let address = address.split(['?', '#']).next().unwrap_or_default();
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let host = host.split(':').next().unwrap_or_default();
        let mut known = self.files.keys().any(|it| host_of(it) == host);
        for line in FILES.lines() {
            let mut fields = line.splitn(3, ' ');
            let (Some(name), Some(size), Some(text)) =
                (fields.next(), fields.next(), fields.next())
            else {
                continue;
            };
            known |= name.split('/').next() == Some(host);
            if name.split_once('/') == Some((host, path)) {
                let text = text.replace("\\n", "\n").into_bytes();
                let size = size.parse().unwrap_or(0).max(text.len() as u64);
                return Ok(Download { content: Content::stub(text, size), modified: MODIFIED });
            }
        }
        match known {
            true => Err(DownloadError::NotFound),
            false => Err(DownloadError::UnknownHost { host: host.to_string() }),
        }
    }
}

fn host_of(url: &str) -> &str {
    let address = url.split_once("://").map_or(url, |(_, rest)| rest);
    address.split(['/', ':']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_hosts_have_a_few_files() {
        let upstream = Upstream::default();
        let unknown = |host: &str| Err(DownloadError::UnknownHost { host: host.to_string() });
        for (url, expected) in [
            ("https://downloads.example.com/hello.txt", Ok(33)),
            ("http://downloads.example.com/model.bin?x=1", Ok(104_857_600)),
            ("http://example.com", Ok(70)),
            ("http://example.com/none", Err(DownloadError::NotFound)),
            ("http://nowhere.test:80/x", unknown("nowhere.test")),
            ("", unknown("")),
        ] {
            assert_eq!(upstream.download(url).map(|it| it.content.size()), expected, "{url}");
        }
    }
}
