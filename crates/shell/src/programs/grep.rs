//! `grep`.

use crate::limits::{Limit, Stop};
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::{usage, walk};
use crate::regex::{Case, Flavor, Regex};

const SYNTAX: Syntax = Syntax::flags("EFivnclLqrRsohHwxz").values("emfABC").long(&[
    ("extended-regexp", 'E'),
    ("fixed-strings", 'F'),
    ("ignore-case", 'i'),
    ("quiet", 'q'),
    ("count", 'c'),
    ("recursive", 'r'),
]);

pub(super) fn egrep(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?.with('E');
    run(process, arguments)
}

pub(super) fn fgrep(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?.with('F');
    run(process, arguments)
}

pub(super) fn grep(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut arguments = SYNTAX.read(process)?;
    if arguments.has('R') {
        arguments = arguments.with('r');
    }
    run(process, arguments)
}

fn run(process: &mut Process, arguments: Arguments) -> Result<ExitCode, Stop> {
    let mut operands = arguments.operands.clone();
    let mut texts: Vec<String> = arguments.values('e').map(String::from).collect();
    if texts.is_empty() && arguments.value('f').is_none() {
        if operands.is_empty() {
            return Err(usage::wrong(process, ""));
        }
        texts.push(operands.remove(0));
    }
    if let Some(file) = arguments.value('f').map(String::from) {
        match super::cat::input(process, &file)? {
            Some(bytes) => {
                let text = String::from_utf8_lossy(&bytes);
                texts.extend(text.split_terminator('\n').map(String::from));
            }
            None => return Ok(ExitCode(2)),
        }
    }
    let mut patterns = Vec::new();
    let mut broken = None;
    for text in texts.iter().flat_map(|it| it.split('\n')) {
        match pattern(text, &arguments) {
            Ok(regex) => patterns.push(regex),
            // As BusyBox: it is told when the first line is compared.
            Err(error) => broken = Some(format!("bad regex '{text}': {error}")),
        }
    }
    if operands.is_empty() {
        operands.push(String::from(if arguments.has('r') { "." } else { "-" }));
    }
    let named =
        (1 < operands.len() || arguments.has('r') || arguments.has('H')) && !arguments.has('h');
    let mut search = Search { patterns, broken, arguments, named, found: false, failed: false };
    for operand in operands {
        search.operand(process, &operand)?;
    }
    Ok(ExitCode(match (search.failed, search.found) {
        (true, false) => 2,
        (true, true) if !search.arguments.has('q') => 2,
        (_, true) => 0,
        (false, false) => 1,
    }))
}

fn pattern(text: &str, arguments: &Arguments) -> Result<Regex, crate::regex::RegexError> {
    let case = if arguments.has('i') { Case::Ignored } else { Case::Heeded };
    let flavor = match (arguments.has('F'), arguments.has('E')) {
        (true, _) => Flavor::Fixed,
        (false, true) => Flavor::Extended,
        (false, false) => Flavor::Basic,
    };
    Regex::new(text, flavor, case)
}

struct Search {
    patterns: Vec<Regex>,
    /// What is wrong with one of them.
    broken: Option<String>,
    arguments: Arguments,
    /// Lines begin with the name of their file.
    named: bool,
    found: bool,
    failed: bool,
}

impl Search {
    fn operand(&mut self, process: &mut Process, path: &str) -> Result<(), Stop> {
        let directory = super::copy::is_directory(process, path);
        if !directory || path == "-" {
            return self.file(process, path);
        }
        if !self.arguments.has('r') {
            return Ok(());
        }
        let Ok((real, _)) = process.find(path, image::Follow::Last) else { return Ok(()) };
        for found in walk::below(process, &real)? {
            let is_file =
                process.machine().tree.entry(&found).is_some_and(|it| it.content().is_some());
            if is_file {
                self.file(process, &walk::shown(path, &found, &real))?;
            }
        }
        Ok(())
    }

    fn file(&mut self, process: &mut Process, path: &str) -> Result<(), Stop> {
        let bytes = match path {
            "-" => process.stdin()?,
            _ => match process.read(path)? {
                Ok(content) => content.bytes().to_vec(),
                Err(error) => {
                    self.failed = true;
                    if !self.arguments.has('s') {
                        process.fail(format!("{path}: {error}"))?;
                    }
                    return Ok(());
                }
            },
        };
        let shown = if path == "-" { "(standard input)" } else { path };
        let most = self.arguments.value('m').and_then(|it| it.parse::<u64>().ok());
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let mut count = 0;
        let mut output = String::new();
        let end = if self.arguments.has('z') { '\0' } else { '\n' };
        let lines: Vec<&str> = text.split_terminator(end).collect();
        let number = |letter| self.arguments.value(letter).and_then(|it| it.parse::<usize>().ok());
        let around = number('C').unwrap_or(0);
        let (after, before) = (number('A').unwrap_or(around), number('B').unwrap_or(around));
        let quiet = ['q', 'l', 'L', 'c'].iter().any(|it| self.arguments.has(*it));
        // The lines that were shown so far, and those that are shown because they are near.
        let (mut shown_to, mut context_to) = (None, 0);
        for (index, line) in lines.iter().enumerate() {
            let ended = most.is_some_and(|it| it <= count);
            if ended && context_to <= index {
                break;
            }
            let matches = if ended { Vec::new() } else { self.matches(process, line)? };
            if ended || matches.is_empty() != self.arguments.has('v') {
                if index < context_to && !quiet {
                    output += &format!("{}{line}\n", self.prefix(shown, index, '-'));
                    shown_to = Some(index + 1);
                }
                continue;
            }
            count += 1;
            self.found = true;
            if quiet {
                continue;
            }
            if let Some(last) = shown_to
                && self.has_context()
                && last < index.saturating_sub(before)
            {
                output += "--\n";
            }
            let from = shown_to.unwrap_or(0).max(index.saturating_sub(before));
            for (index, line) in lines.iter().enumerate().take(index).skip(from) {
                output += &format!("{}{line}\n", self.prefix(shown, index, '-'));
            }
            (shown_to, context_to) = (Some(index + 1), index + 1 + after);
            let prefix = self.prefix(shown, index, ':');
            match self.arguments.has('o') {
                true => matches
                    .iter()
                    .filter(|it| !it.is_empty())
                    .for_each(|it| output += &format!("{prefix}{it}\n")),
                false => output += &format!("{prefix}{line}{end}"),
            }
        }
        self.report(process, shown, count, output)
    }

    fn has_context(&self) -> bool {
        self.arguments.last_of("ABC").is_some()
    }

    /// What stands before a line: the file and the number, as asked for.
    fn prefix(&self, shown: &str, index: usize, mark: char) -> String {
        let mut prefix = String::new();
        if self.named {
            prefix = format!("{shown}{mark}");
        }
        if self.arguments.has('n') {
            prefix += &format!("{}{mark}", index + 1);
        }
        prefix
    }

    fn report(
        &self,
        process: &mut Process,
        shown: &str,
        count: u64,
        output: String,
    ) -> Result<(), Stop> {
        let prefix = if self.named { format!("{shown}:") } else { String::new() };
        let text = if self.arguments.has('q') {
            String::new()
        } else if self.arguments.has('l') {
            if 0 < count { format!("{shown}\n") } else { String::new() }
        } else if self.arguments.has('L') {
            if count == 0 { format!("{shown}\n") } else { String::new() }
        } else if self.arguments.has('c') {
            format!("{prefix}{count}\n")
        } else {
            output
        };
        process.print(text)
    }

    /// The texts in `line` that match; an empty one if a match is empty.
    fn matches(&self, process: &mut Process, line: &str) -> Result<Vec<String>, Stop> {
        if let Some(message) = &self.broken {
            process.fail(message)?;
            return Err(Stop::Ended(ExitCode(2)));
        }
        let characters: Vec<char> = line.chars().collect();
        let mut found = Vec::new();
        for regex in &self.patterns {
            let mut from = 0;
            while from <= characters.len() {
                let search = regex.search(&characters, from);
                process.burn(1 + search.steps / 16)?;
                if search.exhausted {
                    return Err(Stop::Limit(Limit::OutOfFuel));
                }
                let Some((begin, end)) = search.groups.and_then(|it| it[0]) else { break };
                from = end.max(begin + 1);
                let whole_line = begin == 0 && end == characters.len();
                let whole_word =
                    !is_word(&characters, begin.wrapping_sub(1)) && !is_word(&characters, end);
                if self.arguments.has('x') && !whole_line || self.arguments.has('w') && !whole_word
                {
                    continue;
                }
                found.push(characters[begin..end].iter().collect());
                if !self.arguments.has('o') {
                    return Ok(found);
                }
            }
        }
        Ok(found)
    }
}

fn is_word(characters: &[char], at: usize) -> bool {
    characters.get(at).is_some_and(|it| *it == '_' || it.is_alphanumeric())
}
