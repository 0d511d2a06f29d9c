//! `sh`: the shell as a program.

use crate::flow::{Flow, Outcome};
use crate::interpreter::Interpreter;
use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::state::{Source, State, Switch};

/// What the shell is to run.
enum Task {
    Text { text: String, rest: Vec<String> },
    File { path: String, rest: Vec<String> },
    Input(Vec<String>),
}

pub(crate) fn sh(process: &mut Process) -> Result<ExitCode, Stop> {
    let called = process.argv().first().cloned().unwrap_or_default();
    let mut state = State::new(&called, process.envs(), process.cwd(), Source::Text);
    state.pid = process.pid();
    let hostname = process.machine().hostname.clone();
    state.start("PPID", process.parent_pid().to_string());
    state.start("FUNCNAME", String::new());
    state.start("LINENO", String::new());
    if state.variables.get("HOSTNAME").is_none() {
        state.start("HOSTNAME", hostname);
    }
    let task = match read_arguments(process, &mut state) {
        Ok(task) => task,
        Err(message) => {
            process.eprint(format!("{called}: {message}\n"))?;
            return Ok(ExitCode(2));
        }
    };
    let mut interpreter = Interpreter { state: &mut state, process };
    let outcome = run(&mut interpreter, task);
    interpreter.finish(outcome).map(ExitCode)
}

fn run(interpreter: &mut Interpreter, task: Task) -> Outcome {
    match task {
        Task::Text { text, mut rest } => {
            if !rest.is_empty() {
                interpreter.state.name = rest.remove(0);
            }
            interpreter.state.arguments = rest;
            interpreter.script(&text)
        }
        Task::File { path, rest } => {
            let text = match interpreter.process.read(&path)? {
                Ok(content) => content.text().into_owned(),
                Err(error) => {
                    let message = format!("can't open '{path}': {error}");
                    interpreter.state.complain(interpreter.process, None, &message)?;
                    return Err(Flow::Exit(2));
                }
            };
            interpreter.state.command = Some(path.clone());
            interpreter.state.name = path;
            interpreter.state.arguments = rest;
            interpreter.state.source = Source::File;
            interpreter.script(&text)
        }
        Task::Input(rest) => {
            interpreter.state.arguments = rest;
            interpreter.state.source = Source::File;
            let text = interpreter.process.stdin()?;
            let text = String::from_utf8_lossy(&text).into_owned();
            interpreter.script(&text)
        }
    }
}

fn read_arguments(process: &Process, state: &mut State) -> Result<Task, String> {
    let mut arguments = process.args().to_vec().into_iter();
    let mut has_text = false;
    let mut reads_input = false;
    while let Some(option) = arguments.as_slice().first() {
        let (switch, letters) = match (option.strip_prefix('-'), option.strip_prefix('+')) {
            (Some(letters), _) if letters.is_empty() || letters.starts_with('-') => {
                arguments.next();
                break;
            }
            (Some(letters), _) => (Switch::On, String::from(letters)),
            (None, Some(letters)) => (Switch::Off, String::from(letters)),
            (None, None) => break,
        };
        arguments.next();
        for letter in letters.chars() {
            match letter {
                'c' => has_text = true,
                's' => reads_input = true,
                'l' | 'i' => (),
                'o' => {
                    let name = arguments.next().unwrap_or_default();
                    if !state.options.turn(&name, switch) {
                        return Err(format!("illegal option -o {name}"));
                    }
                }
                other if state.options.turn_letter(other, switch) => (),
                other => return Err(format!("illegal option -{other}")),
            }
        }
    }
    let mut rest: Vec<String> = arguments.collect();
    if has_text {
        if rest.is_empty() {
            return Err(String::from("-c requires an argument"));
        }
        let text = rest.remove(0);
        return Ok(Task::Text { text, rest });
    }
    if reads_input || rest.is_empty() {
        return Ok(Task::Input(rest));
    }
    let path = rest.remove(0);
    Ok(Task::File { path, rest })
}
