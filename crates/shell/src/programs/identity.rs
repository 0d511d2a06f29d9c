//! `su`, `su-exec`, `setpriv`-like programs: other programs as another user.

use crate::exec::ExecError;
use crate::limits::Stop;
use crate::machine::{ExitCode, User};
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::{environment, usage};
use crate::users;

const SU: Syntax = Syntax::flags("lmp").values("sc").options_first();

/// `su [-] [USER [-c COMMAND]]`
pub(super) fn su(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut arguments = SU.read(process)?;
    let mut login = arguments.has('l');
    if arguments.operands.first().is_some_and(|it| it == "-") {
        arguments.operands.remove(0);
        login = true;
    }
    let name = match arguments.operands.is_empty() {
        true => String::from("root"),
        false => arguments.operands.remove(0),
    };
    let user = match user(process, &name) {
        Some(user) => user,
        None => return process.fail(format!("unknown user {name}")),
    };
    if process.user().uid != 0 {
        return process.fail("must be suid to work properly");
    }
    let shell = match arguments.value('s') {
        Some(shell) => String::from(shell),
        None => users::shell_of(process, &name).unwrap_or_else(|| String::from("/bin/sh")),
    };
    let mut argv = vec![shell.clone()];
    if let Some(command) = arguments.value('c') {
        argv.extend([String::from("-c"), String::from(command)]);
    }
    argv.append(&mut arguments.operands);
    let home = users::home_of(process, &name).unwrap_or_else(|| String::from("/"));
    if login {
        process.task.env.retain(|(it, _)| it == "TERM");
        set(process, "PATH", crate::programs::DEFAULT_PATH);
        if let Ok((real, _)) = process.find(&home, image::Follow::Last) {
            process.task.cwd = real;
        }
    }
    if !arguments.has('m') && !arguments.has('p') || login {
        set(process, "HOME", &home);
        set(process, "SHELL", &shell);
        if login || user.uid != 0 {
            set(process, "USER", &name);
            set(process, "LOGNAME", &name);
        }
    }
    become_and_run(process, user, &argv, &shell)
}

/// `su-exec USER[:GROUP] PROGRAM ARGUMENTS`, as the package of that name brings it.
pub(super) fn su_exec(process: &mut Process) -> Result<ExitCode, Stop> {
    let Some((who, argv)) = process.args().split_first().filter(|(_, argv)| !argv.is_empty())
    else {
        let name = process.name().to_owned();
        process.print(format!("Usage: {name} user-spec command [args]\n"))?;
        return Ok(ExitCode::SUCCESS);
    };
    let (who, argv) = (who.clone(), argv.to_vec());
    let (name, group) = match who.split_once(':') {
        Some((name, group)) => (name, Some(group)),
        None => (who.as_str(), None),
    };
    let number = name.parse().ok().map(|uid| User { uid, ..process.user() });
    let Some(mut user) = user(process, name).or(number) else {
        return process.fail(format!("{name}: Success"));
    };
    if let Some(group) = group {
        match users::group_number(process, group).or(group.parse().ok()) {
            Some(gid) => user.gid = gid,
            None => return process.fail(format!("{group}: Success")),
        }
    }
    if process.user().uid != 0 {
        return process.fail("setgroups: Operation not permitted");
    }
    let home = users::user_name(process, user.uid).and_then(|it| users::home_of(process, &it));
    set(process, "HOME", home.as_deref().unwrap_or("/"));
    let program = argv[0].clone();
    process.task.user = user;
    match process.spawn(&argv)? {
        Ok(code) => Ok(code),
        Err(error) => {
            let reason = match error {
                ExecError::NotFound => "No such file or directory",
                ExecError::PermissionDenied | ExecError::IsADirectory => "Permission denied",
                ExecError::Format => "Exec format error",
            };
            process.fail(format!("{program}: {reason}"))
        }
    }
}

/// The user `name`, in the group that it logs in with.
fn user(process: &mut Process, name: &str) -> Option<User> {
    let uid = users::user_number(process, name)?;
    Some(User { uid, gid: users::login_group(process, uid).unwrap_or(uid) })
}

fn set(process: &mut Process, name: &str, value: &str) {
    process.task.env.retain(|(it, _)| it != name);
    process.task.env.push((String::from(name), String::from(value)));
}

fn become_and_run(
    process: &mut Process,
    user: User,
    argv: &[String],
    program: &str,
) -> Result<ExitCode, Stop> {
    process.task.user = user;
    match process.spawn(argv)? {
        Ok(code) => Ok(code),
        Err(error) => environment::cannot_execute(process, program, error),
    }
}

/// `logname`, and `users`, whom nobody logs in as.
pub(super) fn logname(process: &mut Process) -> Result<ExitCode, Stop> {
    if !process.args().is_empty() {
        return Err(usage::wrong(process, ""));
    }
    process.fail("getlogin: No such file or directory")
}
