//! `id`, `whoami`.

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::users;

const ID: Syntax = Syntax::flags("ugnrG");

pub(super) fn id(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = ID.read(process)?;
    if !arguments.operands.is_empty() {
        return Err(Stop::unsupported("`id` of another user"));
    }
    let user = process.user();
    let user_name = users::user_name(process, user.uid);
    let group_name = users::group_name(process, user.gid);
    let named = |number: u32, name: &Option<String>| match name {
        Some(name) if arguments.has('n') => name.clone(),
        Some(_) | None => number.to_string(),
    };
    let mut groups = vec![(user.gid, group_name.clone())];
    if let Some(name) = &user_name {
        let more = users::memberships(process, name);
        groups.extend(
            more.into_iter().filter(|it| it.0 != user.gid).map(|(gid, it)| (gid, Some(it))),
        );
    }
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
