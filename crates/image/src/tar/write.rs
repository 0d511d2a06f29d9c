//! Writing tar archives: ustar, with PAX records for what a header cannot hold.

use super::{BLOCK, NAME_FIELD, PREFIX_FIELD, TarKind, TarMember};
use crate::entry::{Device, EntryKind};

/// Numbers above need more digits than the header's seven.
const NUMBER_MAX: u64 = 0o7_777_777;

/// Writes `members` in order.
pub fn write_tar(members: &[TarMember]) -> Vec<u8> {
    let mut bytes = Vec::new();
    members.iter().for_each(|it| append(&mut bytes, it));
    // The end: two empty blocks.
    bytes.resize(bytes.len() + 2 * BLOCK, 0);
    bytes
}

fn append(bytes: &mut Vec<u8>, member: &TarMember) {
    let (flag, link, device, content) = parts(&member.kind);
    let slash = if flag == b'5' && !member.name.ends_with('/') { "/" } else { "" };
    let name = format!("{}{slash}", member.name);
    let mut header = [0; BLOCK];
    let mut records = Vec::new();
    if !put_name(&mut header, &name) {
        records.push(("path", name));
    }
    match link.len() <= NAME_FIELD {
        true => put(&mut header, 157, link.as_bytes()),
        false => records.push(("linkpath", link.to_string())),
    }
    put_octal(&mut header, 100, 8, u64::from(member.metadata.mode));
    for (key, at, id) in [("uid", 108, member.metadata.uid), ("gid", 116, member.metadata.gid)] {
        let id = u64::from(id);
        put_octal(&mut header, at, 8, id.min(NUMBER_MAX));
        if NUMBER_MAX < id {
            records.push((key, id.to_string()));
        }
    }
    put_octal(&mut header, 124, 12, content.len() as u64);
    put_octal(&mut header, 136, 12, member.metadata.mtime.seconds());
    if let Some((major, minor)) = device {
        put_octal(&mut header, 329, 8, u64::from(major));
        put_octal(&mut header, 337, 8, u64::from(minor));
    }
    if !records.is_empty() {
        append_records(bytes, &records);
    }
    append_block(bytes, header, flag, content);
}

/// The type flag of a member, what it links to, its device numbers and its content.
fn parts(kind: &TarKind) -> (u8, &str, Option<(u32, u32)>, &[u8]) {
    match kind {
        TarKind::Link(target) => (b'1', target, None, &[]),
        TarKind::Entry(EntryKind::File(content)) => (b'0', "", None, content.bytes()),
        TarKind::Entry(EntryKind::Symlink(target)) => (b'2', target, None, &[]),
        TarKind::Entry(EntryKind::Device(Device::Character { major, minor })) => {
            (b'3', "", Some((*major, *minor)), &[])
        }
        TarKind::Entry(EntryKind::Device(Device::Block { major, minor })) => {
            (b'4', "", Some((*major, *minor)), &[])
        }
        TarKind::Entry(EntryKind::Directory) => (b'5', "", None, &[]),
        TarKind::Entry(EntryKind::Fifo) => (b'6', "", None, &[]),
    }
}

/// A member of records that complete the next one. (POSIX: pax, "pax Extended Header".)
fn append_records(bytes: &mut Vec<u8>, records: &[(&str, String)]) {
    let text: String = records.iter().map(|(key, value)| record(key, value)).collect();
    let mut header = [0; BLOCK];
    put_octal(&mut header, 124, 12, text.len() as u64);
    append_block(bytes, header, b'x', text.as_bytes());
}

/// `27 path=…` and a newline; the length counts its own digits too.
fn record(key: &str, value: &str) -> String {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length += 1;
    }
    format!("{length} {key}={value}\n")
}

fn append_block(bytes: &mut Vec<u8>, mut header: [u8; BLOCK], flag: u8, content: &[u8]) {
    header[156] = flag;
    put(&mut header, 257, b"ustar\x0000");
    header[148..156].fill(b' ');
    let sum = header.iter().map(|it| u64::from(*it)).sum();
    header[155] = 0;
    put_octal(&mut header, 148, 8, sum);
    bytes.extend_from_slice(&header);
    bytes.extend_from_slice(content);
    bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
}

/// Puts `name` into the header, its beginning into the second field if need be; says whether it fits.
fn put_name(header: &mut [u8; BLOCK], name: &str) -> bool {
    let (prefix, rest) = match name.len() <= NAME_FIELD {
        true => ("", name),
        false => {
            let slashes = name.trim_end_matches('/').rmatch_indices('/').map(|(at, _)| at);
            let Some(at) = slashes.filter(|at| *at <= PREFIX_FIELD).max() else { return false };
            (&name[..at], &name[at + 1..])
        }
    };
    let fits = rest.len() <= NAME_FIELD;
    if fits {
        put(header, 0, rest.as_bytes());
        put(header, 345, prefix.as_bytes());
    }
    fits
}

fn put(header: &mut [u8; BLOCK], at: usize, bytes: &[u8]) {
    header[at..at + bytes.len()].copy_from_slice(bytes);
}

/// Octal digits that fill the field but for its last byte, which is 0.
fn put_octal(header: &mut [u8; BLOCK], at: usize, width: usize, value: u64) {
    let digits = format!("{value:0width$o}", width = width - 1);
    // Higher digits than the field has are lost, as nothing here needs them: sizes and times take eleven.
    put(header, at, &digits.as_bytes()[digits.len() - (width - 1)..]);
}
