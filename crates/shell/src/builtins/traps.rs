//! `trap`.

use crate::flow::Outcome;
use crate::interpreter::{Interpreter, single_quoted};

/// Signals by number and name, in the order that `trap` prints them. None is ever sent here, but `EXIT` happens.
const SIGNALS: [(&str, &str); 8] = [
    ("0", "EXIT"),
    ("1", "HUP"),
    ("2", "INT"),
    ("3", "QUIT"),
    ("10", "USR1"),
    ("12", "USR2"),
    ("13", "PIPE"),
    ("15", "TERM"),
];

pub(super) fn trap(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let arguments = match &argv[1..] {
        [first, rest @ ..] if first == "--" => rest,
        all => all,
    };
    let Some((action, signals)) = arguments.split_first() else {
        let traps = &interpreter.state.traps;
        let set = SIGNALS.iter().filter_map(|(_, name)| Some((name, traps.get(*name)?)));
        let text: String =
            set.map(|(name, it)| format!("trap -- {} {name}\n", single_quoted(it))).collect();
        interpreter.process.print(text)?;
        return Ok(0);
    };
    // A single argument, or one that is no action, names signals to forget.
    let (action, signals) = match signals.is_empty()
        || action.bytes().all(|it| it.is_ascii_digit()) && !action.is_empty()
    {
        true => ("-", arguments),
        false => (action.as_str(), signals),
    };
    for signal in signals {
        let name = signal.strip_prefix("SIG").unwrap_or(signal);
        let Some((_, name)) = SIGNALS.iter().find(|it| it.0 == name || it.1 == name) else {
            let message = format!("{signal}: invalid signal specification");
            interpreter.state.complain(interpreter.process, Some("trap"), &message)?;
            return Ok(1);
        };
        match action {
            "-" => interpreter.state.traps.remove(*name),
            action => interpreter.state.traps.insert(String::from(*name), String::from(action)),
        };
    }
    Ok(0)
}
