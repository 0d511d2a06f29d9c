//! What holds for every log.

use std::collections::BTreeSet;
use std::mem::size_of;
use std::rc::Rc;

use engine::Builder;
use timeline::{ImageCard, ImageRole, LayerSlab, StepCard, StepStatus, Timeline};

use crate::fixture::{GCC_REDIS, REDIS, REDIS_GCC, Session};

const STAGES: &str = "FROM alpine AS base\nRUN echo one > /one\nFROM alpine AS other\nRUN echo two > /two\n\
    FROM base\nCOPY --from=other /two /two\nCOPY app.py /app/\nENV A=b\nWORKDIR /app\nCMD [\"sh\"]\n";

/// Sessions with all that can happen.
fn sessions() -> Vec<Session> {
    let mut sessions = Vec::new();
    for builder in [Builder::Classic, Builder::BuildKit] {
        let build = |session: Session, text: &str| session.build(builder, text);
        sessions.push([REDIS, REDIS_GCC, GCC_REDIS].into_iter().fold(Session::new(), build));
        sessions.push([STAGES, STAGES].into_iter().fold(Session::new(), build));
        for failing in [
            "",
            "FRM alpine\n",
            "FROM nowhere\n",
            "FROM alpine\nRUN false\n",
            "FROM alpine\nCOPY x /\nRUN true\n",
        ] {
            sessions.push(Session::new().build(builder, failing).build(builder, REDIS));
        }
        sessions.push(Session::new().build(builder, "FROM alpine\nRUN f() { f; }; f\n"));
        sessions.push(Session::new().build(builder, "FROM scratch\nCOPY app.py /\n"));
        let tagged =
            Session::new().build_as(builder, REDIS, "app").build_as(builder, GCC_REDIS, "app");
        sessions.push(tagged.remove("app").remove("nothing"));
    }
    sessions
}

#[test]
fn every_prefix_of_a_log_can_be_drawn_and_what_follows_changes_nothing_before() {
    for session in sessions() {
        let whole = Timeline::of(&session.log);
        let mut part = Timeline::default();
        for (record, number) in session.log.iter().zip(0..) {
            part.push(number, record);
            let last = part.frames.len().checked_sub(1);
            assert!(last.is_none_or(|it| part.frames[it] == whole.frames[it]), "record {number}");
        }
        assert!(part.frames == whole.frames && part.tracks == whole.tracks);
    }
}

#[test]
fn every_frame_has_a_caption_that_is_one_plain_line() {
    for frame in sessions().iter().flat_map(|it| Timeline::of(&it.log).frames) {
        let caption = &*frame.caption;
        let starts_well = caption.starts_with(|it: char| it.is_uppercase() || it == '`');
        assert!(starts_well && caption.ends_with('.'), "{caption}");
        assert!(caption.len() < 300 && !caption.contains('\n'), "{caption}");
        assert_eq!(caption.matches('`').count() % 2, 0, "{caption}");
        assert!(!caption.contains("  ") && !caption.contains(".."), "{caption}");
        assert!(
            150 <= frame.motion_ms && frame.motion_ms <= 400 && frame.motion_ms < frame.dwell_ms
        );
    }
}

#[test]
fn the_last_scene_equals_the_outcome() {
    for session in sessions() {
        let timeline = Timeline::of(&session.log);
        let scene = &timeline.frames.last().expect("every session has frames").scene;
        let shown = scene.images.iter().filter(|it| it.role != ImageRole::CachedBase);
        let shown: BTreeSet<_> = shown.map(|it| (it.id, tags(it), it.size)).collect();
        let stored = session.engine.images().into_iter().map(|it| {
            let tags = it.references.iter().map(|it| it.familiar()).collect::<Vec<_>>();
            (it.id, tags, it.size)
        });
        assert_eq!(shown, stored.collect());
        for card in scene.images.iter().filter(|it| it.role != ImageRole::CachedBase) {
            let image = session.engine.image(card.id).expect("shown images are stored");
            let layers = image.layers().iter().map(|it| it.diff_id());
            assert!(card.stack.iter().map(|it| it.diff_id).eq(layers), "{:?}", card.id);
        }
    }
}

#[test]
fn the_stack_at_the_end_of_a_build_is_its_image() {
    for session in sessions() {
        let Ok(Some(id)) = session.outcome.expect("every session does something").result else {
            continue;
        };
        let timeline = Timeline::of(&session.log);
        let scene = &timeline.frames.last().expect("every session has frames").scene;
        let image = session.engine.image(id).expect("a build's image is stored");
        assert!(
            scene
                .stack
                .iter()
                .map(|it| it.diff_id)
                .eq(image.layers().iter().map(|it| it.diff_id()))
        );
    }
}

#[test]
fn at_the_end_of_a_build_nothing_waits_runs_or_is_on_its_way_up() {
    for session in sessions() {
        for track in Timeline::of(&session.log).tracks {
            assert!(track.outcome.is_some());
            let is_over = |it: &StepStatus| {
                !matches!(it, StepStatus::Running | StepStatus::Probing | StepStatus::Miss)
            };
            assert!(track.bars.iter().all(|it| is_over(&it.status)), "{:?}", track.bars);
            assert!(
                track
                    .bars
                    .iter()
                    .all(|it| track.start <= it.start && it.start <= it.end && it.end <= track.end)
            );
        }
    }
}

#[test]
fn ten_thousand_events_fit_in_64_mib() {
    let runs: String = (0..1000).map(|it| format!("ENV N{it}=1\n")).collect();
    let text = format!("FROM alpine\n{runs}");
    let session = Session::new().build(Builder::Classic, &text).build(Builder::Classic, &text);
    assert!(10_000 < session.log.len());
    let bytes = measure(&Timeline::of(&session.log));
    assert!(bytes < 64 << 20, "{bytes} bytes for {} events", session.log.len());
}

fn tags(card: &ImageCard) -> Vec<String> {
    card.tags.iter().map(|it| it.to_string()).collect()
}

/// Bytes of a pointer on the page, which is 32-bit WebAssembly.
const POINTER: usize = 4;

/// Bytes of all frames, what is shared counted once.
fn measure(timeline: &Timeline) -> usize {
    let mut seen: BTreeSet<*const ()> = BTreeSet::new();
    let mut bytes = 0;
    for frame in &timeline.frames {
        bytes += size_of_val(frame) + frame.caption.len() + size_of_val(&*frame.scene);
        bytes += list(&frame.scene.steps, &mut seen) + list(&frame.scene.images, &mut seen);
        bytes += list(&frame.scene.stack, &mut seen);
        for card in frame.scene.images.iter() {
            bytes += list::<LayerSlab>(&card.stack, &mut seen);
        }
    }
    let cards = (size_of::<StepCard>(), size_of::<ImageCard>());
    assert!(cards.0 < 400 && cards.1 < 400, "{cards:?}");
    bytes
}

fn list<T>(list: &Rc<Vec<Rc<T>>>, seen: &mut BTreeSet<*const ()>) -> usize {
    if !seen.insert(Rc::as_ptr(list).cast()) {
        return 0;
    }
    let items = list.iter().filter(|it| seen.insert(Rc::as_ptr(it).cast())).count();
    (list.capacity() + 2 * items) * POINTER + items * size_of::<T>()
}
