//! What instructions do to an image's configuration, the same for both builders.

use std::collections::BTreeMap;

use dockerfile::{
    Assignment, CommandLine, Healthcheck, Instruction, PortError, parse_ports, quote,
};
use image::{AbsPath, ContainerConfig, Nothing};

use crate::error::BuildError;
use crate::signal::check_signal;

/// What runs commands in shell form, unless `SHELL` says otherwise.
const DEFAULT_SHELL: [&str; 2] = ["/bin/sh", "-c"];
/// `PATH` where an image has none. (moby: pkg/system/path.go.)
pub(crate) const DEFAULT_PATH: &str =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// A configuration while its stage is built.
#[derive(Clone, Debug)]
pub(crate) struct Configuration {
    pub(crate) config: ContainerConfig,
    pub(crate) author: String,
    /// Whether this stage has a `CMD` of its own; if not, `ENTRYPOINT` drops the inherited one.
    cmd_set: bool,
}

impl Configuration {
    /// What a stage starts from: the base image's configuration.
    pub(crate) fn inherit(config: &ContainerConfig, author: &str) -> Configuration {
        Configuration { config: config.clone(), author: author.to_string(), cmd_set: false }
    }

    /// The words that run commands in shell form.
    pub(crate) fn shell(&self) -> Vec<String> {
        self.config.shell.clone().unwrap_or_else(|| DEFAULT_SHELL.map(str::to_string).to_vec())
    }

    /// The program and arguments that a command line means.
    pub(crate) fn argv(&self, command: &CommandLine) -> Vec<String> {
        match command {
            CommandLine::Shell(text) => {
                let mut argv = self.shell();
                argv.push(text.clone());
                argv
            }
            CommandLine::Exec(argv) => argv.clone(),
        }
    }

    /// The working directory of programs.
    pub(crate) fn working_dir(&self) -> AbsPath {
        AbsPath::new(&self.config.working_dir)
    }

    /// Applies an expanded instruction that only changes the configuration.
    pub(crate) fn apply(&mut self, instruction: &Instruction) -> Result<(), BuildError> {
        let config = &mut self.config;
        match instruction {
            Instruction::Env(pairs) => {
                pairs.iter().for_each(|it| set_env(&mut config.env, &it.name, &it.value));
            }
            Instruction::Label(pairs) => {
                let labels = config.labels.get_or_insert_default();
                labels.extend(pairs.iter().map(|it| (it.name.clone(), it.value.clone())));
            }
            Instruction::Expose(ports) => {
                let exposed = config.exposed_ports.get_or_insert_default();
                for port in ports {
                    exposed.extend(port_keys(port)?.into_iter().map(|it| (it, Nothing {})));
                }
            }
            Instruction::Volume(paths) => {
                let volumes = config.volumes.get_or_insert_default();
                volumes.extend(paths.iter().map(|it| (it.clone(), Nothing {})));
            }
            Instruction::User(user) => config.user = user.clone(),
            Instruction::Workdir(path) => {
                config.working_dir =
                    AbsPath::new(&config.working_dir).join(path).as_str().to_string();
            }
            Instruction::Stopsignal(signal) => {
                check_signal(signal)?;
                config.stop_signal = signal.clone();
            }
            Instruction::Shell(shell) => config.shell = Some(shell.clone()),
            Instruction::Onbuild(onbuild) => {
                config.on_build.get_or_insert_default().push(onbuild.trigger.clone());
            }
            Instruction::Maintainer(author) => self.author = author.clone(),
            Instruction::Healthcheck(healthcheck) => config.healthcheck = Some(check(healthcheck)),
            Instruction::Cmd(command) => {
                self.config.cmd = Some(self.argv(command));
                self.cmd_set = true;
            }
            Instruction::Entrypoint(command) => {
                self.config.entrypoint = Some(self.argv(command)).filter(|it| !it.is_empty());
                if !self.cmd_set {
                    self.config.cmd = None;
                }
            }
            Instruction::Add(_)
            | Instruction::Arg(_)
            | Instruction::Copy(_)
            | Instruction::From(_)
            | Instruction::Run(_) => (),
        }
        Ok(())
    }
}

/// A health check as the configuration has it.
fn check(healthcheck: &Healthcheck) -> image::Healthcheck {
    match healthcheck {
        Healthcheck::None => {
            image::Healthcheck { test: vec!["NONE".to_string()], ..image::Healthcheck::default() }
        }
        Healthcheck::Command { command, timing } => {
            let test = match command {
                CommandLine::Shell(text) => vec!["CMD-SHELL".to_string(), text.clone()],
                CommandLine::Exec(argv) => [vec!["CMD".to_string()], argv.clone()].concat(),
            };
            let nanos = |it: std::time::Duration| u64::try_from(it.as_nanos()).unwrap_or(u64::MAX);
            image::Healthcheck {
                test,
                interval: nanos(timing.interval),
                timeout: nanos(timing.timeout),
                start_period: nanos(timing.start_period),
                retries: u64::from(timing.retries),
            }
        }
    }
}

/// Gives `name` a value, in its old place if it has one.
pub(crate) fn set_env(env: &mut Vec<String>, name: &str, value: &str) {
    let entry = format!("{name}={value}");
    match env.iter_mut().find(|it| it.split('=').next() == Some(name)) {
        Some(old) => *old = entry,
        None => env.push(entry),
    }
}

/// `NAME=value` pairs apart.
pub(crate) fn env_pairs(env: &[String]) -> Vec<(String, String)> {
    let split =
        |it: &String| it.split_once('=').map(|(name, value)| (name.to_string(), value.to_string()));
    env.iter().filter_map(split).collect()
}

/// `name=value` of each, with blanks between.
pub(crate) fn join_pairs(pairs: &[Assignment]) -> String {
    let texts: Vec<String> = pairs.iter().map(|it| format!("{}={}", it.name, it.value)).collect();
    texts.join(" ")
}

/// A list as Go's `%v` prints it: `[a b]`.
pub(crate) fn go_list(items: &[String]) -> String {
    format!("[{}]", items.join(" "))
}

/// A list as Go's `%q` prints it: `["a" "b"]`.
pub(crate) fn go_quoted(items: &[String]) -> String {
    let quoted: Vec<String> = items.iter().map(|it| quote(it)).collect();
    format!("[{}]", quoted.join(" "))
}

/// A health check as Go's `%q` prints a pointer to it.
pub(crate) fn go_healthcheck(check: &image::Healthcheck) -> String {
    let time = |nanos: u64| format!("\"{}\"", go_duration(nanos));
    format!(
        "&{{{} {} {} {} '\\x{:02x}'}}",
        go_quoted(&check.test),
        time(check.interval),
        time(check.timeout),
        time(check.start_period),
        check.retries
    )
}

/// A duration as Go prints it: `1m30s`.
fn go_duration(nanos: u64) -> String {
    let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
    let fraction = match rest {
        0 => String::new(),
        rest => format!(".{}", format!("{rest:09}").trim_end_matches('0')),
    };
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, 0) if rest != 0 => format!("{}ms", rest / 1_000_000),
        (0, 0, seconds) => format!("{seconds}{fraction}s"),
        (0, minutes, seconds) => format!("{minutes}m{seconds}{fraction}s"),
        (hours, minutes, seconds) => format!("{hours}h{minutes}m{seconds}{fraction}s"),
    }
}

/// The keys of a port or a range of ports: `80/tcp`.
fn port_keys(spec: &str) -> Result<Vec<String>, BuildError> {
    // The words of 20.10 are those of today, capitalized and alone.
    let legacy = |error: PortError| {
        let text = error.problem.to_string();
        format!("{}{}", text[..1].to_uppercase(), &text[1..])
    };
    let ports =
        parse_ports(spec).map_err(|error| BuildError::Invalid { message: legacy(error) })?;
    Ok(ports.iter().map(ToString::to_string).collect())
}

/// The ports of a configuration as Go prints the set: `map[80/tcp:{}]`.
pub(crate) fn go_port_set(ports: &[String]) -> Result<String, BuildError> {
    let mut keys = BTreeMap::new();
    for port in ports {
        keys.extend(port_keys(port)?.into_iter().map(|it| (it, ())));
    }
    let shown: Vec<String> = keys.keys().map(|it| format!("{it}:{{}}")).collect();
    Ok(format!("map[{}]", shown.join(" ")))
}
