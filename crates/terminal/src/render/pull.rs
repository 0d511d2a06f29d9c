//! The text of a pull, as Docker prints it where it cannot move the cursor.
//!
//! As docker/cli: cli/command/image/pull.go; moby: distribution/pull_v2.go.

use engine::{Event, Record};

/// The text of one pull so far.
#[derive(Default)]
pub(crate) struct PullText {
    /// Whether a layer had to come: otherwise the image was there.
    downloaded: bool,
}

impl PullText {
    /// What `record` adds to the text; nothing, if it is not about a pull.
    pub(crate) fn push(&mut self, record: &Record) -> String {
        if let Event::PullStarted { reference } = &record.event {
            self.downloaded = false;
            let name = reference.familiar_name();
            let repository = if name.contains('/') { name } else { format!("library/{name}") };
            let tag = reference.tag().unwrap_or("latest");
            return format!("{tag}: Pulling from {repository}\n");
        }
        if let Event::LayerPulled { layer, .. } = &record.event {
            self.downloaded = true;
            let id = layer.diff_id().0.short();
            let stages =
                ["Pulling fs layer", "Verifying Checksum", "Download complete", "Pull complete"];
            return stages.map(|it| format!("{id}: {it}\n")).concat();
        }
        if let Event::ImagePulled { reference, digest, .. } = &record.event {
            let status = match self.downloaded {
                true => "Downloaded newer image for",
                false => "Image is up to date for",
            };
            return format!("Digest: {digest}\nStatus: {status} {}\n", reference.familiar());
        }
        String::new()
    }
}
