//! What a run of `apk` did, in order.

/// A run of `apk`, to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What happened, in order; whoever runs the program turns it into output and time.
    pub effects: Vec<Effect>,
    /// The exit status.
    pub code: u8,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A line of output, without its newline.
    Print { stream: Stream, line: String },
    /// Bytes that came over the network.
    Fetch { url: String, bytes: u64 },
    /// A package's files were written: their true size, and how many they are.
    Unpack { package: String, files: u32, bytes: u64 },
    /// A package's script or trigger ran.
    Script { name: String },
    /// The command is real, but it is not simulated. Nothing was changed.
    Unsupported { what: String },
}

/// Where a line goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}
