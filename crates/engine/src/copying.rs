//! `COPY` and `ADD` as both builders see them.

use std::collections::BTreeMap;

use alpine::Upstream;
use dockerfile::{Add, Copy, Ignore, IgnoreError, Instruction, Source};
use image::{AbsPath, Content, Entry, EntryKind, FileTree, Follow, SimTime};
use shell::{Limit, User, apply_mode};

use crate::archives;
use crate::content_sum::{OwnerNames, sum};
use crate::costs::Costs;
use crate::error::BuildError;
use crate::event::Event;
use crate::facts::FileFact;
use crate::fetching::{Fetched, fetch, is_address, is_repository};
use crate::files::{self, Copied, Landing, NotPicked, Owned, Pick, make_directories, pick};
use crate::id::StepId;
use crate::recorder::Recorder;
use crate::request::Builder;

/// What a `COPY` or `ADD` asks for.
pub(crate) struct Copying<'a> {
    pub(crate) keyword: &'static str,
    pub(crate) sources: &'a [Source],
    pub(crate) destination: &'a str,
    pub(crate) chown: Option<&'a str>,
    pub(crate) chmod: Option<&'a str>,
    /// `--from`
    pub(crate) from: Option<&'a str>,
    /// `--link`
    pub(crate) link: bool,
    /// `--parents`
    parents: bool,
    /// `--exclude`
    excludes: &'a [String],
    /// `--checksum`
    checksum: Option<&'a str>,
    unpack: Unpack,
}

/// Which archives are unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unpack {
    Never,
    FromContext,
    Always,
}

/// The things that a copy names, found in one tree.
pub(crate) struct Picked {
    /// Where they lie: the source's tree, with downloads and the files of here-documents added.
    pub(crate) tree: FileTree,
    pub(crate) picks: Vec<Pick>,
    /// What came over the network: addresses and bytes.
    pub(crate) fetched: Vec<(String, u64)>,
    /// With `--parents` the destination is made even for nothing.
    parents: bool,
}

impl<'a> Copying<'a> {
    /// What `copy` asks for.
    pub(crate) fn of_copy(copy: &'a Copy) -> Copying<'a> {
        Copying {
            keyword: "COPY",
            sources: &copy.sources,
            destination: &copy.destination,
            chown: copy.chown.as_deref(),
            chmod: copy.chmod.as_deref(),
            from: copy.from.as_deref(),
            link: copy.link,
            parents: copy.parents,
            excludes: &copy.excludes,
            checksum: None,
            unpack: Unpack::Never,
        }
    }

    /// What `add` asks for.
    pub(crate) fn of_add(add: &'a Add) -> Copying<'a> {
        Copying {
            keyword: "ADD",
            sources: &add.sources,
            destination: &add.destination,
            chown: add.chown.as_deref(),
            chmod: add.chmod.as_deref(),
            from: None,
            link: add.link,
            parents: false,
            excludes: &add.excludes,
            checksum: add.checksum.as_deref(),
            unpack: match add.unpack {
                None => Unpack::FromContext,
                Some(true) => Unpack::Always,
                Some(false) => Unpack::Never,
            },
        }
    }

    /// What a `COPY` or `ADD` asks for; nothing for other instructions.
    pub(crate) fn of(instruction: &'a Instruction) -> Option<Copying<'a>> {
        if let Instruction::Copy(copy) = instruction {
            Some(Copying::of_copy(copy))
        } else if let Instruction::Add(add) = instruction {
            Some(Copying::of_add(add))
        } else {
            None
        }
    }

    /// The destination seen from `working_dir`, with its trailing slash.
    pub(crate) fn landing_name(&self, working_dir: &AbsPath) -> String {
        let slash = if self.destination.ends_with('/') { "/" } else { "" };
        format!("{}{slash}", working_dir.join(self.destination))
    }

    /// The copy in one line, as a key of BuildKit's has it.
    pub(crate) fn key(&self, working_dir: &AbsPath) -> String {
        let flag = |name: &str, value: Option<&str>| {
            value.map(|it| format!("--{name}={it} ")).unwrap_or_default()
        };
        let mut flags = flag("chown", self.chown) + &flag("chmod", self.chmod);
        flags += &flag("checksum", self.checksum);
        self.excludes.iter().for_each(|it| flags += &flag("exclude", Some(it)));
        let set = [
            ("link", self.link),
            ("parents", self.parents),
            ("unpack", self.unpack == Unpack::Always),
        ];
        for (name, _) in set.iter().filter(|(_, is_set)| *is_set) {
            flags += &format!("--{name} ");
        }
        format!(
            "{} {flags}{} {}",
            self.keyword,
            self.written_sources().join(" "),
            self.landing_name(working_dir)
        )
    }

    /// The sources as they are written, here-documents by their names.
    pub(crate) fn written_sources(&self) -> Vec<&str> {
        let written = |it: &'a Source| match it {
            Source::Path(path) => path.as_str(),
            Source::Heredoc(heredoc) => heredoc.name.as_str(),
        };
        self.sources.iter().map(written).collect()
    }

    /// Finds the sources in `tree`. A wildcard of BuildKit's may match nothing.
    pub(crate) fn pick(
        &self,
        tree: &FileTree,
        builder: Builder,
        upstream: &Upstream,
        now: SimTime,
    ) -> Result<Picked, BuildError> {
        let mut picked = Picked {
            tree: tree.clone(),
            picks: Vec::new(),
            fetched: Vec::new(),
            parents: self.parents,
        };
        for source in self.sources {
            match source {
                Source::Path(path) if self.keyword == "ADD" && is_repository(path) => {
                    let what = format!("`ADD {path}`, which clones a repository");
                    return Err(BuildError::Limit(Limit::Unsupported { what }));
                }
                Source::Path(url) if self.keyword == "ADD" && is_address(url) => {
                    let Fetched { name, entry } = fetch(upstream, url, builder, self.checksum)?;
                    picked.fetched.push((url.clone(), entry.size()));
                    picked.add(&name, entry)?;
                    self.open(&mut picked, self.unpack == Unpack::Always)?;
                }
                Source::Path(url) if is_address(url) => return Err(BuildError::CopiedUrl),
                Source::Path(_) if self.checksum.is_some() => {
                    let message = "checksum can't be specified for non-HTTP(S) sources".to_string();
                    return Err(BuildError::Invalid { message });
                }
                Source::Path(path) => {
                    let found = pick(tree, path, self.parents).map_err(|it| self.not_picked(it))?;
                    for pick in found {
                        picked.picks.push(pick);
                        self.open(&mut picked, self.unpack != Unpack::Never)?;
                    }
                }
                Source::Heredoc(heredoc) => {
                    let content = Content::new(heredoc.text().into_bytes());
                    picked.add(&heredoc.name, Entry::file(content, 0o644, now))?;
                }
            }
        }
        if picked.picks.is_empty() && builder == Builder::Classic {
            return Err(BuildError::NoSources { keyword: self.keyword.to_string() });
        }
        self.exclude(&mut picked)?;
        let is_directory = self.destination.ends_with('/') || self.destination == ".";
        if 1 < picked.picks.len() && !is_directory && builder == Builder::Classic {
            return Err(BuildError::DestinationNotDirectory { keyword: self.keyword.to_string() });
        }
        Ok(picked)
    }

    /// Reads the last pick, if it is an archive and `unpacks`.
    fn open(&self, picked: &mut Picked, unpacks: bool) -> Result<(), BuildError> {
        let Some(pick) = picked.picks.last_mut().filter(|_| unpacks) else { return Ok(()) };
        let content = picked.tree.entry(&pick.path).and_then(|it| it.content());
        if let Some(content) = content {
            pick.members = archives::members(content.bytes(), &pick.named.as_str()[1..])?;
        }
        Ok(())
    }

    /// Takes out what `--exclude` names, in each source by its path below it.
    fn exclude(&self, picked: &mut Picked) -> Result<(), BuildError> {
        if self.excludes.is_empty() {
            return Ok(());
        }
        let invalid = |error: IgnoreError| BuildError::Invalid { message: error.to_string() };
        let ignore = Ignore::new(self.excludes).map_err(invalid)?;
        let mut tree = picked.tree.clone();
        picked.picks.retain(|pick| {
            let entries = picked.tree.walk(&pick.path);
            for (path, entry) in entries.iter().rev() {
                let below = path.below(&pick.path).expect("a walk stays below its start");
                let kept = entry.is_directory() && tree.children(path).next().is_some();
                if !below.is_empty() && !kept && ignore.ignores(below) {
                    tree.remove(path).expect("what a walk found is there");
                }
            }
            let is_file = entries.first().is_some_and(|(_, it)| !it.is_directory());
            !(is_file && ignore.ignores(pick.named.name()))
        });
        picked.tree = tree;
        Ok(())
    }

    fn not_picked(&self, reason: NotPicked) -> BuildError {
        match reason {
            NotPicked::NotFound(path) => BuildError::SourceNotFound {
                keyword: self.keyword.to_string(),
                path: path.to_string(),
                from: self.from.map(str::to_string),
            },
            NotPicked::Pattern(error) => BuildError::Invalid { message: error.to_string() },
        }
    }

    /// Where the files land, seen from `working_dir`.
    pub(crate) fn landing(
        &self,
        working_dir: &AbsPath,
        owner: User,
        now: SimTime,
    ) -> Result<Landing, BuildError> {
        let is_mode = |text: &str| apply_mode(text, 0, false, 0).is_some();
        if let Some(text) = self.chmod.filter(|it| !is_mode(it)) {
            let message = format!(
                "invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777"
            );
            return Err(BuildError::Invalid { message });
        }
        Ok(Landing {
            path: working_dir.join(self.destination),
            as_directory: self.destination.ends_with('/') || matches!(self.destination, "." | ".."),
            owner,
            owned: Owned::ByLanding,
            mode: self.chmod.map(str::to_string),
            now,
        })
    }
}

impl Picked {
    /// What lies at `path` in `tree`, for the instruction `keyword`.
    pub(crate) fn all_of(
        tree: &FileTree,
        path: &str,
        keyword: &str,
        from: Option<&str>,
    ) -> Result<Picked, BuildError> {
        let path = AbsPath::new(path);
        let found = tree.resolve(&AbsPath::root(), path.as_str(), Follow::Last);
        let found = found.map_err(|_| BuildError::SourceNotFound {
            keyword: keyword.to_string(),
            path: path.to_string(),
            from: from.map(str::to_string),
        })?;
        let picks = vec![Pick::of(found)];
        Ok(Picked { tree: tree.clone(), picks, fetched: Vec::new(), parents: false })
    }

    /// A file that the source does not have.
    fn add(&mut self, name: &str, entry: Entry) -> Result<(), BuildError> {
        let path = AbsPath::root().join(name);
        let put = self.tree.insert(&path, entry);
        put.map_err(|error| BuildError::Invalid { message: format!("{name}: {error}") })?;
        self.picks.push(Pick::of(path));
        Ok(())
    }

    /// Tells the downloads, and how long they took.
    pub(crate) fn tell(&self, step: StepId, costs: &Costs, recorder: &mut Recorder) {
        for (url, bytes) in &self.fetched {
            recorder.spend(costs.download(*bytes));
            recorder.push(Event::Fetched { step, url: url.clone(), bytes: *bytes });
        }
    }

    /// Copies the files into `tree`; archives are unpacked.
    ///
    /// The classic builder's archives stay whose they are, whatever `--chown` says.
    pub(crate) fn copy(
        &self,
        tree: &mut FileTree,
        landing: &Landing,
        unpacked: Owned,
    ) -> Result<Copied, BuildError> {
        let mut copied = Copied::default();
        if self.picks.is_empty() && self.parents {
            let failed =
                |error| BuildError::Invalid { message: format!("{}: {error}", landing.path) };
            make_directories(tree, &landing.path, landing).map_err(failed)?;
        }
        for pick in &self.picks {
            let more = match &pick.members {
                Some(members) => {
                    let landing = Landing { owned: unpacked, ..landing.clone() };
                    archives::unpack(tree, members, &landing)?
                }
                None => files::copy(tree, &self.tree, pick, landing)?,
            };
            copied.files += more.files;
            copied.bytes += more.bytes;
        }
        Ok(copied)
    }

    /// What of the files matters to a cache, by their path in the source.
    pub(crate) fn facts(&self, builder: Builder, owner: OwnerNames) -> BTreeMap<String, FileFact> {
        let mut facts = BTreeMap::new();
        for (path, entry) in self.picks.iter().flat_map(|it| self.tree.walk(&it.path)) {
            if !path.is_root() {
                let name = path.as_str()[1..].to_string();
                let is_link = matches!(entry.kind, EntryKind::Symlink(_));
                let sum = match is_link && builder == Builder::Classic {
                    true => self.sum_behind(&path, owner),
                    false => sum(&name, entry, owner),
                };
                facts.insert(name, FileFact { sum, size: entry.size() });
            }
        }
        facts
    }

    /// The classic builder sums what a link leads to; a link to nowhere has its path for a sum.
    ///
    /// As moby: builder/remotecontext/archive.go and lazycontext.go, `Hash`.
    fn sum_behind(&self, link: &AbsPath, owner: OwnerNames) -> String {
        let found = self.tree.find(&AbsPath::root(), link.as_str(), Follow::Last);
        let (path, entry) = match found {
            Ok((path, entry)) => (path, Some(entry)),
            Err(_) => (link.clone(), None),
        };
        let name = &path.as_str()[1..];
        entry.map_or_else(|| name.to_string(), |it| sum(name, it, owner))
    }
}
