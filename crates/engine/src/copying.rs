//! `COPY` and `ADD` as both builders see them.

use std::collections::BTreeMap;

use dockerfile::{Add, Copy, Heredoc, Instruction, Source};
use image::{AbsPath, Content, Entry, EntryKind, FileTree, Follow, SimTime};
use shell::{Limit, User};

use crate::content_sum::{OwnerNames, sum};
use crate::error::BuildError;
use crate::facts::FileFact;
use crate::files::{Landing, NotPicked, Pick, pick};
use crate::request::Builder;

/// What a `COPY` or `ADD` asks for.
pub(crate) struct Copying<'a> {
    pub(crate) keyword: &'static str,
    pub(crate) sources: &'a [Source],
    pub(crate) destination: &'a str,
    pub(crate) chown: Option<&'a str>,
    pub(crate) chmod: Option<&'a str>,
}

/// The things that a copy names, found in one tree.
pub(crate) struct Picked {
    /// Where they lie: the source's tree, with the files of here-documents added.
    pub(crate) tree: FileTree,
    pub(crate) picks: Vec<Pick>,
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
        now: SimTime,
    ) -> Result<Picked, BuildError> {
        let mut picked = Picked { tree: tree.clone(), picks: Vec::new() };
        for source in self.sources {
            match source {
                Source::Path(path) if self.keyword == "ADD" && is_address(path) => {
                    return Err(unsupported(format!("`ADD {path}`, which reads from the network")));
                }
                Source::Path(path) => {
                    picked.picks.extend(pick(tree, path).map_err(|it| self.not_picked(it))?);
                }
                Source::Heredoc(heredoc) => picked.add(heredoc, now)?,
            }
        }
        if picked.picks.is_empty() && builder == Builder::Classic {
            return Err(BuildError::NoSources { keyword: self.keyword.to_string() });
        }
        if self.keyword == "ADD"
            && let Some(path) = picked.picks.iter().find(|it| is_archive(&picked.tree, &it.path))
        {
            return Err(unsupported(format!(
                "`ADD {}`, which unpacks an archive",
                &path.named.as_str()[1..]
            )));
        }
        let is_directory = self.destination.ends_with('/') || self.destination == ".";
        if 1 < picked.picks.len() && !is_directory && builder == Builder::Classic {
            return Err(BuildError::DestinationNotDirectory { keyword: self.keyword.to_string() });
        }
        Ok(picked)
    }

    fn not_picked(&self, reason: NotPicked) -> BuildError {
        match reason {
            NotPicked::NotFound(path) => BuildError::SourceNotFound {
                keyword: self.keyword.to_string(),
                path: path.to_string(),
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
        let mode = self.chmod.map(|text| {
            let octal = u32::from_str_radix(text, 8).ok().filter(|it| *it <= 0o7777);
            octal.ok_or_else(|| BuildError::Invalid { message: format!("invalid chmod parameter: '{text}'. it should be octal string and between 0 and 07777") })
        });
        Ok(Landing {
            path: working_dir.join(self.destination),
            as_directory: self.destination.ends_with('/') || matches!(self.destination, "." | ".."),
            owner,
            mode: mode.transpose()?,
            now,
        })
    }
}

impl Picked {
    fn add(&mut self, heredoc: &Heredoc, now: SimTime) -> Result<(), BuildError> {
        let path = AbsPath::root().join(&heredoc.name);
        let content = Content::new(heredoc.text().into_bytes());
        let put = self.tree.insert(&path, Entry::file(content, 0o644, now));
        put.map_err(|error| BuildError::Invalid { message: format!("{}: {error}", heredoc.name) })?;
        self.picks.push(Pick { named: path.clone(), path });
        Ok(())
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

fn unsupported(what: String) -> BuildError {
    BuildError::Limit(Limit::Unsupported { what })
}

fn is_address(path: &str) -> bool {
    ["http://", "https://", "git@", "ssh://", "git://"].iter().any(|it| path.starts_with(it))
}

/// Whether Docker would unpack the file: gzip, bzip2, xz or tar by its first bytes. (moby: pkg/archive, `DetectCompression`.)
fn is_archive(tree: &FileTree, path: &AbsPath) -> bool {
    let Some(bytes) = tree.entry(path).and_then(|it| it.content()).map(|it| it.bytes()) else {
        return false;
    };
    let magics: [&[u8]; 3] = [b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0"];
    magics.iter().any(|it| bytes.starts_with(it)) || bytes.get(257..262) == Some(b"ustar")
}
