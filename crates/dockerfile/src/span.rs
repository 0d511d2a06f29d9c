//! Places in a Dockerfile.

use std::ops::Range;

/// A range of bytes in the source text; both ends are character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The span of `range`.
    pub fn new(range: Range<usize>) -> Span {
        assert!(range.start <= range.end, "a span does not end before it starts");
        let offset = |it: usize| u32::try_from(it).expect("a Dockerfile is smaller than 4 GiB");
        Span { start: offset(range.start), end: offset(range.end) }
    }

    /// The span as an index into the text.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// What `text` holds here.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The lines of `text` that the span touches.
    pub fn lines(self, text: &str) -> Lines {
        let newlines = |part: &str| part.bytes().filter(|it| *it == b'\n').count() as u32;
        let first = 1 + newlines(&text[..self.start as usize]);
        // A newline at the very end belongs to the line that it ends.
        let touched = self.of(text);
        Lines { first, last: first + newlines(touched.strip_suffix('\n').unwrap_or(touched)) }
    }
}

/// A value and where it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// What was written.
    pub value: T,
    /// Where.
    pub span: Span,
}

/// Line numbers from `first` to `last`, both included; the first line of a file is 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lines {
    /// The first line.
    pub first: u32,
    /// The last line.
    pub last: u32,
}

/// Several physical lines joined into one, with the way back to the source.
#[derive(Clone, Debug, Default)]
pub(crate) struct LogicalLine {
    pub(crate) text: String,
    // Pairs of an offset in `text` and the offset in the source that it came from, ascending.
    pieces: Vec<(usize, usize)>,
}

impl LogicalLine {
    /// Appends `text`, which stands at `source` in the file.
    pub(crate) fn push(&mut self, text: &str, source: usize) {
        self.pieces.push((self.text.len(), source));
        self.text.push_str(text);
    }

    /// Where the bytes of `range` stand in the file, from the first to the last.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let start = self.source(range.start);
        match range.end.checked_sub(1).filter(|last| range.start <= *last) {
            Some(last) => Span::new(start..self.source(last) + 1),
            None => Span::new(start..start),
        }
    }

    /// The spans in the file that make up `range`: one for each physical line.
    pub(crate) fn spans(&self, range: Range<usize>) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut start = range.start;
        while start < range.end {
            let next = self.pieces.partition_point(|it| it.0 <= start);
            let end = self.pieces.get(next).map_or(range.end, |it| it.0.min(range.end));
            spans.push(self.span(start..end));
            start = end;
        }
        spans
    }

    /// Where each piece ends in the file.
    pub(crate) fn piece_ends(&self) -> impl Iterator<Item = usize> {
        let ends = self.pieces.iter().skip(1).map(|it| it.0).chain([self.text.len()]);
        self.pieces.iter().zip(ends).map(|(piece, end)| piece.1 + (end - piece.0))
    }

    fn source(&self, offset: usize) -> usize {
        let after = self.pieces.partition_point(|it| it.0 <= offset);
        match after.checked_sub(1) {
            Some(index) => self.pieces[index].1 + (offset - self.pieces[index].0),
            None => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_knows_its_lines() {
        let text = "FROM a\nRUN b\\\n c\n";
        for (range, first, last) in [(0..4, 1, 1), (0..7, 1, 1), (7..16, 2, 3), (17..17, 4, 4)] {
            assert_eq!(Span::new(range).lines(text), Lines { first, last });
        }
    }

    #[test]
    fn a_joined_line_knows_where_its_parts_stand() {
        let source = "RUN a \\\n  b";
        let mut line = LogicalLine::default();
        line.push("RUN a ", 0);
        line.push("  b", 8);
        assert_eq!(line.span(0..9).of(source), source);
        assert_eq!(line.span(8..9).of(source), "b");
        assert_eq!(line.spans(4..9), [Span { start: 4, end: 6 }, Span { start: 8, end: 11 }]);
    }
}
