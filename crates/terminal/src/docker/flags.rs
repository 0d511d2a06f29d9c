//! Flags of `docker`'s commands, read as Docker's own library reads them.
//!
//! As spf13/pflag: flag.go.

use image::Reference;

/// A flag that a command knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag {
    pub(crate) long: &'static str,
    pub(crate) short: Option<char>,
    pub(crate) value: Value,
    pub(crate) about: &'static str,
    /// Whether Layerlab does what it says.
    pub(crate) simulated: bool,
}

/// What a flag takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value {
    /// Nothing, or `=true`, `=false`.
    Switch,
    /// A text, called this in the help, after a check.
    Text(&'static str, Check),
}

/// Says what is wrong with a value.
pub(crate) type Check = fn(&str) -> Result<(), String>;

/// The flags and arguments of a command line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parsed {
    flags: Vec<(&'static str, String)>,
    pub(crate) arguments: Vec<String>,
}

impl Flag {
    /// A simulated flag.
    pub(crate) const fn new(
        long: &'static str,
        short: Option<char>,
        value: Value,
        about: &'static str,
    ) -> Flag {
        Flag { long, short, value, about, simulated: true }
    }

    /// A flag of Docker's that we only know by name.
    pub(crate) const fn real(
        long: &'static str,
        short: Option<char>,
        value: Value,
        about: &'static str,
    ) -> Flag {
        Flag { long, short, value, about, simulated: false }
    }

    /// As Docker's messages name it: `-t, --tag`.
    fn display(&self) -> String {
        match self.short {
            Some(short) => format!("-{short}, --{}", self.long),
            None => format!("--{}", self.long),
        }
    }

    fn check(&self, value: &str) -> Result<(), String> {
        let checked = match self.value {
            Value::Switch => parse_bool(value).map(|_| ()),
            Value::Text(_, check) => check(value),
        };
        checked.map_err(|error| {
            format!("invalid argument \"{value}\" for \"{}\" flag: {error}", self.display())
        })
    }
}

impl Parsed {
    /// The last value given for a flag.
    pub(crate) fn text(&self, long: &str) -> Option<&str> {
        self.flags.iter().rfind(|(it, _)| *it == long).map(|(_, value)| value.as_str())
    }

    /// All values given for a flag, in order.
    pub(crate) fn all<'a>(&'a self, long: &'a str) -> impl Iterator<Item = &'a str> {
        self.flags.iter().filter(move |(it, _)| *it == long).map(|(_, value)| value.as_str())
    }

    /// Whether a switch is on.
    pub(crate) fn is_on(&self, long: &str) -> bool {
        self.text(long).is_some_and(|it| parse_bool(it) == Ok(true))
    }

    /// The names of all flags given.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.flags.iter().map(|(name, _)| *name)
    }
}

/// Reads `words`; flags may stand behind arguments, up to `--`.
pub(crate) fn parse(flags: &[Flag], words: &[String]) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--" {
            parsed.arguments.extend(words.cloned());
            break;
        }
        if let Some(rest) = word.strip_prefix("--") {
            let (name, value) =
                rest.split_once('=').map_or((rest, None), |(name, it)| (name, Some(it)));
            let unknown = || format!("unknown flag: --{name}");
            let flag = flags.iter().find(|it| it.long == name).ok_or_else(unknown)?;
            let value = match (value, flag.value) {
                (Some(value), _) => value.to_string(),
                (None, Value::Switch) => "true".to_string(),
                (None, Value::Text(..)) => words
                    .next()
                    .cloned()
                    .ok_or_else(|| format!("flag needs an argument: --{name}"))?,
            };
            flag.check(&value)?;
            parsed.flags.push((flag.long, value));
        } else if word.len() > 1 && word.starts_with('-') {
            parse_short(flags, &word[1..], &mut words, &mut parsed)?;
        } else {
            parsed.arguments.push(word.clone());
        }
    }
    Ok(parsed)
}

/// Reads `-qt NAME` and its like.
fn parse_short<'a>(
    flags: &[Flag],
    word: &str,
    words: &mut impl Iterator<Item = &'a String>,
    parsed: &mut Parsed,
) -> Result<(), String> {
    let mut rest = word;
    while let Some(short) = rest.chars().next() {
        let unknown = || format!("unknown shorthand flag: '{short}' in -{word}");
        let flag = flags.iter().find(|it| it.short == Some(short)).ok_or_else(unknown)?;
        rest = &rest[short.len_utf8()..];
        let value = match flag.value {
            Value::Switch => match rest.strip_prefix('=') {
                Some(value) => {
                    rest = "";
                    value.to_string()
                }
                None => "true".to_string(),
            },
            Value::Text(..) => {
                let attached = std::mem::take(&mut rest);
                match attached.strip_prefix('=').unwrap_or(attached) {
                    "" => words
                        .next()
                        .cloned()
                        .ok_or_else(|| format!("flag needs an argument: '{short}' in -{word}"))?,
                    value => value.to_string(),
                }
            }
        };
        flag.check(&value)?;
        parsed.flags.push((flag.long, value));
    }
    Ok(())
}

/// As Go's strconv.ParseBool.
pub(crate) fn parse_bool(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        other => {
            Err(format!("strconv.ParseBool: parsing {}: invalid syntax", dockerfile::quote(other)))
        }
    }
}

pub(crate) fn any(_: &str) -> Result<(), String> {
    Ok(())
}

pub(crate) fn reference(text: &str) -> Result<(), String> {
    text.parse::<Reference>().map(|_| ()).map_err(|error| error.to_string())
}

/// `NAME=VALUE` or `NAME`. (docker/cli: opts/env.go.)
pub(crate) fn variable(text: &str) -> Result<(), String> {
    match text.is_empty() || text.starts_with('=') {
        true => Err(format!("invalid environment variable: {text}")),
        false => Ok(()),
    }
}

/// (docker/cli: opts/opts.go, `ValidateLabel`.)
pub(crate) fn label(text: &str) -> Result<(), String> {
    match text.is_empty() || text.starts_with('=') {
        true => Err(format!("invalid label '{text}': empty name")),
        false => Ok(()),
    }
}

/// (docker/cli: opts/opts.go, `FilterOpt`.)
pub(crate) fn filter(text: &str) -> Result<(), String> {
    match text.contains('=') {
        true => Ok(()),
        false => Err("bad format of filter (expected name=value)".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FLAGS: [Flag; 3] = [
        Flag::new("tag", Some('t'), Value::Text("list", reference), ""),
        Flag::new("quiet", Some('q'), Value::Switch, ""),
        Flag::new("label", None, Value::Text("list", label), ""),
    ];

    #[test]
    fn flags_are_read_as_docker_reads_them() {
        let words =
            |text: &str| -> Vec<String> { text.split_whitespace().map(str::to_string).collect() };
        for (line, expected) in [
            ("-t a . -q", Ok((vec!["a"], true, vec!["."]))),
            ("-qt a -tb -t=c x", Ok((vec!["a", "b", "c"], true, vec!["x"]))),
            ("--tag=a --quiet=false -- -q", Ok((vec!["a"], false, vec!["-q"]))),
            ("-q=false -", Ok((vec![], false, vec!["-"]))),
            ("-t", Err("flag needs an argument: 't' in -t")),
            ("--tag", Err("flag needs an argument: --tag")),
            ("--foo", Err("unknown flag: --foo")),
            ("-qz .", Err("unknown shorthand flag: 'z' in -qz")),
            (
                "--quiet=maybe",
                Err(
                    "invalid argument \"maybe\" for \"-q, --quiet\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax",
                ),
            ),
            (
                "-t Bad:x .",
                Err(
                    "invalid argument \"Bad:x\" for \"-t, --tag\" flag: invalid reference format: repository name must be lowercase",
                ),
            ),
            (
                "--label =y",
                Err("invalid argument \"=y\" for \"--label\" flag: invalid label '=y': empty name"),
            ),
        ] {
            let parsed = parse(&FLAGS, &words(line));
            let seen = parsed.as_ref().map(|it| {
                let arguments: Vec<&str> = it.arguments.iter().map(String::as_str).collect();
                (it.all("tag").collect::<Vec<_>>(), it.is_on("quiet"), arguments)
            });
            assert_eq!(seen.map_err(String::as_str), expected, "{line}");
        }
    }
}
