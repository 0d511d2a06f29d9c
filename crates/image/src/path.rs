//! Absolute paths inside a simulated file system.

use std::fmt;
use std::rc::Rc;

/// An absolute path without `.`, `..`, empty parts or a trailing slash. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AbsPath(Rc<str>);

impl AbsPath {
    /// `/`.
    pub fn root() -> AbsPath {
        AbsPath(Rc::from("/"))
    }

    /// Reads `text` as seen from `/`. Resolves `.` and `..` by their words alone, links unseen.
    pub fn new(text: &str) -> AbsPath {
        AbsPath::root().join(text)
    }

    /// Where `text` leads from here: from `/` when it starts with a slash.
    pub fn join(&self, text: &str) -> AbsPath {
        let mut parts: Vec<&str> = match text.starts_with('/') {
            true => Vec::new(),
            false => self.parts().collect(),
        };
        for part in text.split('/') {
            match part {
                "" | "." => (),
                ".." => {
                    parts.pop();
                }
                name => parts.push(name),
            }
        }
        AbsPath(Rc::from(format!("/{}", parts.join("/"))))
    }

    /// The entry `name` of this directory. `name` must be one part: no slash, not `.` or `..`.
    pub fn child(&self, name: &str) -> AbsPath {
        debug_assert!(!name.contains('/'), "one part, not a path: {name}");
        match self.is_root() {
            true => AbsPath(Rc::from(format!("/{name}"))),
            false => AbsPath(Rc::from(format!("{}/{name}", self.0))),
        }
    }

    /// The directory that holds this entry; none for `/`.
    pub fn parent(&self) -> Option<AbsPath> {
        let (parent, _) = self.0.rsplit_once('/').filter(|_| !self.is_root())?;
        Some(AbsPath(Rc::from(if parent.is_empty() { "/" } else { parent })))
    }

    /// The last part; empty for `/`.
    pub fn name(&self) -> &str {
        self.0.rsplit_once('/').map_or("", |(_, name)| name)
    }

    /// The names from `/` down.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|it| !it.is_empty())
    }

    /// Whether this is `/`.
    pub fn is_root(&self) -> bool {
        self.0.len() == 1
    }

    /// The way from `ancestor` to here, without a leading slash; none if it does not lie on the way.
    pub fn below(&self, ancestor: &AbsPath) -> Option<&str> {
        match ancestor.is_root() {
            true => Some(&self.0[1..]),
            false => match self.0.strip_prefix(&*ancestor.0)? {
                "" => Some(""),
                rest => rest.strip_prefix('/'),
            },
        }
    }

    /// The path as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AbsPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_as_a_directory_would() {
        for (base, text, expected) in [
            ("/", "a", "/a"),
            ("/a/b", "../c", "/a/c"),
            ("/a", "/b//c/./d/", "/b/c/d"),
            ("/a", "../../..", "/"),
            ("/a", "", "/a"),
        ] {
            assert_eq!(AbsPath::new(base).join(text).as_str(), expected, "{base} {text}");
        }
    }

    #[test]
    fn parents_names_and_ways_down() {
        let path = AbsPath::new("/usr/bin/env");
        assert_eq!(path.parent(), Some(AbsPath::new("/usr/bin")));
        assert_eq!(path.name(), "env");
        assert_eq!(AbsPath::new("/usr").parent(), Some(AbsPath::root()));
        assert_eq!(AbsPath::root().parent(), None);
        assert_eq!(path.below(&AbsPath::new("/usr")), Some("bin/env"));
        assert_eq!(path.below(&AbsPath::new("/us")), None);
        assert_eq!(path.below(&path), Some(""));
        assert_eq!(path.below(&AbsPath::root()), Some("usr/bin/env"));
    }
}
