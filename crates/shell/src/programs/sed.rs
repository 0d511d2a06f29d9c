//! `sed`.

mod command;
mod script;

use crate::limits::{Limit, Stop};
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::lines::input;
use crate::programs::sed::command::{Action, Address, Command, Part, Substitution, When};
use crate::regex::{Flavor, Groups, Regex};

const SYNTAX: Syntax = Syntax::flags("nEr").values("ef").long(&[
    ("quiet", 'n'),
    ("regexp-extended", 'E'),
    ("expression", 'e'),
    ("in-place", 'i'),
]);

pub(super) fn sed(process: &mut Process) -> Result<ExitCode, Stop> {
    // `-i` may have a suffix, and so no other letter behind it.
    let backup = process.args().iter().find_map(|it| it.strip_prefix("-i")).map(String::from);
    process.task.argv.retain(|it| !it.starts_with("-i") && it != "--in-place");
    let arguments = SYNTAX.read(process)?;
    let mut files = arguments.operands.clone();
    let mut text: Vec<String> = arguments.values('e').map(String::from).collect();
    if let Some(file) = arguments.value('f').map(String::from) {
        let Some(bytes) = input(process, &file)? else { return Ok(ExitCode::FAILURE) };
        text.push(String::from_utf8_lossy(&bytes).into_owned());
    }
    if text.is_empty() {
        if files.is_empty() {
            return process.fail("no expression");
        }
        text.push(files.remove(0));
    }
    let extended = arguments.has('E') || arguments.has('r');
    let flavor = if extended { Flavor::Extended } else { Flavor::Basic };
    let commands = match script::parse(&text.join("\n"), flavor) {
        Ok(commands) => commands,
        Err(script::Problem::Message(message)) => return process.fail(message),
        Err(script::Problem::Stop(stop)) => return Err(stop),
    };
    let in_place = backup.is_some();
    if files.is_empty() {
        files.push(String::from("-"));
    }
    let mut editor = Editor::new(commands, arguments.has('n'));
    let mut code = ExitCode::SUCCESS;
    let mut inputs = Vec::new();
    for file in files {
        match input(process, &file)? {
            Some(bytes) => inputs.push((file, String::from_utf8_lossy(&bytes).into_owned())),
            None => code = ExitCode::FAILURE,
        }
    }
    if !in_place {
        let all: String = inputs.iter().map(|(_, text)| with_newline(text)).collect();
        // The last line is printed as it was: with its newline, or without.
        let complete =
            inputs.last().is_none_or(|(_, text)| text.is_empty() || text.ends_with('\n'));
        editor.edit(process, &all)?;
        let mut output = std::mem::take(&mut editor.output);
        if !complete && output.ends_with('\n') {
            output.pop();
        }
        process.print(output)?;
        return Ok(editor.code.unwrap_or(code));
    }
    for (file, text) in inputs {
        let mut editor = Editor::new(editor.commands.clone(), editor.quiet);
        editor.edit(process, &text)?;
        if let Some(suffix) = backup.as_deref().filter(|it| !it.is_empty()) {
            let _cannot = process.write(&format!("{file}{suffix}"), text.as_bytes())?;
        }
        if let Err(error) = process.write(&file, editor.output.as_bytes())? {
            code = process.fail(format!("{file}: {error}"))?;
        }
    }
    Ok(code)
}

fn with_newline(text: &str) -> String {
    let missing = !text.is_empty() && !text.ends_with('\n');
    format!("{text}{}", if missing { "\n" } else { "" })
}

/// Goes through lines.
struct Editor {
    commands: Vec<Command>,
    quiet: bool,
    /// For each command with two addresses: whether it is between them, and up to which line at most.
    open: Vec<Option<usize>>,
    hold: String,
    output: String,
    code: Option<ExitCode>,
}

/// What becomes of a line.
enum Next {
    Command(usize),
    Line,
    Quit,
}

impl Editor {
    fn new(commands: Vec<Command>, quiet: bool) -> Editor {
        let open = vec![None; commands.len()];
        Editor { commands, quiet, open, hold: String::new(), output: String::new(), code: None }
    }

    fn edit(&mut self, process: &mut Process, text: &str) -> Result<(), Stop> {
        let lines: Vec<&str> = text.split_terminator('\n').collect();
        let mut at = 0;
        let mut again = None;
        while at < lines.len() {
            let mut cycle = Cycle {
                space: again.take().unwrap_or_else(|| String::from(lines[at])),
                after: String::new(),
                deleted: false,
                substituted: false,
                again: None,
            };
            let mut command = 0;
            let mut quit = false;
            while command < self.commands.len() {
                process.burn(1)?;
                crate::expand::bounded(process, cycle.space.len() + self.output.len())
                    .map_err(Stop::Limit)?;
                let applies = self.applies(process, command, &cycle.space, at, lines.len())?;
                if !applies {
                    command = self.skip(command);
                    continue;
                }
                match self.run(process, command, &mut cycle, &lines, &mut at)? {
                    Next::Command(next) => command = next,
                    Next::Line => break,
                    Next::Quit => {
                        quit = true;
                        break;
                    }
                }
            }
            if !cycle.deleted && !self.quiet {
                self.output += &cycle.space;
                self.output.push('\n');
            }
            self.output += &cycle.after;
            if quit {
                return Ok(());
            }
            again = cycle.again;
            at += usize::from(again.is_none());
        }
        Ok(())
    }

    /// The command behind one that does not apply; behind its block, if it begins one.
    fn skip(&self, command: usize) -> usize {
        if let Action::Block { end } = &self.commands[command].action {
            return *end;
        }
        command + 1
    }

    fn applies(
        &mut self,
        process: &mut Process,
        index: usize,
        line: &str,
        at: usize,
        count: usize,
    ) -> Result<bool, Stop> {
        let Command { from, to, negated, .. } = self.commands[index].clone();
        let within = match (from, to) {
            (None, _) => true,
            (Some(from), None) => is_at(process, &from, line, at, count)?,
            (Some(from), Some(to)) => match self.open[index] {
                Some(last) => {
                    let ends = match &to {
                        Address::Line(_) | Address::Step(..) => last <= at + 1,
                        Address::Last | Address::Match(_) => is_at(process, &to, line, at, count)?,
                    };
                    if ends {
                        self.open[index] = None;
                    }
                    true
                }
                None => {
                    let begins = is_at(process, &from, line, at, count)?;
                    if begins {
                        let last = match &to {
                            Address::Line(line) => *line,
                            Address::Step(_, more) => at + 1 + more,
                            Address::Last | Address::Match(_) => usize::MAX,
                        };
                        self.open[index] = Some(last).filter(|it| at + 1 < *it);
                    }
                    begins
                }
            },
        };
        Ok(within != negated)
    }

    fn run(
        &mut self,
        process: &mut Process,
        index: usize,
        cycle: &mut Cycle,
        lines: &[&str],
        at: &mut usize,
    ) -> Result<Next, Stop> {
        let action = self.commands[index].action.clone();
        match action {
            Action::Block { .. } | Action::End | Action::Label => (),
            Action::Delete => {
                cycle.deleted = true;
                return Ok(Next::Line);
            }
            Action::Print => self.output += &format!("{}\n", cycle.space),
            Action::PrintFirst => {
                self.output += cycle.space.split('\n').next().unwrap_or_default();
                self.output.push('\n');
            }
            Action::Number => self.output += &format!("{}\n", *at + 1),
            Action::Quit { code, prints } => {
                cycle.deleted |= !prints;
                self.code = Some(ExitCode(code));
                return Ok(Next::Quit);
            }
            Action::Append(text) => cycle.after += &format!("{text}\n"),
            Action::Insert(text) => self.output += &format!("{text}\n"),
            Action::Change(text) => {
                let inside = self.open[index].is_some() && self.commands[index].to.is_some();
                if !inside {
                    self.output += &format!("{text}\n");
                }
                cycle.deleted = true;
                return Ok(Next::Line);
            }
            Action::Translate(pairs) => {
                let change =
                    |it: char| pairs.iter().find(|(from, _)| *from == it).map_or(it, |it| it.1);
                cycle.space = cycle.space.chars().map(change).collect();
            }
            Action::Substitute(substitution) => self.substitute(process, &substitution, cycle)?,
            Action::Next | Action::AppendNext if *at + 1 == lines.len() => return Ok(Next::Quit),
            Action::Next => {
                if !self.quiet {
                    self.output += &format!("{}\n", cycle.space);
                }
                self.output += &std::mem::take(&mut cycle.after);
                *at += 1;
                cycle.space = String::from(lines[*at]);
            }
            Action::AppendNext => {
                *at += 1;
                cycle.space += &format!("\n{}", lines[*at]);
            }
            Action::Hold => self.hold.clone_from(&cycle.space),
            Action::HoldMore => self.hold += &format!("\n{}", cycle.space),
            Action::Get => cycle.space.clone_from(&self.hold),
            Action::GetMore => cycle.space += &format!("\n{}", self.hold),
            Action::Exchange => std::mem::swap(&mut cycle.space, &mut self.hold),
            Action::Jump { to, when } => {
                if when == When::Always || std::mem::take(&mut cycle.substituted) {
                    return Ok(Next::Command(to));
                }
            }
            Action::DeleteFirst => {
                cycle.deleted = true;
                let Some((_, rest)) = cycle.space.split_once('\n') else { return Ok(Next::Line) };
                cycle.again = Some(String::from(rest));
                return Ok(Next::Line);
            }
        }
        Ok(Next::Command(index + 1))
    }
}

impl Editor {
    fn substitute(
        &mut self,
        process: &mut Process,
        substitution: &Substitution,
        cycle: &mut Cycle,
    ) -> Result<(), Stop> {
        if let Some(changed) = substitute(process, substitution, &cycle.space)? {
            cycle.space = changed;
            cycle.substituted = true;
            if substitution.prints {
                self.output += &format!("{}\n", cycle.space);
            }
        }
        Ok(())
    }
}

/// One line on its way through the commands.
struct Cycle {
    space: String,
    /// What follows it.
    after: String,
    deleted: bool,
    substituted: bool,
    /// What the commands begin anew with, instead of the next line.
    again: Option<String>,
}

fn is_at(
    process: &mut Process,
    address: &Address,
    line: &str,
    at: usize,
    count: usize,
) -> Result<bool, Stop> {
    Ok(match address {
        Address::Line(wanted) => *wanted == at + 1,
        Address::Step(first, step) => {
            *first <= at + 1 && (at + 1 - first).checked_rem(*step).is_none_or(|it| it == 0)
        }
        Address::Last => at + 1 == count,
        Address::Match(regex) => {
            let characters: Vec<char> = line.chars().collect();
            search(process, regex, &characters, 0)?.is_some()
        }
    })
}

fn search(
    process: &mut Process,
    regex: &Regex,
    text: &[char],
    from: usize,
) -> Result<Option<Groups>, Stop> {
    let search = regex.search(text, from);
    process.burn(1 + search.steps / 16)?;
    match search.exhausted {
        true => Err(Stop::Limit(Limit::OutOfFuel)),
        false => Ok(search.groups),
    }
}

/// `text` with matches replaced; none if there is no match.
fn substitute(
    process: &mut Process,
    substitution: &Substitution,
    text: &str,
) -> Result<Option<String>, Stop> {
    let characters: Vec<char> = text.chars().collect();
    let mut changed = String::new();
    let (mut from, mut copied, mut count, mut any) = (0, 0, 0, false);
    // Where the last match ended that was not empty.
    let mut matched = None;
    while from <= characters.len() {
        let Some(groups) = search(process, &substitution.regex, &characters, from)? else { break };
        let Some((begin, end)) = groups[0] else { break };
        // Nothing right behind a match is no match.
        if begin == end && matched == Some(begin) {
            (from, matched) = (begin + 1, None);
            continue;
        }
        matched = (begin < end).then_some(end);
        count += 1;
        changed.extend(&characters[copied..begin]);
        copied = end;
        if count < substitution.first {
            changed.extend(&characters[begin..end]);
        } else {
            any = true;
            for part in &substitution.with {
                match part {
                    Part::Text(text) => changed += text,
                    Part::Group(group) => {
                        if let Some((begin, end)) = groups.get(*group).copied().flatten() {
                            changed.extend(&characters[begin..end]);
                        }
                    }
                }
            }
            if !substitution.all {
                break;
            }
        }
        if begin == end {
            changed.extend(characters.get(end));
            copied = end + 1;
        }
        from = copied.max(end);
    }
    changed.extend(characters.get(copied..).unwrap_or_default());
    Ok(any.then_some(changed))
}
