//! The real BusyBox, in a root file system that is made of ours.

use std::env;
use std::fs;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{self, Command, Stdio};

use anyhow::{Context, Result};
use image::{AbsPath, EntryKind, FileTree};

use crate::corpus::{Answer, line};
use crate::machine::PATH;
use crate::process::{find, run};

/// Seconds that a script may take.
const PATIENCE: &str = "5";

/// How a script begins: on a machine of the same name, in the same folder.
const START: &str =
    "echo box > /proc/sys/kernel/hostname; cd /tmp; unset OLDPWD; exec /bin/sh -c \"$0\"";

/// A folder that is the root of the scripts that run.
pub(super) struct Real {
    root: PathBuf,
    /// What starts them.
    tools: [PathBuf; 3],
}

/// The folder goes with it.
impl Drop for Real {
    fn drop(&mut self) {
        let _left_behind = fs::remove_dir_all(&self.root);
    }
}

impl Real {
    /// Writes `tree` to a new folder, with the BusyBox of this machine as `/bin/busybox`.
    pub(super) fn new(tree: &FileTree, number: u64) -> Result<Real> {
        let busybox = find(&["busybox"]).context("no `busybox` here: install busybox-static")?;
        let root = env::temp_dir().join(format!("oracle-shell-{}-{number}", process::id()));
        let tool = |name| find(&[name]).with_context(|| format!("no `{name}` here"));
        let real = Real { root, tools: [tool("timeout")?, tool("unshare")?, tool("chroot")?] };
        for (path, entry) in tree.walk(&AbsPath::root()) {
            let place = real.place(path.as_str());
            match &entry.kind {
                EntryKind::Directory => fs::create_dir_all(&place)?,
                EntryKind::File(_) if path.as_str() == "/bin/busybox" => {
                    fs::copy(&busybox, &place)?;
                }
                EntryKind::File(content) => fs::write(&place, content.bytes())?,
                EntryKind::Symlink(target) => symlink(target.as_ref() as &str, &place)?,
                EntryKind::Fifo | EntryKind::Device(_) => continue,
            }
            if !matches!(entry.kind, EntryKind::Symlink(_)) {
                let mode = fs::Permissions::from_mode(entry.metadata.mode & 0o7777);
                fs::set_permissions(&place, mode)?;
            }
        }
        fs::write(real.place("/etc/hostname"), "box\n")?;
        real.make_devices()?;
        Ok(real)
    }

    fn make_devices(&self) -> Result<()> {
        for (name, minor) in [("null", "3"), ("zero", "5"), ("full", "7"), ("urandom", "9")] {
            let place = self.place(&format!("/dev/{name}"));
            run(Command::new("mknod").args(["-m", "666"]).arg(place).args(["c", "1", minor]))
                .context("the real BusyBox runs in a root of its own, which only root can make")?;
        }
        for (name, target) in [("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0")] {
            symlink(target, self.place(&format!("/dev/{name}")))?;
        }
        Ok(())
    }

    fn place(&self, path: &str) -> PathBuf {
        self.root.join(path.trim_start_matches('/'))
    }

    /// Runs `sh -c script` in an empty `/tmp`; nothing if it does not end.
    pub(super) fn answer(&self, script: &str) -> Result<Option<Answer>> {
        let tmp = self.place("/tmp");
        for entry in fs::read_dir(&tmp)? {
            let path = entry?.path();
            match path.is_dir() && !path.is_symlink() {
                true => fs::remove_dir_all(&path)?,
                false => fs::remove_file(&path)?,
            }
        }
        let (mut reader, writer) = std::io::pipe()?;
        // A process namespace of its own: `$$` is 1, as in a container, and nothing of it stays.
        let mount = format!("--mount-proc={}", self.place("/proc").display());
        let mut command = Command::new(&self.tools[0]);
        command.args(["-k", "1", PATIENCE]).arg(&self.tools[1]);
        command.args(["--uts", "--pid", "--fork", "--kill-child", &mount]);
        command.arg(&self.tools[2]).arg(&self.root);
        command.args(["/bin/sh", "-c", START, script]);
        command.env_clear().env("PATH", PATH).env("HOME", "/root").env("SHLVL", "-1");
        command.stdin(Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
        let mut child = command.spawn()?;
        drop(command);
        let mut output = Vec::new();
        std::io::Read::read_to_end(&mut reader, &mut output)?;
        let ended = child.wait()?;
        // `timeout` says 124, or is killed with what does not end.
        let Some(status) = ended.code().filter(|it| *it != 124) else { return Ok(None) };
        let mut files = String::new();
        list(&tmp, "", &mut files)?;
        Ok(Some(Answer { status, output: String::from_utf8_lossy(&output).into_owned(), files }))
    }
}

/// Adds a line for everything in `folder`, in the order of a walk.
fn list(folder: &Path, prefix: &str, lines: &mut String) -> Result<()> {
    let mut names: Vec<String> = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    for name in names {
        let place = folder.join(&name);
        let path = format!("{prefix}{name}");
        let metadata = fs::symlink_metadata(&place)?;
        let mode = metadata.mode() & 0o7777;
        let kind = metadata.file_type();
        *lines += &if kind.is_symlink() {
            line(&path, mode, "link", fs::read_link(&place)?.to_string_lossy().as_bytes())
        } else if kind.is_file() {
            line(&path, mode, "file", &fs::read(&place)?)
        } else if kind.is_fifo() {
            line(&path, mode, "fifo", &[])
        } else {
            line(&path, mode, if kind.is_dir() { "directory" } else { "device" }, &[])
        };
        if kind.is_dir() {
            list(&place, &format!("{path}/"), lines)?;
        }
    }
    Ok(())
}
