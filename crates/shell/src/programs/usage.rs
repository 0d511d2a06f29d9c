//! What programs answer to `--help`, and to arguments that they do not understand.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

/// A line a program: its name, the synopsis (a backslash ends a line of it), what it is for, and the options that the
/// synopsis does not show; tabs between.
const USAGE: &str = include_str!("usage.txt");
const BANNER: &str = "BusyBox v1.37.0 (2025-08-05 16:40:33 UTC) multi-call binary.";

/// Prints `complaint` and how the program is used. The list of its options is left out.
pub(super) fn wrong(process: &mut Process, complaint: &str) -> Stop {
    let code = match process.name() {
        "diff" | "egrep" | "fgrep" | "grep" | "sort" => 2,
        "nohup" => 127,
        _ => 1,
    };
    let printed = match complaint {
        "" => Ok(ExitCode::FAILURE),
        _ => process.fail(complaint),
    };
    match printed.and_then(|_| print(process)) {
        Ok(()) => Stop::Ended(ExitCode(code)),
        Err(stop) => stop,
    }
}

/// Prints how the program is used, to standard error as all of BusyBox's help.
pub(super) fn print(process: &mut Process) -> Result<(), Stop> {
    let name = process.name();
    let text = match line(name) {
        Some([synopsis, purpose, _]) => {
            let gap = if purpose.is_empty() { "" } else { "\n\n" };
            let synopsis = synopsis.replace("\\or:", "\nor:").replace('\\', "\n\t");
            format!("{BANNER}\n\nUsage: {name} {synopsis}{gap}{purpose}\n")
        }
        None => format!("{BANNER}\n\nNo help available\n"),
    };
    process.eprint(text)
}

/// Whether BusyBox's program `name` has the option `letter`.
pub(super) fn has_option(name: &str, letter: char) -> bool {
    let Some([synopsis, _, more]) = line(name) else { return true };
    let options = synopsis.split(['[', ' ', '|', '/', '\\']).filter(|it| it.starts_with('-'));
    more.contains(letter) || options.into_iter().any(|it| it.contains(letter))
}

fn line(name: &str) -> Option<[&'static str; 3]> {
    let rest = |line: &'static str| line.strip_prefix(name)?.strip_prefix('\t');
    let mut fields = USAGE.lines().find_map(rest)?.split('\t');
    Some([(); 3].map(|()| fields.next().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_synopsis_says_which_options_there_are() {
        for (name, letter, expected) in [
            ("ls", 'l', true),
            ("ls", 'Z', false),
            ("sort", 'k', true),
            ("rm", 'f', true),
            ("grep", 'C', true),
            ("cut", 'f', true),
            ("cut", 'q', false),
        ] {
            assert_eq!(has_option(name, letter), expected, "{name} -{letter}");
        }
    }
}
