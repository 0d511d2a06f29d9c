//! Columns of text, as Go's text/tabwriter sets them for Docker.

/// A column is at least this wide. (docker/cli: cli/command/formatter/formatter.go.)
const WIDTH_MIN: usize = 10;
/// Blanks between the longest cell and the next column.
const PADDING: usize = 3;

/// Sets `rows` in columns; the last cell of a row is not padded.
pub(crate) fn columns(rows: &[Vec<String>]) -> String {
    let length = |it: &String| it.chars().count();
    let count = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(length).max();
    let widths: Vec<usize> =
        (0..count).map(|it| WIDTH_MIN.max(widest(it).unwrap_or(0) + PADDING)).collect();
    let mut text = String::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            text.push_str(cell);
            if index + 1 < row.len() {
                text.push_str(&" ".repeat(widths[index] - length(cell)));
            }
        }
        text.push('\n');
    }
    text
}

/// `text` in at most `length` characters, with an ellipsis for what is cut off. (docker/cli: formatter.Ellipsis.)
pub(crate) fn ellipsis(text: &str, length: usize) -> String {
    match text.chars().count() <= length {
        true => text.to_string(),
        false => text.chars().take(length - 1).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_ten_wide_at_least_and_three_blanks_apart() {
        let row = |cells: [&str; 3]| cells.map(str::to_string).to_vec();
        let rows = [row(["TAG", "CREATED BY", "SIZE"]), row(["latest", "RUN echo äöü", ""])];
        assert_eq!(columns(&rows), "TAG       CREATED BY     SIZE\nlatest    RUN echo äöü   \n");
        assert_eq!(ellipsis("abcdef", 5), "abcd…");
        assert_eq!(ellipsis("abcde", 5), "abcde");
    }
}
