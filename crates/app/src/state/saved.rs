//! What outlives the page: everything that was done, as JSON. Replaying it gives the same session, byte for byte.

use engine::Builder;
use serde::{Deserialize, Serialize};

/// The version that we write, and the only one that we read.
const VERSION: u32 = 1;

/// A session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Saved {
    version: u32,
    /// What was done, in order.
    pub deeds: Vec<Deed>,
    /// The editor's text.
    pub text: String,
    /// Whether the button builds with BuildKit.
    buildkit: bool,
}

/// One thing that the learner did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deed {
    /// Typed into the terminal.
    Typed(String),
    /// Saved a file in an editor.
    Saved { path: String, text: String },
}

impl Saved {
    pub fn new(deeds: Vec<Deed>, text: String, builder: Builder) -> Saved {
        Saved { version: VERSION, deeds, text, buildkit: builder == Builder::BuildKit }
    }

    /// The builder of the Build button.
    pub(crate) fn builder(&self) -> Builder {
        if self.buildkit { Builder::BuildKit } else { Builder::Classic }
    }

    /// Lets the button build with `builder`.
    pub(crate) fn choose(&mut self, builder: Builder) {
        self.buildkit = builder == Builder::BuildKit;
    }

    /// Reads what [`Saved::to_json`] wrote; none if it is broken or of another version.
    pub fn from_json(json: &str) -> Option<Saved> {
        serde_json::from_str(json).ok().filter(|it: &Saved| it.version == VERSION)
    }

    /// The work in a form for people: the Dockerfile, and below it what was typed.
    pub(crate) fn to_text(&self) -> String {
        let typed = self.deeds.iter().filter_map(|deed| match deed {
            Deed::Typed(line) => Some(format!("$ {line}\n")),
            Deed::Saved { .. } => None,
        });
        format!("{}\n{}", self.text, typed.collect::<String>())
    }

    /// JSON that [`Saved::from_json`] reads.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers can always be written")
    }
}

/// What a first visitor finds: nothing done, and a Dockerfile in the editor.
impl Default for Saved {
    fn default() -> Saved {
        const DOCKERFILE: &str =
            "FROM alpine\nRUN apk add --update redis\nCMD [\"redis-server\"]\n";
        Saved::new(Vec::new(), DOCKERFILE.to_string(), Builder::Classic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_can_be_read_back() {
        let path = "/home/you/app/a".to_string();
        let deeds =
            vec![Deed::Saved { path, text: "\"\n".into() }, Deed::Typed("docker build .".into())];
        let saved = Saved::new(deeds, "FROM alpine\n".into(), Builder::BuildKit);
        assert_eq!(Saved::from_json(&saved.to_json()), Some(saved));
        for broken in ["", "{", "{}", r#"{"version":2,"deeds":[],"text":"","buildkit":true}"#] {
            assert_eq!(Saved::from_json(broken), None);
        }
    }
}
