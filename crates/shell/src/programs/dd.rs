//! `dd`, `truncate`, `fallocate`: files by their size.

use std::time::Duration;

use image::{Content, Entry, Follow, FsError};

use crate::files::Changed;
use crate::input::Amount;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::usage;
use crate::sizes::human;
use crate::streams::OpenMode;

/// From here on, a file of zeros is a stand-in with the true size.
const REAL_MAX: u64 = 1 << 16;
/// Descriptors that no script can name.
const INPUT: u32 = u32::MAX - 2;
const OUTPUT: u32 = u32::MAX - 3;

/// What `dd` was told.
struct Order {
    input: Option<String>,
    output: Option<String>,
    block: u64,
    output_block: u64,
    count: Option<u64>,
    skip: u64,
    seek: u64,
    keeps: bool,
    silent: u8,
}

pub(super) fn dd(process: &mut Process) -> Result<ExitCode, Stop> {
    let order = order(process)?;
    let before = process.machine().now;
    let most = order.count.map_or(u64::MAX, |it| it.saturating_mul(order.block));
    let endless = order.input.as_deref().is_some_and(|it| process.is_endless(it));
    let is_zero = order.input.as_deref() == Some("/dev/zero");
    let copied = match &order.output {
        Some(path) if endless && is_zero && REAL_MAX <= most && path != "/dev/null" => {
            let size = most.saturating_add(order.seek.saturating_mul(order.output_block));
            put_zeros(process, path, size)?.map(|()| most).map_err(|it| (path.clone(), it))
        }
        Some(path) if path == "/dev/null" && endless && most < u64::MAX => Ok(most),
        Some(_) | None => copy(process, &order, most)?,
    };
    let copied = match copied {
        Ok(copied) => copied,
        Err((path, error)) => return process.fail(format!("can't open '{path}': {error}")),
    };
    let took = (process.machine().now - before).max(Duration::from_micros(1));
    report(process, &order, copied, took)?;
    Ok(ExitCode::SUCCESS)
}

fn report(process: &mut Process, order: &Order, copied: u64, took: Duration) -> Result<(), Stop> {
    if 1 < order.silent {
        return Ok(());
    }
    let records =
        |block: u64| format!("{}+{}", copied / block, u64::from(!copied.is_multiple_of(block)));
    let mut text = format!(
        "{} records in\n{} records out\n",
        records(order.block),
        records(order.output_block)
    );
    if order.silent == 0 {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let rate = copied.saturating_mul(1_000_000) / micros;
        text += &format!(
            "{copied} bytes ({}B) copied, {}.{:06} seconds, {}B/s\n",
            human(copied),
            micros / 1_000_000,
            micros % 1_000_000,
            human(rate)
        );
    }
    process.eprint(text)
}

fn order(process: &mut Process) -> Result<Order, Stop> {
    let mut order = Order {
        input: None,
        output: None,
        block: 512,
        output_block: 512,
        count: None,
        skip: 0,
        seek: 0,
        keeps: false,
        silent: 0,
    };
    for argument in process.args().to_vec() {
        let Some((name, value)) = argument.split_once('=') else {
            return Err(usage::wrong(process, ""));
        };
        match name {
            "if" => order.input = Some(String::from(value)),
            "of" => order.output = Some(String::from(value)),
            "conv" | "iflag" | "oflag" => {
                for word in value.split(',') {
                    match (name, word) {
                        ("conv", "notrunc") => order.keeps = true,
                        ("conv", "noerror" | "fsync" | "fdatasync")
                        | (_, "fullblock" | "direct") => {}
                        ("conv", "sync" | "swab")
                        | (_, "skip_bytes" | "count_bytes" | "append") => {
                            return Err(Stop::unsupported(format!("`dd {argument}`")));
                        }
                        _ => {
                            return Err(invalid(
                                process,
                                &format!("argument '{word}' to '{name}'"),
                            ));
                        }
                    }
                }
            }
            "status" => {
                order.silent = match value {
                    "none" => 2,
                    "noxfer" => 1,
                    _ => return Err(invalid(process, &format!("argument '{value}' to 'status'"))),
                }
            }
            _ => {
                let Some(number) = size(value) else {
                    return Err(invalid(process, &format!("number '{value}'")));
                };
                match name {
                    "bs" => (order.block, order.output_block) = (number.max(1), number.max(1)),
                    "ibs" => order.block = number.max(1),
                    "obs" => order.output_block = number.max(1),
                    "count" => order.count = Some(number),
                    "skip" => order.skip = number,
                    "seek" => order.seek = number,
                    _ => return Err(usage::wrong(process, "")),
                }
            }
        }
    }
    Ok(order)
}

fn invalid(process: &mut Process, what: &str) -> Stop {
    match process.fail(format!("invalid {what}")) {
        Ok(code) => Stop::Ended(code),
        Err(stop) => stop,
    }
}

/// A number with a unit: `c`, `w`, `b`, `k`, `kB`, `M`, `MB`, `G`, `GB`.
fn size(text: &str) -> Option<u64> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    let scale = match &text[end..] {
        "" | "c" => 1,
        "w" => 2,
        "b" => 512,
        "k" | "K" => 1 << 10,
        "kB" | "KB" => 1000,
        "m" | "M" => 1 << 20,
        "MB" => 1_000_000,
        "g" | "G" => 1 << 30,
        "GB" => 1_000_000_000,
        "T" => 1 << 40,
        "TB" => 1_000_000_000_000,
        _ => return None,
    };
    text[..end].parse::<u64>().ok()?.checked_mul(scale)
}

/// Copies real bytes; says how many.
fn copy(
    process: &mut Process,
    order: &Order,
    most: u64,
) -> Result<Result<u64, (String, FsError)>, Stop> {
    let input = match &order.input {
        None => process.task.descriptors.get(0).cloned(),
        Some(path) => match process.open(path, OpenMode::Read)? {
            Ok(handle) => Some(handle),
            Err(error) => return Ok(Err((path.clone(), error))),
        },
    };
    if let Some(input) = input {
        process.task.descriptors.set(INPUT, input);
    }
    let skipped = order.skip.saturating_mul(order.block);
    process.read_from(INPUT, Amount::Bytes(usize::try_from(skipped).unwrap_or(usize::MAX)))?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let bytes = process.read_from(INPUT, Amount::Bytes(most));
    process.task.descriptors.close(INPUT);
    let bytes = bytes?;
    let Some(path) = &order.output else {
        process.print(&bytes)?;
        return Ok(Ok(bytes.len() as u64));
    };
    let seeks = order.keeps || 0 < order.seek;
    let mode = if seeks { OpenMode::ReadWrite } else { OpenMode::Truncate };
    let handle = match process.open(path, mode)? {
        Ok(handle) => handle,
        Err(error) => return Ok(Err((path.clone(), error))),
    };
    let seek = order.seek.saturating_mul(order.output_block);
    if REAL_MAX * 16 < seek {
        return Err(Stop::unsupported("`dd` with holes in files"));
    }
    if let crate::streams::Description::File(file) = &mut *handle.borrow_mut() {
        file.at = seek as usize;
    }
    process.task.descriptors.set(OUTPUT, handle);
    let written = process.write_to(OUTPUT, &bytes);
    process.task.descriptors.close(OUTPUT);
    match written? {
        crate::process::Written::NoSpace => {
            process.fail(format!("error writing '{path}': No space left on device"))?;
            Err(Stop::Ended(ExitCode::FAILURE))
        }
        crate::process::Written::All | crate::process::Written::BadDescriptor => {
            Ok(Ok(bytes.len() as u64))
        }
    }
}

/// Makes `path` a file of `size` zeros; a large one is a stand-in.
fn put_zeros(process: &mut Process, path: &str, size: u64) -> Changed<()> {
    let real = match process.find_new(path, Follow::Last) {
        Ok(real) => real,
        Err(error) => return Ok(Err(error)),
    };
    let content = match size < REAL_MAX {
        true => Content::new(vec![0; size as usize]),
        false => Content::stub(format!("stand-in for {size} zeros\n").into_bytes(), size),
    };
    put_content(process, &real, content)
}

fn put_content(process: &mut Process, real: &image::AbsPath, content: Content) -> Changed<()> {
    let now = process.machine().now;
    match process.machine().tree.entry(real).cloned() {
        Some(entry) if entry.content().is_none() => Ok(Err(FsError::IsADirectory)),
        Some(entry) => {
            if let Err(error) = process.require(&entry, crate::files::WRITE) {
                return Ok(Err(error));
            }
            process.shrink(entry.size());
            if let Err(full) = process.grow(content.size()) {
                return Ok(Err(full));
            }
            process.spend(process.machine.costs.disk(content.size()));
            let tree = &mut process.machine().tree;
            let written = tree.write(real, content);
            Ok(written.and_then(|()| tree.update(real, |it| it.mtime = now)))
        }
        None => {
            let mode = 0o666 & !process.task.umask;
            process.put(real, Entry::file(content, mode, now))
        }
    }
}

pub(super) fn truncate(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("c").values("s").read(process)?;
    let (Some(text), false) = (arguments.value('s'), arguments.operands.is_empty()) else {
        return Err(usage::wrong(process, ""));
    };
    let Some(size) = size(text) else { return process.fail(format!("invalid number '{text}'")) };
    let mut code = ExitCode::SUCCESS;
    for path in &arguments.operands {
        let old = process.find(path, Follow::Last);
        let resized = match old {
            Err(FsError::NotFound) if arguments.has('c') => Ok(()),
            Ok((real, entry)) => match entry.content() {
                // A stand-in stays one, whatever its size.
                Some(content)
                    if REAL_MAX <= size || content.size() != content.bytes().len() as u64 =>
                {
                    let content = Content::stub(content.bytes(), size);
                    put_content(process, &real, content)?
                }
                Some(content) => {
                    let mut bytes = content.bytes().to_vec();
                    bytes.resize(size as usize, 0);
                    put_content(process, &real, Content::new(bytes))?
                }
                None => Err(FsError::IsADirectory),
            },
            Err(_) => put_zeros(process, path, size)?,
        };
        if let Err(error) = resized {
            code = process.fail(format!("{path}: open: {error}"))?;
        }
    }
    Ok(code)
}

pub(super) fn fallocate(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").values("lo").read(process)?;
    let (Some(text), [path]) = (arguments.value('l'), arguments.operands.as_slice()) else {
        return Err(usage::wrong(process, ""));
    };
    let Some(size) = size(text) else { return process.fail(format!("invalid number '{text}'")) };
    match put_zeros(process, path, size)? {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => process.fail(format!("can't open '{path}': {error}")),
    }
}
