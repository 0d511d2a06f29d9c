//! Items behind a label, broken into lines as apk breaks them.

/// The width that apk takes where there is no terminal.
const WIDTH: usize = 50;

/// A label with items; further lines begin below the first item.
pub(crate) struct Columns {
    lines: Vec<String>,
    line: String,
    indent: usize,
}

impl Columns {
    pub(crate) fn new(label: String) -> Columns {
        Columns { lines: Vec::new(), indent: label.len() + 1, line: label }
    }

    /// With items below the title, a little to the right.
    pub(crate) fn below(title: String) -> Columns {
        Columns { lines: vec![title], indent: 2, line: String::new() }
    }

    /// Adds an item: on this line, if it fits.
    pub(crate) fn add(&mut self, item: &str) {
        if self.line.len() <= self.indent {
            let missing = self.indent - self.line.len();
            self.line += &" ".repeat(missing);
        } else if WIDTH <= self.line.len() + item.len() + 1 {
            let line = " ".repeat(self.indent);
            self.lines.push(std::mem::replace(&mut self.line, line));
        } else {
            self.line.push(' ');
        }
        self.line += item;
    }

    pub(crate) fn lines(mut self) -> Vec<String> {
        self.lines.push(self.line);
        self.lines
    }
}
