//! `tr`.

use crate::escape::{Dialect, unescape_bytes};
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::pattern::is_in_class;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::usage;

const SYNTAX: Syntax = Syntax::flags("cCdst").options_first();

pub(super) fn tr(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let Some(first) = arguments.operands.first() else { return Err(usage::wrong(process, "")) };
    let complement = arguments.has('c') || arguments.has('C');
    let mut from = set(first);
    if complement {
        from = (0..=255).filter(|it| !from.contains(it)).collect();
    }
    let to = arguments.operands.get(1).map(|it| set(it));
    let deletes = arguments.has('d');
    let squeezed = match (arguments.has('s'), &to) {
        (false, _) => Vec::new(),
        (true, Some(to)) => to.clone(),
        (true, None) => from.clone(),
    };
    // What a byte becomes: its place in the second set, of which the last byte stands for all that follow.
    let becomes = |byte: u8| match (&to, from.iter().position(|it| *it == byte)) {
        (Some(to), Some(index)) if !deletes => to.get(index).or(to.last()).copied().unwrap_or(byte),
        (_, _) => byte,
    };
    let table: Vec<u8> = (0..=255).map(becomes).collect();
    let input = process.stdin()?;
    let mut output = Vec::with_capacity(input.len());
    for byte in input {
        if deletes && from.contains(&byte) {
            continue;
        }
        let byte = table[usize::from(byte)];
        if squeezed.contains(&byte) && output.last() == Some(&byte) {
            continue;
        }
        output.push(byte);
    }
    process.burn_bytes(output.len())?;
    process.print(output)?;
    Ok(ExitCode::SUCCESS)
}

/// The bytes that `a-z`, `[:upper:]`, `\n` mean, in order.
fn set(text: &str) -> Vec<u8> {
    let bytes = unescape_bytes(text, Dialect::Printf).bytes;
    let mut all = Vec::new();
    let mut rest = bytes.as_slice();
    while let [first, after @ ..] = rest {
        if let Some((class, behind)) = class(rest) {
            all.extend(class);
            rest = behind;
            continue;
        }
        match after {
            [b'-', last, behind @ ..] => {
                all.extend(*first..=*last);
                rest = behind;
            }
            _ => {
                all.push(*first);
                rest = after;
            }
        }
    }
    all
}

fn class(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let rest = text.strip_prefix(b"[:")?;
    let end = rest.windows(2).position(|it| it == b":]")?;
    let name = String::from_utf8_lossy(&rest[..end]);
    let members = (0..128).filter(|it| is_in_class(char::from(*it), &name)).collect();
    Some((members, &rest[end + 2..]))
}
