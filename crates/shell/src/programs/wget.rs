//! `wget`, over the network that [`alpine::Upstream`] is.

use alpine::DownloadError;
use image::{Content, Entry, Follow, FsError};

use crate::limits::Stop;
use crate::machine::{Activity, ExitCode};
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::usage;

const SYNTAX: Syntax = Syntax::flags("cqSs").values("OoPTUtHDFY").long(&[
    ("continue", 'c'),
    ("quiet", 'q'),
    ("server-response", 'S'),
    ("spider", 's'),
    ("output-document", 'O'),
    ("directory-prefix", 'P'),
    ("timeout", 'T'),
    ("tries", 't'),
    ("user-agent", 'U'),
    ("header", 'H'),
    ("post-data", 'D'),
    ("post-file", 'F'),
    ("no-check-certificate", 'c'),
]);
/// An address that is nobody's (RFC 5737).
const ADDRESS: &str = "203.0.113.10";

pub(super) fn wget(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    if arguments.operands.is_empty() {
        return Err(usage::wrong(process, ""));
    }
    if let Some(letter) = arguments.last_of("DF") {
        let option = if letter == 'D' { "--post-data" } else { "--post-file" };
        return Err(Stop::unsupported(format!("`wget {option}`")));
    }
    let quiet = arguments.has('q');
    for url in &arguments.operands {
        let (scheme, address) = url.split_once("://").unwrap_or(("http", url));
        if !matches!(scheme, "http" | "https" | "ftp") {
            return process.fail(format!("not an http or ftp url: {url}"));
        }
        let host = address.split(['/', ':']).next().unwrap_or_default().to_owned();
        let costs = process.machine().costs;
        let upstream = process.machine().upstream;
        let found = upstream.download(url);
        if !quiet && !matches!(found, Err(DownloadError::UnknownHost { .. })) {
            let port = if scheme == "https" { 443 } else { 80 };
            process.eprint(format!("Connecting to {host} ({ADDRESS}:{port})\n"))?;
        }
        process.spend(costs.fetch(0));
        let content = match found {
            Ok(download) => download.content,
            Err(DownloadError::UnknownHost { .. }) => {
                return process.fail(format!("bad address '{host}'"));
            }
            Err(DownloadError::NotFound) => {
                return process.fail("server returned error: HTTP/1.1 404 Not Found");
            }
        };
        if arguments.has('s') {
            process.eprint(if quiet { "" } else { "remote file exists\n" })?;
            continue;
        }
        save(process, &arguments, url, content)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts what was downloaded where it belongs.
fn save(
    process: &mut Process,
    arguments: &Arguments,
    url: &str,
    content: Content,
) -> Result<(), Stop> {
    let quiet = arguments.has('q');
    let size = content.size();
    let costs = process.machine().costs;
    process.spend(costs.fetch(size));
    process.note(Activity::Fetched { url: String::from(url), bytes: size });
    let address = url.split(['?', '#']).next().unwrap_or_default();
    let address = address.split_once("://").map_or(address, |it| it.1);
    let name = match address.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name,
        Some(_) | None => "index.html",
    };
    let path = match (arguments.value('O'), arguments.value('P')) {
        (Some(path), _) => String::from(path),
        (None, Some(directory)) => format!("{directory}/{name}"),
        (None, None) => String::from(name),
    };
    let to_stdout = path == "-";
    if !quiet {
        let start = if to_stdout {
            String::from("writing to stdout\n")
        } else {
            format!("saving to '{path}'\n")
        };
        process.eprint(start)?;
    }
    if to_stdout {
        process.print(content.bytes())?;
    } else {
        let mode = 0o666 & !process.task.umask;
        let now = process.machine().now;
        let put = match process.find_new(&path, Follow::Last) {
            Ok(_) if arguments.value('O').is_none() && process.exists(&path) => {
                Err(FsError::Exists)
            }
            Ok(real) => process.put(&real, Entry::file(content, mode, now))?,
            Err(error) => Err(error),
        };
        if let Err(error) = put {
            let code = process.fail(format!("can't open '{path}': {error}"))?;
            return Err(Stop::Ended(code));
        }
    }
    if quiet {
        return Ok(());
    }
    let short: String = path.chars().take(20).collect();
    let (bar, size) = ("*".repeat(32), crate::sizes::human(size));
    let end =
        if to_stdout { String::from("written to stdout\n") } else { format!("'{path}' saved\n") };
    process.eprint(format!("{short:<20} 100% |{bar}| {size:>5}  0:00:00 ETA\n{end}"))
}
