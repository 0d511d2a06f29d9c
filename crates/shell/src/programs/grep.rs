//! `grep`.

use crate::limits::{Limit, Stop};
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::walk;
use crate::regex::{Case, Flavor, Regex};

const SYNTAX: Syntax = Syntax::flags("EFivnclLqrsohHwx").values("em f").long(&[
    ("extended-regexp", 'E'),
    ("fixed-strings", 'F'),
    ("ignore-case", 'i'),
    ("quiet", 'q'),
    ("count", 'c'),
    ("recursive", 'r'),
]);

pub(crate) fn grep(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let mut operands = arguments.operands.clone();
    let mut texts: Vec<String> = arguments.values('e').map(String::from).collect();
    if texts.is_empty() && arguments.value('f').is_none() {
        if operands.is_empty() {
            process.fail("missing pattern")?;
            return Ok(ExitCode(2));
        }
        texts.push(operands.remove(0));
    }
    if let Some(file) = arguments.value('f').map(String::from) {
        match super::cat::input(process, &file)? {
            Some(bytes) => {
                texts.push(String::from_utf8_lossy(&bytes).trim_end_matches('\n').to_owned());
            }
            None => return Ok(ExitCode(2)),
        }
    }
    let mut patterns = Vec::new();
    for text in texts.iter().flat_map(|it| it.split('\n')) {
        match pattern(text, &arguments) {
            Ok(regex) => patterns.push(regex),
            Err(error) => {
                process.fail(format!("bad regex '{text}': {error}"))?;
                return Ok(ExitCode(2));
            }
        }
    }
    if operands.is_empty() {
        operands.push(String::from(if arguments.has('r') { "." } else { "-" }));
    }
    let named =
        (1 < operands.len() || arguments.has('r') || arguments.has('H')) && !arguments.has('h');
    let mut search = Search { patterns, arguments, named, found: false, failed: false };
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
        for (index, line) in text.split_terminator('\n').enumerate() {
            if most.is_some_and(|it| it <= count) {
                break;
            }
            let matches = self.matches(process, line)?;
            if matches.is_empty() != self.arguments.has('v') {
                continue;
            }
            count += 1;
            self.found = true;
            let quiet = ['q', 'l', 'L', 'c'].iter().any(|it| self.arguments.has(*it));
            if quiet {
                continue;
            }
            let mut prefix = String::new();
            if self.named {
                prefix = format!("{shown}:");
            }
            if self.arguments.has('n') {
                prefix += &format!("{}:", index + 1);
            }
            match self.arguments.has('o') {
                true => matches.iter().for_each(|it| output += &format!("{prefix}{it}\n")),
                false => output += &format!("{prefix}{line}\n"),
            }
        }
        self.report(process, shown, count, output)
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
