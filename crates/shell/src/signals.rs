//! Signals: their names, and those on their way to a shell.

/// A signal, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Signal(pub(crate) u8);

/// The names of the signals from 0 on; 0 is the end of the shell, for `trap`.
const NAMES: &str = "EXIT HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP \
    TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS";

/// What a shell says of a program that a signal ended, from 1 on, in the words of C's library.
const DEATHS: &str = "Hangup||Quit|Illegal instruction|Trace/breakpoint trap|Aborted|Bus error|Floating point exception|Killed|\
    User defined signal 1|Segmentation fault|User defined signal 2||Alarm clock|Terminated";

impl Signal {
    pub(crate) const EXIT: Signal = Signal(0);
    /// A command that failed, for `trap`.
    pub(crate) const ERR: Signal = Signal(65);
    pub(crate) const TERM: Signal = Signal(15);

    /// The signal of a name, with or without `SIG`, or of a number.
    pub(crate) fn find(text: &str) -> Option<Signal> {
        let name = text.strip_prefix("SIG").unwrap_or(text);
        let named = NAMES.split_ascii_whitespace().position(|it| it == name);
        let number = named.or_else(|| text.parse().ok())?;
        u8::try_from(number).ok().filter(|it| *it < 65).map(Signal)
    }

    /// As [`Signal::find`], with `ERR`, which only `trap` knows.
    pub(crate) fn find_trap(text: &str) -> Option<Signal> {
        if text == "ERR" { Some(Signal::ERR) } else { Signal::find(text) }
    }

    /// Its name; the last ones have only numbers.
    pub(crate) fn name(self) -> String {
        if self == Signal::ERR {
            return String::from("ERR");
        }
        let name = NAMES.split_ascii_whitespace().nth(usize::from(self.0));
        name.map_or_else(|| self.0.to_string(), String::from)
    }

    /// All that have a name and can be sent, in order.
    pub(crate) fn all() -> impl Iterator<Item = Signal> {
        (1..32).map(Signal)
    }

    /// Whether it ends a program that does not expect it. Stopping is not simulated.
    pub(crate) fn ends(self) -> bool {
        !matches!(self.0, 0 | 17..=23 | 28)
    }

    /// The status of what it ended.
    pub(crate) fn status(self) -> u8 {
        128 + self.0
    }

    /// What a shell says of what it ended.
    pub(crate) fn death(self) -> &'static str {
        DEATHS.split('|').nth(usize::from(self.0).saturating_sub(1)).unwrap_or_default()
    }
}
