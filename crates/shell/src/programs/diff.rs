//! `diff`.

mod hunks;
mod lcs;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::copy::is_directory;
use crate::programs::usage;

const SYNTAX: Syntax = Syntax::flags("abBdiNqrTstwu").values("LSU").long(&[
    ("brief", 'q'),
    ("recursive", 'r'),
    ("unified", 'u'),
    ("new-file", 'N'),
    ("label", 'L'),
]);
/// What `diff` gives when something is wrong.
const TROUBLE: ExitCode = ExitCode(2);

pub(super) fn diff(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let [one, other] = arguments.operands.as_slice() else { return Err(usage::wrong(process, "")) };
    let (mut one, mut other) = (one.clone(), other.clone());
    for file in [&one, &other] {
        if file != "-"
            && let Err(error) = process.find(file, image::Follow::Last)
        {
            process.fail(format!("can't stat '{file}': {error}"))?;
            return Ok(TROUBLE);
        }
    }
    match (is_directory(process, &one), is_directory(process, &other)) {
        (true, true) => return directories(process, &arguments, [&one, &other], ""),
        (true, false) => one = format!("{one}/{}", other.rsplit('/').next().unwrap_or("")),
        (false, true) => other = format!("{other}/{}", one.rsplit('/').next().unwrap_or("")),
        (false, false) => (),
    }
    files(process, &arguments, &one, &other)
}

fn files(
    process: &mut Process,
    arguments: &Arguments,
    one: &str,
    other: &str,
) -> Result<ExitCode, Stop> {
    let mut sides = Vec::new();
    for file in [one, other] {
        let bytes = match file {
            "-" => Ok(process.stdin()?),
            _ => process.read(file)?.map(|it| it.bytes().to_vec()),
        };
        match bytes {
            Ok(bytes) => sides.push(bytes),
            Err(error) => {
                process.fail(format!("can't stat '{file}': {error}"))?;
                return Ok(TROUBLE);
            }
        }
    }
    if sides[0] == sides[1] {
        if arguments.has('s') && one != other {
            process.print(format!("Files {one} and {other} are identical\n"))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    let binary = sides.iter().any(|it| it.contains(&0)) && !arguments.has('a');
    if binary || arguments.has('q') {
        process.print(format!("Files {one} and {other} differ\n"))?;
        return Ok(ExitCode::FAILURE);
    }
    let context = arguments.value('U').and_then(|it| it.parse().ok()).unwrap_or(3);
    let texts = [0, 1].map(|it| String::from_utf8_lossy(&sides[it]).into_owned());
    let hunks = hunks::hunks(process, &texts, context, arguments)?;
    if hunks.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    let mut labels = arguments.values('L').map(String::from);
    let one = labels.next().unwrap_or_else(|| String::from(one));
    let other = labels.next().unwrap_or_else(|| String::from(other));
    process.print(format!("--- {one}\n+++ {other}\n{hunks}"))?;
    Ok(ExitCode::FAILURE)
}

/// Compares what is called the same `below` both; with `-r` all in it, too.
fn directories(
    process: &mut Process,
    arguments: &Arguments,
    tops: [&str; 2],
    below: &str,
) -> Result<ExitCode, Stop> {
    process.enter()?;
    let path =
        |side: usize, name: &str| format!("{}/{below}{name}", tops[side].trim_end_matches('/'));
    let lists = [0, 1].map(|it| process.names(&path(it, "")).unwrap_or_default());
    let mut names: Vec<String> = lists.concat();
    names.sort_unstable();
    names.dedup();
    let mut code = ExitCode::SUCCESS;
    for name in names {
        process.burn(1)?;
        let (one, other) = (path(0, &name), path(1, &name));
        let kinds = [is_directory(process, &one), is_directory(process, &other)];
        let missing = lists.iter().position(|it| !it.contains(&name));
        let found = match (missing, kinds) {
            (Some(side), _) if !arguments.has('N') => {
                let there = tops[1 - side];
                process.print(format!("Only in {there}: {below}{name}\n"))?;
                ExitCode::FAILURE
            }
            (_, [true, true]) if arguments.has('r') => {
                directories(process, arguments, tops, &format!("{below}{name}/"))?
            }
            (_, [true, true]) => {
                process.print(format!("Common subdirectories: {one} and {other}\n"))?;
                ExitCode::SUCCESS
            }
            (missing, [false, false]) => {
                let shown = |side: usize, path: &str| match missing == Some(side) {
                    true => String::from("/dev/null"),
                    false => String::from(path),
                };
                files(process, arguments, &shown(0, &one), &shown(1, &other))?
            }
            (_, [first, _]) => {
                let kind = |it| if it { "directory" } else { "regular file" };
                let (first, second) = (kind(first), kind(!first));
                let line = format!("File {one} is a {first} while file {other} is a {second}\n");
                process.print(line)?;
                ExitCode::FAILURE
            }
        };
        code = ExitCode(code.0.max(found.0));
    }
    process.leave();
    Ok(code)
}
