//! What `awk` reads and writes beside its program: lines, files, commands.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::awk::run::{Run, search};
use crate::programs::awk::syntax::{ARGC, ARGV, FILENAME, FNR, NR, Place, RS, Target};
use crate::programs::awk::token::unescaped;
use crate::programs::awk::value::{Cell, Value};
use crate::programs::lines;
use crate::streams::{Description, Handle, OpenMode, Output, Overflow};

/// Output that waits, so that a run has not an event for each line.
const BUFFER: usize = 4096;
/// A descriptor that no script can name.
const FILE: u32 = u32::MAX - 1;

/// Text that is read line by line.
#[derive(Debug)]
pub(super) struct Reader {
    text: String,
    at: usize,
}

/// What is written to.
#[derive(Debug)]
pub(super) enum Sink {
    File(Handle),
    /// What a command will read; it runs when all is there.
    Command(String),
}

/// How a command is tied to `awk`.
pub(super) enum Tie {
    None,
    /// It reads this.
    Input(String),
    /// What it prints is caught.
    Output,
}

impl Reader {
    pub(super) fn new(bytes: &[u8]) -> Reader {
        Reader { text: String::from_utf8_lossy(bytes).into_owned(), at: 0 }
    }
}

/// Runs a command line; gives its status, and what was caught.
pub(super) fn shell(process: &mut Process, command: &str, tie: Tie) -> Result<(u8, Vec<u8>), Stop> {
    let before = process.task.descriptors.clone();
    let output = Output { bytes: Vec::new(), overflow: Overflow::Limit };
    let output = Description::Output(output).open();
    match tie {
        Tie::None => (),
        Tie::Input(text) => {
            let input = Description::input(text.into_bytes()).open();
            process.task.descriptors.set(0, input);
        }
        Tie::Output => process.task.descriptors.set(1, output.clone()),
    }
    let code = process.spawn(&["sh", "-c", command].map(String::from));
    process.task.descriptors = before;
    let code = code?.map_or(127, |it| it.0);
    let bytes = match &mut *output.borrow_mut() {
        Description::Output(output) => std::mem::take(&mut output.bytes),
        Description::Run(_)
        | Description::Input(_)
        | Description::File(_)
        | Description::Device(_) => Vec::new(),
    };
    Ok((code, bytes))
}

impl<'p> Run<'p> {
    /// The next line of `reader`, as `RS` says.
    fn read_line(
        &mut self,
        process: &mut Process,
        reader: &mut Reader,
    ) -> Result<Option<String>, Stop> {
        process.burn(1)?;
        let separator = self.special(RS);
        let text = &reader.text;
        if separator.is_empty() {
            // Paragraphs: lines up to an empty one.
            reader.at += text[reader.at..].bytes().take_while(|it| *it == b'\n').count();
        }
        let rest = &text[reader.at..];
        if rest.is_empty() {
            return Ok(None);
        }
        let mut single = separator.chars();
        let (end, length) = match (single.next(), single.next()) {
            (None, _) => (rest.find("\n\n"), 2),
            (Some(only), None) => (rest.find(only), only.len_utf8()),
            (Some(_), Some(_)) => {
                let regex = self.regex_of(process, &separator)?;
                let characters: Vec<char> = rest.chars().collect();
                let found = search(process, &regex, &characters, 0)?.filter(|it| it.0 < it.1);
                let bytes = |count: usize| characters[..count].iter().map(|it| it.len_utf8()).sum();
                let begin: Option<usize> = found.map(|it| bytes(it.0));
                let end: usize = found.map_or(0, |it| bytes(it.1));
                (begin, end - begin.unwrap_or(0))
            }
        };
        process.burn_bytes(end.unwrap_or(rest.len()))?;
        let line = String::from(&rest[..end.unwrap_or(rest.len())]);
        reader.at += end.map_or(rest.len(), |it| it + length);
        let is_last = end.is_none() && (separator.is_empty() || &*separator != "\n" && 1 < length);
        let line = match is_last {
            true => String::from(line.strip_suffix('\n').unwrap_or(&line)),
            false => line,
        };
        Ok(Some(line))
    }

    /// The next line of the files that the arguments name.
    pub(super) fn next_line(&mut self, process: &mut Process) -> Result<Option<String>, Stop> {
        loop {
            if let Some(mut reader) = self.main.take() {
                let line = self.read_line(process, &mut reader)?;
                if let Some(line) = line {
                    self.main = Some(reader);
                    self.add(NR);
                    self.add(FNR);
                    return Ok(Some(line));
                }
            }
            if !self.open_next(process)? {
                return Ok(None);
            }
        }
    }

    fn add(&mut self, special: usize) {
        let number = match &self.globals[special] {
            Cell::Value(value) => value.number(),
            Cell::Array(_) => 0.0,
        };
        self.set_special(special, Value::Number(number + 1.0));
    }

    /// Opens the next file; `name=value` is an assignment, and no file is standard input.
    fn open_next(&mut self, process: &mut Process) -> Result<bool, Stop> {
        let count = self.special(ARGC).parse().unwrap_or(0);
        let name = loop {
            process.burn(1)?;
            if count <= self.next_argument {
                if self.used_argument {
                    return Ok(false);
                }
                break String::from("-");
            }
            let index = self.next_argument.to_string();
            self.next_argument += 1;
            let argument = match &self.globals[ARGV] {
                Cell::Array(array) => array.borrow().get(&index).cloned().unwrap_or_default(),
                Cell::Value(_) => Value::Unset,
            };
            let argument = argument.shown("%.6g");
            if argument.is_empty() || self.assign_argument(process, &argument)? {
                continue;
            }
            break String::from(&*argument);
        };
        self.used_argument = true;
        self.set_special(FILENAME, Value::text(&name));
        self.set_special(FNR, Value::Number(0.0));
        self.flush(process)?;
        let Some(bytes) = lines::input(process, &name)? else {
            return Err(Stop::Ended(ExitCode::FAILURE));
        };
        self.main = Some(Reader::new(&bytes));
        Ok(true)
    }

    /// `name=value`; says whether it is one.
    pub(super) fn assign_argument(
        &mut self,
        process: &mut Process,
        argument: &str,
    ) -> Result<bool, Stop> {
        let Some((name, value)) = argument.split_once('=') else { return Ok(false) };
        let is_name = !name.starts_with(|it: char| it.is_ascii_digit())
            && !name.is_empty()
            && name.chars().all(|it| it == '_' || it.is_ascii_alphanumeric());
        if !is_name {
            return Ok(false);
        }
        let value = Value::input(&unescaped(value));
        if let Some(number) = self.program.globals.iter().position(|it| it == name) {
            if number == super::syntax::NF {
                self.set_fields(process, value.number())?;
            }
            self.set_special(number, value);
        }
        Ok(true)
    }

    /// `getline` in its forms: 1 for a line, 0 at the end, -1 for what cannot be read.
    pub(super) fn getline(
        &mut self,
        process: &mut Process,
        from: Option<(Target, std::rc::Rc<str>)>,
        to: Option<&'p Place>,
    ) -> Result<Value, Stop> {
        let line = match from {
            None => self.next_line(process)?,
            Some((target, name)) => {
                let mut reader = match self.readers.remove(&*name) {
                    Some(reader) => reader,
                    None => match self.open_reader(process, target, &name)? {
                        Some(reader) => reader,
                        None => return Ok(Value::Number(-1.0)),
                    },
                };
                let line = self.read_line(process, &mut reader)?;
                self.readers.insert(String::from(&*name), reader);
                line
            }
        };
        let Some(line) = line else { return Ok(Value::Number(0.0)) };
        match to {
            Some(place) => self.set(process, place, Value::input(&line))?,
            None => self.set_line(Value::input(&line)),
        }
        Ok(Value::Number(1.0))
    }

    fn open_reader(
        &mut self,
        process: &mut Process,
        target: Target,
        name: &str,
    ) -> Result<Option<Reader>, Stop> {
        if target == Target::Pipe {
            self.flush(process)?;
            return Ok(Some(Reader::new(&shell(process, name, Tie::Output)?.1)));
        }
        let bytes = match name {
            "-" => Ok(process.stdin()?),
            _ => process.read(name)?.map(|it| it.bytes().to_vec()),
        };
        Ok(bytes.ok().map(|it| Reader::new(&it)))
    }

    /// Prints to standard output, when a buffer is full.
    pub(super) fn output(&mut self, process: &mut Process, text: &str) -> Result<(), Stop> {
        process.burn_bytes(text.len())?;
        self.buffer += text;
        if BUFFER <= self.buffer.len() { self.flush(process) } else { Ok(()) }
    }

    pub(super) fn flush(&mut self, process: &mut Process) -> Result<(), Stop> {
        process.print(std::mem::take(&mut self.buffer))
    }

    /// `print > file`, `print | command`
    pub(super) fn write(
        &mut self,
        process: &mut Process,
        target: Target,
        name: &str,
        text: &str,
    ) -> Result<(), Stop> {
        if target != Target::Pipe && (name == "/dev/stdout" || name == "-") {
            return self.output(process, text);
        }
        self.flush(process)?;
        if !self.sinks.contains_key(name) {
            let sink = match target {
                Target::Pipe => Sink::Command(String::new()),
                Target::File | Target::Append => {
                    let append = target == Target::Append;
                    let mode = if append { OpenMode::Append } else { OpenMode::Truncate };
                    match process.open(name, mode)? {
                        Ok(handle) => Sink::File(handle),
                        Err(error) => {
                            let code = process.fail(format!("can't open '{name}': {error}"))?;
                            return Err(Stop::Ended(code));
                        }
                    }
                }
            };
            self.sinks.insert(String::from(name), sink);
        }
        match self.sinks.get_mut(name) {
            Some(Sink::File(handle)) => {
                process.task.descriptors.set(FILE, handle.clone());
                let written = process.write_to(FILE, text.as_bytes());
                process.task.descriptors.close(FILE);
                written?;
            }
            Some(Sink::Command(input)) => {
                input.push_str(text);
                crate::expand::bounded(process, input.len()).map_err(Stop::Limit)?;
            }
            None => (),
        }
        Ok(())
    }

    /// Ends what is open under `name`; gives its status.
    pub(super) fn close(&mut self, process: &mut Process, name: &str) -> Result<f64, Stop> {
        self.readers.remove(name);
        let Some(Sink::Command(input)) = self.sinks.remove(name) else { return Ok(0.0) };
        self.flush(process)?;
        Ok(f64::from(shell(process, name, Tie::Input(input))?.0))
    }

    /// Ends all that is open.
    pub(super) fn close_all(&mut self, process: &mut Process) -> Result<(), Stop> {
        self.flush(process)?;
        while let Some((name, _)) = self.sinks.first_key_value() {
            let name = name.clone();
            if let Some(Sink::Command(input)) = self.sinks.remove(&name) {
                shell(process, &name, Tie::Input(input))?;
            }
        }
        Ok(())
    }
}
