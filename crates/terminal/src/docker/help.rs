//! Help, printed from the tables of commands and flags.

use super::commands::{Command, below, groups};
use super::flags::Flag;

/// Columns that Docker assumes where there is no terminal to ask, less one.
const WIDTH: usize = 79;
/// A last line may be this much longer, rather than hold one orphaned word. (spf13/pflag: flag.go, `wrap`.)
const SLOP: usize = 5;

/// The flags that stand before a command.
const GLOBAL: &str = "\
|config|string|Location of client config files (default \"/home/you/.docker\")
c|context|string|Name of the context to use to connect to the daemon (overrides DOCKER_HOST env var and default context set with \"docker context use\")
D|debug||Enable debug mode
H|host|list|Daemon socket(s) to connect to
l|log-level|string|Set the logging level (\"debug\"|\"info\"|\"warn\"|\"error\"|\"fatal\") (default \"info\")
|tls||Use TLS; implied by --tlsverify
|tlscacert|string|Trust certs signed only by this CA (default \"/home/you/.docker/ca.pem\")
|tlscert|string|Path to TLS certificate file (default \"/home/you/.docker/cert.pem\")
|tlskey|string|Path to TLS key file (default \"/home/you/.docker/key.pem\")
|tlsverify||Use TLS and verify the remote
v|version||Print version information and quit";

/// The flags that stand before a command.
pub(crate) fn global_flags() -> Vec<Flag> {
    GLOBAL.lines().filter_map(Flag::read).collect()
}

/// `docker --help`.
pub(crate) fn overview() -> String {
    format!(
        "\nUsage:  docker [OPTIONS] COMMAND\n\nA self-sufficient runtime for containers\n\nOptions:\n{}\n\
         Management Commands:\n{}\nCommands:\n{}\n\
         Run 'docker COMMAND --help' for more information on a command.\n\n\
         To get more help with docker, check out our guides at https://docs.docker.com/go/guides/\n",
        flag_list(&global_flags()),
        command_list(&groups()),
        command_list(&below("")),
    )
}

/// `docker image --help` and its like.
pub(crate) fn group(group: &Command) -> String {
    let Command { name, about, .. } = group;
    format!(
        "\nUsage:  docker {name} COMMAND\n\n{about}\n\nCommands:\n{}\n\
         Run 'docker {name} COMMAND --help' for more information on a command.\n",
        command_list(&below(name))
    )
}

/// `docker COMMAND --help`; `name` is how it was called.
pub(crate) fn command(command: &Command, name: &str) -> String {
    let mut text = format!("{}\n", usage(command, name));
    if !command.aliases.is_empty() {
        let own = command.name.rsplit(' ').next().unwrap_or(command.name);
        text.push_str(&format!("\nAliases:\n  {own}, {}\n", command.aliases.replace(',', ", ")));
    }
    let flags = flag_list(&command.flags);
    if !flags.is_empty() {
        text.push_str(&format!("\nOptions:\n{flags}"));
    }
    text
}

/// The short form of a command's help, which follows a wrong number of arguments.
pub(crate) fn usage(command: &Command, name: &str) -> String {
    format!("\nUsage:  docker {name} {}\n\n{}", command.usage.replace("\\n", "\n"), command.about)
}

fn command_list(commands: &[(&str, &str)]) -> String {
    commands.iter().map(|(name, about)| format!("  {name:<11} {about}\n")).collect()
}

/// As spf13/pflag: `FlagUsagesWrapped`.
fn flag_list(flags: &[Flag]) -> String {
    let shown = || flags.iter().filter(|it| !it.about.is_empty());
    let widest = shown().map(|it| left(it).len()).max().unwrap_or(0);
    let column = widest + 3;
    shown().map(|it| format!("{:<column$}{}\n", left(it), wrap(it.about, column))).collect()
}

fn left(flag: &Flag) -> String {
    let short = flag.short.map_or("    ".to_string(), |it| format!("-{it}, "));
    match flag.is_switch() {
        true => format!("  {short}--{}", flag.long),
        false => format!("  {short}--{} {}", flag.long, flag.kind),
    }
}

/// Breaks `text` into lines that begin at `column`.
fn wrap(text: &str, column: usize) -> String {
    let room = WIDTH - column - SLOP;
    let mut lines = Vec::new();
    let mut rest = text;
    while room + SLOP <= rest.len() {
        let Some(end) = rest[..room].rfind(' ') else { break };
        lines.push(&rest[..end]);
        rest = &rest[end + 1..];
    }
    lines.push(rest);
    lines.join(&format!("\n{}", " ".repeat(column)))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn help_is_set_as_docker_sets_it() {
        let build = super::super::commands::find("build").expect("it is in the table");
        expect![[r#"

            Usage:  docker build [OPTIONS] PATH | URL | -

            Build an image from a Dockerfile

            Options:
                  --add-host list           Add a custom host-to-IP mapping (host:ip)
                  --build-arg list          Set build-time variables
                  --cache-from strings      Images to consider as cache sources
                  --disable-content-trust   Skip image verification (default true)
              -f, --file string             Name of the Dockerfile (Default is
                                            'PATH/Dockerfile')
                  --iidfile string          Write the image ID to the file
                  --isolation string        Container isolation technology
                  --label list              Set metadata for an image
                  --network string          Set the networking mode for the RUN
                                            instructions during build (default "default")
                  --no-cache                Do not use cache when building the image
              -o, --output stringArray      Output destination (format:
                                            type=local,dest=path)
                  --platform string         Set platform if server is multi-platform
                                            capable
                  --progress string         Set type of progress output (auto, plain,
                                            tty). Use plain to show container output
                                            (default "auto")
                  --pull                    Always attempt to pull a newer version of
                                            the image
              -q, --quiet                   Suppress the build output and print image
                                            ID on success
                  --secret stringArray      Secret file to expose to the build (only
                                            if BuildKit enabled):
                                            id=mysecret,src=/local/secret
                  --ssh stringArray         SSH agent socket or keys to expose to the
                                            build (only if BuildKit enabled) (format:
                                            default|<id>[=<socket>|<key>[,<key>]])
              -t, --tag list                Name and optionally a tag in the
                                            'name:tag' format
                  --target string           Set the target build stage to build.
        "#]]
        .assert_eq(&command(&build, "build"));
    }
}
