//! Packages, and how an index and the installed database write them.

use std::fmt::{self, Write};
use std::rc::Rc;

use crate::dependency::Dependency;

/// What is known about one version of a package before it is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    pub name: Rc<str>,
    pub version: Rc<str>,
    /// The identity of the build; empty where the data have none.
    pub checksum: Rc<str>,
    /// Bytes of the archive to download.
    pub size: u64,
    /// Bytes of its files.
    pub installed_size: u64,
    /// In their written order, which is the order of installation.
    pub depends: Vec<Dependency>,
    pub provides: Vec<Provided>,
    /// It is installed as soon as all of these are.
    pub install_if: Vec<Dependency>,
    /// The higher of two providers of a name is chosen.
    pub provider_priority: u32,
    /// When it was built, in seconds since 1970.
    pub built: u64,
}

/// A name that a package provides beside its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provided {
    pub name: Rc<str>,
    /// Without a version, any number of packages may provide the name at once.
    pub version: Option<Rc<str>>,
}

impl Package {
    /// A package that is only a name with a version.
    pub(crate) fn named(name: &str, version: &str) -> Package {
        Package {
            name: Rc::from(name),
            version: Rc::from(version),
            checksum: Rc::from(""),
            size: 0,
            installed_size: 0,
            depends: Vec::new(),
            provides: Vec::new(),
            install_if: Vec::new(),
            provider_priority: 0,
            built: 0,
        }
    }

    /// What tells builds apart: the checksum, or the name and version of a package that has none.
    pub(crate) fn build(&self) -> String {
        const BASE64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let digits = self.checksum.trim_end_matches('=');
        match digits.char_indices().next_back() {
            None => self.to_string(),
            // The last of the digits of twenty bytes has two bits to spare.
            Some((place, last)) => {
                let value = BASE64.find(last).unwrap_or_default() / 4;
                format!("{}{value}", &digits[..place])
            }
        }
    }

    /// Takes one line of an index or of the installed database: a letter, a colon, a value. Other letters are not for it.
    pub(crate) fn read_field(&mut self, field: char, value: &str) {
        match field {
            'P' => self.name = Rc::from(value),
            'V' => self.version = Rc::from(value),
            'C' => self.checksum = Rc::from(value),
            'S' => self.size = number(value),
            'I' => self.installed_size = number(value),
            't' => self.built = number(value),
            'k' => self.provider_priority = u32::try_from(number(value)).unwrap_or(u32::MAX),
            'D' => self.depends.extend(value.split(' ').filter_map(Dependency::parse)),
            'i' => self.install_if.extend(value.split(' ').filter_map(Dependency::parse)),
            'p' => self.provides.extend(value.split(' ').filter_map(Provided::parse)),
            _ => (),
        }
    }

    /// Writes the lines that [`Package::read_field`] reads. (apk-tools: package.c, `apk_pkg_write_index_entry`.)
    pub(crate) fn write_fields(&self, text: &mut String) {
        let mut field = |letter: char, value: &dyn fmt::Display| {
            writeln!(text, "{letter}:{value}").expect("a string takes everything");
        };
        if !self.checksum.is_empty() {
            field('C', &self.checksum);
        }
        field('P', &self.name);
        field('V', &self.version);
        field('A', &"x86_64");
        field('S', &self.size);
        field('I', &self.installed_size);
        if self.built != 0 {
            field('t', &self.built);
        }
        if self.provider_priority != 0 {
            field('k', &self.provider_priority);
        }
        if !self.depends.is_empty() {
            field('D', &words(&self.depends));
        }
        if !self.provides.is_empty() {
            field('p', &words(&self.provides));
        }
        if !self.install_if.is_empty() {
            field('i', &words(&self.install_if));
        }
    }
}

/// `name-version`, as apk's messages and scripts call it.
impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.name, self.version)
    }
}

impl Provided {
    pub(crate) fn parse(word: &str) -> Option<Provided> {
        let dependency = Dependency::parse(word)?;
        let version = dependency.version().map(Rc::from);
        Some(Provided { name: dependency.name, version })
    }
}

impl fmt::Display for Provided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.version.iter().try_for_each(|it| write!(f, "={it}"))
    }
}

fn words(items: &[impl ToString]) -> String {
    let words: Vec<String> = items.iter().map(ToString::to_string).collect();
    words.join(" ")
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_default()
}
