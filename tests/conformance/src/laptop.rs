//! A laptop with Docker, in a world that has the images which a case names.

use std::collections::BTreeMap;
use std::rc::Rc;

use alpine::Upstream;
use image::{
    AbsPath, ContainerConfig, FileTree, Image, ImageConfig, Layer, Reference, RootFs, SimTime,
};
use shell::Stream;
use terminal::{Event, RunEnd, Session, Settings};

use crate::files;

/// When a session starts, which is when its world is.
const START: SimTime = SimTime::from_seconds(1_763_370_000);
/// Where the words of a program's standard input wait.
const STDIN: &str = "/tmp/stdin";

/// A laptop that runs one command after the other.
pub(crate) struct Laptop {
    session: Session,
    stand_ins: [Rc<Image>; 2],
}

/// What a command printed, and how it ended.
#[derive(Clone, Debug, Default)]
pub(crate) struct Output {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: u8,
}

impl Output {
    pub(crate) fn combined(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }
}

impl Laptop {
    /// A laptop whose engine has all of `images`: stand-ins, made of what `alpine` has.
    pub(crate) fn new(images: &[String]) -> Laptop {
        let always = ["alpine", "busybox"].map(str::to_string);
        let parsed = images.iter().chain(&always).filter_map(|it| it.parse::<Reference>().ok());
        let pulled: Vec<Reference> =
            parsed.map(Reference::pinned).filter(|it| it.path() != "library/scratch").collect();
        let upstream = Upstream::default();
        let stand_in = |command: &str| stand_in(&upstream, command);
        let (alpine, other) = (stand_in("/bin/sh"), stand_in("sh"));
        let image = |it: &Reference| match it.path().ends_with("alpine") {
            true => alpine.clone(),
            false => other.clone(),
        };
        let images: BTreeMap<Reference, Rc<Image>> =
            pulled.iter().map(|it| (it.clone(), image(it))).collect();
        let settings = Settings { seed: 0, pulled };
        let session = Session::in_world(settings, upstream.with_images(images));
        Laptop { session, stand_ins: [alpine, other] }
    }

    /// The images that all base images are.
    pub(crate) fn stand_ins(&self) -> &[Rc<Image>] {
        &self.stand_ins
    }

    /// Changes the laptop's files.
    pub(crate) fn edit(&mut self, edit: impl FnOnce(&mut FileTree, SimTime)) {
        let mut files = self.session.files().clone();
        edit(&mut files, self.session.now());
        self.session = self.session.with_files(files);
    }

    /// The laptop's files.
    pub(crate) fn files(&self) -> &FileTree {
        self.session.files()
    }

    /// Runs `words` in `directory`.
    pub(crate) fn run(
        &mut self,
        words: &[String],
        directory: &AbsPath,
        env: &[(String, String)],
        stdin: Option<&[u8]>,
    ) -> Output {
        let stdin = stdin.unwrap_or_default();
        self.edit(|tree, now| {
            files::put(tree, &AbsPath::new(STDIN), files::file(stdin, 0o644, now), now);
        });
        let words: Vec<String> = words.iter().map(|it| quoted(it)).collect();
        let env: String =
            env.iter().map(|(name, value)| format!("{name}={} ", quoted(value))).collect();
        let directory = quoted(directory.as_str());
        self.line(&format!("cd {directory} && {env}{} < {STDIN}", words.join(" ")))
    }

    fn line(&mut self, line: &str) -> Output {
        let start = self.session.log().len();
        let run = self.session.run(line);
        self.session = run.session;
        let mut output = Output::default();
        for record in &self.session.log()[start..] {
            if let Event::Printed { stream, text } = &record.event {
                match stream {
                    Stream::Stdout => output.stdout += text,
                    Stream::Stderr => output.stderr += text,
                }
            } else if let Event::LimitReached { limit } = &record.event {
                output.stderr += &format!("limit: {limit}\n");
            }
        }
        output.code = match run.end {
            RunEnd::Done { code } | RunEnd::Exited { code } => code,
            RunEnd::Incomplete => u8::MAX,
        };
        output
    }

    /// The image `name` of the engine.
    pub(crate) fn image(&self, name: &str) -> Option<Rc<Image>> {
        self.session.engine().find(name).ok().cloned()
    }

    /// What instructions made the image `name`, newest first.
    pub(crate) fn history(&self, image: &Image) -> Vec<String> {
        let lines = self.session.engine().history(image);
        lines.into_iter().map(|it| it.created_by).collect()
    }
}

/// The users of the image `busybox`.
const PASSWD: &str = "root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/bin/false\n\
    bin:x:2:2:bin:/bin:/bin/false\nsys:x:3:3:sys:/dev:/bin/false\n\
    mail:x:8:8:mail:/var/spool/mail:/bin/false\nwww-data:x:33:33:www-data:/var/www:/bin/false\n\
    operator:x:37:37:Operator:/var:/bin/false\nnobody:x:65534:65534:nobody:/home:/bin/false\n";
const GROUP: &str = "root:x:0:\ndaemon:x:1:\nbin:x:2:\nsys:x:3:\nadm:x:4:\ntty:x:5:\ndisk:x:6:\nmail:x:8:\n\
    wheel:x:10:root\nwww-data:x:33:\noperator:x:37:\nstaff:x:50:\nusers:x:100:\nnobody:x:65534:\n";

/// Repositories that public Dockerfiles start from.
const REPOSITORIES: &[&str] = &[
    "alpine", "busybox", "centos", "composer", "debian", "fedora", "golang", "node", "php",
    "python", "ruby", "ubuntu",
];

/// The base images that `text` names, wherever.
pub(crate) fn images_in(text: &str) -> Vec<String> {
    let is_word = |it: char| it.is_ascii_alphanumeric() || "./:_@-".contains(it);
    let words = text.split(|it| !is_word(it)).map(|it| it.trim_matches(['-', '.', ':', '@']));
    let is_known = |word: &&str| {
        let reference = word.parse::<Reference>();
        reference.is_ok_and(|it| {
            it.path().rsplit('/').next().is_some_and(|it| REPOSITORIES.contains(&it))
        })
    };
    // A test that wants a name which nothing has calls it so.
    words.filter(is_known).filter(|it| !it.contains("nonexist")).map(str::to_string).collect()
}

/// An image like that of a recording: the files of `alpine`, made in one step that has no words.
fn stand_in(upstream: &Upstream, command: &str) -> Rc<Image> {
    let alpine = "alpine".parse().expect("a name without ornaments is a reference");
    let image = upstream.image(&alpine, START).expect("the registry always has alpine").image;
    let mut history = image.config().history.clone();
    history.truncate(1);
    for line in &mut history {
        line.created_by.clear();
        line.comment = "Imported from -".to_string();
    }
    let config =
        ContainerConfig { cmd: Some(vec![command.to_string()]), ..image.config().config.clone() };
    let mut tree = image.tree().clone();
    if command == "sh" {
        for (path, text) in [("/etc/passwd", PASSWD), ("/etc/group", GROUP)] {
            let file = files::file(text.as_bytes(), 0o644, image.config().created);
            files::put(&mut tree, &AbsPath::new(path), file, image.config().created);
        }
    }
    let layer = Layer::seal(tree.diff(&FileTree::default()));
    let rootfs = RootFs { diff_ids: vec![layer.diff_id()], ..image.config().rootfs.clone() };
    let config = ImageConfig { config, history, rootfs, ..image.config().clone() };
    Rc::new(Image::new(config, vec![Rc::new(layer)], tree))
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', "'\\''"))
}
