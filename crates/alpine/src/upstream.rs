//! The world outside, as of a date.

use std::collections::BTreeMap;
use std::rc::Rc;

use image::{Content, Digest, Image, Reference, SimTime};

use crate::base;
use crate::index::Index;

/// The package data of Alpine 3.22; data/README.md says where they are from.
const PACKAGES: &str = include_str!("../data/v3.22.packages");
/// What `apk update` calls the index.
const DESCRIPTION: &str = "v3.22.2-206-ge2cfd1f9853";
/// A repository's URL ends so, on Alpine's own server and on its mirrors.
const BRANCH: &str = "/alpine/v3.22/";
const ALPINE: &str = "docker.io/library/alpine";
const TAGS: &[&str] = &["latest", "3", "3.22", "3.22.2"];

/// What the registry and the package repositories offer at a date. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Upstream {
    date: SimTime,
    image: Rc<Image>,
    repositories: Rc<[Rc<Repository>]>,
    /// What the registry has beside `alpine`.
    others: Rc<BTreeMap<Reference, Rc<Image>>>,
    /// What can be downloaded beside the files of [`Upstream::download`]'s own table, by address.
    pub(crate) files: Rc<BTreeMap<String, Content>>,
}

/// An image in the registry.
#[derive(Clone, Debug)]
pub struct Published {
    pub image: Rc<Image>,
    /// Bytes that a pull transfers for each layer, lowest first.
    pub downloads: Vec<u64>,
}

/// A package repository.
#[derive(Debug)]
pub struct Repository {
    /// Its URL, or where the URL's path ends.
    pub url: String,
    pub index: Rc<Index>,
    /// Bytes of the compressed index.
    pub size: u64,
    /// What `apk update` calls it.
    pub description: String,
    /// How many packages `apk update` counts in it: those of the real repository, of which `index` may have a part.
    pub packages: u32,
}

thread_local! {
    // Parsed and sealed once: every date has the same for now.
    static TODAY: (Rc<Image>, Rc<[Rc<Repository>]>) = today();
}

impl Upstream {
    /// The world at `date`.
    pub fn at(date: SimTime) -> Upstream {
        let (image, repositories) = TODAY.with(Clone::clone);
        Upstream { date, image, repositories, others: Rc::default(), files: Rc::default() }
    }

    /// This world with package repositories of its own.
    pub fn with_repositories(self, repositories: Vec<Repository>) -> Upstream {
        let repositories = repositories.into_iter().map(Rc::new).collect();
        Upstream { repositories, ..self }
    }

    /// This world with more images in its registry, by their full names with a tag.
    pub fn with_images(self, images: BTreeMap<Reference, Rc<Image>>) -> Upstream {
        Upstream { others: Rc::new(images), ..self }
    }

    /// This world with more files to download, by their full addresses.
    pub fn with_files(self, files: BTreeMap<String, Content>) -> Upstream {
        Upstream { files: Rc::new(files), ..self }
    }

    /// The date of this world.
    pub fn date(&self) -> SimTime {
        self.date
    }

    /// What a pull of `reference` gives, if the registry has it.
    pub fn image(&self, reference: &Reference) -> Option<Published> {
        if let Some(image) = self.others.get(&reference.clone().pinned()) {
            let downloads = image.layers().iter().map(|it| it.size()).collect();
            return Some(Published { image: image.clone(), downloads });
        }
        let tag = reference.tag().unwrap_or("latest");
        let is_known = reference.name() == ALPINE && TAGS.contains(&tag);
        let is_known = is_known && reference.digest().is_none();
        let downloads = vec![base::DOWNLOAD];
        is_known.then(|| Published { image: self.image.clone(), downloads })
    }

    /// The package repository at `url`, as it was at `date`.
    pub(crate) fn repository(&self, url: &str, _date: SimTime) -> Option<Rc<Repository>> {
        let repositories = self.repositories.iter();
        let mut matching = repositories.filter(|it| url.ends_with(&*it.url));
        matching.next().cloned()
    }
}

/// Where apk keeps the index of the repository at `url`.
pub(crate) fn cache_file(url: &str) -> String {
    // apk takes the first bytes of the URL's SHA-1; these two are those of Alpine's own server.
    let key = match url {
        "https://dl-cdn.alpinelinux.org/alpine/v3.22/main" => String::from("149725b7"),
        "https://dl-cdn.alpinelinux.org/alpine/v3.22/community" => String::from("436a89c3"),
        other => Digest::of(other.as_bytes()).hex()[..8].to_string(),
    };
    format!("/var/cache/apk/APKINDEX.{key}.tar.gz")
}

fn today() -> (Rc<Image>, Rc<[Rc<Repository>]>) {
    let repositories = repositories();
    let main = repositories.first().expect("the data file has a part `main`");
    (Rc::new(base::image(&main.index)), repositories)
}

/// The repositories of the data file: parts that begin with `[name]`.
fn repositories() -> Rc<[Rc<Repository>]> {
    let part = |text: &str| {
        let (name, data) = text.trim_start_matches('[').split_once("]\n")?;
        // About what the real ones took in November 2025.
        let (size, packages) = if name == "main" { (503_000, 5646) } else { (2_140_000, 20_676) };
        Some(Rc::new(Repository {
            url: format!("{BRANCH}{name}"),
            index: Rc::new(Index::read_compact(data)),
            size,
            description: DESCRIPTION.to_string(),
            packages,
        }))
    };
    PACKAGES.split("\n[").filter_map(part).collect()
}
