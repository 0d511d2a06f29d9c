//! `cargo xtask serve`: the page on a small static server, for this machine only.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::bundle;

/// The command.
pub(crate) fn serve(arguments: &[String]) -> Result<ExitCode> {
    let port = match arguments {
        [] => 8080,
        [flag, port] if flag == "--port" => port.parse().context("--port takes a number")?,
        _ => bail!("usage: cargo xtask serve [--port N]"),
    };
    let folder = bundle::build_in_steps()?;
    let server = Server::bind(port, folder, "/")?;
    println!("Layerlab is at {} (Ctrl-C stops it)", server.url()?);
    server.run();
    Ok(ExitCode::SUCCESS)
}

/// A static server on the loopback address.
pub(crate) struct Server {
    listener: TcpListener,
    folder: PathBuf,
    base: &'static str,
}

impl Server {
    /// Takes `port`, or the next free one, for the files of `folder` below the path `base`.
    pub(crate) fn bind(port: u16, folder: PathBuf, base: &'static str) -> Result<Server> {
        assert!(base.starts_with('/') && base.ends_with('/'), "a base is an absolute folder");
        let listener = (port..=port.saturating_add(99))
            .find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok())
            .with_context(|| format!("no free port from {port} on; try --port N"))?;
        Ok(Server { listener, folder, base })
    }

    /// The address of the page.
    pub(crate) fn url(&self) -> Result<String> {
        Ok(format!("http://{}{}", self.listener.local_addr()?, self.base))
    }

    /// Answers until the process ends.
    pub(crate) fn run(&self) {
        thread::scope(|scope| {
            for stream in self.listener.incoming().flatten() {
                scope.spawn(move || self.answer(stream));
            }
        });
    }

    /// One request, one answer; a browser that went away is no error.
    fn answer(&self, stream: TcpStream) -> Option<()> {
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
        let request = read_request(&stream).ok()?;
        let (status, kind, body) = self.respond(&request);
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\
             Cache-Control: no-cache\r\nConnection: close\r\n\r\n",
            body.len()
        );
        let body = if request.starts_with("HEAD ") { &[] } else { &body[..] };
        (&stream).write_all(head.as_bytes()).ok()?;
        (&stream).write_all(body).ok()
    }

    /// Status, type and body for a request line.
    fn respond(&self, request: &str) -> (&'static str, &'static str, Vec<u8>) {
        let mut words = request.split(' ');
        let (Some("GET" | "HEAD"), Some(target)) = (words.next(), words.next()) else {
            return ("405 Method Not Allowed", TEXT, b"only GET and HEAD\n".to_vec());
        };
        let file = inside(self.base, target).map(|it| self.folder.join(it));
        match file.and_then(|it| Some((content_type(&it), fs::read(it).ok()?))) {
            Some((kind, body)) => ("200 OK", kind, body),
            None => ("404 Not Found", TEXT, b"not found\n".to_vec()),
        }
    }
}

/// The request line, once the whole head has been read.
fn read_request(stream: &TcpStream) -> io::Result<String> {
    let mut lines = BufReader::new(stream.take(64 * 1024)).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    Ok(request)
}

/// The file that `target` asks for, below the served folder.
fn inside(base: &str, target: &str) -> Option<String> {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let file = path.strip_prefix(base)?;
    let file = if file.is_empty() { "index.html" } else { file };
    // Names of our own files; so no `..`, no drive, no escape and no empty part.
    let is_name = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && part.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it))
    };
    file.split('/').all(is_name).then(|| file.to_string())
}

const TEXT: &str = "text/plain; charset=utf-8";

fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|it| it.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("txt" | "md") => TEXT,
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_base_are_served() {
        for (base, target, file) in [
            ("/", "/", Some("index.html")),
            ("/", "/app.js?v=1#x", Some("app.js")),
            ("/", "/icons/a-b_1.svg", Some("icons/a-b_1.svg")),
            ("/sub/", "/sub/app.js", Some("app.js")),
            ("/sub/", "/app.js", None),
            ("/", "/../Cargo.toml", None),
            ("/", "/a/../../Cargo.toml", None),
            ("/", "/%2e%2e/Cargo.toml", None),
            ("/", "//etc/passwd", None),
            ("/", "/C:/x", None),
            ("/", "/.git", None),
            ("/", "app.js", None),
        ] {
            assert_eq!(inside(base, target).as_deref(), file, "{base} {target}");
        }
    }

    #[test]
    fn requests_get_the_status_that_http_gives_them() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf();
        let server = Server::bind(0, folder, "/").unwrap();
        for (request, status, kind) in [
            ("GET /Cargo.toml HTTP/1.1", "200 OK", "application/octet-stream"),
            ("HEAD /src/main.rs HTTP/1.1", "200 OK", "application/octet-stream"),
            ("GET /src HTTP/1.1", "404 Not Found", TEXT),
            ("GET /none HTTP/1.1", "404 Not Found", TEXT),
            ("POST / HTTP/1.1", "405 Method Not Allowed", TEXT),
            ("", "405 Method Not Allowed", TEXT),
        ] {
            let (got_status, got_kind, _) = server.respond(request);
            assert_eq!((got_status, got_kind), (status, kind), "{request}");
        }
    }

    #[test]
    fn a_taken_port_gives_the_next_one() {
        let folder = PathBuf::from(".");
        let first = Server::bind(0, folder.clone(), "/").unwrap();
        let taken = first.listener.local_addr().unwrap().port();
        let second = Server::bind(taken, folder, "/").unwrap();
        assert!(taken < second.listener.local_addr().unwrap().port());
    }
}
