//! `adduser`, `addgroup`, `deluser`, `delgroup`: BusyBox's loginutils.

use image::{AbsPath, Content, Entry, Follow};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::{usage, walk};
use crate::users;

const ADDUSER: Syntax = Syntax::flags("SDH").values("hgsGuk").long(&[
    ("home", 'h'),
    ("gecos", 'g'),
    ("shell", 's'),
    ("ingroup", 'G'),
    ("system", 'S'),
    ("disabled-password", 'D'),
    ("empty-password", 'D'),
    ("no-create-home", 'H'),
    ("uid", 'u'),
    ("skel", 'k'),
]);
const ADDGROUP: Syntax = Syntax::flags("S").values("g").long(&[("gid", 'g'), ("system", 'S')]);

const PASSWD: &str = "/etc/passwd";
const SHADOW: &str = "/etc/shadow";
const GROUP: &str = "/etc/group";
/// Numbers of system accounts, and of the others.
const SYSTEM: std::ops::RangeInclusive<u32> = 100..=999;
const NORMAL: std::ops::RangeInclusive<u32> = 1000..=60_000;

pub(super) fn adduser(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = ADDUSER.read(process)?;
    require_root(process)?;
    let name = match arguments.operands.as_slice() {
        [name] => name.clone(),
        [user, group] if arguments.given().next().is_none() => {
            return add_member(process, user, group);
        }
        _ => return Err(usage::wrong(process, "")),
    };
    check_name(process, &name)?;
    let system = arguments.has('S');
    let group = arguments.value('G').or(system.then_some("nogroup")).map(String::from);
    let gid = match &group {
        Some(group) => match users::group_number(process, group) {
            Some(gid) => Some(gid),
            None => return process.fail(format!("unknown group {group}")),
        },
        None => None,
    };
    if users::user_number(process, &name).is_some() {
        return process.fail(format!("user '{name}' in use"));
    }
    let uid = number(process, arguments.value('u'), system, "uid", &|process, number| {
        users::user_name(process, number).is_some()
            || gid.is_none() && users::group_name(process, number).is_some()
    })?;
    if gid.is_none() && users::group_number(process, &name).is_some() {
        return process.fail(format!("group '{name}' in use"));
    }
    let home = arguments.value('h').map_or(format!("/home/{name}"), String::from);
    let shell = arguments.value('s').unwrap_or(if system { "/bin/false" } else { "/bin/sh" });
    let gecos = arguments.value('g').unwrap_or("Linux User,,,");
    let line = format!("{name}:x:{uid}:{}:{gecos}:{home}:{shell}", gid.unwrap_or(uid));
    append(process, PASSWD, &line)?;
    let day = process.machine().now.seconds() / 86_400;
    append(process, SHADOW, &format!("{name}:!:{day}:0:99999:7:::"))?;
    match &group {
        Some(group) => {
            add_member(process, &name, group)?;
        }
        None => append(process, GROUP, &format!("{name}:x:{uid}:"))?,
    }
    if !arguments.has('H') {
        let skeleton = arguments.value('k').unwrap_or("/etc/skel").to_owned();
        make_home(process, &home, uid, gid.unwrap_or(uid), Some(skeleton).filter(|_| !system))?;
    }
    if arguments.has('D') || system {
        return Ok(ExitCode::SUCCESS);
    }
    // `passwd` asks; nobody answers.
    process.print(format!("Changing password for {name}\nNew password: \n"))?;
    if !process.stdin()?.is_empty() {
        return Err(Stop::unsupported("passwords"));
    }
    process.eprint(format!("passwd: password for {name} is unchanged\n"))?;
    Ok(ExitCode::FAILURE)
}

fn make_home(
    process: &mut Process,
    home: &str,
    uid: u32,
    gid: u32,
    skeleton: Option<String>,
) -> Result<(), Stop> {
    let now = process.machine().now;
    let made = match process.find_new(home, Follow::AllButLast) {
        Ok(real) if process.machine().tree.entry(&real).is_some() => Ok(()),
        Ok(real) => process.put(&real, Entry::directory(0o755, now))?,
        Err(error) => Err(error),
    };
    let found = made.and_then(|()| process.find(home, Follow::Last));
    let real = match found {
        Ok((real, _)) => real,
        Err(error) => {
            process.fail(format!("{home}: {error}"))?;
            return Ok(());
        }
    };
    let skeleton = skeleton.and_then(|it| process.find(&it, Follow::Last).ok());
    if let Some((from, _)) = skeleton {
        for path in walk::below(process, &from)? {
            let entry = process.machine().tree.entry(&path).cloned();
            let target = path.below(&from).filter(|it| !it.is_empty()).map(|it| real.join(it));
            if let (Some(entry), Some(target)) = (entry, target) {
                let _full = process.put(&target, entry)?;
            }
        }
    }
    for path in walk::below(process, &real)? {
        let is_home = path == real;
        let _gone = process.change(&path, |it| {
            (it.uid, it.gid) = (uid, gid);
            it.mode = if is_home { 0o2755 } else { it.mode };
        })?;
    }
    Ok(())
}

pub(super) fn addgroup(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = ADDGROUP.read(process)?;
    require_root(process)?;
    let name = match arguments.operands.as_slice() {
        [name] => name.clone(),
        [user, group] if arguments.given().next().is_none() => {
            return add_member(process, user, group);
        }
        _ => return Err(usage::wrong(process, "")),
    };
    check_name(process, &name)?;
    if users::group_number(process, &name).is_some() {
        return process.fail(format!("group '{name}' in use"));
    }
    let taken = |process: &mut Process, number| users::group_name(process, number).is_some();
    let gid = number(process, arguments.value('g'), arguments.has('S'), "gid", &taken)?;
    append(process, GROUP, &format!("{name}:x:{gid}:"))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn deluser(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").long(&[("remove-home", 'r')]).read(process)?;
    require_root(process)?;
    let name = match arguments.operands.as_slice() {
        [name] => name.clone(),
        [user, group] => return remove_member(process, user, group),
        _ => return Err(usage::wrong(process, "")),
    };
    if users::user_number(process, &name).is_none() {
        return process.fail(format!("unknown user {name}"));
    }
    if arguments.has('r')
        && let Some(home) = users::home_of(process, &name)
        && let Ok((real, _)) = process.find(&home, Follow::AllButLast)
    {
        let _stays = process.remove(&real)?;
    }
    remove_line(process, PASSWD, &name)?;
    remove_line(process, SHADOW, &name)?;
    // Its own group goes with it.
    if users::group_number(process, &name).is_some() {
        remove_line(process, GROUP, &name)?;
    }
    edit(process, GROUP, &|line| Some(without_member(line, &name)))?;
    Ok(ExitCode::SUCCESS)
}

pub(super) fn delgroup(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = Syntax::flags("").read(process)?;
    require_root(process)?;
    let name = match arguments.operands.as_slice() {
        [name] => name.clone(),
        [user, group] => return remove_member(process, user, group),
        _ => return Err(usage::wrong(process, "")),
    };
    let Some(gid) = users::group_number(process, &name) else {
        return process.fail(format!("unknown group {name}"));
    };
    if let Some(user) = users::with_login_group(process, gid) {
        return process.fail(format!("'{user}' still has '{name}' as their primary group!"));
    }
    remove_line(process, GROUP, &name)?;
    Ok(ExitCode::SUCCESS)
}

fn add_member(process: &mut Process, user: &str, group: &str) -> Result<ExitCode, Stop> {
    require_member(process, user, group)?;
    edit(process, GROUP, &|line| {
        let is_group = line.split(':').next() == Some(group);
        let members = line.rsplit(':').next().unwrap_or_default();
        let is_member = members.split(',').any(|it| it == user);
        Some(match is_group && !is_member {
            true if members.is_empty() => format!("{line}{user}"),
            true => format!("{line},{user}"),
            false => String::from(line),
        })
    })?;
    Ok(ExitCode::SUCCESS)
}

fn remove_member(process: &mut Process, user: &str, group: &str) -> Result<ExitCode, Stop> {
    require_member(process, user, group)?;
    edit(process, GROUP, &|line| {
        let is_group = line.split(':').next() == Some(group);
        Some(if is_group { without_member(line, user) } else { String::from(line) })
    })?;
    Ok(ExitCode::SUCCESS)
}

fn without_member(line: &str, user: &str) -> String {
    let Some((rest, members)) = line.rsplit_once(':') else { return String::from(line) };
    let left: Vec<&str> = members.split(',').filter(|it| *it != user).collect();
    format!("{rest}:{}", left.join(","))
}

/// Both must be there.
fn require_member(process: &mut Process, user: &str, group: &str) -> Result<(), Stop> {
    let unknown = if users::user_number(process, user).is_none() {
        format!("unknown user {user}")
    } else if users::group_number(process, group).is_none() {
        format!("unknown group {group}")
    } else {
        return Ok(());
    };
    process.fail(unknown)?;
    Err(Stop::Ended(ExitCode::FAILURE))
}

fn require_root(process: &mut Process) -> Result<(), Stop> {
    if process.user().uid == 0 {
        return Ok(());
    }
    process.fail("permission denied (are you root?)")?;
    Err(Stop::Ended(ExitCode::FAILURE))
}

fn check_name(process: &mut Process, name: &str) -> Result<(), Stop> {
    let good = name.starts_with(|it: char| it == '_' || it.is_ascii_alphanumeric())
        && name.chars().all(|it| "_.-$@".contains(it) || it.is_ascii_alphanumeric());
    if good {
        return Ok(());
    }
    process.fail("illegal name")?;
    Err(Stop::Ended(ExitCode::FAILURE))
}

/// The number that was asked for, or the first that is free.
fn number(
    process: &mut Process,
    wanted: Option<&str>,
    system: bool,
    kind: &str,
    taken: &dyn Fn(&mut Process, u32) -> bool,
) -> Result<u32, Stop> {
    let problem = match wanted.map(|it| (it, it.parse::<u32>())) {
        Some((_, Ok(number))) if !taken(process, number) => return Ok(number),
        Some((text, Ok(_))) => format!("{kind} '{text}' in use"),
        Some((text, Err(_))) => format!("invalid number '{text}'"),
        None => {
            for number in if system { SYSTEM } else { NORMAL } {
                process.burn(1)?;
                if !taken(process, number) {
                    return Ok(number);
                }
            }
            format!("no {kind}s left")
        }
    };
    process.fail(problem)?;
    Err(Stop::Ended(ExitCode::FAILURE))
}

fn append(process: &mut Process, path: &str, line: &str) -> Result<(), Stop> {
    rewrite(process, path, &|text| format!("{text}{line}\n"))
}

fn remove_line(process: &mut Process, path: &str, name: &str) -> Result<(), Stop> {
    edit(process, path, &|line| (line.split(':').next() != Some(name)).then(|| String::from(line)))
}

fn edit(
    process: &mut Process,
    path: &str,
    change: &dyn Fn(&str) -> Option<String>,
) -> Result<(), Stop> {
    rewrite(process, path, &|text| {
        text.lines().filter_map(change).map(|it| it + "\n").collect::<String>()
    })
}

/// Writes a file anew; the old one stays beside it, with a dash behind its name. (BusyBox: update_passwd.c)
fn rewrite(process: &mut Process, path: &str, change: &dyn Fn(&str) -> String) -> Result<(), Stop> {
    let path = AbsPath::new(path);
    let Some(entry) = process.machine().tree.entry(&path).cloned() else { return Ok(()) };
    let old = entry.content().map(|it| it.text().into_owned()).unwrap_or_default();
    let new = change(&old);
    if new == old {
        return Ok(());
    }
    process.burn(new.len() as u64 / 16)?;
    let now = process.machine().now;
    let mut changed =
        Entry { kind: image::EntryKind::File(Content::new(new.into_bytes())), ..entry.clone() };
    changed.metadata.mtime = now;
    let _full = process.place(&AbsPath::new(&format!("{path}-")), entry)?;
    let _full = process.place(&path, changed)?;
    Ok(())
}
