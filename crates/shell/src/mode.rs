//! Permissions as text: `755`, `u+x,go-w`, `rwxr-xr-x`.

use image::{Entry, EntryKind};

/// What `text` makes of the permissions `mode`; none if it says nothing that can be understood.
///
/// `X` gives execution to directories, and to what somebody can execute already; a sign without a class heeds `umask`.
pub fn apply(text: &str, mode: u32, is_directory: bool, umask: u32) -> Option<u32> {
    if text.starts_with(|it: char| it.is_ascii_digit()) {
        return u32::from_str_radix(text, 8).ok().filter(|it| *it <= 0o7777);
    }
    text.split(',').try_fold(mode, |mode, clause| apply_clause(clause, mode, is_directory, umask))
}

fn apply_clause(clause: &str, mut mode: u32, is_directory: bool, umask: u32) -> Option<u32> {
    let operator = clause.find(['+', '-', '='])?;
    let (who, mut actions) = clause.split_at(operator);
    let mut classes = 0;
    for letter in who.chars() {
        classes |= match letter {
            'u' => 0o4700,
            'g' => 0o2070,
            'o' => 0o1007,
            'a' => 0o7777,
            _ => return None,
        };
    }
    let classes = if who.is_empty() { 0o7777 & !umask } else { classes };
    while let Some(sign) = actions.chars().next() {
        if !matches!(sign, '+' | '-' | '=') {
            return None;
        }
        actions = &actions[1..];
        let end = actions.find(['+', '-', '=']).unwrap_or(actions.len());
        let mut bits = 0;
        for letter in actions[..end].chars() {
            bits |= match letter {
                'r' => 0o444,
                'w' => 0o222,
                'x' => 0o111,
                'X' if is_directory || mode & 0o111 != 0 => 0o111,
                'X' => 0,
                's' => 0o6000,
                't' => 0o1000,
                'u' => (mode >> 6 & 7) * 0o111,
                'g' => (mode >> 3 & 7) * 0o111,
                'o' => (mode & 7) * 0o111,
                _ => return None,
            };
        }
        actions = &actions[end..];
        // `t` counts for whomever it is given.
        let bits = bits & (classes | 0o1000);
        match sign {
            '+' => mode |= bits,
            '-' => mode &= !bits,
            _ => mode = mode & !(classes & 0o777 | classes & 0o6000) | bits,
        }
    }
    Some(mode)
}

/// The ten characters that `ls -l` begins a line with.
pub(crate) fn letters(entry: &Entry) -> String {
    let mode = entry.metadata.mode;
    let kind = match &entry.kind {
        EntryKind::Directory => 'd',
        EntryKind::File(_) => '-',
        EntryKind::Symlink(_) => 'l',
        EntryKind::Fifo => 'p',
        EntryKind::Device(image::Device::Character { .. }) => 'c',
        EntryKind::Device(image::Device::Block { .. }) => 'b',
    };
    let mut text = String::from(kind);
    for (shift, special, letter) in [(6, 0o4000, 's'), (3, 0o2000, 's'), (0, 0o1000, 't')] {
        let class = mode >> shift;
        text.push(if class & 4 != 0 { 'r' } else { '-' });
        text.push(if class & 2 != 0 { 'w' } else { '-' });
        text.push(match (class & 1 != 0, mode & special != 0) {
            (true, true) => letter,
            (false, true) => letter.to_ascii_uppercase(),
            (true, false) => 'x',
            (false, false) => '-',
        });
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_read_as_chmod_does() {
        for (text, before, expected) in [
            ("755", 0o644, Some(0o755)),
            ("+x", 0o644, Some(0o755)),
            ("u+x", 0o644, Some(0o744)),
            ("go-r", 0o644, Some(0o600)),
            ("a=r", 0o755, Some(0o444)),
            ("u=rwx,go=rx", 0, Some(0o755)),
            ("g=u", 0o700, Some(0o770)),
            ("u+s", 0o755, Some(0o4755)),
            ("+t", 0o777, Some(0o1777)),
            ("+X", 0o644, Some(0o644)),
            ("u+q", 0, None),
            ("99", 0, None),
            ("", 0, None),
        ] {
            assert_eq!(apply(text, before, false, 0o022), expected, "{text}");
        }
    }
}
