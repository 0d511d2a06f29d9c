//! OCI nouns: digests, references, file trees, layers, changesets, image configuration.
//!
//! Content is addressed and trees are values: a [`FileTree`] shares structure with the tree that it was made from, a
//! [`Changeset`] is what lies between two trees, a [`Layer`] is a changeset with the digest of its tar archive, and an
//! [`Image`] is a stack of layers with an [`ImageConfig`] whose digest is its name.

mod changeset;
mod config;
mod content;
mod digest;
mod entry;
mod fs_error;
mod gzip;
mod image;
mod layer;
mod layout;
mod path;
mod reference;
mod resolve;
mod tar;
mod time;
mod tree;

pub use changeset::{Change, ChangeKind, Changeset};
pub use config::{ContainerConfig, Healthcheck, History, ImageConfig, Nothing, RootFs};
pub use content::Content;
pub use digest::{ChainId, DiffId, Digest, ImageId};
pub use entry::{Device, Entry, EntryKind, Metadata};
pub use fs_error::FsError;
pub use gzip::{GZIP_MAGIC, GzipError, gunzip};
pub use image::Image;
pub use layer::Layer;
pub use layout::save_layout;
pub use path::AbsPath;
pub use reference::{NameParts, Reference, ReferenceError};
pub use resolve::Follow;
pub use tar::{TarError, TarKind, TarMember, read_tar, write_tar};
pub use time::SimTime;
pub use tree::FileTree;
