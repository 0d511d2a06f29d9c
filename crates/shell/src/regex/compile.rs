//! Expressions to instructions.

use crate::regex::{Instruction, RegexError, Set};

/// The most instructions of one expression.
const PROGRAM_MAX: usize = 4000;
/// How deeply groups may nest.
const DEPTH_MAX: u32 = 32;

/// Which characters are special.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavor {
    Basic,
    Extended,
    /// None: plain text.
    Fixed,
}

/// The instructions for `pattern`, and its number of groups.
pub(super) fn compile(
    pattern: &str,
    flavor: Flavor,
) -> Result<(Vec<Instruction>, usize), RegexError> {
    if flavor == Flavor::Fixed {
        let characters = pattern.chars().map(Instruction::Character);
        return Ok((characters.chain([Instruction::Match]).collect(), 0));
    }
    let text: Vec<char> = pattern.chars().collect();
    // Loops count their slots down from behind all the groups that there can be.
    let first_loop = 2 + 2 * text.iter().filter(|it| **it == '(').count();
    let mut compiler =
        Compiler { text, at: 0, flavor, groups: 0, loops: first_loop, depth: DEPTH_MAX };
    let mut program = compiler.alternatives()?;
    if compiler.at < compiler.text.len() {
        return Err(RegexError::Parenthesis);
    }
    program.push(Instruction::Match);
    Ok((program, compiler.groups))
}

struct Compiler {
    text: Vec<char>,
    at: usize,
    flavor: Flavor,
    groups: usize,
    loops: usize,
    depth: u32,
}

type Program = Vec<Instruction>;

impl Compiler {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.text.get(self.at + ahead).copied()
    }

    /// Whether the special `character` is next: bare in extended expressions, behind a backslash in basic ones.
    fn is_special(&self, character: char) -> bool {
        match self.flavor {
            Flavor::Extended => self.peek(0) == Some(character),
            Flavor::Basic => self.peek(0) == Some('\\') && self.peek(1) == Some(character),
            Flavor::Fixed => false,
        }
    }

    fn skip_special(&mut self) {
        self.at += if self.flavor == Flavor::Basic { 2 } else { 1 };
    }

    fn alternatives(&mut self) -> Result<Program, RegexError> {
        let mut left = self.sequence()?;
        while self.is_special('|') {
            self.skip_special();
            let right = self.sequence()?;
            let mut both = vec![Instruction::Split(1, left.len() + 2)];
            append(&mut both, left);
            both.push(Instruction::Jump(both.len() + 1 + right.len()));
            append(&mut both, right);
            left = bounded(both)?;
        }
        Ok(left)
    }

    fn sequence(&mut self) -> Result<Program, RegexError> {
        let mut all = Program::new();
        while self.at < self.text.len() && !self.is_special('|') && !self.is_special(')') {
            let first = all.is_empty();
            let piece = self.piece(first)?;
            append(&mut all, piece);
            all = bounded(all)?;
        }
        Ok(all)
    }

    fn piece(&mut self, first: bool) -> Result<Program, RegexError> {
        let is_star = self.peek(0) == Some('*');
        let repeats =
            self.flavor == Flavor::Extended && matches!(self.peek(0), Some('*' | '+' | '?'));
        let mut piece = match (is_star || repeats) && first {
            // A star with nothing before it is a star.
            true if is_star => {
                self.at += 1;
                vec![Instruction::Character('*')]
            }
            true => return Err(RegexError::Repetition),
            false => self.atom(first)?,
        };
        loop {
            let (least, most) = if self.peek(0) == Some('*') {
                self.at += 1;
                (0, None)
            } else if self.is_special('+') {
                self.skip_special();
                (1, None)
            } else if self.is_special('?') {
                self.skip_special();
                (0, Some(1))
            } else if self.is_special('{') {
                self.skip_special();
                self.count()?
            } else {
                return Ok(piece);
            };
            if piece == [Instruction::Begin] {
                return Ok(vec![Instruction::Begin, Instruction::Character('*')]);
            }
            piece = self.repeat(piece, least, most)?;
        }
    }

    fn repeat(
        &mut self,
        piece: Program,
        least: usize,
        most: Option<usize>,
    ) -> Result<Program, RegexError> {
        let mut all = Program::new();
        for _ in 0..least {
            append(&mut all, piece.clone());
            all = bounded(all)?;
        }
        match most {
            None => {
                let slot = self.loops;
                self.loops += 1;
                let mut turn =
                    vec![Instruction::Split(1, piece.len() + 4), Instruction::Save(slot)];
                append(&mut turn, piece);
                turn.push(Instruction::Moved(slot));
                turn.push(Instruction::Jump(0));
                append(&mut all, turn);
            }
            Some(most) => {
                for _ in least..most {
                    let mut optional = vec![Instruction::Split(1, piece.len() + 1)];
                    append(&mut optional, piece.clone());
                    append(&mut all, optional);
                    all = bounded(all)?;
                }
            }
        }
        bounded(all)
    }

    fn count(&mut self) -> Result<(usize, Option<usize>), RegexError> {
        let least = self.number();
        let most = match self.peek(0) {
            Some(',') => {
                self.at += 1;
                self.number()
            }
            Some(_) | None => least,
        };
        let bare = self.text.get(self.at.wrapping_sub(1)) == Some(&',');
        if !self.is_special('}') {
            return Err(RegexError::Brace);
        }
        self.skip_special();
        let unbounded = bare && most.is_none();
        match (least, most) {
            (least, None) if unbounded => Ok((least.unwrap_or(0), None)),
            (least, Some(most)) if least.unwrap_or(0) <= most && most <= 255 => {
                Ok((least.unwrap_or(0), Some(most)))
            }
            (_, _) => Err(RegexError::Count),
        }
    }

    fn number(&mut self) -> Option<usize> {
        let start = self.at;
        while self.peek(0).is_some_and(|it| it.is_ascii_digit()) {
            self.at += 1;
        }
        let digits: String = self.text[start..self.at].iter().collect();
        digits.parse().ok()
    }

    fn atom(&mut self, first: bool) -> Result<Program, RegexError> {
        if self.is_special('(') {
            return self.group();
        }
        let Some(next) = self.peek(0) else { return Ok(Program::new()) };
        self.at += 1;
        let instruction = match next {
            '.' => Instruction::Any,
            '[' => Instruction::Set(self.set()?),
            '^' if first || self.flavor == Flavor::Extended => Instruction::Begin,
            '$' if self.ends() => Instruction::End,
            '\\' => {
                let Some(escaped) = self.peek(0) else { return Err(RegexError::Backslash) };
                self.at += 1;
                match escaped {
                    '<' => Instruction::WordBegin,
                    '>' => Instruction::WordEnd,
                    'w' | 'W' => Instruction::Set(word_set(escaped == 'W')),
                    's' | 'S' => Instruction::Set(class_set("space", escaped == 'S')),
                    'n' => Instruction::Character('\n'),
                    't' => Instruction::Character('\t'),
                    '1'..='9' => {
                        let group = escaped.to_digit(10).unwrap_or(0);
                        Instruction::Backreference(group as usize)
                    }
                    other => Instruction::Character(other),
                }
            }
            other => Instruction::Character(other),
        };
        Ok(vec![instruction])
    }

    /// Whether a dollar sign that was just read ends the expression or a part of it.
    fn ends(&self) -> bool {
        self.flavor == Flavor::Extended
            || self.at == self.text.len()
            || self.is_special(')')
            || self.is_special('|')
    }

    fn group(&mut self) -> Result<Program, RegexError> {
        self.skip_special();
        self.depth = self.depth.checked_sub(1).ok_or(RegexError::TooLong)?;
        self.groups += 1;
        let group = self.groups;
        let mut all = vec![Instruction::Save(group * 2)];
        let inner = self.alternatives()?;
        append(&mut all, inner);
        all.push(Instruction::Save(group * 2 + 1));
        if !self.is_special(')') {
            return Err(RegexError::Parenthesis);
        }
        self.skip_special();
        self.depth += 1;
        Ok(all)
    }

    fn set(&mut self) -> Result<Set, RegexError> {
        let mut set = Set { negated: self.peek(0) == Some('^'), ..Set::default() };
        self.at += usize::from(set.negated);
        let start = self.at;
        loop {
            let next = self.peek(0).ok_or(RegexError::Bracket)?;
            if next == ']' && start < self.at {
                self.at += 1;
                return Ok(set);
            }
            if next == '[' && self.peek(1) == Some(':') {
                let rest: String = self.text[self.at + 2..].iter().collect();
                let (class, _) = rest.split_once(":]").ok_or(RegexError::Bracket)?;
                self.at += class.chars().count() + 4;
                set.classes.push(String::from(class));
                continue;
            }
            match (self.peek(1), self.peek(2)) {
                (Some('-'), Some(high)) if high != ']' => {
                    set.ranges.push((next, high));
                    self.at += 3;
                }
                (_, _) => {
                    set.ranges.push((next, next));
                    self.at += 1;
                }
            }
        }
    }
}

fn word_set(negated: bool) -> Set {
    Set { negated, ranges: vec![('_', '_')], classes: vec![String::from("alnum")] }
}

fn class_set(class: &str, negated: bool) -> Set {
    Set { negated, ranges: Vec::new(), classes: vec![String::from(class)] }
}

/// Puts `more` behind `all`, and moves where it jumps to.
fn append(all: &mut Program, more: Program) {
    let offset = all.len();
    // A program is built with its jumps counted from its own beginning.
    all.extend(more.into_iter().map(|it| it.moved(offset)));
}

fn bounded(program: Program) -> Result<Program, RegexError> {
    if PROGRAM_MAX < program.len() { Err(RegexError::TooLong) } else { Ok(program) }
}
