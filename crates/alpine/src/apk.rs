//! `apk`, the package manager, as a function.

use image::{FileTree, SimTime};

use crate::effect::{Effect, Run};
use crate::upstream::Upstream;

/// Runs `apk` with `args` (without the program's own name) as the user `uid` over `tree`, at `now`.
///
/// All that it knows of the container it reads from `tree`; all that it does is in `tree` and in the effects.
pub fn apk(
    args: &[String],
    tree: &mut FileTree,
    upstream: &Upstream,
    now: SimTime,
    uid: u32,
) -> Run {
    let _ = (tree, upstream, now, uid);
    Run { effects: vec![Effect::Unsupported { what: format!("apk {}", args.join(" ")) }], code: 1 }
}
