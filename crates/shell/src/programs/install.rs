//! `install`.

use image::Follow;

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::mode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::copy::{self, inside, is_directory};
use crate::programs::{directories, usage};
use crate::users;

const SYNTAX: Syntax = Syntax::flags("cdDps").values("ogmt").long(&[
    ("directory", 'd'),
    ("preserve-timestamps", 'p'),
    ("strip", 's'),
    ("group", 'g'),
    ("mode", 'm'),
    ("owner", 'o'),
]);

pub(super) fn install(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let mode = match mode::apply(arguments.value('m').unwrap_or("755"), 0, true, 0) {
        Some(mode) => mode,
        None => {
            return process.fail(format!("invalid mode '{}'", arguments.value('m').unwrap_or("")));
        }
    };
    let mut owner = [None; 2];
    for (letter, place, find) in [
        ('o', 0, users::user_number as fn(&mut Process, &str) -> Option<u32>),
        ('g', 1, users::group_number),
    ] {
        let Some(text) = arguments.value(letter) else { continue };
        owner[place] = find(process, text).or(text.parse().ok());
        if owner[place].is_none() {
            let kind = if letter == 'o' { "user" } else { "group" };
            return process.fail(format!("unknown {kind} {text}"));
        }
    }
    let mut operands = arguments.operands.clone();
    let mut made = Vec::new();
    let mut code = ExitCode::SUCCESS;
    if arguments.has('d') {
        for path in operands {
            match directories::make_all(process, &path)? {
                Ok(()) => made.push(path),
                Err(error) => {
                    code = process.fail(format!("can't create directory '{path}': {error}"))?;
                }
            }
        }
    } else {
        let target = arguments.value('t').map(String::from).or_else(|| operands.pop());
        let (Some(target), false) = (target, operands.is_empty()) else {
            return Err(usage::wrong(process, ""));
        };
        if arguments.has('D')
            && let Some((parent, _)) = target.trim_end_matches('/').rsplit_once('/')
        {
            let parent = if arguments.has('t') { &target } else { parent };
            let _reported_below = directories::make_all(process, parent)?;
        }
        let into = is_directory(process, &target);
        if 1 < operands.len() && !into {
            return process.fail(format!("target '{target}' is not a directory"));
        }
        for source in operands {
            let path = if into { inside(&target, &source) } else { target.clone() };
            match copy::copy_file(process, &source, &path, arguments.has('p'))? {
                true => made.push(path),
                false => code = ExitCode::FAILURE,
            }
        }
    }
    for path in made {
        let Ok((real, _)) = process.find(&path, Follow::Last) else { continue };
        let changed = process.change(&real, |it| {
            it.mode = mode;
            it.uid = owner[0].unwrap_or(it.uid);
            it.gid = owner[1].unwrap_or(it.gid);
        })?;
        if let Err(error) = changed {
            code = process.fail(format!("can't change permissions of {path}: {error}"))?;
        }
    }
    Ok(code)
}
