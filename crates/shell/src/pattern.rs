//! Patterns: `*`, `?`, `[…]`, as file names, `case` and `${x#…}` use them.

/// A pattern, ready to match.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pattern(Vec<Piece>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Character(char),
    AnyOne,
    AnyMany,
    Set { negated: bool, ranges: Vec<(char, char)>, classes: Vec<String> },
}

/// A character of a pattern, and whether it was quoted and so means itself.
pub(crate) type Mark = (char, bool);

impl Pattern {
    /// Reads a pattern in which no character is quoted but by backslash.
    pub(crate) fn new(text: &str) -> Pattern {
        let mut marks = Vec::new();
        let mut characters = text.chars();
        while let Some(next) = characters.next() {
            marks.push(match next {
                '\\' => characters.next().map_or(('\\', true), |it| (it, true)),
                other => (other, false),
            });
        }
        Pattern::from_marks(&marks)
    }

    /// Reads a pattern.
    pub(crate) fn from_marks(marks: &[Mark]) -> Pattern {
        let mut pieces = Vec::new();
        let mut at = 0;
        while let Some(mark) = marks.get(at) {
            at += 1;
            match mark {
                ('\\', false) if at < marks.len() => {
                    pieces.push(Piece::Character(marks[at].0));
                    at += 1;
                }
                ('*', false) if pieces.last() == Some(&Piece::AnyMany) => (),
                ('*', false) => pieces.push(Piece::AnyMany),
                ('?', false) => pieces.push(Piece::AnyOne),
                ('[', false) => match set(&marks[at..]) {
                    Some((set, length)) => {
                        pieces.push(set);
                        at += length;
                    }
                    None => pieces.push(Piece::Character('[')),
                },
                (character, _) => pieces.push(Piece::Character(*character)),
            }
        }
        Pattern(pieces)
    }

    /// Whether it can match anything but its own text.
    pub(crate) fn is_magic(&self) -> bool {
        self.0.iter().any(|it| !matches!(it, Piece::Character(_)))
    }

    /// Whether it begins with a dot, as it must to match a hidden file.
    pub(crate) fn begins_with_dot(&self) -> bool {
        self.0.first() == Some(&Piece::Character('.'))
    }

    /// Whether it matches the whole of `text`.
    pub(crate) fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        self.matches_characters(&text)
    }

    /// Each star gives up one more character when what follows does not match: quadratic at worst.
    pub(crate) fn matches_characters(&self, text: &[char]) -> bool {
        let pieces = &self.0;
        let (mut piece, mut at) = (0, 0);
        let mut star: Option<(usize, usize)> = None;
        loop {
            let step = match (pieces.get(piece), text.get(at)) {
                (None, None) => return true,
                (Some(Piece::AnyMany), _) => {
                    star = Some((piece, at));
                    piece += 1;
                    continue;
                }
                (Some(one), Some(character)) => one.accepts(*character),
                (None, Some(_)) | (Some(_), None) => false,
            };
            if step {
                piece += 1;
                at += 1;
                continue;
            }
            match star {
                Some((star_piece, star_at)) if star_at < text.len() => {
                    star = Some((star_piece, star_at + 1));
                    piece = star_piece + 1;
                    at = star_at + 1;
                }
                Some(_) | None => return false,
            }
        }
    }
}

impl Piece {
    fn accepts(&self, character: char) -> bool {
        match self {
            Piece::Character(it) => *it == character,
            Piece::AnyOne => true,
            Piece::AnyMany => false,
            Piece::Set { negated, ranges, classes } => {
                let inside = ranges.iter().any(|(low, high)| (*low..=*high).contains(&character))
                    || classes.iter().any(|it| is_in_class(character, it));
                inside != *negated
            }
        }
    }
}

/// Reads a set from behind its `[`; gives it and its length with the `]`. None if it is not closed.
fn set(marks: &[Mark]) -> Option<(Piece, usize)> {
    let mut at = 0;
    let negated = matches!(marks.first(), Some(('!' | '^', false)));
    at += usize::from(negated);
    let first = at;
    let mut ranges = Vec::new();
    let mut classes = Vec::new();
    loop {
        let (character, quoted) = *marks.get(at)?;
        if character == ']' && !quoted && first < at {
            return Some((Piece::Set { negated, ranges, classes }, at + 1));
        }
        if let Some((class, length)) = class(&marks[at..]) {
            classes.push(class);
            at += length;
            continue;
        }
        match marks.get(at + 1..at + 3) {
            Some(&[('-', false), (high, high_quoted)]) if high != ']' || high_quoted => {
                ranges.push((character, high));
                at += 3;
            }
            Some(_) | None => {
                ranges.push((character, character));
                at += 1;
            }
        }
    }
}

/// Reads `[:name:]`.
fn class(marks: &[Mark]) -> Option<(String, usize)> {
    let rest = marks.strip_prefix(&[('[', false), (':', false)])?;
    let length = rest.windows(2).position(|it| it == [(':', false), (']', false)])?;
    Some((rest[..length].iter().map(|it| it.0).collect(), length + 4))
}

/// Whether `character` is of the POSIX class `name`.
pub(crate) fn is_in_class(character: char, name: &str) -> bool {
    match name {
        "alnum" => character.is_ascii_alphanumeric(),
        "alpha" => character.is_ascii_alphabetic(),
        "blank" => matches!(character, ' ' | '\t'),
        "cntrl" => character.is_ascii_control(),
        "digit" => character.is_ascii_digit(),
        "graph" => character.is_ascii_graphic(),
        "lower" => character.is_ascii_lowercase(),
        "print" => character.is_ascii_graphic() || character == ' ',
        "punct" => character.is_ascii_punctuation(),
        "space" => character.is_ascii_whitespace() || character == '\u{b}',
        "upper" => character.is_ascii_uppercase(),
        "xdigit" => character.is_ascii_hexdigit(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_as_fnmatch_does() {
        for (pattern, text, expected) in [
            ("", "", true),
            ("*", "", true),
            ("a*c", "abbc", true),
            ("a*c", "abcd", false),
            ("*.txt", "a.txt", true),
            ("a?c", "ac", false),
            ("[a-c]x", "bx", true),
            ("[!a-c]x", "bx", false),
            ("[]]", "]", true),
            ("[a", "[a", true),
            ("[[:digit:]]*", "7up", true),
            ("[a-]", "-", true),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("*a*b*c*", "xxaxxbxxcxx", true),
            ("**a", "bba", true),
        ] {
            assert_eq!(Pattern::new(pattern).matches(text), expected, "{pattern} {text}");
        }
    }
}
