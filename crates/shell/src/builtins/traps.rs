//! `trap`.

use crate::flow::Outcome;
use crate::interpreter::{Interpreter, single_quoted};
use crate::signals::Signal;

pub(super) fn trap(interpreter: &mut Interpreter, argv: &[String]) -> Outcome {
    let arguments = match &argv[1..] {
        [first, rest @ ..] if first == "--" => rest,
        all => all,
    };
    let Some((action, signals)) = arguments.split_first() else {
        let line = |(signal, action): (&Signal, &String)| {
            format!("trap -- {} {}\n", single_quoted(action), signal.name())
        };
        let text: String = interpreter.state.traps.iter().map(line).collect();
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
    for name in signals {
        let Some(signal) = Signal::find_trap(name) else {
            let message = format!("{name}: invalid signal specification");
            interpreter.state.complain(interpreter.process, Some("trap"), &message)?;
            return Ok(1);
        };
        match action {
            "-" => interpreter.state.traps.remove(&signal),
            action => interpreter.state.traps.insert(signal, String::from(action)),
        };
    }
    Ok(0)
}
