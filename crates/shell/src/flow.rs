//! How commands end.

use crate::limits::{Limit, Stop};

/// A status, or a jump out of the commands around.
pub(crate) type Outcome<T = u8> = Result<T, Flow>;

/// A jump.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    /// `exit`, or `set -e`: the shell ends.
    Exit(u8),
    /// An error that ends a script, and in a terminal its line.
    Abort(u8),
    /// `return`
    Return(u8),
    /// `break` out of so many loops.
    Break(u32),
    /// `continue` the so many-th loop.
    Continue(u32),
    /// The simulator ends the program, or the run.
    Stop(Stop),
}

impl From<Stop> for Flow {
    fn from(stop: Stop) -> Flow {
        Flow::Stop(stop)
    }
}

impl From<Limit> for Flow {
    fn from(limit: Limit) -> Flow {
        Flow::Stop(Stop::Limit(limit))
    }
}
