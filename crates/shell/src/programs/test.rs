//! `test`, `[`.

use image::{Entry, EntryKind, Follow};

use crate::files::{EXECUTE, READ, WRITE};
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;

/// How deeply an expression may nest.
const DEPTH_MAX: u32 = 32;

pub(crate) fn test(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = process.args().to_vec();
    process.burn(1 + arguments.len() as u64)?;
    let mut reader = Reader { process, rest: &arguments, depth: DEPTH_MAX };
    let result = match arguments.len() {
        0 => Ok(false),
        1 => Ok(!arguments[0].is_empty()),
        _ => reader.whole(),
    };
    match result {
        Ok(true) => Ok(ExitCode::SUCCESS),
        Ok(false) => Ok(ExitCode::FAILURE),
        Err(message) => {
            process.fail(message)?;
            Ok(ExitCode(2))
        }
    }
}

pub(super) fn bracket(process: &mut Process) -> Result<ExitCode, Stop> {
    if process.argv().last().map(String::as_str) != Some("]") || process.argv().len() < 2 {
        process.fail("missing ]")?;
        return Ok(ExitCode(2));
    }
    process.task.argv.pop();
    test(process)
}

struct Reader<'r, 'p, 'w, 'a> {
    process: &'p Process<'w, 'a>,
    rest: &'r [String],
    depth: u32,
}

const BINARY: [&str; 15] = [
    "=", "==", "!=", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef", "=~",
];

impl Reader<'_, '_, '_, '_> {
    fn whole(&mut self) -> Result<bool, String> {
        let value = self.or()?;
        match self.rest.first() {
            None => Ok(value),
            Some(word) => Err(format!("{word}: unknown operand")),
        }
    }

    fn or(&mut self) -> Result<bool, String> {
        let mut value = self.and()?;
        while self.eat("-o") {
            value |= self.and()?;
        }
        Ok(value)
    }

    fn and(&mut self) -> Result<bool, String> {
        let mut value = self.not()?;
        while self.eat("-a") {
            value &= self.not()?;
        }
        Ok(value)
    }

    fn not(&mut self) -> Result<bool, String> {
        let binary =
            self.rest.get(1).is_some_and(|it| BINARY.contains(&it.as_str())) && 2 < self.rest.len();
        if !binary && 1 < self.rest.len() && self.eat("!") {
            self.depth = self.depth.checked_sub(1).ok_or("too many parentheses")?;
            let value = self.not()?;
            self.depth += 1;
            return Ok(!value);
        }
        self.primary()
    }

    fn primary(&mut self) -> Result<bool, String> {
        let Some(first) = self.rest.first() else { return Err(String::from("argument expected")) };
        if let [left, operator, right, ..] = self.rest
            && BINARY.contains(&operator.as_str())
        {
            let value = self.binary(left, operator, right)?;
            self.rest = &self.rest[3..];
            return Ok(value);
        }
        if let [first, operator] = self.rest
            && BINARY.contains(&operator.as_str())
            && first != "!"
            && self.unary(first, operator).is_none()
        {
            return Err(format!("{operator}: argument expected"));
        }
        if first == "(" && 1 < self.rest.len() {
            self.rest = &self.rest[1..];
            self.depth = self.depth.checked_sub(1).ok_or("too many parentheses")?;
            let value = self.or()?;
            self.depth += 1;
            return if self.eat(")") {
                Ok(value)
            } else {
                Err(String::from("closing paren expected"))
            };
        }
        if let [operator, operand, ..] = self.rest
            && let Some(value) = self.unary(operator, operand)
        {
            self.rest = &self.rest[2..];
            return Ok(value);
        }
        let value = !first.is_empty();
        self.rest = &self.rest[1..];
        Ok(value)
    }

    fn eat(&mut self, word: &str) -> bool {
        let found = self.rest.first().is_some_and(|it| it == word);
        if found {
            self.rest = &self.rest[1..];
        }
        found
    }

    fn binary(&self, left: &str, operator: &str, right: &str) -> Result<bool, String> {
        let number = |text: &str| {
            let trimmed = text.trim();
            trimmed.parse::<i64>().map_err(|_| match text {
                "" => String::from("bad number"),
                text => format!("{text}: bad number"),
            })
        };
        let numbers = || Ok::<_, String>((number(left)?, number(right)?));
        let mtime = |path: &str| self.find(path).map(|it| it.metadata.mtime);
        Ok(match operator {
            "=" | "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            ">" => right < left,
            "-nt" => mtime(right) < mtime(left),
            "-ot" => mtime(left) < mtime(right),
            "-ef" => {
                let real = |path| self.process.find(path, Follow::Last).map(|it| it.0);
                real(left).is_ok() && real(left) == real(right)
            }
            "=~" => return Err(format!("{operator}: unknown operand")),
            _ => {
                let (left, right) = numbers()?;
                match operator {
                    "-eq" => left == right,
                    "-ne" => left != right,
                    "-lt" => left < right,
                    "-le" => left <= right,
                    "-gt" => right < left,
                    _ => right <= left,
                }
            }
        })
    }

    fn find(&self, path: &str) -> Option<Entry> {
        self.process.find(path, Follow::Last).ok().map(|it| it.1)
    }

    fn unary(&self, operator: &str, operand: &str) -> Option<bool> {
        let entry = || self.find(operand);
        let permitted = |bit| entry().is_some_and(|it| self.process.may(&it, bit));
        let mode = |bit: u32| entry().is_some_and(|it| it.metadata.mode & bit != 0);
        let is = |test: fn(&EntryKind) -> bool| entry().is_some_and(|it| test(&it.kind));
        Some(match operator {
            "-z" => operand.is_empty(),
            "-n" => !operand.is_empty(),
            "-e" | "-a" => entry().is_some(),
            "-f" => is(|it| matches!(it, EntryKind::File(_))),
            "-d" => is(|it| matches!(it, EntryKind::Directory)),
            "-p" => is(|it| matches!(it, EntryKind::Fifo)),
            "-b" => is(|it| matches!(it, EntryKind::Device(image::Device::Block { .. }))),
            "-c" => is(|it| matches!(it, EntryKind::Device(image::Device::Character { .. }))),
            "-S" | "-t" => false,
            "-h" | "-L" => {
                let link = self.process.find(operand, Follow::AllButLast);
                link.is_ok_and(|(_, it)| matches!(it.kind, EntryKind::Symlink(_)))
            }
            "-r" => permitted(READ),
            "-w" => permitted(WRITE),
            "-x" => permitted(EXECUTE),
            "-s" => entry().is_some_and(|it| it.is_directory() || 0 < it.size()),
            "-u" => mode(0o4000),
            "-g" => mode(0o2000),
            "-k" => mode(0o1000),
            "-O" => entry().is_some_and(|it| it.metadata.uid == self.process.user().uid),
            "-G" => entry().is_some_and(|it| it.metadata.gid == self.process.user().gid),
            _ => return None,
        })
    }
}
