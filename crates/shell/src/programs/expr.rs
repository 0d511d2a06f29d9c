//! `expr`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::regex::{Case, Flavor, Regex};

/// How deeply an expression may nest.
const DEPTH_MAX: u32 = 32;

pub(super) fn expr(process: &mut Process) -> Result<ExitCode, Stop> {
    let words = process.args().to_vec();
    process.burn(words.len() as u64)?;
    if words.is_empty() {
        process.fail("too few arguments")?;
        return Ok(ExitCode(2));
    }
    let mut reader = Reader { rest: &words, depth: DEPTH_MAX };
    let value = reader.level(0).and_then(|value| match reader.rest {
        [] => Ok(value),
        [_, ..] => Err("syntax error"),
    });
    match value {
        Ok(value) => {
            let is_null = value.is_empty() || value.parse() == Ok(0i64);
            process.print(value + "\n")?;
            Ok(if is_null { ExitCode::FAILURE } else { ExitCode::SUCCESS })
        }
        Err(message) => {
            process.fail(message)?;
            Ok(ExitCode(2))
        }
    }
}

struct Reader<'r> {
    rest: &'r [String],
    depth: u32,
}

/// Operators by how tightly they bind, loosest first.
const LEVELS: [&[&str]; 6] = [
    &["|"],
    &["&"],
    &["<", "<=", "=", "==", "!=", ">=", ">"],
    &["+", "-"],
    &["*", "/", "%"],
    &[":"],
];

impl Reader<'_> {
    fn level(&mut self, level: usize) -> Result<String, &'static str> {
        let Some(operators) = LEVELS.get(level) else { return self.primary() };
        let mut left = self.level(level + 1)?;
        while let Some(operator) = self.rest.first().filter(|it| operators.contains(&it.as_str())) {
            self.rest = &self.rest[1..];
            let right = self.level(level + 1)?;
            left = apply(operator, &left, &right)?;
        }
        Ok(left)
    }

    fn primary(&mut self) -> Result<String, &'static str> {
        let word = self.word()?;
        match word.as_str() {
            "(" => {
                self.depth = self.depth.checked_sub(1).ok_or("syntax error")?;
                let value = self.level(0)?;
                self.depth += 1;
                if self.word()? == ")" { Ok(value) } else { Err("syntax error") }
            }
            "length" if !self.rest.is_empty() => Ok(self.word()?.chars().count().to_string()),
            "match" if !self.rest.is_empty() => {
                let text = self.word()?;
                let pattern = self.word()?;
                apply(":", &text, &pattern)
            }
            "index" if !self.rest.is_empty() => {
                let text = self.word()?;
                let wanted = self.word()?;
                let place = text.chars().position(|it| wanted.contains(it));
                Ok(place.map_or(0, |it| it + 1).to_string())
            }
            "substr" if !self.rest.is_empty() => {
                let text = self.word()?;
                let start = self.word()?.parse::<usize>().unwrap_or(0);
                let length = self.word()?.parse::<usize>().unwrap_or(0);
                let skipped = start.checked_sub(1);
                Ok(skipped.map_or(String::new(), |it| text.chars().skip(it).take(length).collect()))
            }
            _ => Ok(word),
        }
    }

    fn word(&mut self) -> Result<String, &'static str> {
        let (word, rest) = self.rest.split_first().ok_or("syntax error")?;
        self.rest = rest;
        Ok(word.clone())
    }
}

fn apply(operator: &str, left: &str, right: &str) -> Result<String, &'static str> {
    let is_null = |text: &str| text.is_empty() || text == "0";
    let number = |text: &str| text.parse::<i64>().map_err(|_| "non-numeric argument");
    let truth = |value: bool| String::from(if value { "1" } else { "0" });
    Ok(match operator {
        "|" => String::from(if is_null(left) { right } else { left }),
        "&" => String::from(if is_null(left) || is_null(right) { "0" } else { left }),
        ":" => matched(left, right)?,
        "<" | "<=" | "=" | "==" | "!=" | ">=" | ">" => {
            let order = match (left.parse::<i64>(), right.parse::<i64>()) {
                (Ok(left), Ok(right)) => left.cmp(&right),
                (_, _) => left.cmp(right),
            };
            truth(match operator {
                "<" => order.is_lt(),
                "<=" => order.is_le(),
                "!=" => order.is_ne(),
                ">=" => order.is_ge(),
                ">" => order.is_gt(),
                _ => order.is_eq(),
            })
        }
        _ => {
            let (left, right) = (number(left)?, number(right)?);
            let value = match operator {
                "+" => left.wrapping_add(right),
                "-" => left.wrapping_sub(right),
                "*" => left.wrapping_mul(right),
                _ if right == 0 => return Err("division by zero"),
                "/" => left.wrapping_div(right),
                _ => left.wrapping_rem(right),
            };
            value.to_string()
        }
    })
}

/// What the first group matches, or else how many characters the whole does, from the beginning.
fn matched(text: &str, pattern: &str) -> Result<String, &'static str> {
    let regex = Regex::new(&format!("^{pattern}"), Flavor::Basic, Case::Heeded);
    let regex = regex.map_err(|_| "invalid regex")?;
    let characters: Vec<char> = text.chars().collect();
    let groups = regex.search(&characters, 0).groups.unwrap_or_default();
    let slice = |(begin, end): (usize, usize)| characters[begin..end].iter().collect();
    let has_group = pattern.contains("\\(");
    Ok(match (groups.first().copied().flatten(), groups.get(1).copied().flatten()) {
        (Some(_), Some(group)) => slice(group),
        (Some((begin, end)), None) if !has_group => (end - begin).to_string(),
        (_, _) if has_group => String::new(),
        (_, _) => String::from("0"),
    })
}
