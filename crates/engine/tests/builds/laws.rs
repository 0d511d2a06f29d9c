//! Laws of every build, whoever builds.

use engine::{Builder, Event, Origin, Record};
use image::FileTree;

use crate::fixture::{self, Session};

const BUILDERS: [Builder; 2] = [Builder::Classic, Builder::BuildKit];

const FILES: &str = "\
-- Dockerfile --
FROM alpine
WORKDIR /app
ENV NAME=one
COPY . .
COPY a.txt /srv/
-- a.txt --
alpha
-- src/b.txt --
beta
";

#[test]
fn applying_the_layers_of_the_log_gives_the_images_files() {
    for builder in BUILDERS {
        let mut session = Session::new();
        let outcome = session.build(builder, FILES);
        let image = session.engine.image(outcome.result.unwrap().unwrap()).unwrap().clone();
        let base = fixture::base().tree().clone();
        let apply = |tree: FileTree, record: &Record| {
            if let Event::LayerCommitted { layer, .. } = &record.event {
                return tree.apply(layer.changeset());
            }
            tree
        };
        let tree = outcome.log.iter().fold(base, apply);
        assert_eq!(&tree, image.tree(), "{builder:?}");
    }
}

#[test]
fn the_same_request_twice_is_the_same_image_and_reuses_every_step() {
    for builder in BUILDERS {
        let mut session = Session::new();
        let first = session.build(builder, FILES);
        let second = session.build(builder, FILES);
        assert_eq!(first.result, second.result, "{builder:?}");
        let made = |it: &Record| {
            matches!(
                it.event,
                Event::LayerCommitted { origin: Origin::Execution, .. }
                    | Event::ImageCommitted { origin: Origin::Execution, .. }
            )
        };
        assert!(first.log.iter().any(made) && !second.log.iter().any(made), "{builder:?}");
    }
}

#[test]
fn the_same_requests_give_the_same_log() {
    for builder in BUILDERS {
        let logs = [(), ()].map(|()| {
            let mut session = Session::new();
            [session.build(builder, FILES).log, session.build(builder, FILES).log]
        });
        assert_eq!(logs[0], logs[1]);
    }
}

#[test]
fn time_never_runs_backwards_in_a_log() {
    for builder in BUILDERS {
        let mut session = Session::new();
        let outcome = session.build(builder, FILES);
        assert!(outcome.log.windows(2).all(|pair| pair[0].at <= pair[1].at));
        assert!(outcome.log.last().unwrap().at <= outcome.end);
    }
}
