//! Names with wildcards.

/// Whether `text` fits `pattern`, small and capital letters alike: `*`, `?` and `[…]` stand for what they do in a shell.
pub(crate) fn fits(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut place) = (0, 0);
    // Where to go on after the last `*`, if what follows it does not fit.
    let mut retry: Option<(usize, usize)> = None;
    loop {
        if pattern.get(at) == Some(&b'*') {
            retry = Some((at + 1, place));
            at += 1;
            continue;
        }
        match (one(pattern, at, text.get(place).copied()), retry) {
            (Some(next), _) => (at, place) = (next, place + 1),
            (None, _) if at == pattern.len() && place == text.len() => return true,
            (None, Some((start, from))) if from < text.len() => {
                retry = Some((start, from + 1));
                (at, place) = (start, from + 1);
            }
            (None, _) => return false,
        }
    }
}

/// Where the pattern goes on, if its part at `at` fits the letter.
fn one(pattern: &[u8], at: usize, letter: Option<u8>) -> Option<usize> {
    let letter = letter?.to_ascii_lowercase();
    match pattern.get(at)? {
        b'?' => Some(at + 1),
        b'\\' if at + 1 < pattern.len() => {
            (pattern[at + 1].to_ascii_lowercase() == letter).then_some(at + 2)
        }
        b'[' => match set(&pattern[at + 1..], letter) {
            Some((is_in, length)) => is_in.then_some(at + 1 + length),
            None => (letter == b'[').then_some(at + 1),
        },
        own => (own.to_ascii_lowercase() == letter).then_some(at + 1),
    }
}

/// Whether the letter is in a set, and how long that is; none if it has no end.
fn set(text: &[u8], letter: u8) -> Option<(bool, usize)> {
    let is_inverted = matches!(text.first(), Some(b'!' | b'^'));
    let start = usize::from(is_inverted);
    let end = start + 1 + text.get(start + 1..)?.iter().position(|it| *it == b']')?;
    let mut members = &text[start..end];
    let mut is_in = false;
    while let Some((first, rest)) = members.split_first() {
        let (last, rest) = match rest {
            [b'-', last, rest @ ..] => (last, rest),
            _ => (first, rest),
        };
        is_in |= (first.to_ascii_lowercase()..=last.to_ascii_lowercase()).contains(&letter);
        members = rest;
    }
    Some((is_in != is_inverted, end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_are_those_of_fnmatch() {
        for (pattern, text, expected) in [
            ("redis", "redis", true),
            ("redis", "redis-cli", false),
            ("*dis*", "Redis-cli", true),
            ("*", "", true),
            ("a*b*c", "aXbXbc", true),
            ("a*b", "aXc", false),
            ("lib?", "libx", true),
            ("lib?", "lib", false),
            ("py[2-3]-*", "py3-pip", true),
            ("py[!3]-*", "py3-pip", false),
            ("a[b", "a[b", true),
            ("", "", true),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, text), expected, "{pattern} {text}");
        }
    }
}
