//! Reading tar archives: old, ustar, PAX and GNU.

use std::borrow::Cow;
use std::rc::Rc;

use super::{BLOCK, NAME_FIELD, PREFIX_FIELD, TarError, TarKind, TarMember};
use crate::content::Content;
use crate::entry::{Device, EntryKind, Metadata};
use crate::time::SimTime;

/// What the members before one say about it.
#[derive(Default)]
struct Extended {
    name: Option<String>,
    link: Option<String>,
    size: Option<u64>,
    uid: Option<u32>,
    gid: Option<u32>,
    mtime: Option<u64>,
}

/// The members of an archive in order. Takes any bytes.
///
/// What a file system has no place for (a volume's label, a sparse map) is left out. Times are read to the second.
pub fn read_tar(bytes: &[u8]) -> Result<Vec<TarMember>, TarError> {
    let mut members = Vec::new();
    let mut extended = Extended::default();
    let mut rest = bytes;
    while let Some(header) = next_header(rest)? {
        rest = &rest[BLOCK..];
        let flag = header[156];
        let size = match extended.size.filter(|_| !is_extension(flag)) {
            _ if is_header_only(flag) => 0,
            Some(size) => size,
            None => number(&header[124..136])?,
        };
        let size = usize::try_from(size).ok().filter(|it| *it <= rest.len());
        let content = &rest[..size.ok_or(TarError::UnexpectedEof)?];
        // The last member may lack its padding, as Go allows.
        rest = &rest[content.len().next_multiple_of(BLOCK).min(rest.len())..];
        match flag {
            b'x' => extended.read(content)?,
            b'L' => extended.name = Some(text(content).into_owned()),
            b'K' => extended.link = Some(text(content).into_owned()),
            // Records for all that follows, such as the commit of an archive of git's.
            b'g' => (),
            _ => {
                let said = std::mem::take(&mut extended);
                members.extend(member(header, content, said)?);
            }
        }
    }
    Ok(members)
}

/// The next header; none at the end.
fn next_header(bytes: &[u8]) -> Result<Option<&[u8]>, TarError> {
    if bytes.is_empty() {
        return Ok(None);
    }
    let header = bytes.get(..BLOCK).ok_or(TarError::UnexpectedEof)?;
    if header.iter().all(|it| *it == 0) {
        return Ok(None);
    }
    let sum: u64 = header[..148].iter().chain(&header[156..]).map(|it| u64::from(*it)).sum();
    let blanks = 8 * u64::from(b' ');
    match number(&header[148..156])? == sum + blanks {
        true => Ok(Some(header)),
        false => Err(TarError::InvalidHeader),
    }
}

fn is_extension(flag: u8) -> bool {
    matches!(flag, b'x' | b'g' | b'L' | b'K')
}

fn is_header_only(flag: u8) -> bool {
    matches!(flag, b'1'..=b'6')
}

fn member(header: &[u8], content: &[u8], said: Extended) -> Result<Option<TarMember>, TarError> {
    let name = said.name.unwrap_or_else(|| name(header));
    let link: Rc<str> = said.link.map_or_else(|| text(&header[157..257]).into(), Rc::from);
    let id = |said: Option<u32>, at: usize| match said {
        Some(id) => Ok(id),
        None => number(&header[at..at + 8]).map(|it| it as u32),
    };
    let device = || -> Result<(u32, u32), TarError> {
        Ok((number(&header[329..337])? as u32, number(&header[337..345])? as u32))
    };
    let kind = match header[156] {
        // Before ustar, a slash told a directory.
        0 | b'0' if name.ends_with('/') => TarKind::Entry(EntryKind::Directory),
        0 | b'0' | b'7' => TarKind::Entry(EntryKind::File(Content::new(content))),
        b'1' => TarKind::Link(link),
        b'2' => TarKind::Entry(EntryKind::Symlink(link)),
        b'3' => {
            let (major, minor) = device()?;
            TarKind::Entry(EntryKind::Device(Device::Character { major, minor }))
        }
        b'4' => {
            let (major, minor) = device()?;
            TarKind::Entry(EntryKind::Device(Device::Block { major, minor }))
        }
        b'5' => TarKind::Entry(EntryKind::Directory),
        b'6' => TarKind::Entry(EntryKind::Fifo),
        _ => return Ok(None),
    };
    let metadata = Metadata {
        mode: number(&header[100..108])? as u32 & 0o7777,
        uid: id(said.uid, 108)?,
        gid: id(said.gid, 116)?,
        mtime: SimTime::from_seconds(match said.mtime {
            Some(mtime) => mtime,
            None => number(&header[136..148])?,
        }),
    };
    let name = match &kind {
        TarKind::Entry(EntryKind::Directory) if 1 < name.len() => name.trim_end_matches('/'),
        TarKind::Entry(_) | TarKind::Link(_) => &name,
    };
    Ok(Some(TarMember { name: name.to_string(), metadata, kind }))
}

/// The name as the header has it. GNU uses the second field's place for something else.
fn name(header: &[u8]) -> String {
    let name = text(&header[..NAME_FIELD]);
    let prefix = text(&header[345..345 + PREFIX_FIELD]);
    match &header[257..263] == b"ustar\0" && !prefix.is_empty() {
        true => format!("{prefix}/{name}"),
        false => name.into_owned(),
    }
}

/// The text before the first zero byte.
fn text(field: &[u8]) -> Cow<'_, str> {
    String::from_utf8_lossy(field.split(|it| *it == 0).next().unwrap_or_default())
}

/// A number in octal digits, or, as GNU writes great ones, in binary.
fn number(field: &[u8]) -> Result<u64, TarError> {
    if field[0] & 0x80 != 0 {
        let first = u64::from(field[0] & 0x7f);
        let value = field[1..]
            .iter()
            .try_fold(first, |value, byte| value.checked_mul(256).map(|it| it + u64::from(*byte)));
        return value.ok_or(TarError::InvalidHeader);
    }
    let text = text(field);
    let digits = text.trim_matches(' ');
    match digits.is_empty() {
        true => Ok(0),
        false => u64::from_str_radix(digits, 8).map_err(|_| TarError::InvalidHeader),
    }
}

impl Extended {
    /// Reads records: `27 path=…` and a newline, each with its length.
    fn read(&mut self, content: &[u8]) -> Result<(), TarError> {
        let mut rest = content;
        while !rest.is_empty() {
            let blank = rest.iter().position(|it| *it == b' ').ok_or(TarError::InvalidHeader)?;
            let length: usize =
                text(&rest[..blank]).parse().map_err(|_| TarError::InvalidHeader)?;
            let record = rest.get(blank + 1..length).ok_or(TarError::InvalidHeader)?;
            let record = record.strip_suffix(b"\n").ok_or(TarError::InvalidHeader)?;
            let record = String::from_utf8_lossy(record);
            let (key, value) = record.split_once('=').ok_or(TarError::InvalidHeader)?;
            self.set(key, value)?;
            rest = &rest[length..];
        }
        Ok(())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), TarError> {
        // A time may have a fraction, and be before 1970.
        let whole = value.split('.').next().unwrap_or_default();
        let number = || whole.parse::<u64>().map_err(|_| TarError::InvalidHeader);
        match key {
            "path" => self.name = Some(value.to_string()),
            "linkpath" => self.link = Some(value.to_string()),
            "size" => self.size = Some(number()?),
            "uid" => self.uid = Some(number()? as u32),
            "gid" => self.gid = Some(number()? as u32),
            "mtime" if whole.starts_with('-') => self.mtime = Some(0),
            "mtime" => self.mtime = Some(number()?),
            _ => (),
        }
        Ok(())
    }
}
