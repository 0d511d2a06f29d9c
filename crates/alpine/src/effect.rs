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
    /// The real one would have said more.
    Omitted { what: String },
    /// No repository that we have knows the name; a real one may.
    Unlisted { name: String },
    /// The command is real, but it is not simulated. Nothing was changed.
    Unsupported { what: String },
}

/// Where a line goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    Stdout,
    Stderr,
}

/// The effects so far.
#[derive(Debug, Default)]
pub(crate) struct Log {
    pub(crate) effects: Vec<Effect>,
    /// Keep messages and warnings away: `--quiet`.
    pub(crate) is_quiet: bool,
}

impl Log {
    /// Says what is going on.
    pub(crate) fn message(&mut self, line: String) {
        if !self.is_quiet {
            self.print(line);
        }
    }

    pub(crate) fn warning(&mut self, text: &str) {
        if !self.is_quiet {
            let line = format!("WARNING: {text}");
            self.effects.push(Effect::Print { stream: Stream::Stderr, line });
        }
    }

    pub(crate) fn error(&mut self, text: &str) {
        let line = format!("ERROR: {text}");
        self.effects.push(Effect::Print { stream: Stream::Stderr, line });
    }

    /// Complains about an option, as musl's getopt does.
    pub(crate) fn error_of_getopt(&mut self, text: &str) {
        let line = format!("apk: {text}");
        self.effects.push(Effect::Print { stream: Stream::Stderr, line });
    }

    /// Prints what was asked for.
    pub(crate) fn print(&mut self, line: String) {
        self.effects.push(Effect::Print { stream: Stream::Stdout, line });
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push(effect);
    }
}
