//! The laptop at the start of a session: its files, its user, its shell.

use engine::Engine;
use image::{AbsPath, Content, Entry, FileTree, Follow, FsError, SimTime};
use shell::{Command, Shell, User};

/// The laptop's name.
pub(crate) const HOSTNAME: &str = "laptop";

const USER: User = User { uid: 1000, gid: 1000 };
/// The image whose programs the laptop has, too.
const SYSTEM: &str = "alpine";
const ENVIRONMENT: [(&str, &str); 6] = [
    ("HOME", "/home/you"),
    ("HOSTNAME", HOSTNAME),
    ("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"),
    ("SHELL", "/bin/sh"),
    ("TERM", "xterm-256color"),
    ("USER", "you"),
];

/// The user's own directory.
pub(crate) fn home() -> AbsPath {
    AbsPath::new("/home/you")
}

/// The shell that waits in the terminal.
pub(crate) fn shell() -> Shell {
    Shell::new(Command {
        argv: vec!["sh".to_string()],
        env: ENVIRONMENT.map(|(name, value)| (name.to_string(), value.to_string())).to_vec(),
        working_dir: home().child("app"),
        user: USER,
        stdin: Vec::new(),
    })
}

/// The laptop's files: Alpine's, with a user and Docker.
pub(crate) fn files(engine: &Engine, now: SimTime) -> FileTree {
    let system = SYSTEM.parse().expect("a name without ornaments is a reference");
    let published = engine.upstream().image(&system, now).expect("the registry always has alpine");
    let mut tree = published.image.tree().clone();
    let mut put = |path: &str, entry: Entry| {
        tree.insert(&AbsPath::new(path), entry).expect("the base image has the directory above");
    };
    put("/etc/hostname", file(&format!("{HOSTNAME}\n"), 0o644, now));
    put("/usr/bin/docker", file("Layerlab's stand-in for Docker's client.\n", 0o755, now));
    for directory in [home(), home().child("app")] {
        put(directory.as_str(), owned(Entry::directory(0o755, now)));
    }
    append(&mut tree, "/etc/passwd", "you:x:1000:1000:you:/home/you:/bin/sh\n", now);
    append(&mut tree, "/etc/group", "you:x:1000:\n", now);
    tree
}

/// Writes a file of the user's. Directories above it are made, permissions that it had stay.
pub(crate) fn save(
    tree: &mut FileTree,
    path: &AbsPath,
    text: &str,
    now: SimTime,
) -> Result<(), FsError> {
    let above: Vec<AbsPath> = std::iter::successors(path.parent(), AbsPath::parent).collect();
    for directory in above.iter().rev() {
        if tree.entry(directory).is_none() {
            tree.insert(directory, owned(Entry::directory(0o755, now)))?;
        }
    }
    let before = tree.entry(path).map(|it| (it.is_directory(), it.metadata.mode));
    if let Some((true, _)) = before {
        return Err(FsError::IsADirectory);
    }
    let mode = before.map_or(0o644, |(_, mode)| mode);
    tree.insert(path, owned(file(text, mode, now)))
}

fn file(text: &str, mode: u32, now: SimTime) -> Entry {
    Entry::file(Content::new(text.as_bytes()), mode, now)
}

fn owned(mut entry: Entry) -> Entry {
    entry.metadata.uid = USER.uid;
    entry.metadata.gid = USER.gid;
    entry
}

fn append(tree: &mut FileTree, path: &str, line: &str, now: SimTime) {
    let found = tree.find(&AbsPath::root(), path, Follow::Last).ok();
    let before = found.and_then(|(_, entry)| entry.content()).map(|it| it.text().into_owned());
    let text = before.unwrap_or_default() + line;
    tree.insert(&AbsPath::new(path), file(&text, 0o644, now)).expect("/etc is a directory");
}
