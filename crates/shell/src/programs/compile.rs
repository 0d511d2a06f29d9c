//! `gcc`, `g++`, `go`: compilers that read all their inputs, take their time, and write a stand-in that depends on them.

use std::time::Duration;

use image::{AbsPath, Content, Digest, Entry, Follow};

use crate::limits::Stop;
use crate::machine::{Activity, ExitCode};
use crate::process::Process;
use crate::programs::stub::version_of;
use crate::programs::walk;

/// Microseconds that a compiler needs for one file, and for each byte of it.
const FILE_MICROS: u64 = 150_000;
const BYTE_MICROS: u64 = 40;
/// Bytes of a program beside what its sources become: C's start code, Go's runtime.
const C_BYTES: u64 = 16_000;
const GO_BYTES: u64 = 1_500_000;
/// Bytes that a module of Go is taken to have.
const MODULE_BYTES: u64 = 400_000;

/// Writes what was made of `sources`, whose bytes are in `all`.
fn output(
    process: &mut Process,
    by: &str,
    path: &str,
    all: &[u8],
    base: u64,
) -> Result<Result<(), image::FsError>, Stop> {
    let size = base + all.len() as u64 * 2;
    let digest = Digest::of(all).hex();
    let text = format!("stand-in for a file of {size} bytes made by {by} from {}\n", &digest[..16]);
    process.spend(Duration::from_micros(all.len() as u64 * BYTE_MICROS));
    process.burn(all.len() as u64 / 16)?;
    let real = match process.find_new(path, Follow::Last) {
        Ok(real) => real,
        Err(error) => return Ok(Err(error)),
    };
    let now = process.machine().now;
    let mode = if path.ends_with(".o") { 0o666 } else { 0o777 } & !process.task.umask;
    process.put(&real, Entry::file(Content::stub(text.into_bytes(), size), mode, now))
}

pub(super) fn gcc(process: &mut Process) -> Result<ExitCode, Stop> {
    let args = process.args().to_vec();
    let name = process.name().to_owned();
    if args == ["--version"] {
        let version = version_of(process, "gcc");
        process.print(format!("{name} (Alpine {version}) {version}\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let (mut target, mut only_objects) = (None, false);
    let (mut sources, mut directories) = (Vec::new(), vec![String::from(".")]);
    let mut rest = args.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "-o" => target = rest.next().cloned(),
            "-c" => only_objects = true,
            "-I" => directories.extend(rest.next().cloned()),
            option if option.starts_with("-I") => directories.push(String::from(&option[2..])),
            "-E" | "-S" | "-M" | "-MM" => {
                return Err(Stop::unsupported(format!("`{name} {argument}`")));
            }
            option if option.starts_with('-') => (),
            source => sources.push(String::from(source)),
        }
    }
    if sources.is_empty() {
        process
            .eprint(format!("{name}: fatal error: no input files\ncompilation terminated.\n"))?;
        return Ok(ExitCode::FAILURE);
    }
    let options: Vec<u8> =
        args.iter().filter(|it| it.starts_with('-')).flat_map(|it| it.bytes()).collect();
    let mut all = options.clone();
    for source in &sources {
        let mut one = options.clone();
        if !read_source(process, source, &directories, &mut one)? {
            return Ok(ExitCode::FAILURE);
        }
        process.spend(Duration::from_micros(FILE_MICROS));
        if only_objects {
            let stem = source.rsplit('/').next().unwrap_or(source);
            let stem = stem.rsplit_once('.').map_or(stem, |it| it.0);
            let object = target.clone().unwrap_or(format!("{stem}.o"));
            if let Err(error) = output(process, &name, &object, &one, 1000)? {
                return cannot_write(process, &object, error);
            }
        }
        all.extend(one);
    }
    let path = target.unwrap_or_else(|| String::from("a.out"));
    if !only_objects && let Err(error) = output(process, &name, &path, &all, C_BYTES)? {
        return cannot_write(process, &path, error);
    }
    Ok(ExitCode::SUCCESS)
}

fn cannot_write(
    process: &mut Process,
    path: &str,
    error: image::FsError,
) -> Result<ExitCode, Stop> {
    process.eprint(format!("ld: cannot open output file {path}: {error}\n"))?;
    Ok(ExitCode::FAILURE)
}

/// Reads a source with the headers in quotes that it includes, each once; says whether all were there.
fn read_source(
    process: &mut Process,
    source: &str,
    directories: &[String],
    all: &mut Vec<u8>,
) -> Result<bool, Stop> {
    let Ok(content) = process.read(source)? else {
        process.eprint(format!(
            "cc1: fatal error: {source}: No such file or directory\ncompilation terminated.\n"
        ))?;
        return Ok(false);
    };
    let mut open = vec![(String::from(source), content)];
    let mut seen = vec![String::from(source)];
    while let Some((path, content)) = open.pop() {
        all.extend(content.bytes());
        let text = content.text().into_owned();
        if path.ends_with(".o") || path.ends_with(".a") {
            continue;
        }
        for (index, line) in text.lines().enumerate() {
            process.burn(1)?;
            let rest = line.trim_start().strip_prefix('#').map(str::trim_start);
            let header = rest.and_then(|it| it.strip_prefix("include")?.trim().strip_prefix('"'));
            let Some(header) = header.and_then(|it| it.split('"').next()) else { continue };
            let own = path.rsplit_once('/').map_or(".", |it| it.0);
            let mut places = std::iter::once(own).chain(directories.iter().map(String::as_str));
            let found = places.find_map(|it| {
                let file = format!("{it}/{header}");
                process.exists(&file).then_some(file)
            });
            let Some(found) = found else {
                let column = line.find('"').unwrap_or(0) + 1;
                process.eprint(format!(
                    "{path}:{}:{column}: fatal error: {header}: No such file or directory\n\
                     compilation terminated.\n",
                    index + 1
                ))?;
                return Ok(false);
            };
            if !seen.contains(&found)
                && let Ok(content) = process.read(&found)?
            {
                seen.push(found.clone());
                open.push((found, content));
            }
        }
    }
    Ok(true)
}

pub(super) fn go(process: &mut Process) -> Result<ExitCode, Stop> {
    let args = process.args().to_vec();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["version"] => {
            let version = version_of(process, "go");
            process.print(format!("go version go{version} linux/amd64\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        ["mod", "download", ..] => {
            let Some((_, text)) = go_mod(process)? else { return Ok(ExitCode::FAILURE) };
            modules(process, &text)?;
            Ok(ExitCode::SUCCESS)
        }
        ["mod", "init", name] => {
            let version = version_of(process, "go");
            let version: Vec<&str> = version.splitn(3, '.').take(2).collect();
            process.eprint(format!("go: creating new go.mod: module {name}\n"))?;
            let text = format!("module {name}\n\ngo {}\n", version.join("."));
            let _full = process.write("go.mod", text.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        ["mod", "tidy" | "verify"] | ["clean" | "fmt" | "vet" | "env", ..] => Ok(ExitCode::SUCCESS),
        ["build", rest @ ..] => build(process, rest),
        _ => Err(Stop::unsupported(format!("`go {}`", words.join(" ")))),
    }
}

/// The path and the text of the module's file, here or above.
fn go_mod(process: &mut Process) -> Result<Option<(AbsPath, String)>, Stop> {
    let mut directory = Some(process.cwd().clone());
    while let Some(here) = directory {
        let file = here.child("go.mod");
        if let Ok(content) = process.read(file.as_str())? {
            return Ok(Some((here, content.text().into_owned())));
        }
        directory = here.parent();
    }
    process.eprint(
        "go: go.mod file not found in current directory or any parent directory; see 'go help modules'\n",
    )?;
    Ok(None)
}

/// Downloads what the module's file requires, but for what is in the module cache.
fn modules(process: &mut Process, text: &str) -> Result<(), Stop> {
    let cache = match (process.env("GOMODCACHE"), process.env("GOPATH"), process.env("HOME")) {
        (Some(cache), _, _) => String::from(cache),
        (None, Some(path), _) => format!("{path}/pkg/mod"),
        (None, None, home) => format!("{}/go/pkg/mod", home.unwrap_or("/root")),
    };
    for line in text.lines() {
        let line = line.split("//").next().unwrap_or_default().trim();
        let line = line.strip_prefix("require ").unwrap_or(line).trim();
        let mut words = line.split_ascii_whitespace();
        let (Some(name), Some(version), None) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let directory = format!("{cache}/{name}@{version}");
        if !version.starts_with('v') || process.exists(&directory) {
            continue;
        }
        process.burn(20)?;
        let costs = process.machine().costs;
        process.spend(costs.fetch(MODULE_BYTES / 4));
        let url = format!("https://proxy.golang.org/{name}/@v/{version}.zip");
        process.note(Activity::Fetched { url, bytes: MODULE_BYTES / 4 });
        process.spend(costs.install(MODULE_BYTES));
        let made = super::directories::make_all(process, &directory)?;
        let stub =
            format!("stand-in for a file of {MODULE_BYTES} bytes of the module {name}@{version}\n");
        let file = process.find_new(&format!("{directory}/module.go"), Follow::Last);
        if let (Ok(()), Ok(real)) = (made, file) {
            let now = process.machine().now;
            let content = Content::stub(stub.into_bytes(), MODULE_BYTES);
            let _full = process.put(&real, Entry::file(content, 0o444, now))?;
        }
    }
    Ok(())
}

fn build(process: &mut Process, words: &[&str]) -> Result<ExitCode, Stop> {
    let Some((root, text)) = go_mod(process)? else { return Ok(ExitCode::FAILURE) };
    modules(process, &text)?;
    let module = text.lines().find_map(|it| it.trim().strip_prefix("module ")).unwrap_or("main");
    let (mut target, mut package) = (None, None);
    let mut rest = words.iter();
    let mut all: Vec<u8> = text.clone().into_bytes();
    while let Some(word) = rest.next() {
        all.extend(word.bytes());
        match *word {
            "-o" => target = rest.next().map(|it| String::from(*it)),
            "-ldflags" | "-tags" | "-mod" | "-gcflags" => {
                all.extend(rest.next().map_or(&[][..], |it| it.as_bytes()));
            }
            option if option.starts_with('-') => (),
            other => package = Some(String::from(other)),
        }
    }
    for variable in ["GOOS", "GOARCH", "CGO_ENABLED"] {
        all.extend(process.env(variable).unwrap_or_default().bytes());
    }
    let asked = package.unwrap_or_else(|| String::from("."));
    let start = asked.trim_end_matches("...").trim_end_matches('/').to_owned();
    let start = if start.is_empty() { String::from("/") } else { start };
    if let Err(error) = process.find(&start, Follow::Last) {
        process.eprint(format!(
            "stat {}: {}\n",
            process.cwd().join(&start),
            error.to_string().to_lowercase()
        ))?;
        return Ok(ExitCode::FAILURE);
    }
    let mut files = 0;
    for path in walk::below(process, &root)? {
        let name = path.name();
        if !name.ends_with(".go") || name.ends_with("_test.go") {
            continue;
        }
        if let Ok(content) = process.read(path.as_str())? {
            files += 1;
            all.extend(path.as_str().bytes());
            all.extend(content.bytes());
        }
    }
    if files == 0 {
        process.eprint(format!("no Go files in {root}\n"))?;
        return Ok(ExitCode::FAILURE);
    }
    process.spend(Duration::from_micros(FILE_MICROS * (files + 10)));
    let last =
        |path: &str| String::from(path.trim_end_matches('/').rsplit('/').next().unwrap_or("main"));
    let name = match start.as_str() {
        "." | "./" => last(module.trim()),
        other => last(other.trim_end_matches(".go")),
    };
    let path = match target {
        Some(path) if super::copy::is_directory(process, &path) => {
            format!("{}/{name}", path.trim_end_matches('/'))
        }
        Some(path) => path,
        None => name,
    };
    match output(process, "go", &path, &all, GO_BYTES)? {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            let error = error.to_string().to_lowercase();
            process.eprint(format!("go: open {path}: {error}\n"))?;
            Ok(ExitCode::FAILURE)
        }
    }
}
