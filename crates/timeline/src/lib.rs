//! What an engine's log looks like: scenes, frames, captions, tracks and playback.
//!
//! [`Timeline`] is a fold over [`engine::Event`]. It knows no page and no clock: a [`Scene`] is all there is to draw at
//! one moment, a [`Frame`] is a scene with its sentence, a [`Track`] is one build on the simulated time axis, and a
//! [`Playback`] is where the learner is.
//!
//! In every sentence, the text between two backticks is code: `split('`')` gives prose and code in turn.

mod caption;
mod compare;
mod fold;
mod mark;
mod playback;
mod scene;
mod timeline;
mod track;
mod units;

pub use compare::Comparison;
pub use mark::{Mark, MarkKind};
pub use playback::{Command, Playback, Speed};
pub use scene::{
    BuildEnd, Changes, ContainerBox, ContainerState, ImageCard, ImageRole, LayerOrigin, LayerSlab,
    Packet, Place, Scene, StepCard, StepStatus,
};
pub use timeline::{Frame, Timeline};
pub use track::{Bar, Saving, Track};
pub use units::{duration, size};
