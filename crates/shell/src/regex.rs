//! Regular expressions, basic and extended, as `grep`, `sed` and `expr` use them.

mod compile;

use crate::pattern::is_in_class;
pub(crate) use compile::Flavor;

/// The most steps that one search may take.
const STEPS_MAX: u64 = 200_000;

/// The most steps that are taken to find a longer match than one that is known.
const LONGER_STEPS_MAX: u64 = 5_000;

/// A compiled expression: instructions for a machine that goes back when it is stuck.
#[derive(Clone, Debug)]
pub(crate) struct Regex {
    program: Vec<Instruction>,
    groups: usize,
    case: Case,
    /// There are alternatives, of which the longest match counts and not the first.
    alternatives: bool,
}

/// Whether upper and lower case differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Heeded,
    Ignored,
}

/// An expression that cannot be read, in the words of musl's `regerror`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RegexError {
    #[error("Missing ']'")]
    Bracket,
    #[error("Missing ')'")]
    Parenthesis,
    #[error("Missing '}}'")]
    Brace,
    #[error("Invalid contents of {{}}")]
    Count,
    #[error("Repetition not preceded by valid expression")]
    Repetition,
    #[error("Trailing backslash")]
    Backslash,
    #[error("Out of memory")]
    TooLong,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Instruction {
    Character(char),
    Any,
    Set(Set),
    /// Goes on at the first, and if that fails at the second.
    Split(usize, usize),
    Jump(usize),
    /// Notes the place: even numbers begin a group, odd ones end it.
    Save(usize),
    /// Goes on only if the place has moved since this `Save`, so that empty loops end.
    Moved(usize),
    Begin,
    End,
    WordBegin,
    WordEnd,
    Backreference(usize),
    Match,
}

impl Instruction {
    /// The same, `offset` places further on.
    fn moved(self, offset: usize) -> Instruction {
        if let Instruction::Split(first, second) = self {
            return Instruction::Split(first + offset, second + offset);
        }
        if let Instruction::Jump(to) = self {
            return Instruction::Jump(to + offset);
        }
        self
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Set {
    negated: bool,
    ranges: Vec<(char, char)>,
    classes: Vec<String>,
}

/// Where the groups of a match are; the first is the whole.
pub(crate) type Groups = Vec<Option<(usize, usize)>>;

/// What a search came to, and the steps that it took.
pub(crate) struct Search {
    pub(crate) groups: Option<Groups>,
    pub(crate) steps: u64,
    /// It gave up before it knew.
    pub(crate) exhausted: bool,
}

impl Regex {
    /// Reads `pattern`.
    pub(crate) fn new(pattern: &str, flavor: Flavor, case: Case) -> Result<Regex, RegexError> {
        let (program, groups) = compile::compile(pattern, flavor)?;
        Ok(Regex { program, groups, case, alternatives: pattern.contains('|') })
    }

    /// The first match in `text` that begins at `from` or later.
    pub(crate) fn search(&self, text: &[char], from: usize) -> Search {
        let mut steps = 0;
        for start in from..=text.len() {
            match self.run(text, start, &mut steps) {
                Ok(Some(groups)) => {
                    return Search { groups: Some(groups), steps, exhausted: false };
                }
                Ok(None) => (),
                Err(Exhausted) => return Search { groups: None, steps, exhausted: true },
            }
        }
        Search { groups: None, steps, exhausted: false }
    }

    fn run(
        &self,
        text: &[char],
        start: usize,
        steps: &mut u64,
    ) -> Result<Option<Groups>, Exhausted> {
        let slots = vec![None; self.slots()];
        let mut stack = vec![(0, start, slots)];
        let mut best: Option<(usize, Groups)> = None;
        let mut most = STEPS_MAX;
        while let Some((mut counter, mut at, mut slots)) = stack.pop() {
            loop {
                *steps += 1;
                if most < *steps {
                    return best.map(|it| Some(it.1)).ok_or(Exhausted);
                }
                let next = text.get(at).copied();
                let goes_on = match &self.program[counter] {
                    Instruction::Match => {
                        let groups = self.groups(&slots, start, at);
                        if !self.alternatives || at == text.len() {
                            return Ok(Some(groups));
                        }
                        if best.as_ref().is_none_or(|it| it.0 < at) {
                            best = Some((at, groups));
                            most = STEPS_MAX.min(*steps + LONGER_STEPS_MAX);
                        }
                        false
                    }
                    Instruction::Jump(to) => {
                        counter = *to;
                        continue;
                    }
                    Instruction::Split(first, second) => {
                        stack.push((*second, at, slots.clone()));
                        counter = *first;
                        continue;
                    }
                    Instruction::Save(slot) => {
                        slots[*slot] = Some(at);
                        counter += 1;
                        continue;
                    }
                    Instruction::Moved(slot) => slots[*slot] != Some(at),
                    Instruction::Begin => at == 0,
                    Instruction::End => at == text.len(),
                    Instruction::WordBegin => !word_before(text, at) && next.is_some_and(is_word),
                    Instruction::WordEnd => word_before(text, at) && !next.is_some_and(is_word),
                    Instruction::Backreference(group) => {
                        match self.backreference(text, at, &slots, *group) {
                            Some(length) => {
                                at += length;
                                true
                            }
                            None => false,
                        }
                    }
                    Instruction::Character(_) | Instruction::Any | Instruction::Set(_) => {
                        let accepted =
                            next.is_some_and(|it| self.accepts(&self.program[counter], it));
                        at += usize::from(accepted);
                        accepted
                    }
                };
                if !goes_on {
                    break;
                }
                counter += 1;
            }
        }
        Ok(best.map(|it| it.1))
    }

    fn slots(&self) -> usize {
        // Behind those of the groups, each loop has one of its own.
        let largest = self.program.iter().map(|it| match it {
            Instruction::Save(slot) | Instruction::Moved(slot) => slot + 1,
            Instruction::Character(_)
            | Instruction::Any
            | Instruction::Set(_)
            | Instruction::Split(..)
            | Instruction::Jump(_)
            | Instruction::Begin
            | Instruction::End
            | Instruction::WordBegin
            | Instruction::WordEnd
            | Instruction::Backreference(_)
            | Instruction::Match => 0,
        });
        largest.max().unwrap_or(0).max(self.groups * 2 + 2)
    }

    fn groups(&self, slots: &[Option<usize>], start: usize, end: usize) -> Groups {
        let mut groups = vec![Some((start, end))];
        for group in 1..=self.groups {
            groups.push(slots[group * 2].zip(slots[group * 2 + 1]));
        }
        groups
    }

    fn backreference(
        &self,
        text: &[char],
        at: usize,
        slots: &[Option<usize>],
        group: usize,
    ) -> Option<usize> {
        let (begin, end) = (slots.get(group * 2).copied()??, slots.get(group * 2 + 1).copied()??);
        let wanted = text.get(begin..end)?;
        text.get(at..at + wanted.len()).filter(|it| *it == wanted).map(<[char]>::len)
    }

    fn accepts(&self, instruction: &Instruction, character: char) -> bool {
        let either = |test: &dyn Fn(char) -> bool| match self.case {
            Case::Heeded => test(character),
            Case::Ignored => {
                test(character.to_ascii_lowercase()) || test(character.to_ascii_uppercase())
            }
        };
        match instruction {
            Instruction::Any => true,
            Instruction::Character(wanted) => either(&|it| it == *wanted),
            Instruction::Set(set) => {
                let inside = either(&|it| {
                    set.ranges.iter().any(|(low, high)| (*low..=*high).contains(&it))
                        || set.classes.iter().any(|class| is_in_class(it, class))
                });
                inside != set.negated
            }
            Instruction::Split(..)
            | Instruction::Jump(_)
            | Instruction::Save(_)
            | Instruction::Moved(_)
            | Instruction::Begin
            | Instruction::End
            | Instruction::WordBegin
            | Instruction::WordEnd
            | Instruction::Backreference(_)
            | Instruction::Match => false,
        }
    }
}

struct Exhausted;

fn is_word(character: char) -> bool {
    character == '_' || character.is_alphanumeric()
}

fn word_before(text: &[char], at: usize) -> bool {
    at.checked_sub(1).and_then(|it| text.get(it)).copied().is_some_and(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_match_as_posix_says() {
        for (pattern, flavor, text, expected) in [
            ("a.c", Flavor::Basic, "xabcx", Some("abc")),
            ("a*", Flavor::Basic, "aaa", Some("aaa")),
            ("*a", Flavor::Basic, "*a", Some("*a")),
            ("^b", Flavor::Basic, "ab", None),
            ("b$", Flavor::Basic, "ab", Some("b")),
            ("a+", Flavor::Basic, "a+", Some("a+")),
            ("a\\+", Flavor::Basic, "aa", Some("aa")),
            ("\\(a\\)\\1", Flavor::Basic, "baa", Some("aa")),
            ("[^a-c]*", Flavor::Basic, "xyzab", Some("xyz")),
            ("[[:digit:]]\\{2\\}", Flavor::Basic, "a123", Some("12")),
            ("(ab|c)+d", Flavor::Extended, "xabcabd", Some("abcabd")),
            ("a{2,3}", Flavor::Extended, "aaaa", Some("aaa")),
            ("a?b", Flavor::Extended, "b", Some("b")),
            ("(a*)*b", Flavor::Extended, "aab", Some("aab")),
            ("\\<in\\>", Flavor::Basic, "inn in", Some("in")),
            ("\\.", Flavor::Extended, "a.b", Some(".")),
            ("x|y|", Flavor::Extended, "z", Some("")),
            ("ab|abcd|abc", Flavor::Extended, "xabcde", Some("abcd")),
            ("(a|ab)(c|bcd)", Flavor::Extended, "abcd", Some("abcd")),
            ("a\\|aa", Flavor::Basic, "aab", Some("aa")),
            ("[]x]", Flavor::Basic, "]", Some("]")),
        ] {
            let regex = Regex::new(pattern, flavor, Case::Heeded).unwrap();
            let characters: Vec<char> = text.chars().collect();
            let found = regex.search(&characters, 0).groups.map(|it| it[0].unwrap());
            let found: Option<String> =
                found.map(|(begin, end)| characters[begin..end].iter().collect());
            assert_eq!(found.as_deref(), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_search_gives_up_rather_than_hang() {
        let regex = Regex::new("(a|aa)*b", Flavor::Extended, Case::Heeded).unwrap();
        let text = vec!['a'; 200];
        assert!(regex.search(&text, 0).exhausted);
    }
}
