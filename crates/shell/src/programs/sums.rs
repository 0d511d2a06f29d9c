//! `sha256sum`, `md5sum` and other checksums.

use image::Digest;
use sha2::Digest as _;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::md5::md5;
use crate::process::Process;
use crate::programs::arguments::Syntax;

const SYNTAX: Syntax = Syntax::flags("csw").long(&[("check", 'c'), ("status", 's')]);

pub(super) fn sha256sum(process: &mut Process) -> Result<ExitCode, Stop> {
    sums(process, |bytes| {
        let digest = Digest::of(bytes).to_string();
        digest.trim_start_matches("sha256:").to_string()
    })
}

pub(super) fn sha1sum(process: &mut Process) -> Result<ExitCode, Stop> {
    sums(process, sha1)
}

pub(super) fn sha512sum(process: &mut Process) -> Result<ExitCode, Stop> {
    sums(process, |bytes| {
        let digest = sha2::Sha512::digest(bytes);
        digest.iter().map(|it| format!("{it:02x}")).collect()
    })
}

/// The checksum of POSIX, and the size.
pub(super) fn cksum(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").read(process)?;
    let mut code = ExitCode::SUCCESS;
    for file in arguments.files() {
        let Some(bytes) = super::lines::input(process, &file)? else {
            code = ExitCode::FAILURE;
            continue;
        };
        process.burn(bytes.len() as u64 / 16)?;
        let size = bytes.len() as u64;
        let length =
            size.to_le_bytes().into_iter().take((64 - size.leading_zeros()).div_ceil(8) as usize);
        let sum = bytes.iter().copied().chain(length).fold(0u32, |sum, byte| {
            let mixed = sum ^ u32::from(byte) << 24;
            (0..8).fold(mixed, |it, _| it << 1 ^ if it >> 31 == 1 { 0x04c1_1db7 } else { 0 })
        });
        let name = if arguments.operands.is_empty() { String::new() } else { format!(" {file}") };
        process.print(format!("{} {size}{name}\n", !sum))?;
    }
    Ok(code)
}

/// SHA-1 (RFC 3174), for checksums that are nobody's protection.
fn sha1(bytes: &[u8]) -> String {
    let mut state: [u32; 5] = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
    let mut message = bytes.to_vec();
    message.push(0x80);
    while message.len() % 64 != 56 {
        message.push(0);
    }
    message.extend((bytes.len() as u64).wrapping_mul(8).to_be_bytes());
    for block in message.chunks_exact(64) {
        let mut words: Vec<u32> = block
            .chunks_exact(4)
            .map(|it| u32::from_be_bytes(it.try_into().expect("four bytes each")))
            .collect();
        for at in 16..80 {
            let mixed = words[at - 3] ^ words[at - 8] ^ words[at - 14] ^ words[at - 16];
            words.push(mixed.rotate_left(1));
        }
        let [mut a, mut b, mut c, mut d, mut e] = state;
        for (index, word) in words.iter().enumerate() {
            let (mixed, constant) = match index / 20 {
                0 => (b & c | !b & d, 0x5a82_7999),
                1 => (b ^ c ^ d, 0x6ed9_eba1),
                2 => (b & c | b & d | c & d, 0x8f1b_bcdc),
                _ => (b ^ c ^ d, 0xca62_c1d6u32),
            };
            let sum = a.rotate_left(5).wrapping_add(mixed).wrapping_add(e).wrapping_add(constant);
            (e, d, c, b, a) = (d, c, b.rotate_left(30), a, sum.wrapping_add(*word));
        }
        for (old, new) in state.iter_mut().zip([a, b, c, d, e]) {
            *old = old.wrapping_add(new);
        }
    }
    state.iter().map(|it| format!("{it:08x}")).collect()
}

pub(super) fn md5sum(process: &mut Process) -> Result<ExitCode, Stop> {
    sums(process, md5)
}

fn sums(process: &mut Process, sum: fn(&[u8]) -> String) -> Result<ExitCode, Stop> {
    let mut arguments = SYNTAX.read(process)?;
    if arguments.operands.is_empty() {
        arguments.operands.push(String::from("-"));
    }
    let mut code = ExitCode::SUCCESS;
    for file in &arguments.operands {
        let Some(bytes) = super::cat::input(process, file)? else {
            code = ExitCode::FAILURE;
            continue;
        };
        process.burn_bytes(bytes.len() * 16)?;
        match arguments.has('c') {
            false => process.print(format!("{}  {file}\n", sum(&bytes)))?,
            true => {
                let list = String::from_utf8_lossy(&bytes).into_owned();
                if !check(process, &list, sum, arguments.has('s'))? {
                    code = ExitCode::FAILURE;
                }
            }
        }
    }
    Ok(code)
}

/// Compares the files of a list with their sums; says whether all are right.
fn check(
    process: &mut Process,
    list: &str,
    sum: fn(&[u8]) -> String,
    silent: bool,
) -> Result<bool, Stop> {
    let (mut wrong, mut all) = (0, 0);
    for line in list.lines() {
        let Some((wanted, file)) = line.split_once("  ").or(line.split_once(" *")) else {
            continue;
        };
        all += 1;
        let found = super::cat::input(process, file)?.map(|it| sum(&it));
        let matches = found.as_deref() == Some(wanted);
        wrong += u32::from(!matches);
        if !silent {
            process.print(format!("{file}: {}\n", if matches { "OK" } else { "FAILED" }))?;
        }
    }
    if 0 < wrong && !silent {
        process.fail(format!("WARNING: {wrong} of {all} computed checksums did NOT match"))?;
    }
    Ok(wrong == 0)
}
