//! What outlives the page: everything that was done, as JSON. Replaying it gives the same session, byte for byte.

use engine::Builder;
use image::AbsPath;
use lesson::{Action, Lens, Lesson};
use serde::{Deserialize, Serialize};

/// The version that we write, and the only one that we read.
const VERSION: u32 = 1;

/// The folder that the lessons work in.
pub(super) const APP: &str = "/home/you/app";
/// The file in it that the editor shows.
pub(super) const DOCKERFILE: &str = "Dockerfile";

/// A session as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Saved {
    version: u32,
    /// What was done, in order.
    pub(crate) deeds: Vec<Deed>,
    /// The editor's text.
    pub(crate) text: String,
    /// Whether the button builds with BuildKit.
    buildkit: bool,
    /// Whether all of Alpine's `main` is needed, not only the small set.
    #[serde(default)]
    pub(crate) all_packages: bool,
}

/// One thing that the learner did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Deed {
    /// Typed into the terminal.
    Typed(String),
    /// Saved a file in an editor.
    Saved { path: String, text: String },
}

impl Saved {
    pub(crate) fn new(deeds: Vec<Deed>, text: String, builder: Builder) -> Saved {
        Saved {
            version: VERSION,
            deeds,
            text,
            buildkit: builder == Builder::BuildKit,
            all_packages: false,
        }
    }

    /// What a lesson begins with.
    pub(crate) fn start(lesson: &Lesson) -> Saved {
        let builder = match lesson.lens {
            Lens::Classic => Builder::Classic,
            Lens::BuildKit => Builder::BuildKit,
        };
        let mut saved = Saved::new(Vec::new(), String::new(), builder);
        for action in &lesson.start {
            match action {
                Action::Write { file, text } if &**file == DOCKERFILE => {
                    saved.text = text.to_string();
                }
                Action::Write { file, text } => saved.save(file, text.to_string()),
                Action::Run { text, .. } => {
                    saved.save(DOCKERFILE, saved.text.clone());
                    saved.deeds.push(Deed::Typed(text.to_string()));
                }
            }
        }
        saved
    }

    /// Whether something was typed, so that there is something to show.
    pub(crate) fn has_run(&self) -> bool {
        self.deeds.iter().any(|it| matches!(it, Deed::Typed(_)))
    }

    fn save(&mut self, file: &str, text: String) {
        let path = AbsPath::new(APP).join(file).to_string();
        self.deeds.push(Deed::Saved { path, text });
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
    pub(crate) fn from_json(json: &str) -> Option<Saved> {
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
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers can always be written")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lesson_without_a_build_needs_no_laptop_and_a_scenario_begins_with_its_files_and_a_build() {
        let course = lesson::course();
        for lesson in course.lessons() {
            let start = Saved::start(lesson);
            assert!(
                start.deeds.is_empty() && start.text.starts_with(['F', '#']),
                "{}",
                lesson.slug
            );
        }
        let start = Saved::start(course.scenario("secret").unwrap());
        let [Deed::Saved { path, .. }, Deed::Saved { path: dockerfile, text }, Deed::Typed(line)] =
            &start.deeds[..]
        else {
            panic!("{:?}", start.deeds);
        };
        assert_eq!((&**path, &**dockerfile), ("/home/you/app/key.pem", "/home/you/app/Dockerfile"));
        assert_eq!((text, &**line), (&start.text, "docker build -t app ."));
    }

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
