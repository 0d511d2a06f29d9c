//! What can be wrong with one instruction.

use crate::keyword::Keyword;
use crate::mount::MountProblem;
use crate::quote::quote;

/// What is wrong with an instruction. Docker puts `dockerfile parse error line N: ` before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstructionProblem {
    #[error("unknown instruction: {written}{}", did_you_mean(.suggestion))]
    Unknown { written: String, suggestion: Option<String> },
    #[error("{0} requires at least one argument")]
    AtLeastOneArgument(Keyword),
    #[error("{0} requires exactly one argument")]
    ExactlyOneArgument(Keyword),
    #[error(
        "{0} requires at least two arguments, but only one was provided. Destination could not be determined"
    )]
    NoDestination(Keyword),
    #[error("FROM requires either one or three arguments")]
    FromArguments,
    #[error(
        "invalid name for build stage: {}, name can't start with a number or contain symbols",
        quote(.0)
    )]
    StageName(String),
    #[error("{0} names can not be blank")]
    BlankName(Keyword),
    #[error("{0} cannot accept a heredoc as a destination")]
    HeredocDestination(Keyword),
    #[error("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")]
    ChainedOnbuild,
    #[error("{0} isn't allowed as an ONBUILD trigger")]
    ForbiddenTrigger(Keyword),
    #[error("{0} requires the arguments to be in JSON form")]
    NotJson(Keyword),
    #[error("VOLUME specified can not be an empty string")]
    EmptyVolume,
    #[error("invalid network mode {}", quote(.0))]
    NetworkMode(String),
    #[error("security {} is not valid", quote(.0))]
    SecurityMode(String),
    #[error(transparent)]
    Device(#[from] DeviceProblem),
    #[error(transparent)]
    Mount(#[from] MountProblem),
    #[error(transparent)]
    Flag(#[from] FlagProblem),
    #[error(transparent)]
    Healthcheck(#[from] HealthcheckProblem),
}

/// What is wrong with a flag; all names are without their `--`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlagProblem {
    #[error("unknown flag: --{name}{}", did_you_mean(.suggestion))]
    Unknown { name: String, suggestion: Option<String> },
    #[error("arg should start with -- : {0}")]
    NoDashes(String),
    #[error("duplicate flag specified: --{0}")]
    Duplicate(String),
    #[error("missing a value on flag: --{0}")]
    MissingValue(String),
    #[error("expecting boolean value for flag --{name}, not: {value}")]
    NotBoolean { name: String, value: String },
}

/// What is wrong with the value of `--device`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DeviceProblem {
    #[error("invalid field '{0}' must be a key=value pair")]
    NoValue(String),
    #[error("device name already set to {0}")]
    SecondName(String),
    #[error("invalid value for required: {0}")]
    NotBoolean(String),
    #[error("unexpected key '{key}' in '{field}'{}", did_you_mean(.suggestion))]
    UnknownKey { key: String, field: String, suggestion: Option<String> },
}

/// What is wrong with a `HEALTHCHECK`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HealthcheckProblem {
    #[error("HEALTHCHECK NONE takes no arguments")]
    NoneWithArguments,
    #[error("Missing command after HEALTHCHECK CMD")]
    MissingCommand,
    #[error("Unknown type {} in HEALTHCHECK (try CMD)", quote(.0))]
    UnknownType(String),
    /// Go's own words about a duration.
    #[error("time: {0}")]
    Duration(String),
    #[error("Interval {} cannot be less than 1ms", quote(.0))]
    ShortInterval(&'static str),
    /// Go's own words about a number.
    #[error("strconv.ParseInt: parsing {}: {reason}", quote(.text))]
    Retries { text: String, reason: &'static str },
    #[error("--retries cannot be negative ({0})")]
    NegativeRetries(i32),
}

impl InstructionProblem {
    /// The same in the words of Docker Engine 20.10.
    pub(crate) fn legacy(&self) -> String {
        match self {
            InstructionProblem::Unknown { written, .. } => {
                format!("unknown instruction: {}", written.to_uppercase())
            }
            InstructionProblem::Flag(problem) => problem.legacy(),
            InstructionProblem::Healthcheck(HealthcheckProblem::NegativeRetries(retries)) => {
                format!("--retries must be at least 1 (not {retries})")
            }
            InstructionProblem::AtLeastOneArgument(_)
            | InstructionProblem::ExactlyOneArgument(_)
            | InstructionProblem::NoDestination(_)
            | InstructionProblem::FromArguments
            | InstructionProblem::StageName(_)
            | InstructionProblem::BlankName(_)
            | InstructionProblem::HeredocDestination(_)
            | InstructionProblem::ChainedOnbuild
            | InstructionProblem::ForbiddenTrigger(_)
            | InstructionProblem::NotJson(_)
            | InstructionProblem::EmptyVolume
            | InstructionProblem::NetworkMode(_)
            | InstructionProblem::SecurityMode(_)
            | InstructionProblem::Device(_)
            | InstructionProblem::Mount(_)
            | InstructionProblem::Healthcheck(_) => self.to_string(),
        }
    }

    /// What the learner can do about it.
    pub(crate) fn hint(&self) -> Option<String> {
        let hint = match self {
            InstructionProblem::Unknown { suggestion: Some(suggestion), .. } => {
                return Some(format!("Write `{suggestion}`."));
            }
            InstructionProblem::Unknown { suggestion: None, .. } => {
                "A line starts with an instruction. Does the line above want a `\\` at its end?"
            }
            InstructionProblem::NoDestination(_) => {
                "Name what to copy, and then where to: `COPY app.py /app/`."
            }
            InstructionProblem::FromArguments => "Write `FROM image` or `FROM image AS name`.",
            InstructionProblem::StageName(_) => {
                "Start with a letter; letters, digits, `-`, `_` and `.` may follow."
            }
            InstructionProblem::NotJson(_) => "Write a list of strings: `[\"/bin/sh\", \"-c\"]`.",
            InstructionProblem::NetworkMode(_) => "Write `default`, `none` or `host`.",
            InstructionProblem::SecurityMode(_) => "Write `sandbox` or `insecure`.",
            InstructionProblem::Flag(FlagProblem::Unknown { suggestion, .. }) => {
                return Some(match suggestion {
                    Some(suggestion) => format!("Write `--{suggestion}`."),
                    None => "This instruction has no such flag.".to_owned(),
                });
            }
            InstructionProblem::Flag(_) => "Write `--name=value`, without blanks around the `=`.",
            InstructionProblem::Healthcheck(HealthcheckProblem::Duration(_)) => {
                "Write a number and a unit, such as `30s` or `1m30s`."
            }
            InstructionProblem::AtLeastOneArgument(_)
            | InstructionProblem::ExactlyOneArgument(_)
            | InstructionProblem::BlankName(_)
            | InstructionProblem::HeredocDestination(_)
            | InstructionProblem::ChainedOnbuild
            | InstructionProblem::ForbiddenTrigger(_)
            | InstructionProblem::EmptyVolume
            | InstructionProblem::Device(_)
            | InstructionProblem::Mount(_)
            | InstructionProblem::Healthcheck(_) => return None,
        };
        Some(hint.to_owned())
    }
}

impl FlagProblem {
    fn legacy(&self) -> String {
        match self {
            FlagProblem::Unknown { name, .. } => format!("Unknown flag: {name}"),
            FlagProblem::NoDashes(word) => format!("Arg should start with -- : {word}"),
            FlagProblem::Duplicate(name) => format!("Duplicate flag specified: {name}"),
            FlagProblem::MissingValue(name) => format!("Missing a value on flag: {name}"),
            FlagProblem::NotBoolean { name, value } => {
                format!("Expecting boolean value for flag {name}, not: {value}")
            }
        }
    }
}

fn did_you_mean(suggestion: &Option<String>) -> String {
    suggestion.as_ref().map(|it| format!(" (did you mean {it}?)")).unwrap_or_default()
}
