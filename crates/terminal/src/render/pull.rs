//! The text of a pull, as Docker prints it where it cannot move the cursor.
//!
//! As docker/cli: cli/command/image/pull.go; moby: distribution/pull_v2.go.

use engine::{Event, Record};

/// What becomes of a layer.
const STAGES: [&str; 4] =
    ["Pulling fs layer", "Verifying Checksum", "Download complete", "Pull complete"];

/// The text of one pull so far.
#[derive(Default)]
pub(crate) struct PullText {
    /// The line that comes first, once the registry is known to have the image.
    head: String,
    /// Whether a layer had to come: otherwise the image was there.
    downloaded: bool,
}

impl PullText {
    /// What `record` adds to the text; nothing, if it is not about a pull.
    pub(crate) fn push(&mut self, record: &Record) -> String {
        if let Event::PullStarted { reference } = &record.event {
            self.downloaded = false;
            let repository = match reference.domain() {
                "docker.io" => reference.path().to_string(),
                _ => reference.name(),
            };
            let tag = reference.tag().unwrap_or("latest");
            self.head = format!("{tag}: Pulling from {repository}\n");
        } else if let Event::LayerPulled { layer, .. } = &record.event {
            self.downloaded = true;
            let id = layer.diff_id().0.short();
            let lines = STAGES.map(|it| format!("{id}: {it}\n")).concat();
            return std::mem::take(&mut self.head) + &lines;
        } else if let Event::ImagePulled { reference, digest, .. } = &record.event {
            let status = match self.downloaded {
                true => "Downloaded newer image for",
                false => "Image is up to date for",
            };
            let end = format!("Digest: {digest}\nStatus: {status} {}\n", reference.familiar());
            return std::mem::take(&mut self.head) + &end;
        }
        String::new()
    }
}
