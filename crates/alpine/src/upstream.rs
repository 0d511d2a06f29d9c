//! The world outside, at any date.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use image::{Content, Digest, Image, Reference, SimTime};

use crate::aging::{day_of, release_day, releases};
use crate::base;
use crate::index::Index;

/// The package data of Alpine 3.22; data/README.md says where they are from.
const PACKAGES: &str = include_str!("../data/v3.22.packages");
/// What `apk update` calls the index of the data, which counts the changes since a release.
const DESCRIPTION: &str = "v3.22.2-206-ge2cfd1f9853";
const CHANGES_THEN: u64 = 206;
const CHANGES_PER_DAY: u64 = 4;
/// A repository's URL ends so, on Alpine's own server and on its mirrors.
const BRANCH: &str = "/alpine/v3.22/";
const ALPINE: &str = "docker.io/library/alpine";
/// The release that the data are of, `3.22.2`, and the tags of the newest one.
const PATCH: u64 = 2;
const MOVING_TAGS: &[&str] = &["latest", "3", "3.22"];
/// Dates whose packages, or images, are kept at hand.
const DATES_MAX: usize = 6;

/// What the registry and the package repositories offer at any date. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Upstream {
    facts: Rc<Facts>,
    /// Repositories that are the same at every date, in place of Alpine's.
    repositories: Option<Rc<[Rc<Repository>]>>,
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

/// A package repository at a date.
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

#[derive(Debug, Default)]
struct Facts {
    /// All of `main`, in place of the small part of it.
    main: Option<Rc<str>>,
    // Both are functions of the day, or of the release; kept because they take a while to make.
    repositories: RefCell<BTreeMap<u64, Rc<[Rc<Repository>]>>>,
    images: RefCell<BTreeMap<u64, Rc<Image>>>,
}

thread_local! {
    static ALPINES: Rc<Facts> = Rc::default();
}

impl Default for Upstream {
    fn default() -> Upstream {
        let facts = ALPINES.with(Rc::clone);
        Upstream { facts, repositories: None, others: Rc::default(), files: Rc::default() }
    }
}

impl Upstream {
    /// All packages of Alpine's `main`, for [`Upstream::with_main`]. A program that never asks for it does not carry it.
    pub const MAIN: &str = include_str!("../data/v3.22.main");

    /// This world with all packages of Alpine's `main`: the text of the file data/v3.22.main.
    pub fn with_main(self, text: Rc<str>) -> Upstream {
        let facts = Facts { main: Some(text), ..Facts::default() };
        Upstream { facts: Rc::new(facts), ..self }
    }

    /// This world with package repositories of its own.
    pub fn with_repositories(self, repositories: Vec<Repository>) -> Upstream {
        let repositories = repositories.into_iter().map(Rc::new).collect();
        Upstream { repositories: Some(repositories), ..self }
    }

    /// This world with more images in its registry, by their full names with a tag.
    pub fn with_images(self, images: BTreeMap<Reference, Rc<Image>>) -> Upstream {
        Upstream { others: Rc::new(images), ..self }
    }

    /// This world with more files to download, by their full addresses.
    pub fn with_files(self, files: BTreeMap<String, Content>) -> Upstream {
        Upstream { files: Rc::new(files), ..self }
    }

    /// What a pull of `reference` gives at `date`, if the registry has it.
    pub fn image(&self, reference: &Reference, date: SimTime) -> Option<Published> {
        if let Some(image) = self.others.get(&reference.clone().pinned()) {
            let downloads = image.layers().iter().map(|it| it.size()).collect();
            return Some(Published { image: image.clone(), downloads });
        }
        let newest = releases("alpine-base", day_of(date)).0;
        let tag = reference.tag().unwrap_or("latest");
        let release = match tag.strip_prefix("3.22.").and_then(|it| it.parse::<u64>().ok()) {
            Some(patch) => patch.checked_sub(PATCH).filter(|it| *it <= newest),
            None => MOVING_TAGS.contains(&tag).then_some(newest),
        }?;
        let is_alpine = reference.name() == ALPINE && reference.digest().is_none();
        let downloads = vec![base::DOWNLOAD];
        is_alpine.then(|| Published { image: release_image(release), downloads })
    }

    /// The package repository at `url`, as it is at `date`.
    pub(crate) fn repository(&self, url: &str, date: SimTime) -> Option<Rc<Repository>> {
        let all = match &self.repositories {
            Some(all) => all.clone(),
            None => self.facts.repositories(day_of(date)),
        };
        all.iter().find(|it| url.ends_with(&*it.url)).cloned()
    }
}

impl Facts {
    /// `main` and `community` on a day.
    fn repositories(&self, day: u64) -> Rc<[Rc<Repository>]> {
        let mut kept = self.repositories.borrow_mut();
        if let Some(known) = kept.get(&day) {
            return known.clone();
        }
        let (main, community) = PACKAGES.split_once("\n[community]\n").expect("two parts");
        let main = self.main.as_deref().unwrap_or(main);
        // About what the real ones took in November 2025.
        let parts = [("main", main, 503_000, 5646), ("community", community, 2_140_000, 20_676)];
        let made = parts.map(|(name, text, size, packages)| {
            Rc::new(Repository {
                url: format!("{BRANCH}{name}"),
                index: Rc::new(Index::read_compact(text, day)),
                size,
                description: description(day),
                packages,
            })
        });
        let made: Rc<[Rc<Repository>]> = Rc::new(made);
        keep(&mut kept, day, made.clone());
        made
    }
}

/// Keeps what belongs to a date; not too much.
fn keep<T>(kept: &mut BTreeMap<u64, T>, date: u64, value: T) {
    if DATES_MAX <= kept.len() {
        kept.pop_first();
    }
    kept.insert(date, value);
}

/// The image of a patch release; they count from the data's. It has the packages of its day.
fn release_image(release: u64) -> Rc<Image> {
    let facts = ALPINES.with(Rc::clone);
    let known = facts.images.borrow().get(&release).cloned();
    known.unwrap_or_else(|| {
        let repositories = facts.repositories(release_day(release));
        let main = repositories.first().expect("`main` is the first");
        let made = Rc::new(base::image(&main.index, release));
        keep(&mut facts.images.borrow_mut(), release, made.clone());
        made
    })
}

/// What `apk update` calls the index on a day: the release, the changes since, the last of them.
fn description(day: u64) -> String {
    // The first session starts a day after the data.
    let Some(later) = day.checked_sub(2) else { return DESCRIPTION.to_string() };
    let (release, since) = releases("alpine-base", day);
    let changes = match release {
        0 => CHANGES_THEN + (later + 1) * CHANGES_PER_DAY,
        _ => (day - since) * CHANGES_PER_DAY,
    };
    let commit = Digest::of(&day.to_le_bytes()).hex()[..11].to_string();
    format!("v3.22.{}-{changes}-g{commit}", PATCH + release)
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
