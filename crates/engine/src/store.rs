//! The engine's images and the references that name them.

use std::collections::BTreeMap;
use std::rc::Rc;

use image::{Image, ImageId, Reference, SimTime};

use crate::error::EngineError;

/// What an ID must have at least to be looked up by its beginning.
const ID_PREFIX_MIN: usize = 1;

/// Images by ID, and references to them.
#[derive(Clone, Debug, Default)]
pub(crate) struct ImageStore {
    images: BTreeMap<ImageId, Stored>,
    references: BTreeMap<Reference, ImageId>,
    /// How many images were ever stored; orders those of one moment.
    count: u64,
}

#[derive(Clone, Debug)]
struct Stored {
    image: Rc<Image>,
    parent: Option<ImageId>,
    order: u64,
}

/// One image, as `docker images` lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImageSummary {
    pub id: ImageId,
    /// The tags, in order of name.
    pub references: Vec<Reference>,
    /// The image that the classic builder made it from.
    pub parent: Option<ImageId>,
    pub created: SimTime,
    /// Bytes of all layers.
    pub size: u64,
    /// Whether it is untagged and another image was made from it.
    pub intermediate: bool,
}

/// One line of `docker history`, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryLine {
    /// The image that the instruction made, if the engine still has it.
    pub image: Option<ImageId>,
    pub created: SimTime,
    pub created_by: String,
    /// Bytes that the instruction's layer adds.
    pub size: u64,
    pub comment: String,
}

impl ImageStore {
    /// Keeps `image`. One that is there already stays as it is.
    pub(crate) fn insert(&mut self, image: Rc<Image>, parent: Option<ImageId>) {
        self.count += 1;
        let order = self.count;
        self.images.entry(image.id()).or_insert(Stored { image, parent, order });
    }

    /// The image with this ID.
    pub(crate) fn get(&self, id: ImageId) -> Option<&Rc<Image>> {
        self.images.get(&id).map(|it| &it.image)
    }

    /// Lets `reference` name `id`; gives the image that it named before, if another.
    pub(crate) fn tag(&mut self, reference: Reference, id: ImageId) -> Option<ImageId> {
        self.references.insert(reference, id).filter(|before| *before != id)
    }

    /// The image that `reference` names.
    pub(crate) fn named(&self, reference: &Reference) -> Option<&Rc<Image>> {
        self.get(*self.references.get(reference)?)
    }

    /// The image that `name` means: a reference, or an ID or its beginning. (moby: daemon/images/image.go, `GetImage`.)
    pub(crate) fn find(&self, name: &str) -> Result<&Rc<Image>, EngineError> {
        let reference = name.parse::<Reference>().ok().map(Reference::tagged);
        let named = reference.as_ref().and_then(|it| self.named(it));
        let image = named.or_else(|| self.find_by_id(name));
        image.ok_or_else(|| EngineError::NoSuchImage {
            name: reference.map_or_else(|| name.to_string(), |it| it.familiar()),
        })
    }

    fn find_by_id(&self, name: &str) -> Option<&Rc<Image>> {
        let prefix = name.strip_prefix("sha256:").unwrap_or(name);
        if prefix.len() < ID_PREFIX_MIN {
            return None;
        }
        let mut found = self.images.values().filter(|it| it.image.id().0.hex().starts_with(prefix));
        // An ambiguous beginning names nothing.
        found.next().filter(|_| found.next().is_none()).map(|it| &it.image)
    }

    /// The images made from `parent`, oldest first.
    pub(crate) fn children(&self, parent: Option<ImageId>) -> Vec<&Rc<Image>> {
        let mut children: Vec<&Stored> =
            self.images.values().filter(|it| it.parent == parent).collect();
        children.sort_by_key(|it| it.order);
        children.into_iter().map(|it| &it.image).collect()
    }

    /// The image that `id` was made from.
    pub(crate) fn parent(&self, id: ImageId) -> Option<ImageId> {
        self.images.get(&id)?.parent
    }

    /// The references that name `id`, in order of name.
    pub(crate) fn references(&self, id: ImageId) -> Vec<Reference> {
        self.references
            .iter()
            .filter(|(_, named)| **named == id)
            .map(|(it, _)| it.clone())
            .collect()
    }

    /// Takes `reference` away.
    pub(crate) fn untag(&mut self, reference: &Reference) {
        self.references.remove(reference);
    }

    /// Takes the image `id` away.
    pub(crate) fn remove(&mut self, id: ImageId) {
        self.images.remove(&id);
    }

    /// All images, newest first.
    pub(crate) fn list(&self) -> Vec<ImageSummary> {
        let mut all: Vec<&Stored> = self.images.values().collect();
        all.sort_by_key(|it| std::cmp::Reverse((it.image.config().created, it.order)));
        all.into_iter().map(|it| self.summary(it)).collect()
    }

    fn summary(&self, stored: &Stored) -> ImageSummary {
        let id = stored.image.id();
        let references = self.references(id);
        let is_parent = self.images.values().any(|it| it.parent == Some(id));
        ImageSummary {
            id,
            parent: stored.parent,
            created: stored.image.config().created,
            size: stored.image.size(),
            intermediate: references.is_empty() && is_parent,
            references,
        }
    }

    /// The history of `image`. (moby: daemon/images/image_history.go.)
    pub(crate) fn history(&self, image: &Image) -> Vec<HistoryLine> {
        let mut layers = image.layers().iter();
        let mut lines: Vec<HistoryLine> = Vec::new();
        for entry in &image.config().history {
            let layer = if entry.empty_layer { None } else { layers.next() };
            lines.push(HistoryLine {
                image: None,
                created: entry.created,
                created_by: entry.created_by.clone(),
                size: layer.map_or(0, |it| it.size()),
                comment: entry.comment.clone(),
            });
        }
        lines.reverse();
        let mut id = Some(image.id());
        for line in &mut lines {
            line.image = id;
            id = id.and_then(|it| self.parent(it));
        }
        lines
    }
}
