//! Splitting into fields.

use crate::expand::{Chunk, Origin};
use crate::pattern::Mark;

/// Splits expanded text at `separators` (`IFS`). Blanks among them count only between fields; others each end one.
pub(super) fn split(chunks: &[Chunk], separators: &str) -> Vec<Vec<Mark>> {
    let mut splitter = Splitter { done: Vec::new(), open: None, after: After::Separator };
    for chunk in chunks {
        match chunk {
            Chunk::Break => splitter.end(After::Separator),
            Chunk::Text { text, origin: Origin::Expanded } => {
                for character in text.chars() {
                    splitter.expanded(character, separators);
                }
            }
            Chunk::Text { text, origin: Origin::Quoted } => {
                splitter.open().extend(text.chars().map(|it| (it, true)));
            }
            Chunk::Text { text, origin: Origin::Literal } => {
                if !text.is_empty() {
                    splitter.open().extend(text.chars().map(|it| (it, false)));
                }
            }
        }
    }
    splitter.end(After::Blank);
    splitter.done
}

struct Splitter {
    done: Vec<Vec<Mark>>,
    open: Option<Vec<Mark>>,
    after: After,
}

/// What ended the last field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// A blank: a separator behind it still belongs to that end.
    Blank,
    /// A separator, or the beginning.
    Separator,
}

impl Splitter {
    fn open(&mut self) -> &mut Vec<Mark> {
        self.open.get_or_insert_default()
    }

    fn end(&mut self, after: After) {
        if let Some(field) = self.open.take() {
            self.done.push(field);
            self.after = after;
        }
    }

    fn expanded(&mut self, character: char, separators: &str) {
        if !separators.contains(character) {
            self.open().push((character, false));
        } else if matches!(character, ' ' | '\t' | '\n') {
            self.end(After::Blank);
        } else {
            if self.open.is_none() && self.after == After::Separator {
                self.open();
            }
            self.end(After::Separator);
            self.after = After::Separator;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_end_fields_and_blanks_only_part_them() {
        for (text, separators, expected) in [
            (" a  b ", " \t\n", "a|b"),
            ("a:b::c:", ":", "a|b||c"),
            (":a", ":", "|a"),
            ("a : b", ": ", "a|b"),
            ("a::b", ": ", "a||b"),
            ("", " ", ""),
            ("a b", "", "a b"),
        ] {
            let chunk = Chunk::Text { text: String::from(text), origin: Origin::Expanded };
            let fields = split(&[chunk], separators);
            let texts: Vec<String> =
                fields.iter().map(|it| it.iter().map(|(it, _)| *it).collect()).collect();
            assert_eq!(texts.join("|"), expected, "{text}");
        }
    }
}
