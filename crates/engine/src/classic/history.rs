//! How the classic builder writes instructions down.

use dockerfile::Instruction;

use crate::configure::{Configuration, go_healthcheck, go_list, go_quoted, join_pairs};

/// Marks a command that never runs: it only says which instruction made the image.
pub(super) const NO_OPERATION: &str = "#(nop) ";

/// An instruction that only changes the configuration, after it changed it.
pub(super) fn comment(instruction: &Instruction, configuration: &Configuration) -> String {
    let config = &configuration.config;
    let command = |it: &Option<Vec<String>>| go_quoted(it.as_deref().unwrap_or_default());
    match instruction {
        Instruction::Env(pairs) => format!("ENV {}", join_pairs(pairs)),
        Instruction::Label(pairs) => format!("LABEL {}", join_pairs(pairs)),
        Instruction::Arg(definitions) => {
            let texts: Vec<String> = definitions
                .iter()
                .map(|it| match &it.default {
                    Some(value) => format!("{}={value}", it.name),
                    None => it.name.clone(),
                })
                .collect();
            format!("ARG {}", texts.join(" "))
        }
        Instruction::Cmd(_) => format!("CMD {}", command(&config.cmd)),
        Instruction::Entrypoint(_) => format!("ENTRYPOINT {}", command(&config.entrypoint)),
        Instruction::Expose(ports) => format!("EXPOSE {}", ports.join(" ")),
        Instruction::Healthcheck(_) => {
            let check = config.healthcheck.clone().unwrap_or_default();
            format!("HEALTHCHECK {}", go_healthcheck(&check))
        }
        Instruction::Maintainer(author) => format!("MAINTAINER {author}"),
        Instruction::Onbuild(onbuild) => format!("ONBUILD {}", onbuild.trigger),
        Instruction::Shell(shell) => format!("SHELL {}", go_list(shell)),
        Instruction::Stopsignal(signal) => format!("STOPSIGNAL {signal}"),
        Instruction::User(user) => format!("USER {user}"),
        Instruction::Volume(paths) => format!("VOLUME {}", go_list(paths)),
        Instruction::Workdir(_) => format!("WORKDIR {}", config.working_dir),
        Instruction::Add(_) | Instruction::Copy(_) | Instruction::From(_) | Instruction::Run(_) => {
            String::new()
        }
    }
}
