//! The expression of `find`, read.

use image::Follow;

use crate::limits::Stop;
use crate::mode;
use crate::pattern::Pattern;
use crate::process::Process;
use crate::programs::find::{Bits, Case, Expression, Order};
use crate::users;

/// How deeply an expression may nest.
const DEPTH_MAX: u32 = 32;

/// Why there is no expression.
pub(super) enum Problem {
    Message(String),
    Stop(Stop),
}

/// Reads words from left to right.
pub(super) struct Reader<'r, 'p, 'w, 'a> {
    process: &'p mut Process<'w, 'a>,
    rest: &'r [String],
    depth: u32,
    pub(super) options: Options,
}

/// What an expression says beside its tests.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    /// How many `-exec … +` there are.
    pub(super) batches: usize,
    /// There is an action, so that nothing is printed of itself.
    pub(super) acts: bool,
    pub(super) deepest: u64,
    pub(super) shallowest: u64,
    /// `-depth`: what a directory holds comes before it.
    pub(super) contents_first: bool,
}

impl<'r, 'p, 'w, 'a> Reader<'r, 'p, 'w, 'a> {
    pub(super) fn new(process: &'p mut Process<'w, 'a>, words: &'r [String]) -> Self {
        let options = Options {
            batches: 0,
            acts: false,
            deepest: u64::MAX,
            shallowest: 0,
            contents_first: false,
        };
        Reader { process, rest: words, depth: DEPTH_MAX, options }
    }

    pub(super) fn whole(&mut self) -> Result<Expression, Problem> {
        if self.rest.is_empty() {
            return Ok(Expression::Always(true));
        }
        let expression = self.or()?;
        match self.rest.first() {
            None => Ok(expression),
            Some(word) => Err(Problem::Message(format!("unrecognized: {word}"))),
        }
    }

    fn or(&mut self) -> Result<Expression, Problem> {
        let mut left = self.and()?;
        while matches!(self.rest.first().map(String::as_str), Some("-o" | "-or")) {
            self.rest = &self.rest[1..];
            left = Expression::Or(Box::new(left), Box::new(self.and()?));
            self.deeper()?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expression, Problem> {
        let mut all = Vec::new();
        loop {
            match self.rest.first().map(String::as_str) {
                None | Some("-o" | "-or" | ")") => return Ok(Expression::And(all)),
                Some("-a" | "-and") => self.rest = &self.rest[1..],
                Some(_) => all.push(self.one()?),
            }
        }
    }

    fn deeper(&mut self) -> Result<(), Problem> {
        let too_deep = || Problem::Stop(Stop::Limit(crate::limits::Limit::TooDeep));
        self.depth = self.depth.checked_sub(1).ok_or_else(too_deep)?;
        Ok(())
    }

    fn one(&mut self) -> Result<Expression, Problem> {
        self.deeper()?;
        let word = self.word()?;
        let expression = match word.as_str() {
            "!" | "-not" => Expression::Not(Box::new(self.one()?)),
            "(" => {
                let inner = self.or()?;
                if self.rest.first().is_none_or(|it| it != ")") {
                    return Err(Problem::Message(String::from("unmatched '('")));
                }
                self.rest = &self.rest[1..];
                inner
            }
            _ => self.test(&word)?,
        };
        self.depth += 1;
        Ok(expression)
    }

    fn test(&mut self, word: &str) -> Result<Expression, Problem> {
        Ok(match word {
            "-name" => Expression::Name(Pattern::new(&self.word()?), Case::Heeded),
            "-iname" => Expression::Name(Pattern::new(&self.word()?.to_lowercase()), Case::Ignored),
            "-path" => Expression::Path(Pattern::new(&self.word()?), Case::Heeded),
            "-ipath" => Expression::Path(Pattern::new(&self.word()?.to_lowercase()), Case::Ignored),
            "-type" => {
                let text = self.word()?;
                match text.chars().next().filter(|it| text.len() == 1 && "fdlpcb".contains(*it)) {
                    Some(letter) => Expression::Kind(letter),
                    None => return Err(invalid("-type", &text)),
                }
            }
            "-empty" => Expression::Empty,
            "-true" => Expression::Always(true),
            "-false" => Expression::Always(false),
            "-maxdepth" | "-mindepth" => {
                let text = self.word()?;
                let depth = text.parse().map_err(|_| invalid(word, &text))?;
                match word {
                    "-maxdepth" => self.options.deepest = depth,
                    _ => self.options.shallowest = depth,
                }
                Expression::Always(true)
            }
            "-depth" => {
                self.options.contents_first = true;
                Expression::Always(true)
            }
            "-newer" => {
                let path = self.word()?;
                match self.process.find(&path, Follow::Last) {
                    Ok((_, entry)) => Expression::Newer(entry.metadata.mtime),
                    Err(error) => return Err(Problem::Message(format!("{path}: {error}"))),
                }
            }
            "-perm" => self.permissions()?,
            "-size" => {
                let text = self.word()?;
                let (number, unit) = match text.chars().next_back() {
                    Some('c') => (&text[..text.len() - 1], 1),
                    Some('w') => (&text[..text.len() - 1], 2),
                    Some('b') => (&text[..text.len() - 1], 512),
                    Some('k') => (&text[..text.len() - 1], 1024),
                    Some('M') => (&text[..text.len() - 1], 1 << 20),
                    _ => (text.as_str(), 512),
                };
                let (order, count) = number_with_order("-size", number)?;
                Expression::Size { count, unit, order }
            }
            "-mtime" | "-mmin" => {
                let (order, count) = number_with_order(word, &self.word()?)?;
                Expression::Age { count, unit: if word == "-mmin" { 60 } else { 86_400 }, order }
            }
            "-user" => {
                let name = self.word()?;
                let uid = name.parse().ok().or_else(|| users::user_number(self.process, &name));
                Expression::User(
                    uid.ok_or_else(|| Problem::Message(format!("unknown user {name}")))?,
                )
            }
            "-group" => {
                let name = self.word()?;
                let gid = name.parse().ok().or_else(|| users::group_number(self.process, &name));
                Expression::Group(
                    gid.ok_or_else(|| Problem::Message(format!("unknown group {name}")))?,
                )
            }
            _ => return self.action(word),
        })
    }

    fn action(&mut self, word: &str) -> Result<Expression, Problem> {
        if word == "-prune" {
            return Ok(Expression::Prune);
        }
        self.options.acts |= word != "-quit";
        Ok(match word {
            "-print" => Expression::Print("\n"),
            "-print0" => Expression::Print("\0"),
            "-quit" => Expression::Quit,
            "-delete" => {
                self.options.contents_first = true;
                Expression::Delete
            }
            "-exec" => {
                let mut argv = Vec::new();
                loop {
                    match self.word()?.as_str() {
                        ";" => return Ok(Expression::Execute { argv, batch: None }),
                        "+" if argv.last().is_some_and(|it| it == "{}") => {
                            self.options.batches += 1;
                            let batch = Some(self.options.batches - 1);
                            return Ok(Expression::Execute { argv, batch });
                        }
                        other => argv.push(String::from(other)),
                    }
                }
            }
            "-ls" | "-ok" | "-inum" | "-links" | "-xdev" | "-mount" | "-regex" | "-follow"
            | "-atime" | "-ctime" | "-amin" | "-cmin" | "-context" | "-executable"
            | "-samefile" => {
                return Err(Problem::Stop(Stop::unsupported(format!("`find {word}`"))));
            }
            other => return Err(Problem::Message(format!("unrecognized: {other}"))),
        })
    }

    fn permissions(&mut self) -> Result<Expression, Problem> {
        let text = self.word()?;
        let (how, bits) = match (text.strip_prefix('-'), text.strip_prefix('/')) {
            (Some(bits), _) => (Bits::All, bits),
            (None, Some(bits)) => (Bits::Any, bits),
            (None, None) => (Bits::Exactly, text.as_str()),
        };
        let bits = mode::apply(bits, 0, false, 0).ok_or_else(|| invalid("-perm", &text))?;
        Ok(Expression::Permissions { bits, how })
    }

    fn word(&mut self) -> Result<String, Problem> {
        let (word, rest) = self
            .rest
            .split_first()
            .ok_or_else(|| Problem::Message(String::from("argument expected")))?;
        self.rest = rest;
        Ok(word.clone())
    }
}

fn invalid(option: &str, text: &str) -> Problem {
    Problem::Message(format!("invalid argument '{text}' to '{option}'"))
}

fn number_with_order(option: &str, text: &str) -> Result<(Order, u64), Problem> {
    let (order, digits) = match (text.strip_prefix('+'), text.strip_prefix('-')) {
        (Some(digits), _) => (Order::More, digits),
        (None, Some(digits)) => (Order::Less, digits),
        (None, None) => (Order::Equal, text),
    };
    digits.parse().map(|it| (order, it)).map_err(|_| invalid(option, text))
}
