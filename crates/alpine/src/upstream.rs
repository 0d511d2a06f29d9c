//! The world outside, as of a date.

use std::rc::Rc;

use image::{Image, Reference, SimTime};

use crate::base;

/// What the registry and the package repositories offer at a date. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Upstream {
    date: SimTime,
    image: Rc<Image>,
}

/// An image in the registry.
#[derive(Clone, Debug)]
pub struct Published {
    pub image: Rc<Image>,
    /// Bytes that a pull transfers for each layer, lowest first.
    pub downloads: Vec<u64>,
}

impl Upstream {
    /// The world at `date`.
    pub fn at(date: SimTime) -> Upstream {
        Upstream { date, image: Rc::new(base::image()) }
    }

    /// The date of this world.
    pub fn date(&self) -> SimTime {
        self.date
    }

    /// What a pull of `reference` gives, if the registry has it.
    pub fn image(&self, reference: &Reference) -> Option<Published> {
        let is_alpine =
            reference.name() == "docker.io/library/alpine" && reference.digest().is_none();
        let known = matches!(reference.tag(), None | Some("latest" | "3" | "3.22" | "3.22.2"));
        (is_alpine && known)
            .then(|| Published { image: self.image.clone(), downloads: vec![base::DOWNLOAD] })
    }
}
