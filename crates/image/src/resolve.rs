//! Following symbolic links.

use crate::entry::{Entry, EntryKind};
use crate::fs_error::FsError;
use crate::path::AbsPath;
use crate::tree::FileTree;

/// Links that one resolution may follow, as Linux counts them.
const LINKS_MAX: u32 = 40;

/// What to do with a symbolic link in the last place of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follow {
    /// Go on to its target, as `stat` does.
    Last,
    /// Stop at the link itself, as `lstat` does.
    AllButLast,
}

impl FileTree {
    /// Where `text`, seen from the directory `base`, really leads: a path free of links, for something that exists.
    pub fn resolve(&self, base: &AbsPath, text: &str, follow: Follow) -> Result<AbsPath, FsError> {
        let path = self.resolve_new(base, text, follow)?;
        match self.entry(&path) {
            Some(_) => Ok(path),
            None => Err(FsError::NotFound),
        }
    }

    /// As [`FileTree::resolve`], but the last name need not exist: where a new entry would be made.
    pub fn resolve_new(
        &self,
        base: &AbsPath,
        text: &str,
        follow: Follow,
    ) -> Result<AbsPath, FsError> {
        self.resolve_as(base, text, follow, &|_| true)
    }

    /// As [`FileTree::resolve_new`], for somebody who may only pass through some directories.
    pub fn resolve_as(
        &self,
        base: &AbsPath,
        text: &str,
        follow: Follow,
        may_pass: &dyn Fn(&Entry) -> bool,
    ) -> Result<AbsPath, FsError> {
        if text.is_empty() {
            return Err(FsError::NotFound);
        }
        let mut links_left = LINKS_MAX;
        let start = if text.starts_with('/') { AbsPath::root() } else { base.clone() };
        // The parts still to walk, last first. An empty part stands for a trailing slash, which asks for a directory.
        let mut todo: Vec<String> = split(text);
        let mut here = start;
        while let Some(part) = todo.pop() {
            match self.entry(&here) {
                Some(entry) if entry.is_directory() && (part.is_empty() || may_pass(entry)) => (),
                Some(entry) if entry.is_directory() => return Err(FsError::PermissionDenied),
                Some(_) => return Err(FsError::NotADirectory),
                None => return Err(FsError::NotFound),
            }
            match part.as_str() {
                "" | "." => continue,
                ".." => {
                    here = here.parent().unwrap_or(here);
                    continue;
                }
                name => here = here.child(name),
            }
            let ends_here = todo.is_empty() && follow == Follow::AllButLast;
            if let Some(target) = self.link_target(&here).filter(|_| !ends_here) {
                links_left = links_left.checked_sub(1).ok_or(FsError::Loop)?;
                here = match target.starts_with('/') {
                    true => AbsPath::root(),
                    false => here.parent().unwrap_or_else(AbsPath::root),
                };
                todo.extend(split(target));
            }
        }
        Ok(here)
    }

    /// The entry that `text` leads to from `base`, and its real path.
    pub fn find(
        &self,
        base: &AbsPath,
        text: &str,
        follow: Follow,
    ) -> Result<(AbsPath, &Entry), FsError> {
        let path = self.resolve(base, text, follow)?;
        let entry = self.entry(&path).ok_or(FsError::NotFound)?;
        Ok((path, entry))
    }

    fn link_target(&self, path: &AbsPath) -> Option<&str> {
        match &self.entry(path)?.kind {
            EntryKind::Symlink(target) => Some(target),
            EntryKind::Directory | EntryKind::File(_) | EntryKind::Fifo | EntryKind::Device(_) => {
                None
            }
        }
    }
}

fn split(text: &str) -> Vec<String> {
    let mut parts: Vec<String> =
        text.split('/').filter(|it| !it.is_empty()).map(String::from).collect();
    if text.ends_with('/') {
        parts.push(String::new());
    }
    parts.reverse();
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Content;
    use crate::time::SimTime;

    fn tree() -> FileTree {
        let now = SimTime::default();
        let mut tree = FileTree::default();
        for (path, entry) in [
            ("/bin", Entry::symlink("usr/bin", now)),
            ("/usr", Entry::directory(0o755, now)),
            ("/usr/bin", Entry::directory(0o755, now)),
            ("/usr/bin/busybox", Entry::file(Content::new(*b"x"), 0o755, now)),
            ("/usr/bin/sh", Entry::symlink("/bin/busybox", now)),
            ("/loop", Entry::symlink("loop", now)),
            ("/broken", Entry::symlink("nowhere", now)),
        ] {
            tree.insert(&AbsPath::new(path), entry).unwrap();
        }
        tree
    }

    #[test]
    fn links_lead_where_linux_says() {
        for (text, last, but_last) in [
            ("/bin/sh", Ok("/usr/bin/busybox"), Ok("/usr/bin/sh")),
            ("bin/../usr", Ok("/usr/usr"), Ok("/usr/usr")),
            ("/loop", Err(FsError::Loop), Ok("/loop")),
            ("/loop/x", Err(FsError::Loop), Err(FsError::Loop)),
            ("/broken", Ok("/nowhere"), Ok("/broken")),
            ("/usr/bin/sh/", Err(FsError::NotADirectory), Err(FsError::NotADirectory)),
            ("/nowhere/x", Err(FsError::NotFound), Err(FsError::NotFound)),
            ("", Err(FsError::NotFound), Err(FsError::NotFound)),
            ("../..", Ok("/"), Ok("/")),
        ] {
            for (follow, expected) in [(Follow::Last, last), (Follow::AllButLast, but_last)] {
                let found = tree().resolve_new(&AbsPath::root(), text, follow);
                assert_eq!(found, expected.map(AbsPath::new), "{text} {follow:?}");
            }
        }
    }

    #[test]
    fn who_may_not_search_a_directory_gets_no_further() {
        let mut tree = tree();
        tree.update(&AbsPath::new("/usr"), |it| it.mode = 0o700).unwrap();
        let may_pass = |entry: &Entry| entry.metadata.mode & 1 != 0;
        for (base, text, expected) in [
            ("/", "/usr", Ok("/usr")),
            ("/", "/usr/", Ok("/usr")),
            ("/", "/usr/.", Err(FsError::PermissionDenied)),
            ("/", "/usr/bin", Err(FsError::PermissionDenied)),
            ("/", "/bin/sh", Err(FsError::PermissionDenied)),
            ("/", "/usr/../loop", Err(FsError::PermissionDenied)),
            ("/usr", "bin", Err(FsError::PermissionDenied)),
            // Somebody who is in a directory needs nothing from those above it.
            ("/usr/bin", "sh", Ok("/usr/bin/sh")),
        ] {
            let found = tree.resolve_as(&AbsPath::new(base), text, Follow::AllButLast, &may_pass);
            assert_eq!(found, expected.map(AbsPath::new), "{base} {text}");
        }
    }
}
