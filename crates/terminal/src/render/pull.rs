//! The text of a pull, as Docker prints it where it cannot move the cursor.
//!
//! As docker/cli: cli/command/image/pull.go; moby: distribution/pull_v2.go.

use engine::{Event, Record};

/// What becomes of a layer.
const STAGES: [&str; 4] =
    ["Pulling fs layer", "Verifying Checksum", "Download complete", "Pull complete"];

/// The text of one pull so far.
pub(crate) struct PullText {
    /// The line that comes first, once the registry is known to have the image.
    head: String,
    /// Whether the name meant this image before.
    was_known: bool,
}

impl PullText {
    /// The text of a pull; `was_known` says whether the engine had an image of that name.
    pub(crate) fn new(was_known: bool) -> PullText {
        PullText { head: String::new(), was_known }
    }

    /// What `record` adds to the text; nothing, if it is not about a pull.
    pub(crate) fn push(&mut self, record: &Record) -> String {
        if let Event::PullStarted { reference } = &record.event {
            let repository = match reference.domain() {
                "docker.io" => reference.path().to_string(),
                _ => reference.name(),
            };
            let tag = reference.tag().unwrap_or("latest");
            self.head = format!("{tag}: Pulling from {repository}\n");
        } else if let Event::LayerPulled { layer, .. } = &record.event {
            let id = layer.diff_id().0.short();
            let lines = STAGES.map(|it| format!("{id}: {it}\n")).concat();
            return std::mem::take(&mut self.head) + &lines;
        } else if let Event::ImagePulled { reference, digest, .. } = &record.event {
            let status = match self.was_known {
                true => "Image is up to date for",
                false => "Downloaded newer image for",
            };
            let end = format!("Digest: {digest}\nStatus: {status} {}\n", reference.familiar());
            return std::mem::take(&mut self.head) + &end;
        }
        String::new()
    }
}
