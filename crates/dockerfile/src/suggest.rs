//! "did you mean …?", as BuildKit's util/suggest.

/// The option that is at most two edits away from `written`, the nearest first.
///
/// An option in another case than `written` is shown in the case of `written`.
pub fn suggest(written: &str, options: &[&str]) -> Option<String> {
    let lower = written.to_lowercase();
    // Longer words are never near; comparing them would cost the square of their length.
    if 64 < lower.len() || options.iter().any(|it| it.to_lowercase() == lower) {
        return None;
    }
    let distances = options.iter().map(|it| (distance(&lower, &it.to_lowercase()), *it));
    let (_, nearest) = distances.filter(|it| it.0 < 3).min_by_key(|it| it.0)?;
    Some(if written == lower {
        nearest.to_lowercase()
    } else if written == written.to_uppercase() {
        nearest.to_uppercase()
    } else {
        nearest.to_lowercase()
    })
}

/// The Levenshtein distance.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (index, character) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (column, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(character != *other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_suggested_in_the_case_of_the_writer() {
        let options = ["ADD", "CMD", "COPY", "ENTRYPOINT", "RUN"];
        for (written, expected) in [
            ("COPPY", Some("COPY")),
            ("rum", Some("run")),
            ("Fntrypoint", Some("entrypoint")),
            ("add", None),
            ("COMPILE", None),
        ] {
            assert_eq!(suggest(written, &options).as_deref(), expected, "{written}");
        }
    }
}
