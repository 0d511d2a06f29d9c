//! Names of users and groups: `/etc/passwd`, `/etc/group`.

use crate::process::Process;

/// The home directory of the user `name`.
pub(crate) fn home_of(process: &mut Process, name: &str) -> Option<String> {
    field(process, "/etc/passwd", 0, name, 5)
}

/// The shell of the user `name`.
pub(crate) fn shell_of(process: &mut Process, name: &str) -> Option<String> {
    field(process, "/etc/passwd", 0, name, 6)
}

/// A user that logs in with the group `gid`.
pub(crate) fn with_login_group(process: &mut Process, gid: u32) -> Option<String> {
    field(process, "/etc/passwd", 3, &gid.to_string(), 0)
}

/// The number of the user `name`.
pub(crate) fn user_number(process: &mut Process, name: &str) -> Option<u32> {
    field(process, "/etc/passwd", 0, name, 2)?.parse().ok()
}

/// The number of the group `name`.
pub(crate) fn group_number(process: &mut Process, name: &str) -> Option<u32> {
    field(process, "/etc/group", 0, name, 2)?.parse().ok()
}

/// The group that the user with the number `uid` logs in with.
pub(crate) fn login_group(process: &mut Process, uid: u32) -> Option<u32> {
    field(process, "/etc/passwd", 2, &uid.to_string(), 3)?.parse().ok()
}

/// The name of the user with the number `uid`.
pub(crate) fn user_name(process: &mut Process, uid: u32) -> Option<String> {
    field(process, "/etc/passwd", 2, &uid.to_string(), 0)
}

/// The name of the group with the number `gid`.
pub(crate) fn group_name(process: &mut Process, gid: u32) -> Option<String> {
    field(process, "/etc/group", 2, &gid.to_string(), 0)
}

/// The groups that the user `name` is a member of, beside the one that it logs in with.
pub(crate) fn memberships(process: &mut Process, name: &str) -> Vec<(u32, String)> {
    let text = text(process, "/etc/group");
    let groups = text.lines().filter_map(|line| {
        let mut fields = line.split(':');
        let (group, gid) = (fields.next()?, fields.nth(1)?.parse().ok()?);
        let is_member = fields.next()?.split(',').any(|it| it == name);
        is_member.then(|| (gid, String::from(group)))
    });
    groups.collect()
}

/// The field `wanted` of the first line whose field `key` is `value`.
fn field(
    process: &mut Process,
    file: &str,
    key: usize,
    value: &str,
    wanted: usize,
) -> Option<String> {
    let text = text(process, file);
    let mut lines = text.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let fields = lines.find(|it| it.get(key) == Some(&value))?;
    fields.get(wanted).map(|it| String::from(*it))
}

/// Read as libc reads it: whoever asks, and without a trace.
fn text(process: &mut Process, file: &str) -> String {
    let path = image::AbsPath::new(file);
    let content = process.machine().tree.entry(&path).and_then(|it| it.content()).cloned();
    content.map(|it| it.text().into_owned()).unwrap_or_default()
}
