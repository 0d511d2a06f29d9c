//! The command line of `layerlab`.

/// What the user asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Request {
    Help,
    Version,
    Run(RunRequest),
    /// `layerlab parse`; a file `-` is standard input, here and below.
    Parse {
        file: String,
    },
    /// `layerlab check-dockerfile`
    Check {
        file: String,
    },
    Measure,
}

/// `layerlab run`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RunRequest {
    /// The script's file; `-` is standard input.
    pub(crate) script: String,
    /// Where the log goes.
    pub(crate) events: Option<String>,
    pub(crate) seed: u64,
}

pub(crate) const HELP: &str = "\
Simulates `docker build`: a laptop, a Docker engine, a registry and Alpine Linux.

Usage:
  layerlab run [--events FILE] [--seed N] SCRIPT
      Runs a shell script on a fresh simulated laptop, whose engine has the image `alpine`.
      Prints what its terminal would show, and ends with the script's exit status.
      SCRIPT is a file; `-` reads the script from standard input.

      --events FILE   also write all that happened to FILE, as JSON lines
      --seed N        decide what Docker draws by chance, such as the names of containers (0)

  layerlab parse FILE
      Prints the syntax tree of a Dockerfile, a line for each instruction, as Docker's parser sees it.
      Ends with status 1 if Docker's parser refuses the file.

  layerlab check-dockerfile FILE
      Prints what the build checks find in a Dockerfile, as `docker build --check` does.
      Ends with status 1 if they find something, or if a build would fail before its first step.

  layerlab measure
      Times a first and a cached build of a small Dockerfile on this machine.

  layerlab --help
  layerlab --version
";

/// Reads the words behind `layerlab`; an error is a sentence.
pub(crate) fn parse(words: &[String]) -> Result<Request, String> {
    let Some((first, rest)) = words.split_first() else { return Ok(Request::Help) };
    match first.as_str() {
        "-h" | "--help" | "help" => Ok(Request::Help),
        "-V" | "--version" => Ok(Request::Version),
        "run" if rest.iter().any(|it| it == "-h" || it == "--help") => Ok(Request::Help),
        "run" => parse_run(rest).map(Request::Run),
        "parse" => file_of("parse", rest).map(|file| Request::Parse { file }),
        "check-dockerfile" => file_of("check-dockerfile", rest).map(|file| Request::Check { file }),
        "measure" if rest.is_empty() => Ok(Request::Measure),
        "measure" => Err("`measure` takes no arguments.".to_string()),
        other => Err(format!("There is no command `{other}`.")),
    }
}

/// The one file of a command without options.
fn file_of(command: &str, words: &[String]) -> Result<String, String> {
    match words {
        [file] if file == "-" || !file.starts_with('-') => Ok(file.clone()),
        [option] => Err(format!("`{command}` has no option `{option}`.")),
        [] => Err(format!("`{command}` needs the name of a Dockerfile.")),
        files => Err(format!("`{command}` takes one Dockerfile, not {}.", files.len())),
    }
}

fn parse_run(words: &[String]) -> Result<RunRequest, String> {
    let mut request = RunRequest::default();
    let mut scripts = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_string())),
            Some(_) | None => (word.as_str(), None),
        };
        let mut value = || attached.clone().or_else(|| words.next().cloned());
        match name {
            "--events" => {
                request.events = Some(value().ok_or("`--events` needs the name of a file.")?);
            }
            "--seed" => {
                let text = value().ok_or("`--seed` needs a number.")?;
                let wrong = || format!("`--seed` needs a whole number, not `{text}`.");
                request.seed = text.parse().map_err(|_| wrong())?;
            }
            "-" => scripts.push(word.clone()),
            name if name.starts_with('-') => return Err(format!("`run` has no option `{name}`.")),
            _ => scripts.push(word.clone()),
        }
    }
    match <[String; 1]>::try_from(scripts) {
        Ok([script]) => Ok(RunRequest { script, ..request }),
        Err(scripts) if scripts.is_empty() => Err("`run` needs the name of a script.".to_string()),
        Err(scripts) => Err(format!("`run` takes one script, not {}.", scripts.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_understood_or_refused_in_a_sentence() {
        let run = |script: &str, events: Option<&str>, seed| {
            let events = events.map(str::to_string);
            Ok(Request::Run(RunRequest { script: script.to_string(), events, seed }))
        };
        for (line, expected) in [
            ("", Ok(Request::Help)),
            ("--version", Ok(Request::Version)),
            ("run a.sh", run("a.sh", None, 0)),
            ("run --seed 7 - --events=log", run("-", Some("log"), 7)),
            ("measure", Ok(Request::Measure)),
            ("parse -", Ok(Request::Parse { file: "-".to_string() })),
            ("check-dockerfile d", Ok(Request::Check { file: "d".to_string() })),
            ("parse", Err("`parse` needs the name of a Dockerfile.")),
            ("parse --tree", Err("`parse` has no option `--tree`.")),
            ("check-dockerfile a b", Err("`check-dockerfile` takes one Dockerfile, not 2.")),
            ("run", Err("`run` needs the name of a script.")),
            ("run a b", Err("`run` takes one script, not 2.")),
            ("run --seed x a", Err("`--seed` needs a whole number, not `x`.")),
            ("run --fast a", Err("`run` has no option `--fast`.")),
            ("walk", Err("There is no command `walk`.")),
        ] {
            let words: Vec<String> = line.split_whitespace().map(str::to_string).collect();
            assert_eq!(parse(&words), expected.map_err(str::to_string), "{line}");
        }
    }
}
