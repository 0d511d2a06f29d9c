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
    /// Names of packages whose files it may write over.
    pub replaces: Vec<Dependency>,
    pub about: Rc<About>,
}

/// What is to be told of a package, but decides nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// The name of the source that it is built from, with others.
    pub origin: Rc<str>,
    pub license: Rc<str>,
    pub description: Rc<str>,
    pub url: Rc<str>,
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
            replaces: Vec::new(),
            about: Rc::default(),
        }
    }

    /// Its own name, and those that it provides.
    pub(crate) fn names(&self) -> impl Iterator<Item = &Rc<str>> {
        [&self.name].into_iter().chain(self.provides.iter().map(|it| &it.name))
    }

    pub(crate) fn has_name(&self, name: &str) -> bool {
        self.names().any(|it| **it == *name)
    }

    /// The version without Alpine's own number: `8.0.4` of `8.0.4-r0`.
    pub(crate) fn upstream_version(&self) -> &str {
        self.version.rsplit_once("-r").map_or(&*self.version, |(version, _)| version)
    }

    /// What it is, in a few words: the index's, or else ours, which its name gives away.
    pub(crate) fn description(&self) -> String {
        const KINDS: &[(&str, &str)] = &[
            ("-bash-completion", "completions for bash"),
            ("-dbg", "debug symbols"),
            ("-dev", "development files"),
            ("-doc", "documentation"),
            ("-fish-completion", "completions for fish"),
            ("-lang", "translations"),
            ("-libs", "libraries"),
            ("-openrc", "service for OpenRC"),
            ("-pyc", "precompiled Python"),
            ("-static", "static libraries"),
            ("-zsh-completion", "completions for zsh"),
        ];
        if !self.about.description.is_empty() {
            return self.about.description.to_string();
        }
        match KINDS.iter().find_map(|(end, kind)| Some((self.name.strip_suffix(end)?, kind))) {
            Some((name, kind)) => format!("{name}: {kind}"),
            None => format!("{} of Alpine Linux", self.name),
        }
    }

    /// Where to read more: the index's address, or else Alpine's own page about the package.
    pub(crate) fn webpage(&self) -> String {
        match self.about.url.is_empty() {
            true => format!("https://pkgs.alpinelinux.org/packages?name={}", self.name),
            false => self.about.url.to_string(),
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

    /// Whether it is the same build of the package as `other`, which has its name.
    pub(crate) fn is_same_build(&self, other: &Package) -> bool {
        match (self.checksum.is_empty(), other.checksum.is_empty()) {
            (true, true) => self.name == other.name && self.version == other.version,
            (false, false) => self.build() == other.build(),
            (true, false) | (false, true) => false,
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
            'r' => self.replaces.extend(value.split(' ').filter_map(Dependency::parse)),
            'o' => Rc::make_mut(&mut self.about).origin = Rc::from(value),
            'L' => Rc::make_mut(&mut self.about).license = Rc::from(value),
            'T' => Rc::make_mut(&mut self.about).description = Rc::from(value),
            'U' => Rc::make_mut(&mut self.about).url = Rc::from(value),
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
        let About { origin, license, description, url } = &*self.about;
        for (letter, text) in [('T', description), ('U', url), ('L', license), ('o', origin)] {
            if !text.is_empty() {
                field(letter, text);
            }
        }
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
