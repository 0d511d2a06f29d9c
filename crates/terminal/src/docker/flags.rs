//! Flags of `docker`'s commands, read as Docker's own library reads them.
//!
//! As spf13/pflag: flag.go.

use image::Reference;

/// A flag that a command knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flag {
    pub(crate) long: &'static str,
    pub(crate) short: Option<char>,
    /// What the help calls its value; empty for a switch, which takes nothing, or `=true`, `=false`.
    pub(crate) kind: &'static str,
    /// What it is for; empty for one that the help does not list.
    pub(crate) about: &'static str,
    /// Whether Layerlab does what it says, or need not.
    pub(crate) simulated: bool,
}

/// A flag of every command, which no help lists.
pub(crate) const HELP: Flag =
    Flag { long: "help", short: None, kind: "", about: "", simulated: true };

/// The flags and arguments of a command line.
#[derive(Clone, Debug, Default)]
pub(crate) struct Parsed {
    flags: Vec<(&'static str, String)>,
    pub(crate) arguments: Vec<String>,
}

impl Flag {
    /// Reads `t|tag|list|What it is for`. A `!` before it marks a flag that we only know by name.
    pub(crate) fn read(line: &'static str) -> Option<Flag> {
        let (line, simulated) = line.strip_prefix('!').map_or((line, true), |it| (it, false));
        let mut fields = line.splitn(4, '|');
        let short = fields.next()?.chars().next();
        let (long, kind, about) = (fields.next()?, fields.next()?, fields.next()?);
        Some(Flag { long, short, kind, about, simulated })
    }

    pub(crate) fn is_switch(&self) -> bool {
        self.kind.is_empty()
    }

    /// As Docker's messages name it: `-t, --tag`.
    fn display(&self) -> String {
        match self.short {
            Some(short) => format!("-{short}, --{}", self.long),
            None => format!("--{}", self.long),
        }
    }

    fn check(&self, value: &str) -> Result<(), String> {
        let checked = match (self.kind, self.long) {
            ("", _) => parse_bool(value).map(|_| ()),
            ("int", _) => parse_int(value).map(|_| ()),
            ("list", "build-arg" | "env") => variable(value),
            ("list", "label") => label(value),
            ("list", "tag") => reference(value),
            ("list", "attach") => stream(value),
            ("filter", _) => filter(value),
            _ => Ok(()),
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

/// Where flags may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Anywhere up to `--`.
    Anywhere,
    /// Before the first argument.
    First,
}

/// Reads `words`.
pub(crate) fn parse(flags: &[Flag], place: Place, words: &[String]) -> Result<Parsed, String> {
    let mut parsed = Parsed::default();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if place == Place::First && !parsed.arguments.is_empty() {
            parsed.arguments.push(word.clone());
        } else if word == "--" {
            parsed.arguments.extend(words.cloned());
            break;
        } else if let Some(rest) = word.strip_prefix("--") {
            let (name, value) =
                rest.split_once('=').map_or((rest, None), |(name, it)| (name, Some(it)));
            let unknown = || format!("unknown flag: --{name}");
            let mut known = flags.iter().chain([&HELP]);
            let flag = known.find(|it| it.long == name).ok_or_else(unknown)?;
            let value = match (value, flag.is_switch()) {
                (Some(value), _) => value.to_string(),
                (None, true) => "true".to_string(),
                (None, false) => words
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
        let value = match flag.is_switch() {
            true => match rest.strip_prefix('=') {
                Some(value) => {
                    rest = "";
                    value.to_string()
                }
                None => "true".to_string(),
            },
            false => {
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

/// As Go's strconv.ParseInt.
pub(crate) fn parse_int(text: &str) -> Result<i64, String> {
    let bad = || format!("strconv.ParseInt: parsing {}: invalid syntax", dockerfile::quote(text));
    text.parse().map_err(|_| bad())
}

fn reference(text: &str) -> Result<(), String> {
    text.parse::<Reference>().map(|_| ()).map_err(|error| error.to_string())
}

/// `NAME=VALUE` or `NAME`. (docker/cli: opts/env.go.)
fn variable(text: &str) -> Result<(), String> {
    match text.is_empty() || text.starts_with('=') {
        true => Err(format!("invalid environment variable: {text}")),
        false => Ok(()),
    }
}

/// (docker/cli: opts/opts.go, `ValidateLabel`.)
fn label(text: &str) -> Result<(), String> {
    match text.is_empty() || text.starts_with('=') {
        true => Err(format!("invalid label '{text}': empty name")),
        false => Ok(()),
    }
}

/// (docker/cli: opts/opts.go, `FilterOpt`.)
fn filter(text: &str) -> Result<(), String> {
    match text.contains('=') {
        true => Ok(()),
        false => Err("bad format of filter (expected name=value)".to_string()),
    }
}

/// (docker/cli: opts/opts.go, `ValidateAttach`.)
fn stream(text: &str) -> Result<(), String> {
    match ["stdin", "stdout", "stderr"].contains(&text.to_lowercase().as_str()) {
        true => Ok(()),
        false => Err("valid streams are STDIN, STDOUT and STDERR".to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let flags: Vec<Flag> = ["t|tag|list|", "q|quiet||", "|label|list|"]
                .into_iter()
                .filter_map(Flag::read)
                .collect();
            let parsed = parse(&flags, Place::Anywhere, &words(line));
            let seen = parsed.as_ref().map(|it| {
                let arguments: Vec<&str> = it.arguments.iter().map(String::as_str).collect();
                (it.all("tag").collect::<Vec<_>>(), it.is_on("quiet"), arguments)
            });
            assert_eq!(seen.map_err(String::as_str), expected, "{line}");
        }
    }
}
