//! How BuildKit writes instructions down.

use dockerfile::{ArgDefinition, Instruction};

use crate::configure::{
    Configuration, go_healthcheck, go_list, go_port_set, go_quoted, join_pairs,
};
use crate::copying::Copying;
use crate::error::BuildError;

/// An instruction as history has it, after it changed the configuration. None if it leaves no line.
pub(super) fn created_by(
    instruction: &Instruction,
    configuration: &Configuration,
) -> Result<Option<String>, BuildError> {
    let config = &configuration.config;
    let command = |it: &Option<Vec<String>>| go_quoted(it.as_deref().unwrap_or_default());
    Ok(Some(match instruction {
        Instruction::Env(pairs) => format!("ENV {}", join_pairs(pairs)),
        Instruction::Label(pairs) => format!("LABEL {}", join_pairs(pairs)),
        Instruction::Arg(definitions) => arguments(definitions),
        Instruction::Cmd(_) => format!("CMD {}", command(&config.cmd)),
        Instruction::Entrypoint(_) => format!("ENTRYPOINT {}", command(&config.entrypoint)),
        Instruction::Expose(ports) => format!("EXPOSE {}", go_port_set(ports)?),
        Instruction::Healthcheck(_) => {
            let check = config.healthcheck.clone().unwrap_or_default();
            format!("HEALTHCHECK {}", go_healthcheck(&check))
        }
        Instruction::Maintainer(author) => format!("MAINTAINER {author}"),
        Instruction::Shell(shell) => format!("SHELL {}", go_list(shell)),
        Instruction::Stopsignal(signal) => format!("STOPSIGNAL {signal}"),
        Instruction::User(user) => format!("USER {user}"),
        Instruction::Volume(paths) => format!("VOLUME {}", go_list(paths)),
        Instruction::Workdir(_) => format!("WORKDIR {}", config.working_dir),
        Instruction::Copy(copy) => copied(&Copying::of_copy(copy)),
        Instruction::Add(add) => copied(&Copying::of_add(add)),
        Instruction::From(_) | Instruction::Onbuild(_) | Instruction::Run(_) => return Ok(None),
    }))
}

/// A `RUN` as history has it: the build arguments in scope stand before the command.
pub(super) fn run_created_by(
    arguments: &[(String, Option<String>)],
    env: &[(String, String)],
    argv: &[String],
) -> String {
    let mut words = Vec::new();
    if !arguments.is_empty() {
        words.push(format!("|{}", arguments.len()));
        for (name, value) in arguments {
            let in_force = env.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
            words.push(format!("{name}={}", in_force.or(value.as_deref()).unwrap_or_default()));
        }
    }
    words.extend(argv.iter().cloned());
    format!("RUN {} # buildkit", words.join(" "))
}

fn arguments(definitions: &[ArgDefinition]) -> String {
    let text = |it: &ArgDefinition| match &it.default {
        Some(value) => format!("{}={value}", it.name),
        None => it.name.clone(),
    };
    let texts: Vec<String> = definitions.iter().map(text).collect();
    format!("ARG {}", texts.join(" "))
}

fn copied(copying: &Copying) -> String {
    format!(
        "{} {} {} # buildkit",
        copying.keyword,
        copying.written_sources().join(" "),
        copying.destination
    )
}
