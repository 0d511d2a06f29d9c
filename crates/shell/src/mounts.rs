//! What a runtime mounts over the files of a container: devices, and the files that name the machine.
//!
//! They are put into the tree for the time of a run and taken out after it, so that no layer ever holds them.

use image::{AbsPath, Content, Device, Entry, EntryKind, FileTree, Metadata, SimTime};

use crate::machine::Machine;

pub(crate) const NULL: Device = Device::Character { major: 1, minor: 3 };
pub(crate) const ZERO: Device = Device::Character { major: 1, minor: 5 };
pub(crate) const FULL: Device = Device::Character { major: 1, minor: 7 };
pub(crate) const RANDOM: Device = Device::Character { major: 1, minor: 8 };
pub(crate) const URANDOM: Device = Device::Character { major: 1, minor: 9 };
pub(crate) const TTY: Device = Device::Character { major: 5, minor: 0 };

const DEVICES: [(&str, Device); 6] = [
    ("/dev/null", NULL),
    ("/dev/zero", ZERO),
    ("/dev/full", FULL),
    ("/dev/random", RANDOM),
    ("/dev/urandom", URANDOM),
    ("/dev/tty", TTY),
];

const LINKS: [(&str, &str); 4] = [
    ("/dev/stdin", "/proc/self/fd/0"),
    ("/dev/stdout", "/proc/self/fd/1"),
    ("/dev/stderr", "/proc/self/fd/2"),
    ("/dev/fd", "/proc/self/fd"),
];

/// Which machine it is: what is mounted differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mounts {
    /// Devices only.
    Laptop,
    /// Devices, and the files in `/etc` that the engine writes for each container.
    Container,
}

/// The tree as it was before.
pub(crate) struct Mounted {
    before: FileTree,
    points: &'static [&'static str],
}

/// Where a container's mounts are. `/proc` and `/sys` are empty here.
const CONTAINER_POINTS: [&str; 6] =
    ["/dev", "/proc", "/sys", "/etc/hosts", "/etc/hostname", "/etc/resolv.conf"];
const LAPTOP_POINTS: [&str; 3] = ["/dev", "/proc", "/sys"];

impl Mounts {
    /// Mounts.
    pub(crate) fn mount(self, machine: &mut Machine) -> Mounted {
        let before = machine.tree.clone();
        let points: &'static [&'static str] = match self {
            Mounts::Laptop => &LAPTOP_POINTS,
            Mounts::Container => &CONTAINER_POINTS,
        };
        let now = machine.now;
        for directory in ["/dev", "/proc", "/sys"] {
            put(&mut machine.tree, directory, Entry::directory(0o755, now));
        }
        for (path, device) in DEVICES {
            put(
                &mut machine.tree,
                path,
                Entry { metadata: Metadata::root(0o666, now), kind: EntryKind::Device(device) },
            );
        }
        for (path, target) in LINKS {
            put(&mut machine.tree, path, Entry::symlink(target, now));
        }
        if self == Mounts::Container {
            mount_names(machine, now);
        }
        Mounted { before, points }
    }
}

impl Mounted {
    /// Takes the mounts away, and brings back what lay under them.
    pub(crate) fn unmount(self, machine: &mut Machine) {
        for point in self.points {
            let point = AbsPath::new(point);
            let _absent = machine.tree.remove(&point);
            for (path, entry) in self.before.walk(&point) {
                // The directory around it may be gone by now, and then so is this.
                let _gone = machine.tree.insert(&path, entry.clone());
            }
        }
        let etc = AbsPath::new("/etc");
        let made = self.before.entry(&etc).is_none();
        if made && machine.tree.children(&etc).next().is_none() {
            let _absent = machine.tree.remove(&etc);
        }
    }
}

/// Whether `path` is mounted, and so cannot be removed or renamed.
pub(crate) fn is_mount_point(path: &AbsPath) -> bool {
    CONTAINER_POINTS.contains(&path.as_str())
}

/// The descriptor that `path` stands for: `/dev/stdin`, `/proc/self/fd/3` and their like.
pub(crate) fn descriptor(path: &AbsPath) -> Option<u32> {
    match path.as_str() {
        "/dev/stdin" => Some(0),
        "/dev/stdout" => Some(1),
        "/dev/stderr" => Some(2),
        text => {
            let number = text.strip_prefix("/dev/fd/").or(text.strip_prefix("/proc/self/fd/"))?;
            number.parse().ok()
        }
    }
}

fn mount_names(machine: &mut Machine, now: SimTime) {
    let hostname = machine.hostname.clone();
    // As Docker's network driver writes them for the first container on its default bridge.
    let hosts = format!(
        "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::\tip6-localnet\n\
         ff00::\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n172.17.0.2\t{hostname}\n"
    );
    if machine.tree.entry(&AbsPath::new("/etc")).is_none() {
        put(&mut machine.tree, "/etc", Entry::directory(0o755, now));
    }
    for (path, text) in [
        ("/etc/hosts", hosts),
        ("/etc/hostname", format!("{hostname}\n")),
        ("/etc/resolv.conf", String::from("nameserver 127.0.0.53\n")),
    ] {
        put(&mut machine.tree, path, Entry::file(Content::new(text.into_bytes()), 0o644, now));
    }
}

/// Puts a mount into the tree; where the tree has no place for it (`/etc` is a file), there is none.
fn put(tree: &mut FileTree, path: &str, entry: Entry) {
    let _no_place = tree.insert(&AbsPath::new(path), entry);
}
