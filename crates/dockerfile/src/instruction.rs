//! What the instructions say. Variables are not expanded yet.

use std::fmt;

use crate::device::Device;
use crate::healthcheck::Healthcheck;
use crate::heredoc::Heredoc;
use crate::instruction_problem::InstructionProblem;
use crate::keyword::Keyword;
use crate::words::Assignment;

/// One instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Instruction {
    Add(Add),
    Arg(Vec<ArgDefinition>),
    Cmd(CommandLine),
    Copy(Copy),
    Entrypoint(CommandLine),
    Env(Vec<Assignment>),
    /// The ports, sorted as Docker sorts them.
    Expose(Vec<String>),
    From(From),
    Healthcheck(Healthcheck),
    Label(Vec<Assignment>),
    Maintainer(String),
    Onbuild(Onbuild),
    Run(Run),
    /// The shell that runs commands in shell form.
    Shell(Vec<String>),
    Stopsignal(String),
    User(String),
    Volume(Vec<String>),
    Workdir(String),
}

/// The start of a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct From {
    /// The base image, or the name of an earlier stage.
    pub image: String,
    pub platform: Option<String>,
    pub alias: Option<StageName>,
}

/// The name of a stage, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StageName(
    // Invariant: a lower-case letter, then such letters, digits, `-`, `_` and `.`.
    String,
);

/// The two ways to write a command; they differ in who splits the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandLine {
    /// `RUN echo hi`: handed to the shell as one string. Empty if nothing was written.
    Shell(String),
    /// `RUN ["echo", "hi"]`: run as given, without a shell.
    Exec(Vec<String>),
}

/// A command to run while the image is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub command: CommandLine,
    /// The values of `--mount`, as written.
    pub mounts: Vec<String>,
    pub network: Option<String>,
    pub security: Option<String>,
    pub devices: Vec<Device>,
    pub heredocs: Vec<Heredoc>,
}

/// Files for the image, from the build context or from a stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copy {
    pub sources: Vec<Source>,
    pub destination: String,
    /// The stage or image to copy from instead of the build context.
    pub from: Option<String>,
    pub chown: Option<String>,
    pub chmod: Option<String>,
    /// Whether the files make a layer that does not depend on those below.
    pub link: bool,
    /// Whether the parent directories of the sources are kept.
    pub parents: bool,
    /// Patterns of files to leave out.
    pub excludes: Vec<String>,
}

/// Files for the image, from the build context or from the network; archives are unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Add {
    pub sources: Vec<Source>,
    pub destination: String,
    pub chown: Option<String>,
    pub chmod: Option<String>,
    pub link: bool,
    pub excludes: Vec<String>,
    /// The digest that a downloaded file must have.
    pub checksum: Option<String>,
    pub keep_git_dir: bool,
    /// Whether archives are unpacked; without the flag, those from the build context are.
    pub unpack: Option<bool>,
}

/// What is copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A path, a pattern or an address.
    Path(String),
    /// A file written in the Dockerfile.
    Heredoc(Heredoc),
}

/// A variable that the person who builds may set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgDefinition {
    pub name: String,
    pub default: Option<String>,
}

/// An instruction for the builds that start from this image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Onbuild {
    /// The instruction as the image's configuration keeps it.
    pub trigger: String,
    /// What it says. Docker finds out only in the build that triggers it.
    pub instruction: Result<Box<Instruction>, InstructionProblem>,
}

impl StageName {
    /// Checks a name and makes it lower-case.
    pub fn new(written: &str) -> Option<StageName> {
        let name = written.to_lowercase();
        let starts_well = name.starts_with(|it: char| it.is_ascii_lowercase());
        let follows =
            |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || "-_.".contains(it);
        (starts_well && name.chars().all(follows)).then_some(StageName(name))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Instruction {
    /// The word that it starts with.
    pub fn keyword(&self) -> Keyword {
        match self {
            Instruction::Add(_) => Keyword::Add,
            Instruction::Arg(_) => Keyword::Arg,
            Instruction::Cmd(_) => Keyword::Cmd,
            Instruction::Copy(_) => Keyword::Copy,
            Instruction::Entrypoint(_) => Keyword::Entrypoint,
            Instruction::Env(_) => Keyword::Env,
            Instruction::Expose(_) => Keyword::Expose,
            Instruction::From(_) => Keyword::From,
            Instruction::Healthcheck(_) => Keyword::Healthcheck,
            Instruction::Label(_) => Keyword::Label,
            Instruction::Maintainer(_) => Keyword::Maintainer,
            Instruction::Onbuild(_) => Keyword::Onbuild,
            Instruction::Run(_) => Keyword::Run,
            Instruction::Shell(_) => Keyword::Shell,
            Instruction::Stopsignal(_) => Keyword::Stopsignal,
            Instruction::User(_) => Keyword::User,
            Instruction::Volume(_) => Keyword::Volume,
            Instruction::Workdir(_) => Keyword::Workdir,
        }
    }
}
