//! "did you mean …?", as BuildKit's util/suggest.

/// The option that is at most two edits away from `written`, the nearest first.
pub fn suggest<'a>(written: &str, options: &[&'a str]) -> Option<&'a str> {
    // Longer words are never near; comparing them would cost the square of their length.
    if LONGEST < written.len() || options.contains(&written) {
        return None;
    }
    let distances = options.iter().map(|it| (distance(written, it), *it));
    distances.filter(|it| it.0 < 3).min_by_key(|it| it.0).map(|it| it.1)
}

/// The same without regard to case; the answer is in the case of `written`.
pub fn suggest_in_any_case(written: &str, options: &[&str]) -> Option<String> {
    let options: Vec<String> = options.iter().map(|it| it.to_lowercase()).collect();
    let options: Vec<&str> = options.iter().map(String::as_str).collect();
    let nearest = suggest(&written.to_lowercase(), &options)?;
    let is_upper = written == written.to_uppercase() && written != written.to_lowercase();
    Some(if is_upper { nearest.to_uppercase() } else { nearest.to_owned() })
}

const LONGEST: usize = 64;

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
            assert_eq!(suggest_in_any_case(written, &options).as_deref(), expected, "{written}");
        }
        assert_eq!(suggest("From", &["chown", "from"]), Some("from"));
    }
}
