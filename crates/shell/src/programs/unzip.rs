//! `unzip`, as far as it lists.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::usage;

/// One file of an archive.
struct Member {
    name: String,
    size: u64,
    /// Date and time as MS-DOS packs them.
    date: u64,
    time: u64,
}

pub(super) fn unzip(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("lnojpqv").values("xd").read(process)?;
    let Some(archive) = arguments.operands.first() else { return Err(usage::wrong(process, "")) };
    let names = [archive.clone(), format!("{archive}.zip")];
    let Some(path) = names.iter().find(|it| process.exists(it)) else {
        return process.fail(format!("can't open {archive}[.zip]"));
    };
    let bytes = match process.read(path)? {
        Ok(content) => content.bytes().to_vec(),
        Err(error) => return process.fail(format!("can't open '{path}': {error}")),
    };
    if !arguments.has('l') {
        return Err(Stop::unsupported("`unzip` without `-l`"));
    }
    process.print(format!(
        "Archive:  {path}\n  Length      Date    Time    Name\n---------  ---------- -----   ----\n"
    ))?;
    let Some(members) = members(&bytes) else { return process.fail("short read") };
    process.burn(members.len() as u64)?;
    let line = "---------                     -------";
    let mut text = String::new();
    for Member { name, size, date, time } in &members {
        let (year, month, day) = (1980 + (date >> 9), date >> 5 & 15, date & 31);
        let (hour, minute) = (time >> 11, time >> 5 & 63);
        text += &format!("{size:>9}  {year}-{month:02}-{day:02} {hour:02}:{minute:02}   {name}\n");
    }
    let sum: u64 = members.iter().map(|it| it.size).sum();
    text += &format!("{line}\n{sum:>9}                     {} files\n", members.len());
    process.print(text)?;
    Ok(ExitCode::SUCCESS)
}

/// What the central directory lists; none if there is no such directory.
fn members(bytes: &[u8]) -> Option<Vec<Member>> {
    let number = |at: usize, length: usize| {
        let digits = bytes.get(at..at.checked_add(length)?)?;
        Some(digits.iter().rev().fold(0u64, |value, it| value << 8 | u64::from(*it)))
    };
    let end = bytes.windows(4).rposition(|it| it == b"PK\x05\x06")?;
    let mut at = usize::try_from(number(end + 16, 4)?).ok()?;
    let mut members = Vec::new();
    for _ in 0..number(end + 10, 2)? {
        if bytes.get(at..at + 4) != Some(b"PK\x01\x02") {
            return None;
        }
        let length = number(at + 28, 2)? as usize;
        let name = String::from_utf8_lossy(bytes.get(at + 46..at + 46 + length)?).into_owned();
        let (size, date, time) = (number(at + 24, 4)?, number(at + 14, 2)?, number(at + 12, 2)?);
        members.push(Member { name, size, date, time });
        at += 46 + length + number(at + 30, 2)? as usize + number(at + 32, 2)? as usize;
    }
    Some(members)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_lists_its_files() {
        let mut bytes = b"PK\x01\x02".to_vec();
        bytes.extend([0; 8]);
        bytes.extend([0x41, 0x3d, 0x79, 0x5b]);
        bytes.extend([0; 8]);
        bytes.extend([6, 0, 0, 0, 1, 0]);
        bytes.extend([0; 16]);
        bytes.extend(b"f");
        bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0\0\0\0\0\0\0\0\0\0\0");
        let found = members(&bytes).unwrap();
        assert_eq!((found.len(), found[0].name.as_str(), found[0].size), (1, "f", 6));
        assert!(members(b"nothing").is_none());
        assert!(members(&bytes[..60]).is_none());
    }
}
