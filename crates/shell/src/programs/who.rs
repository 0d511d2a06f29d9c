//! `id`, `groups`, `whoami`.

use crate::limits::Stop;
use crate::machine::{ExitCode, User};
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::users;

const ID: Syntax = Syntax::flags("ugnrG");

pub(super) fn id(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = ID.read(process)?;
    let user = match arguments.operands.first() {
        None => process.user(),
        Some(name) => match users::user_number(process, name) {
            Some(uid) => User { uid, gid: users::login_group(process, uid).unwrap_or(uid) },
            None => return process.fail(format!("unknown user {name}")),
        },
    };
    let user_name = users::user_name(process, user.uid);
    let group_name = users::group_name(process, user.gid);
    let named = |number: u32, name: &Option<String>| match name {
        Some(name) if arguments.has('n') => name.clone(),
        Some(_) | None => number.to_string(),
    };
    let groups = groups_of(process, user, arguments.operands.is_empty());
    let text = if arguments.has('u') {
        named(user.uid, &user_name)
    } else if arguments.has('G') {
        groups.iter().map(|(gid, name)| named(*gid, name)).collect::<Vec<_>>().join(" ")
    } else if arguments.has('g') {
        named(user.gid, &group_name)
    } else {
        let full = |number: u32, name: &Option<String>| match name {
            Some(name) => format!("{number}({name})"),
            None => number.to_string(),
        };
        let all: Vec<String> = groups.iter().map(|(gid, name)| full(*gid, name)).collect();
        let (uid, gid) = (full(user.uid, &user_name), full(user.gid, &group_name));
        format!("uid={uid} gid={gid} groups={}", all.join(","))
    };
    process.print(format!("{text}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// The groups of `user`: of a process the one that it runs in first, and no member twice.
fn groups_of(process: &mut Process, user: User, running: bool) -> Vec<(u32, Option<String>)> {
    let first = users::group_name(process, user.gid);
    let mut groups = vec![(user.gid, first)];
    let Some(name) = users::user_name(process, user.uid) else { return groups };
    for (gid, group) in users::memberships(process, &name) {
        if gid != user.gid || !running && groups.len() == 1 {
            groups.push((gid, Some(group)));
        }
    }
    groups
}

/// `groups [USER]`
pub(super) fn groups(process: &mut Process) -> Result<ExitCode, Stop> {
    process.task.argv.splice(0..1, ["groups", "-Gn"].map(String::from));
    id(process)
}

pub(super) fn whoami(process: &mut Process) -> Result<ExitCode, Stop> {
    let uid = process.user().uid;
    match users::user_name(process, uid) {
        Some(name) => {
            process.print(format!("{name}\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        None => process.fail(format!("unknown uid {uid}")),
    }
}
