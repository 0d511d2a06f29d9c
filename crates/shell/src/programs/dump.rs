//! `od`, `hexdump`, `hd`, `xxd`: what bytes a file holds.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::{lines, usage};

const OD: Syntax = Syntax::flags("abcdhiloxsv").values("tANjwS");
const HEXDUMP: Syntax = Syntax::flags("bcCdoxv").values("ns");
const XXD: Syntax = Syntax::flags("pri").values("gclso");

/// How one line shows its bytes.
#[derive(Clone, Copy, Debug)]
struct Form {
    kind: Kind,
    /// Bytes that are shown as one.
    size: usize,
    /// Columns that one takes.
    width: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Character,
    Named,
    Octal,
    Signed,
    Unsigned,
    Hex,
}

/// The names of the control characters.
const NAMES: &str = "nul soh stx etx eot enq ack bel  bs  ht  nl  vt  ff  cr  so  si \
                     dle dc1 dc2 dc3 dc4 nak syn etb can  em sub esc  fs  gs  rs  us  sp";

impl Form {
    /// What takes as many columns as its largest number, and one before it.
    fn of(kind: Kind, size: usize) -> Form {
        let digits = match (kind, size) {
            (Kind::Character | Kind::Named, _) => 3,
            (Kind::Hex, size) => 2 * size,
            (Kind::Octal, size) => (8 * size).div_ceil(3),
            (Kind::Unsigned | Kind::Signed, 8) => 20,
            (Kind::Unsigned, size) => (8 * size * 3).div_ceil(10),
            (Kind::Signed, size) => (8 * size * 3).div_ceil(10) + 1,
        };
        Form { kind, size, width: digits + 1 }
    }

    fn show(self, chunk: &[u8]) -> String {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        let value = u64::from_le_bytes(bytes);
        let digits = match self.kind {
            Kind::Character => character(bytes[0]),
            Kind::Named if value & 0x7f == 0x7f => String::from("del"),
            Kind::Named => {
                match NAMES.get(4 * (value & 0x7f) as usize..).and_then(|it| it.get(..3)) {
                    Some(name) => String::from(name),
                    None => format!("{:>3}", char::from(bytes[0] & 0x7f)),
                }
            }
            Kind::Octal => format!("{value:0>0$o}", Form::of(self.kind, self.size).width - 1),
            Kind::Hex => format!("{value:0>0$x}", 2 * self.size),
            Kind::Unsigned if self.size == 2 && 7 < self.width => format!("{value:05}"),
            Kind::Unsigned => value.to_string(),
            Kind::Signed => {
                let unused = 64 - 8 * self.size as u32;
                ((value << unused).cast_signed() >> unused).to_string()
            }
        };
        format!("{digits:>0$}", self.width)
    }
}

/// A byte as `'c'` would show it.
fn character(byte: u8) -> String {
    let escape = match byte {
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        9 => "\\t",
        10 => "\\n",
        11 => "\\v",
        12 => "\\f",
        13 => "\\r",
        b' '..=b'~' => return format!("{:>3}", char::from(byte)),
        _ => return format!("{byte:03o}"),
    };
    format!("{escape:>3}")
}

/// What lines look like.
struct Layout<'f> {
    forms: &'f [Form],
    width: usize,
    /// The place at the start of each line.
    place: fn(usize) -> String,
    /// Lines that are as the one before are shown too.
    all: bool,
    /// A short last line is filled up, and two columns follow as text.
    filled: bool,
    text: bool,
}

fn dump(process: &mut Process, bytes: &[u8], start: usize, layout: &Layout) -> Result<(), Stop> {
    let mut text = String::new();
    let mut before: Option<&[u8]> = None;
    let mut skipped = false;
    for (index, row) in bytes.chunks(layout.width).enumerate() {
        process.burn(1 + row.len() as u64 / 4)?;
        crate::expand::bounded(process, text.len()).map_err(Stop::Limit)?;
        if before.replace(row) == Some(row) && !layout.all {
            text += if skipped { "" } else { "*\n" };
            skipped = true;
            continue;
        }
        skipped = false;
        let place = (layout.place)(start + index * layout.width);
        for (number, form) in layout.forms.iter().enumerate() {
            text += &if number == 0 { place.clone() } else { " ".repeat(place.len()) };
            for (at, chunk) in row.chunks(form.size).enumerate() {
                text += if layout.text && at % 8 == 0 { " " } else { "" };
                text += &form.show(chunk);
            }
            if layout.filled {
                let missing = layout.width / form.size - row.len().div_ceil(form.size);
                let gap = usize::from(layout.text && row.len() <= 8);
                text.extend(std::iter::repeat_n(' ', missing * form.width + gap));
            }
            if layout.text {
                text += &format!("  |{}|", printable(row));
            }
            text.push('\n');
        }
    }
    let end = (layout.place)(start + bytes.len());
    let is_shown = !layout.filled || !bytes.is_empty();
    if is_shown && !end.is_empty() {
        text += &format!("{end}\n");
    }
    process.print(text)
}

fn printable(bytes: &[u8]) -> String {
    bytes.iter().map(|it| if (b' '..=b'~').contains(it) { char::from(*it) } else { '.' }).collect()
}

/// The part of all files that was asked for: behind the first `skip` bytes, and at most `most`; and its start.
fn part(
    process: &mut Process,
    arguments: &Arguments,
    [skip, most]: [char; 2],
) -> Result<Option<(Vec<u8>, usize)>, Stop> {
    let mut bytes = Vec::new();
    for file in arguments.files() {
        if process.is_endless(&file) {
            bytes.resize(number(arguments, most).unwrap_or(1 << 20).min(1 << 20), 0);
            continue;
        }
        let Some(more) = lines::input(process, &file)? else { return Ok(None) };
        bytes.extend(more);
    }
    let start = number(arguments, skip).unwrap_or(0).min(bytes.len());
    let count = number(arguments, most).unwrap_or(usize::MAX).min(bytes.len() - start);
    Ok(Some((bytes[start..][..count].to_vec(), start)))
}

/// A count: decimal, octal (`010`) or hexadecimal (`0x10`), with a unit (`b`, `k`, `m`).
fn number(arguments: &Arguments, letter: char) -> Option<usize> {
    let text = arguments.value(letter)?;
    let (digits, radix) = match (text.strip_prefix("0x"), text.strip_prefix('0')) {
        (Some(digits), _) => (digits, 16),
        (None, Some(digits)) if !digits.is_empty() => (digits, 8),
        (None, _) => (text, 10),
    };
    let (digits, scale) = match digits.chars().next_back() {
        Some('b') if radix != 16 => (&digits[..digits.len() - 1], 512),
        Some('k') => (&digits[..digits.len() - 1], 1 << 10),
        Some('m') => (&digits[..digits.len() - 1], 1 << 20),
        Some(_) | None => (digits, 1),
    };
    Some(usize::from_str_radix(digits, radix).ok()?.saturating_mul(scale))
}

pub(super) fn od(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = OD.read(process)?;
    let mut forms = Vec::new();
    for (letter, value) in arguments.given() {
        let (kind, size) = match letter {
            'a' => (Kind::Named, 1),
            'b' => (Kind::Octal, 1),
            'c' => (Kind::Character, 1),
            'd' => (Kind::Unsigned, 2),
            'h' | 'x' => (Kind::Hex, 2),
            'i' | 's' => (Kind::Signed, 2),
            'l' => (Kind::Signed, 4),
            'o' => (Kind::Octal, 2),
            't' => match types(value) {
                Some(types) => {
                    forms.extend(types);
                    continue;
                }
                None => return Err(Stop::unsupported(format!("`od -t {value}`"))),
            },
            _ => continue,
        };
        forms.push(Form::of(kind, size));
    }
    if forms.is_empty() {
        forms.push(Form::of(Kind::Octal, 2));
    }
    if arguments.has('S') {
        return Err(Stop::unsupported("`od -S`"));
    }
    let place: fn(usize) -> String = match arguments.value('A').unwrap_or("o") {
        "n" => |_| String::new(),
        "x" => |it| format!("{it:06x}"),
        "d" => |it| format!("{it:07}"),
        "o" => |it| format!("{it:07o}"),
        other => {
            let letter = String::from(other);
            process.fail(format!("bad output address radix '{letter}' (must be [doxn])"))?;
            return Ok(ExitCode::FAILURE);
        }
    };
    let width = number(&arguments, 'w').unwrap_or(16).clamp(1, 1 << 12);
    let Some((bytes, start)) = part(process, &arguments, ['j', 'N'])? else {
        return Ok(ExitCode::FAILURE);
    };
    let all = arguments.has('v');
    let layout = Layout { forms: &forms, width, place, all, filled: false, text: false };
    dump(process, &bytes, start, &layout)?;
    Ok(ExitCode::SUCCESS)
}

/// Forms such as `x1`, `d2c`.
fn types(text: &str) -> Option<Vec<Form>> {
    let mut forms = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        let kind = match letter {
            'a' => Kind::Named,
            'c' => Kind::Character,
            'd' => Kind::Signed,
            'o' => Kind::Octal,
            'u' => Kind::Unsigned,
            'x' => Kind::Hex,
            _ => return None,
        };
        let sizes =
            [('1', 1), ('2', 2), ('4', 4), ('8', 8), ('C', 1), ('S', 2), ('I', 4), ('L', 8)];
        let size = rest.peek().and_then(|next| sizes.iter().find(|(it, _)| it == next));
        let is_text = matches!(kind, Kind::Named | Kind::Character);
        if size.is_some() && !is_text {
            rest.next();
        }
        let default = if is_text { 1 } else { 4 };
        forms.push(Form::of(kind, size.filter(|_| !is_text).map_or(default, |it| it.1)));
    }
    Some(forms)
}

pub(super) fn hexdump(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut arguments = HEXDUMP.read(process)?;
    if process.name() == "hd" {
        arguments = arguments.with('C');
    }
    let canonical = arguments.has('C');
    let (kind, size, width) = match arguments.last_of("bcCdox") {
        Some('b') => (Kind::Octal, 1, 4),
        Some('c') => (Kind::Character, 1, 4),
        Some('C') => (Kind::Hex, 1, 3),
        Some('d') => (Kind::Unsigned, 2, 8),
        Some('o') => (Kind::Octal, 2, 8),
        Some('x') => (Kind::Hex, 2, 8),
        Some(_) | None => (Kind::Hex, 2, 5),
    };
    let Some((bytes, start)) = part(process, &arguments, ['s', 'n'])? else {
        return Ok(ExitCode::FAILURE);
    };
    let place: fn(usize) -> String =
        if canonical { |it| format!("{it:08x}") } else { |it| format!("{it:07x}") };
    let (forms, all) = ([Form { kind, size, width }], arguments.has('v'));
    let layout = Layout { forms: &forms, width: 16, place, all, filled: true, text: canonical };
    dump(process, &bytes, start, &layout)?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn xxd(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = XXD.read(process)?;
    if arguments.has('r') {
        return revert(process, &arguments);
    }
    let Some((bytes, start)) = part(process, &arguments, ['s', 'l'])? else {
        return Ok(ExitCode::FAILURE);
    };
    let plain = arguments.has('p');
    let default = match (plain, arguments.has('i')) {
        (true, _) => 30,
        (false, true) => 12,
        (false, false) => 16,
    };
    let columns = number(&arguments, 'c').filter(|it| 0 < *it).unwrap_or(default).min(256);
    let group = number(&arguments, 'g').unwrap_or(2);
    let group = if group == 0 { columns } else { group };
    let offset = start.saturating_add(number(&arguments, 'o').unwrap_or(0));
    let mut text = String::new();
    let variable = arguments
        .operands
        .first()
        .filter(|it| *it != "-")
        .map(|it| it.replace(['.', '/', '-'], "_"));
    if let (true, Some(variable)) = (arguments.has('i'), &variable) {
        text += &format!("unsigned char {variable}[] = {{\n");
    }
    for (index, row) in bytes.chunks(columns).enumerate() {
        process.burn(1 + row.len() as u64 / 4)?;
        crate::expand::bounded(process, text.len()).map_err(Stop::Limit)?;
        if arguments.has('i') {
            let cells: Vec<String> = row.iter().map(|it| format!(" 0x{it:02x},")).collect();
            text += &format!(" {}\n", cells.concat());
            continue;
        }
        let mut cells = String::new();
        for (at, byte) in row.iter().enumerate() {
            cells += if 0 < at && at % group == 0 && !plain { " " } else { "" };
            cells += &format!("{byte:02x}");
        }
        let width = 2 * columns + (columns - 1) / group;
        text += &match plain {
            true => format!("{cells}\n"),
            false => {
                format!("{:08x}: {cells:<width$}  {}\n", offset + index * columns, printable(row))
            }
        };
    }
    if let (true, Some(variable)) = (arguments.has('i'), &variable) {
        text += &format!("}};\nunsigned int {variable}_len = {};\n", bytes.len());
    }
    process.print(text)?;
    Ok(ExitCode::SUCCESS)
}

/// Makes bytes of a dump again.
fn revert(process: &mut Process, arguments: &Arguments) -> Result<ExitCode, Stop> {
    let files = arguments.files();
    let Some(file) = files.first() else { return Err(usage::wrong(process, "")) };
    let Some(dump) = lines::input(process, file)? else { return Ok(ExitCode::FAILURE) };
    process.burn(dump.len() as u64 / 16)?;
    let dump = String::from_utf8_lossy(&dump);
    let mut bytes = Vec::new();
    for line in dump.lines() {
        let digits = match (arguments.has('p'), line.split_once(": ")) {
            (true, _) => line,
            (false, Some((_, rest))) => rest.split("  ").next().unwrap_or_default(),
            (false, None) => continue,
        };
        let digits: Vec<u8> =
            digits.chars().filter_map(|it| it.to_digit(16)).map(|it| it as u8).collect();
        bytes.extend(digits.chunks_exact(2).map(|it| it[0] << 4 | it[1]));
    }
    process.print(bytes)?;
    Ok(ExitCode::SUCCESS)
}
