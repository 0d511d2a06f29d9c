//! A node -> the instruction that it is, as BuildKit's instructions/parse.go does it.

use std::collections::BTreeMap;

use crate::device::{Device, parse_device};
use crate::flags::{FlagKind, Flags};
use crate::healthcheck::{Healthcheck, HealthcheckTiming};
use crate::heredoc::{Heredoc, heredoc_word};
use crate::instruction::{
    Add, ArgDefinition, CommandLine, Copy, From, Instruction, Onbuild, Run, Source, StageName,
};
use crate::instruction_problem::{HealthcheckProblem, InstructionProblem};
use crate::keyword::Keyword;
use crate::mount::early_problem;
use crate::node::{Arguments, Node};
use crate::span::Span;
use crate::suggest::suggest_in_any_case;
use crate::words::Assignment;

/// What is wrong, and where.
pub(crate) type Fault = (InstructionProblem, Span);

/// Understands one node.
pub(crate) fn interpret(node: &Node) -> Result<Instruction, Fault> {
    let keyword = Keyword::of(&node.keyword.value).ok_or_else(|| unknown(node))?;
    match keyword {
        Keyword::Add => add(node),
        Keyword::Arg => arg(node),
        Keyword::Cmd => node.no_flags().map(|()| Instruction::Cmd(command_line(node.words()))),
        Keyword::Copy => copy(node),
        Keyword::Entrypoint => {
            node.no_flags().map(|()| Instruction::Entrypoint(command_line(node.words())))
        }
        Keyword::Env => pairs(node, keyword).map(Instruction::Env),
        Keyword::Expose => expose(node),
        Keyword::From => from(node),
        Keyword::Healthcheck => healthcheck(node),
        Keyword::Label => pairs(node, keyword).map(Instruction::Label),
        Keyword::Maintainer => {
            let name = one_argument(node, keyword)?;
            node.no_flags().map(|()| Instruction::Maintainer(name))
        }
        Keyword::Onbuild => onbuild(node),
        Keyword::Run => run(node),
        Keyword::Shell => shell(node),
        // Docker does not look at the flags of this one.
        Keyword::Stopsignal => one_argument(node, keyword).map(Instruction::Stopsignal),
        Keyword::User => {
            let user = one_argument(node, keyword)?;
            node.no_flags().map(|()| Instruction::User(user))
        }
        Keyword::Volume => volume(node),
        Keyword::Workdir => {
            let path = one_argument(node, keyword)?;
            node.no_flags().map(|()| Instruction::Workdir(path))
        }
    }
}

/// The words of a node, and how they were written.
#[derive(Clone, Copy)]
enum Words<'a> {
    Plain(&'a [String]),
    Exec(&'a [String]),
}

impl<'a> Words<'a> {
    fn slice(self) -> &'a [String] {
        match self {
            Words::Plain(words) | Words::Exec(words) => words,
        }
    }
}

impl Node {
    fn words(&self) -> Words<'_> {
        match &self.arguments {
            Arguments::Words(words) => Words::Plain(words),
            Arguments::Exec(words) => Words::Exec(words),
            Arguments::Pairs(_) | Arguments::Trigger(_) => Words::Plain(&[]),
        }
    }

    fn fault(&self, problem: impl Into<InstructionProblem>) -> Fault {
        (problem.into(), self.keyword.span)
    }

    fn flags(&self, known: &[(&str, FlagKind)]) -> Result<Flags, Fault> {
        Flags::read(&self.flags, known).map_err(|(problem, span)| (problem.into(), span))
    }

    fn no_flags(&self) -> Result<(), Fault> {
        self.flags(&[]).map(|_| ())
    }
}

fn unknown(node: &Node) -> Fault {
    let written = node.keyword.value.clone();
    let names: Vec<&str> = Keyword::ALL.iter().map(|it| it.name()).collect();
    let suggestion = suggest_in_any_case(&written, &names);
    node.fault(InstructionProblem::Unknown { written, suggestion })
}

fn one_argument(node: &Node, keyword: Keyword) -> Result<String, Fault> {
    match node.words().slice() {
        [argument] => Ok(argument.clone()),
        _ => Err(node.fault(InstructionProblem::ExactlyOneArgument(keyword))),
    }
}

fn some_arguments(node: &Node, keyword: Keyword) -> Result<&[String], Fault> {
    match node.words().slice() {
        [] => Err(node.fault(InstructionProblem::AtLeastOneArgument(keyword))),
        words => Ok(words),
    }
}

fn command_line(words: Words<'_>) -> CommandLine {
    match words {
        Words::Plain(words) => CommandLine::Shell(words.join(" ")),
        Words::Exec(words) => CommandLine::Exec(words.to_vec()),
    }
}

fn pairs(node: &Node, keyword: Keyword) -> Result<Vec<Assignment>, Fault> {
    node.no_flags()?;
    let pairs = match &node.arguments {
        Arguments::Pairs(pairs) => pairs.as_slice(),
        Arguments::Words(_) | Arguments::Exec(_) | Arguments::Trigger(_) => &[],
    };
    if pairs.is_empty() {
        return Err(node.fault(InstructionProblem::AtLeastOneArgument(keyword)));
    }
    if pairs.iter().any(|it| it.name.is_empty()) {
        return Err((InstructionProblem::BlankName(keyword), node.arguments_span));
    }
    Ok(pairs.to_vec())
}

fn arg(node: &Node) -> Result<Instruction, Fault> {
    let words = some_arguments(node, Keyword::Arg)?;
    let definitions = words.iter().map(|word| match word.split_once('=') {
        Some(("", _)) => Err((InstructionProblem::BlankName(Keyword::Arg), node.arguments_span)),
        Some((name, value)) => {
            Ok(ArgDefinition { name: name.to_owned(), default: Some(value.to_owned()) })
        }
        None => Ok(ArgDefinition { name: word.clone(), default: None }),
    });
    definitions.collect::<Result<Vec<ArgDefinition>, Fault>>().map(Instruction::Arg)
}

fn from(node: &Node) -> Result<Instruction, Fault> {
    let (image, alias) = match node.words().slice() {
        [image] => (image, None),
        [image, word, name] if word.eq_ignore_ascii_case("as") => {
            let problem = || InstructionProblem::StageName(name.clone());
            let alias = StageName::new(name).ok_or_else(|| (problem(), node.arguments_span))?;
            (image, Some(alias))
        }
        _ => return Err(node.fault(InstructionProblem::FromArguments)),
    };
    let mut flags = node.flags(&[("platform", FlagKind::Text)])?;
    Ok(Instruction::From(From { image: image.clone(), platform: flags.text("platform"), alias }))
}

fn run(node: &Node) -> Result<Instruction, Fault> {
    let mut flags = node.flags(&[
        ("device", FlagKind::Texts),
        ("mount", FlagKind::Texts),
        ("network", FlagKind::Text),
        ("security", FlagKind::Text),
    ])?;
    let devices = flags.texts("device");
    let devices: Result<Vec<Device>, _> = devices.iter().map(|it| parse_device(it)).collect();
    let run = Run {
        command: command_line(node.words()),
        mounts: flags.texts("mount"),
        network: flags.text("network"),
        security: flags.text("security"),
        devices: devices.map_err(|problem| node.fault(problem))?,
        heredocs: node.heredocs.clone(),
    };
    if let Some(problem) = run.mounts.iter().find_map(|it| early_problem(it)) {
        return Err(node.fault(problem));
    }
    match (run.network.as_deref(), run.security.as_deref()) {
        (Some(mode), _) if !["default", "none", "host"].contains(&mode) => {
            Err(node.fault(InstructionProblem::NetworkMode(mode.to_owned())))
        }
        (_, Some(mode)) if !["sandbox", "insecure"].contains(&mode) => {
            Err(node.fault(InstructionProblem::SecurityMode(mode.to_owned())))
        }
        (_, _) => Ok(Instruction::Run(run)),
    }
}

fn copy(node: &Node) -> Result<Instruction, Fault> {
    let ends = two_arguments(node, Keyword::Copy)?;
    let mut flags = node.flags(&[
        ("chmod", FlagKind::Text),
        ("chown", FlagKind::Text),
        ("exclude", FlagKind::Texts),
        ("from", FlagKind::Text),
        ("link", FlagKind::Switch),
        ("parents", FlagKind::Switch),
    ])?;
    let (sources, destination) = sources_and_destination(node, Keyword::Copy, ends)?;
    Ok(Instruction::Copy(Copy {
        sources,
        destination,
        from: flags.text("from"),
        chown: flags.text("chown"),
        chmod: flags.text("chmod"),
        link: flags.is_on("link"),
        parents: flags.is_on("parents"),
        excludes: flags.texts("exclude"),
    }))
}

fn add(node: &Node) -> Result<Instruction, Fault> {
    let ends = two_arguments(node, Keyword::Add)?;
    let mut flags = node.flags(&[
        ("checksum", FlagKind::Text),
        ("chmod", FlagKind::Text),
        ("chown", FlagKind::Text),
        ("exclude", FlagKind::Texts),
        ("keep-git-dir", FlagKind::Switch),
        ("link", FlagKind::Switch),
        ("unpack", FlagKind::Switch),
    ])?;
    let (sources, destination) = sources_and_destination(node, Keyword::Add, ends)?;
    Ok(Instruction::Add(Add {
        sources,
        destination,
        chown: flags.text("chown"),
        chmod: flags.text("chmod"),
        link: flags.is_on("link"),
        excludes: flags.texts("exclude"),
        checksum: flags.text("checksum"),
        keep_git_dir: flags.is_on("keep-git-dir"),
        unpack: flags.texts("unpack").pop().map(|it| it == "true"),
    }))
}

fn two_arguments(node: &Node, keyword: Keyword) -> Result<(&[String], &String), Fault> {
    match node.words().slice() {
        [sources @ .., destination] if !sources.is_empty() => Ok((sources, destination)),
        _ => Err(node.fault(InstructionProblem::NoDestination(keyword))),
    }
}

fn sources_and_destination(
    node: &Node,
    keyword: Keyword,
    (sources, destination): (&[String], &String),
) -> Result<(Vec<Source>, String), Fault> {
    let name = |word: &str| heredoc_word(word).ok().flatten().map(|it| it.name);
    if name(destination).is_some() {
        return Err((InstructionProblem::HeredocDestination(keyword), node.arguments_span));
    }
    // As in Docker, the last of two documents with one name is the content of both.
    let documents: BTreeMap<&str, &Heredoc> =
        node.heredocs.iter().map(|it| (it.name.as_str(), it)).collect();
    let sources = sources.iter().map(|word| {
        let document = name(word).and_then(|it| documents.get(it.as_str()).copied());
        document.map_or_else(|| Source::Path(word.clone()), |it| Source::Heredoc(it.clone()))
    });
    Ok((sources.collect(), destination.clone()))
}

fn expose(node: &Node) -> Result<Instruction, Fault> {
    let mut ports = some_arguments(node, Keyword::Expose)?.to_vec();
    node.no_flags()?;
    ports.sort();
    Ok(Instruction::Expose(ports))
}

fn volume(node: &Node) -> Result<Instruction, Fault> {
    let words = some_arguments(node, Keyword::Volume)?;
    node.no_flags()?;
    let volumes: Vec<String> = words.iter().map(|it| it.trim().to_owned()).collect();
    if volumes.iter().any(String::is_empty) {
        return Err((InstructionProblem::EmptyVolume, node.arguments_span));
    }
    Ok(Instruction::Volume(volumes))
}

fn shell(node: &Node) -> Result<Instruction, Fault> {
    node.no_flags()?;
    match node.words() {
        Words::Plain([]) | Words::Exec([]) => {
            Err(node.fault(InstructionProblem::AtLeastOneArgument(Keyword::Shell)))
        }
        Words::Plain(_) => Err((InstructionProblem::NotJson(Keyword::Shell), node.arguments_span)),
        Words::Exec(words) => Ok(Instruction::Shell(words.to_vec())),
    }
}

fn healthcheck(node: &Node) -> Result<Instruction, Fault> {
    let [kind, command @ ..] = some_arguments(node, Keyword::Healthcheck)? else {
        return Err(node.fault(InstructionProblem::AtLeastOneArgument(Keyword::Healthcheck)));
    };
    let kind = kind.to_uppercase();
    if kind == "NONE" {
        return match command {
            [] => Ok(Instruction::Healthcheck(Healthcheck::None)),
            [..] => Err(node.fault(HealthcheckProblem::NoneWithArguments)),
        };
    }
    let mut flags = node.flags(&[
        ("interval", FlagKind::Text),
        ("retries", FlagKind::Text),
        ("start-interval", FlagKind::Text),
        ("start-period", FlagKind::Text),
        ("timeout", FlagKind::Text),
    ])?;
    if kind != "CMD" {
        return Err(node.fault(HealthcheckProblem::UnknownType(kind)));
    }
    if command.is_empty() {
        return Err(node.fault(HealthcheckProblem::MissingCommand));
    }
    let command = command_line(match node.words() {
        Words::Plain(_) => Words::Plain(command),
        Words::Exec(_) => Words::Exec(command),
    });
    let timing = HealthcheckTiming::of(&mut flags).map_err(|it| node.fault(it))?;
    Ok(Instruction::Healthcheck(Healthcheck::Command { command, timing }))
}

fn onbuild(node: &Node) -> Result<Instruction, Fault> {
    let Arguments::Trigger(inner) = &node.arguments else {
        return Err(node.fault(InstructionProblem::AtLeastOneArgument(Keyword::Onbuild)));
    };
    node.no_flags()?;
    match Keyword::of(&inner.keyword.value) {
        Some(Keyword::Onbuild) => return Err(inner.fault(InstructionProblem::ChainedOnbuild)),
        Some(keyword @ (Keyword::Maintainer | Keyword::From)) => {
            return Err(inner.fault(InstructionProblem::ForbiddenTrigger(keyword)));
        }
        Some(_) | None => (),
    }
    // The documents go into the trigger, so that it can be parsed again.
    let mut trigger = inner.original().to_owned();
    for document in &node.heredocs {
        trigger += &format!("\n{}{}", document.content, document.name);
    }
    let mut inner = inner.as_ref().clone();
    inner.heredocs = node.heredocs.clone();
    let instruction = interpret(&inner).map(Box::new).map_err(|it| it.0);
    Ok(Instruction::Onbuild(Onbuild { trigger, instruction }))
}
