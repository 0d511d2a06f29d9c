//! The syntax tree as text, in the form of BuildKit's own dumps: parser/parser.go, `Node.Dump`.

use crate::keyword::Keyword;
use crate::node::{Arguments, Node};
use crate::quote::quote;
use crate::scan::Scan;
use crate::words::{Assignment, AssignmentForm};

/// A line for each instruction: `(run ["--network=none"] "echo hi")`.
pub fn syntax_tree(scan: &Scan) -> String {
    scan.nodes.iter().map(|it| format!("({})\n", show(it))).collect()
}

impl Arguments {
    /// The words as Docker's parser chains them: of a pair the name, the value and the sign between them.
    pub fn chain(&self) -> Vec<String> {
        match self {
            Arguments::Words(words) | Arguments::Exec(words) => words.clone(),
            Arguments::Pairs(pairs) => pairs.iter().flat_map(triple).collect(),
            Arguments::Trigger(_) => Vec::new(),
        }
    }
}

fn triple(pair: &Assignment) -> [String; 3] {
    let sign = if pair.form == AssignmentForm::Equals { "=" } else { "" };
    [pair.name.clone(), pair.value.clone(), sign.to_owned()]
}

fn show(node: &Node) -> String {
    let mut text = node.keyword.value.to_lowercase();
    if !node.flags.is_empty() {
        let flags: Vec<String> = node.flags.iter().map(|it| quote(&it.value)).collect();
        text += &format!(" [{}]", flags.join(" "));
    }
    if Keyword::of(&node.keyword.value).is_none() {
        text += " \"\"";
    }
    if let Arguments::Trigger(inner) = &node.arguments {
        text += &format!(" ({})", show(inner));
    }
    text.extend(node.arguments.chain().iter().map(|it| format!(" {}", quote(it))));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scan::scan;

    #[test]
    fn an_instruction_is_a_line() {
        for (text, expected) in [
            ("FROM a AS b", "(from \"a\" \"AS\" \"b\")\n"),
            ("COPY --from=b --link a [b", "(copy [\"--from=b\" \"--link\"] \"a\" \"[b\")\n"),
            ("ENV a=\"b c\" d=", "(env \"a\" \"\\\"b c\\\"\" \"=\" \"d\" \"\" \"=\")\n"),
            ("LABEL a b c", "(label \"a\" \"b c\" \"\")\n"),
            ("CMD [\"a\", \"b\"]", "(cmd \"a\" \"b\")\n"),
            ("ONBUILD RUN a b", "(onbuild (run \"a b\"))\n"),
            ("COPPY a", "(coppy \"\")\n"),
        ] {
            assert_eq!(syntax_tree(&scan(text)), expected, "{text}");
        }
    }
}
