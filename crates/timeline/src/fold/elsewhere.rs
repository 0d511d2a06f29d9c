//! What happens outside of builds: the user's own containers, and images that come or go another way.

use engine::{ContainerChange, ContainerId, ImageSource};
use image::{ImageId, Reference};

use super::images::new_card;
use super::{Beat, Fold, Pace, Stack, beat};
use crate::caption::{self, code, download, limited, name};
use crate::scene::{ImageCard, ImageRole, Place};
use crate::units::size;

impl Fold {
    /// The stage shows builds; a user's container is told in a sentence.
    pub(super) fn container_changed(
        &mut self,
        container: ContainerId,
        called: &str,
        change: &ContainerChange,
    ) -> Option<Beat> {
        let which = format!("the container {} ({})", code(called), code(&container.short()));
        let told = match change {
            ContainerChange::Created { image } => {
                self.know_image(*image, None);
                format!("The daemon makes {which} from the image {}.", caption::id(*image))
            }
            ContainerChange::Started => format!("The daemon starts {which}."),
            ContainerChange::ProgramStarted { argv } => {
                return beat(Pace::Brief, format!("In {which} runs {}.", code(&argv.join(" "))));
            }
            // What is printed stands in the terminal.
            ContainerChange::OutputWritten { .. } | ContainerChange::ProgramExited { .. } => {
                return None;
            }
            ContainerChange::Fetched { url, bytes } => {
                let what = download(url);
                self.send(Place::Packages, Place::Daemon, &what, Some(*bytes));
                format!("In {which} a program downloads {what} ({}).", size(*bytes))
            }
            ContainerChange::LimitReached { limit } => {
                return beat(Pace::Verdict, limited(&limit.to_string()));
            }
            ContainerChange::FilesCopied => format!("Files are copied into {which}."),
            ContainerChange::Paused => format!("The programs of {which} are paused."),
            ContainerChange::Unpaused => format!("The programs of {which} go on."),
            ContainerChange::Renamed { to } => format!("Now {which} is called {}.", code(to)),
            ContainerChange::Exited { code: 0 } => format!("The program of {which} ends well."),
            ContainerChange::Exited { code } => {
                format!("The program of {which} ends with exit code {code}.")
            }
            ContainerChange::Removed => {
                format!("The daemon removes {which}, and what was written in it.")
            }
        };
        beat(Pace::Normal, caption::sentence(&told))
    }

    pub(super) fn image_stored(&mut self, image: ImageId, source: ImageSource) -> Option<Beat> {
        if self.scene.image(image).is_none() {
            self.insert_image(ImageCard {
                role: ImageRole::Final,
                ..new_card(image, Stack::default())
            });
        }
        self.finals.insert(image);
        self.settle_images();
        let from = match source {
            ImageSource::Container(container) => {
                format!("what the container {} changed", code(&container.short()))
            }
            ImageSource::Archive => "an archive of images".to_string(),
            ImageSource::Files => "an archive of files".to_string(),
        };
        beat(Pace::Normal, format!("The image {} is made from {from}.", caption::id(image)))
    }

    pub(super) fn image_pushed(
        &mut self,
        reference: &Reference,
        image: ImageId,
        bytes: u64,
    ) -> Option<Beat> {
        self.know_image(image, Some(reference));
        self.send(Place::Daemon, Place::Registry, &reference.familiar(), Some(bytes));
        let what = format!("the image {} ({})", caption::id(image), size(bytes));
        beat(
            Pace::Normal,
            format!("The daemon sends {what} to the registry as {}.", name(reference)),
        )
    }

    pub(super) fn object_changed(&mut self, kind: &str, called: &str, what: &str) -> Option<Beat> {
        self.send(Place::Client, Place::Daemon, kind, None);
        beat(Pace::Normal, format!("The {kind} {} is {what}.", code(called)))
    }

    pub(super) fn cache_pruned(&mut self, records: u32, bytes: u64) -> Option<Beat> {
        self.send(Place::Client, Place::Daemon, "prune", None);
        let results = crate::units::count(u64::from(records), "result");
        let caption = format!("The build cache is emptied: {results} of {} are gone.", size(bytes));
        beat(Pace::Normal, caption)
    }
}
