//! `date`, `hostname`, `sleep`, `uname` and others that ask for the machine.

use std::time::Duration;

use crate::dates;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::usage;

const DATE: Syntax = Syntax::flags("uR").values("dr").long(&[("utc", 'u'), ("date", 'd')]);
const UNAME: Syntax = Syntax::flags("asnrvmpio").long(&[("all", 'a')]);

/// What `uname` prints: `-s`, `-r`, `-v`, `-m`, `-o`.
const KERNEL: &str = "Linux";
const RELEASE: &str = "6.12.0";
const VERSION: &str = "#1 SMP";
const ARCHITECTURE: &str = "x86_64";
const SYSTEM: &str = "Linux";

pub(super) fn date(process: &mut Process) -> Result<ExitCode, Stop> {
    // `-I` may have a word right behind it.
    let iso = process.args().iter().find_map(|it| it.strip_prefix("-I")).map(String::from);
    process.task.argv.retain(|it| !it.starts_with("-I"));
    let arguments = DATE.read(process)?;
    let mut time = process.machine().now;
    if let Some(file) = arguments.value('r') {
        match process.find(file, image::Follow::Last) {
            Ok((_, entry)) => time = entry.metadata.mtime,
            Err(error) => return process.fail(format!("can't stat '{file}': {error}")),
        }
    }
    if let Some(text) = arguments.value('d') {
        match dates::parse(text) {
            Some(date) => time = date,
            None => return process.fail(format!("invalid date '{text}'")),
        }
    }
    let format = match arguments.operands.as_slice() {
        [] if iso.is_some() => match iso.as_deref() {
            Some("hours") => "%FT%H+00:00",
            Some("minutes") => "%FT%R+00:00",
            Some("seconds") => "%FT%T+00:00",
            Some("" | "date") => "%F",
            _ => return Err(Stop::unsupported("`date -I` with nanoseconds")),
        },
        [] if arguments.has('R') => "%a, %d %b %Y %T %z",
        [] => "%a %b %e %T %Z %Y",
        [format] if format.starts_with('+') => &format[1..],
        _ => return Err(Stop::unsupported("setting the clock")),
    };
    process.print(format!("{}\n", dates::format(time, format)))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn hostname(process: &mut Process) -> Result<ExitCode, Stop> {
    Syntax::flags("").read(process)?;
    let name = process.machine().hostname.clone();
    process.print(format!("{name}\n"))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn sleep(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = process.args().to_vec();
    if arguments.is_empty() {
        return process.fail("missing operand");
    }
    for argument in &arguments {
        match duration(argument) {
            _ if matches!(argument.as_str(), "infinity" | "inf") => {
                return Err(Stop::endless("sleep"));
            }
            Some(time) => process.spend(time),
            None => return process.fail(format!("invalid number '{argument}'")),
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows no processes, as long as somebody looks.
pub(super) fn top(_: &mut Process) -> Result<ExitCode, Stop> {
    Err(Stop::endless("top"))
}

/// A time such as `2`, `0.5`, `3m`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = match text.chars().next_back()? {
        's' => (&text[..text.len() - 1], 1),
        'm' => (&text[..text.len() - 1], 60),
        'h' => (&text[..text.len() - 1], 3600),
        'd' => (&text[..text.len() - 1], 86_400),
        _ => (text, 1),
    };
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    if !decimals.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let micros: u64 = format!("{decimals:0<6.6}").parse().ok()?;
    let micros = whole.checked_mul(1_000_000)?.checked_add(micros)?.checked_mul(unit)?;
    Some(Duration::from_micros(micros))
}

pub(super) fn uname(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = UNAME.read(process)?;
    let hostname = process.machine().hostname.clone();
    let parts = [
        ('s', KERNEL),
        ('n', hostname.as_str()),
        ('r', RELEASE),
        ('v', VERSION),
        ('m', ARCHITECTURE),
        ('o', SYSTEM),
    ];
    let none = !parts.iter().any(|(letter, _)| arguments.has(*letter)) && !arguments.has('a');
    let wanted = parts.iter().filter(|(letter, _)| {
        arguments.has('a') || arguments.has(*letter) || none && *letter == 's'
    });
    let text: Vec<&str> = wanted.map(|(_, text)| *text).collect();
    process.print(format!("{}\n", text.join(" ")))?;
    Ok(ExitCode::SUCCESS)
}

/// Pauses for millionths of a second.
pub(super) fn usleep(process: &mut Process) -> Result<ExitCode, Stop> {
    let [text] = process.args() else { return Err(usage::wrong(process, "")) };
    let text = text.clone();
    match text.parse() {
        Ok(micros) => process.spend(Duration::from_micros(micros)),
        Err(_) => return process.fail(format!("invalid number '{text}'")),
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn nproc(process: &mut Process) -> Result<ExitCode, Stop> {
    Syntax::flags("").long(&[("all", 'a'), ("ignore", 'i')]).read(process)?;
    process.print("2\n")?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn arch(process: &mut Process) -> Result<ExitCode, Stop> {
    process.print(format!("{ARCHITECTURE}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Only this program runs.
pub(super) fn ps(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("Tefaux").values("o").read(process)?;
    if arguments.has('o') {
        return Err(Stop::unsupported("`ps -o`"));
    }
    let uid = process.user().uid;
    let user = crate::users::user_name(process, uid).unwrap_or_else(|| uid.to_string());
    process.print(format!("PID   USER     TIME  COMMAND\n    1 {user:<8.8}  0:00 ps\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// A terminal is never asked for.
pub(super) fn tty(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("s").read(process)?;
    if !arguments.has('s') {
        process.print("not a tty\n")?;
    }
    Ok(ExitCode::FAILURE)
}

pub(super) fn clear(process: &mut Process) -> Result<ExitCode, Stop> {
    process.print("\x1b[H\x1b[J")?;
    Ok(ExitCode::SUCCESS)
}

/// A machine of 8 GiB, of which an eighth is in use.
pub(super) fn free(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("bkmgh").read(process)?;
    let shown = |kibibytes: u64| match arguments.last_of("bmgh") {
        Some('b') => (kibibytes << 10).to_string(),
        Some('m') => (kibibytes >> 10).to_string(),
        Some('g') => (kibibytes >> 20).to_string(),
        Some(_) => crate::sizes::human(kibibytes << 10),
        None => kibibytes.to_string(),
    };
    let row = |name: &str, values: &[u64]| {
        let cells: String = values.iter().map(|it| format!(" {:>11}", shown(*it))).collect();
        format!("{name:<7}{cells}\n")
    };
    let title = "              total        used        free      shared  buff/cache   available\n";
    let memory = row("Mem:", &[8 << 20, 1 << 20, 6 << 20, 0, 1 << 20, 7 << 20]);
    process.print(format!("{title}{memory}{}", row("Swap:", &[0, 0, 0])))?;
    Ok(ExitCode::SUCCESS)
}
