//! Dependencies: what a package or the world wants or will not have.

use std::cmp::Ordering;
use std::fmt;
use std::rc::Rc;

use crate::version::{compare_versions, is_version, matches_prefix};

/// One wish: `nginx`, `so:libz.so.1`, `python3~3.12`, `!libressl`, `nginx@edge`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// A package's name, or something that packages provide.
    pub name: Rc<str>,
    /// The tag of the only repositories, beside the untagged ones, that may satisfy it.
    pub tag: Option<Rc<str>>,
    pub sense: Sense,
    /// The versions that are meant; all, where there is none.
    pub versions: Option<Versions>,
}

/// Whether what a [`Dependency`] describes must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sense {
    Wanted,
    /// Written with a `!`.
    Unwanted,
}

/// A comparison with a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Versions {
    operator: Operator,
    version: Rc<str>,
}

/// The comparisons, in the order in which apk tries to read them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    /// The same beginning.
    Like,
    LessOrLike,
    GreaterOrLike,
    /// Just one build of a package, by its checksum. apk writes it for virtual packages.
    Build,
}

const OPERATORS: &[(&str, Operator)] = &[
    ("><", Operator::Build),
    ("<=", Operator::LessOrEqual),
    ("<~", Operator::LessOrLike),
    (">=", Operator::GreaterOrEqual),
    (">~", Operator::GreaterOrLike),
    ("=~", Operator::Like),
    ("~=", Operator::Like),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("=", Operator::Equal),
    ("~", Operator::Like),
];

impl Dependency {
    /// Reads one word; none if it is no dependency. (apk-tools: package.c, `apk_blob_pull_dep`.)
    pub fn parse(word: &str) -> Option<Dependency> {
        let (sense, word) = match word.strip_prefix('!') {
            Some(rest) => (Sense::Unwanted, rest),
            None => (Sense::Wanted, word),
        };
        let end = word.find(['<', '>', '=', '~']).unwrap_or(word.len());
        let (name, comparison) = word.split_at(end);
        let (name, tag) = match name.split_once('@') {
            Some((name, tag)) => (name, Some(Rc::from(tag))),
            None => (name, None),
        };
        let versions = match comparison {
            "" => None,
            text => Some(Versions::parse(text)?),
        };
        (!name.is_empty()).then(|| Dependency { name: Rc::from(name), tag, sense, versions })
    }

    /// A wish for any version of `name`.
    pub(crate) fn any(name: &str) -> Dependency {
        Dependency { name: Rc::from(name), tag: None, sense: Sense::Wanted, versions: None }
    }

    /// A wish for one version of `name`.
    pub(crate) fn exactly(name: &str, version: &str) -> Dependency {
        let versions = Versions { operator: Operator::Equal, version: Rc::from(version) };
        Dependency { versions: Some(versions), ..Dependency::any(name) }
    }

    /// Whether it is a `!`.
    pub fn is_conflict(&self) -> bool {
        self.sense == Sense::Unwanted
    }

    /// Whether it holds when its name is provided with `version` (none: without a version).
    pub(crate) fn accepts(&self, version: Option<&str>) -> bool {
        let is_meant = match (&self.versions, version) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(versions), Some(version)) => versions.contain(version),
        };
        is_meant != self.is_conflict()
    }

    /// The version, if just one will do: `=`.
    pub(crate) fn exact_version(&self) -> Option<&str> {
        let versions = self.versions.as_ref().filter(|it| it.operator == Operator::Equal)?;
        Some(&versions.version)
    }

    /// Any build will do from now on, if it was just one.
    pub(crate) fn forget_build(&mut self) {
        self.versions.take_if(|it| it.operator == Operator::Build);
    }

    /// The comparison's version.
    pub(crate) fn version(&self) -> Option<&str> {
        self.versions.as_ref().map(|it| &*it.version)
    }
}

impl Versions {
    fn parse(text: &str) -> Option<Versions> {
        let (operator, version) = OPERATORS
            .iter()
            .find_map(|(symbol, operator)| Some((*operator, text.strip_prefix(symbol)?)))?;
        let is_valid = operator == Operator::Build || is_version(version);
        is_valid.then(|| Versions { operator, version: Rc::from(version) })
    }

    fn contain(&self, version: &str) -> bool {
        let order = || compare_versions(version, &self.version);
        let like = || matches_prefix(version, &self.version);
        match self.operator {
            Operator::Less => order() == Ordering::Less,
            Operator::LessOrEqual => order() != Ordering::Greater,
            Operator::Greater => order() == Ordering::Greater,
            Operator::GreaterOrEqual => order() != Ordering::Less,
            Operator::Equal => order() == Ordering::Equal,
            Operator::Like => like(),
            Operator::LessOrLike => like() || order() == Ordering::Less,
            Operator::GreaterOrLike => like() || order() == Ordering::Greater,
            // Builds carry no checksum here: the name alone tells them apart.
            Operator::Build => true,
        }
    }
}

/// As apk writes it in the world file and in the installed database.
impl fmt::Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_conflict() {
            f.write_str("!")?;
        }
        f.write_str(&self.name)?;
        if let Some(tag) = &self.tag {
            write!(f, "@{tag}")?;
        }
        match &self.versions {
            None => Ok(()),
            Some(Versions { operator, version }) => {
                let symbol = OPERATORS.iter().find(|(_, it)| it == operator).map_or("", |it| it.0);
                write!(f, "{}{version}", if symbol == "=~" { "~" } else { symbol })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_is_written_as_it_is_read() {
        for word in [
            "nginx",
            "so:libz.so.1",
            "/bin/sh",
            "python3~3.12",
            "!libressl",
            "a@edge>=1.2",
            "a><Q1x=",
            "a<~1",
            "!b>1",
            "pc:zlib>=1.3",
        ] {
            assert_eq!(Dependency::parse(word).unwrap().to_string(), word);
        }
        for word in ["", "!", "=1", "foo==", "foo=latest", "foo=", "@edge"] {
            assert_eq!(Dependency::parse(word), None, "{word}");
        }
    }

    #[test]
    fn a_version_satisfies_what_it_should() {
        for (word, version, expected) in [
            ("a", None, true),
            ("a>1", None, false),
            ("a>1", Some("1.1"), true),
            ("a<=1", Some("1"), true),
            ("a~1.2", Some("1.2.9-r1"), true),
            ("a>~1.2", Some("1.2"), true),
            ("!a", Some("1"), false),
            ("!a>1", Some("1"), true),
            ("!a>1", None, true),
        ] {
            assert_eq!(Dependency::parse(word).unwrap().accepts(version), expected, "{word}");
        }
    }
}
