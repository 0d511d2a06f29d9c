//! `base64`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::{lines, usage};

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

pub(super) fn base64(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments =
        Syntax::flags("d").values("w").long(&[("decode", 'd'), ("wrap", 'w')]).read(process)?;
    let files = arguments.files();
    let [file] = files.as_slice() else { return Err(usage::wrong(process, "")) };
    let Some(bytes) = lines::input(process, file)? else { return Ok(ExitCode::FAILURE) };
    process.burn(bytes.len() as u64 / 16)?;
    if arguments.has('d') {
        let (decoded, complete) = decode(&bytes);
        process.print(decoded)?;
        return if complete {
            Ok(ExitCode::SUCCESS)
        } else {
            process.fail("truncated base64 input")
        };
    }
    let encoded = encode(&bytes);
    let width: usize = match arguments.value('w').unwrap_or("76").parse() {
        Ok(width) => width,
        Err(_) => return Err(usage::wrong(process, "invalid number")),
    };
    let mut text = String::new();
    for (index, character) in encoded.chars().enumerate() {
        if 0 < width && 0 < index && index % width == 0 {
            text.push('\n');
        }
        text.push(character);
    }
    if 0 < width && !text.is_empty() {
        text.push('\n');
    }
    process.print(text)?;
    Ok(ExitCode::SUCCESS)
}

fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |index: usize| chunk.get(index).map_or(0, |it| u32::from(*it));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let value = bits >> (18 - 6 * place) & 63;
            text.push(if place <= chunk.len() {
                char::from(ALPHABET[value as usize])
            } else {
                '='
            });
        }
    }
    text
}

/// What `text` stands for, and whether it was whole.
fn decode(text: &[u8]) -> (Vec<u8>, bool) {
    let mut decoded = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for byte in text {
        if *byte == b'=' {
            return (decoded, 1 < count % 4 || count % 4 == 0);
        }
        let Some(value) = ALPHABET.iter().position(|it| it == byte) else { continue };
        bits = bits << 6 | value as u32;
        count += 1;
        if count % 4 != 1 {
            decoded.push((bits >> (6 - 2 * ((count - 1) % 4))) as u8);
        }
    }
    (decoded, count % 4 == 0)
}
