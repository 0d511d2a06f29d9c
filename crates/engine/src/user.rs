//! Users and groups by name, as a container's own files know them.

use image::{AbsPath, FileTree, Follow};
use shell::User;

use crate::error::BuildError;

/// Why a user or group is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum UnknownName {
    User(String),
    Group(String),
}

impl From<UnknownName> for BuildError {
    fn from(unknown: UnknownName) -> BuildError {
        match unknown {
            UnknownName::User(name) => {
                BuildError::UnknownUser { kind: "user", name, file: "passwd" }
            }
            UnknownName::Group(name) => {
                BuildError::UnknownUser { kind: "group", name, file: "group" }
            }
        }
    }
}

/// Whom `text` means: `user`, `user:group`, by name or number; root if it is empty.
///
/// As runc and moby: libcontainer/user, `GetExecUser`.
pub(crate) fn find_user(tree: &FileTree, text: &str) -> Result<User, UnknownName> {
    let (user, group) = match text.split_once(':') {
        Some((user, group)) => (user, Some(group)),
        None => (text, None),
    };
    let passwd = read(tree, "/etc/passwd");
    let row = rows(&passwd).find(|row| row[0] == user || row.get(2) == Some(&user));
    let known = row
        .and_then(|it| Some(User { uid: it.get(2)?.parse().ok()?, gid: it.get(3)?.parse().ok()? }));
    let found = match (known, user.parse()) {
        (Some(known), _) => known,
        (None, Ok(uid)) => User { uid, gid: 0 },
        (None, Err(_)) if user.is_empty() => User::default(),
        (None, Err(_)) => return Err(UnknownName::User(user.to_string())),
    };
    match group {
        None | Some("") => Ok(found),
        Some(group) => Ok(User { gid: find_group(tree, group)?, ..found }),
    }
}

/// Whom `--chown` means: without a group, the group has the user's number. (moby: builder/dockerfile/internals_linux.go.)
pub(crate) fn find_owner(tree: &FileTree, text: &str) -> Result<User, UnknownName> {
    let user = find_user(tree, text)?;
    match text.contains(':') {
        true => Ok(user),
        false => Ok(User { gid: find_group(tree, text).unwrap_or(user.uid), ..user }),
    }
}

/// The home directory of a user; `/` if nobody knows it.
pub(crate) fn home(tree: &FileTree, uid: u32) -> String {
    let passwd = read(tree, "/etc/passwd");
    let uid = uid.to_string();
    let row = rows(&passwd).find(|row| row.get(2) == Some(&uid.as_str()));
    row.and_then(|it| it.get(5).map(|home| home.to_string())).unwrap_or_else(|| "/".to_string())
}

fn find_group(tree: &FileTree, group: &str) -> Result<u32, UnknownName> {
    let file = read(tree, "/etc/group");
    let row = rows(&file).find(|row| row[0] == group);
    let known = row.and_then(|it| it.get(2)?.parse().ok());
    known.or_else(|| group.parse().ok()).ok_or_else(|| UnknownName::Group(group.to_string()))
}

fn rows(file: &str) -> impl Iterator<Item = Vec<&str>> {
    file.lines().map(|it| it.split(':').collect())
}

fn read(tree: &FileTree, path: &str) -> String {
    let found = tree.find(&AbsPath::root(), path, Follow::Last).ok();
    let content = found.and_then(|(_, entry)| entry.content());
    content.map(|it| it.text().into_owned()).unwrap_or_default()
}
