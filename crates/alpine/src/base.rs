//! The image `alpine`.

use std::collections::BTreeMap;
use std::rc::Rc;

use image::{
    AbsPath, ContainerConfig, Content, Entry, FileTree, History, Image, ImageConfig, Layer, RootFs,
    SimTime,
};

use crate::aging::{release_day, start_of};
use crate::contents::contents;
use crate::database::{Database, Installed, Trigger, directory, put};
use crate::index::Index;
use crate::package::Package;
use crate::unpack::unpack;

/// Packages, applets and texts of the image of the data's [`RELEASE`]; data/README.md describes the format.
const BASE: &str = include_str!("../data/v3.22.base");
/// Bytes of the compressed layer, as the real registry counts them.
pub(crate) const DOWNLOAD: u64 = 3_800_000;
const RELEASE: &str = "3.22.2";
/// 2025-10-08T11:04:56Z
const CREATED: SimTime = SimTime::from_seconds(1_759_921_496);
const SEARCH_PATH: &str = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// The image of the so-manieth release after the data's, with the packages of `index`.
pub(crate) fn image(index: &Index, release: u64) -> Image {
    let created = match release {
        0 => CREATED,
        _ => start_of(release_day(release)),
    };
    let tree = tree(index, created);
    let layer = Layer::seal(tree.diff(&FileTree::default()));
    let version = package(index, "alpine-release").upstream_version();
    let root_fs = format!("ADD alpine-minirootfs-{version}-x86_64.tar.gz / # buildkit");
    let history = |created_by: &str, empty_layer| History {
        created,
        author: String::new(),
        created_by: created_by.to_string(),
        comment: String::from("buildkit.dockerfile.v0"),
        empty_layer,
    };
    let config = ImageConfig {
        architecture: String::from("amd64"),
        author: String::new(),
        config: ContainerConfig {
            env: vec![String::from(SEARCH_PATH)],
            cmd: Some(vec![String::from("/bin/sh")]),
            ..ContainerConfig::default()
        },
        container: String::new(),
        container_config: None,
        created,
        docker_version: String::new(),
        history: vec![history(&root_fs, false), history("CMD [\"/bin/sh\"]", true)],
        os: String::from("linux"),
        rootfs: RootFs { kind: String::from("layers"), diff_ids: vec![layer.diff_id()] },
    };
    Image::new(config, vec![Rc::new(layer)], tree)
}

/// The real text of the file `path` of `owner`, where we have it.
pub(crate) fn text_of(path: &AbsPath, owner: &Package) -> Option<String> {
    let text = TEXTS.with(|it| it.get(path.as_str()).copied())?;
    Some(match &*owner.name {
        "alpine-release" => text.replace(RELEASE, owner.upstream_version()),
        _ => text.to_string(),
    })
}

/// The package of the base image that is called `name`.
fn package<'a>(index: &'a Index, name: &str) -> &'a Rc<Package> {
    let mut own = index.providers(name).filter(|it| &*it.name == name);
    own.next().expect("the data file has the packages of the base image")
}

thread_local! {
    static TEXTS: BTreeMap<&'static str, &'static str> = texts().into_iter().collect();
}

/// Paths and texts: parts that begin with `== path`, to the next one.
fn texts() -> Vec<(&'static str, &'static str)> {
    let starts: Vec<usize> = BASE.match_indices("\n== ").map(|(place, _)| place + 1).collect();
    let ends = starts.iter().skip(1).copied().chain([BASE.len()]);
    let part = |(start, end): (&usize, usize)| BASE[*start + 3..end].split_once('\n');
    starts.iter().zip(ends).filter_map(part).collect()
}

fn tree(index: &Index, created: SimTime) -> FileTree {
    let mut tree = FileTree::default();
    let mut database = Database::default();
    let lines = || BASE.lines().take_while(|it| !it.starts_with("== "));
    let names = lines().filter_map(|it| it.strip_prefix("packages "));
    for name in names.flat_map(|it| it.split(' ')) {
        let package = package(index, name);
        let contents = contents(package);
        let unpacked = unpack(package, &contents, None, &mut tree, created);
        let scripts = contents.scripts.iter().map(|it| format!("{package}.{it}"));
        database.scripts.extend(scripts);
        if !contents.triggers.is_empty() {
            let paths = contents.triggers.iter().map(|it| (*it).to_string()).collect();
            database.scripts.push(format!("{package}.trigger"));
            database.triggers.push(Trigger { package: package.to_string(), paths });
        }
        let directories = unpacked.directories;
        database.installed.push(Installed { package: package.clone(), tag: None, directories });
    }
    for line in lines().filter_map(|it| it.strip_prefix("applets ")) {
        let (path, names) = line.split_once(' ').expect("a directory and names");
        let parent = directory(&mut tree, &AbsPath::new(path), 0o755, created);
        let parent = parent.expect("it is a directory");
        for name in names.split(' ') {
            let entry = Entry::symlink("/bin/busybox", created);
            let path = parent.child(name);
            // As `busybox --install`: what a package brings stays.
            if tree.entry(&path).is_none() {
                tree.insert(&path, entry).expect("its directory is there");
            }
        }
    }
    for (path, text) in texts() {
        if tree.entry(&AbsPath::new(path)).is_none() {
            let content = Content::new(text.as_bytes());
            put(&mut tree, path, content, created).expect("its directory is there");
        }
    }
    directory(&mut tree, &AbsPath::new("/var/cache/apk"), 0o755, created).expect("a new directory");
    let world = crate::database::world_of(&tree);
    database.world = world;
    database.write(&mut tree, created).expect("its directories are there");
    tree
}
