//! `find`.

mod reader;

use image::{AbsPath, Entry, EntryKind, Follow};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::pattern::Pattern;
use crate::process::Process;
use crate::programs::find::reader::{Problem, Reader};
use crate::programs::walk;

/// A test or an action.
enum Expression {
    And(Vec<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Not(Box<Expression>),
    Always(bool),
    Name(Pattern, Case),
    Path(Pattern, Case),
    Kind(char),
    Empty,
    Newer(image::SimTime),
    Permissions { bits: u32, how: Bits },
    Size { count: u64, unit: u64, order: Order },
    Age { count: u64, unit: u64, order: Order },
    User(u32),
    Group(u32),
    Print(&'static str),
    Prune,
    Delete,
    Quit,
    Execute { argv: Vec<String>, batch: Option<usize> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Heeded,
    Ignored,
}

/// How permission bits are compared.
enum Bits {
    Exactly,
    All,
    Any,
}

/// `n`, `+n`, `-n`.
#[derive(Clone, Copy)]
enum Order {
    Equal,
    More,
    Less,
}

impl Order {
    fn holds(self, value: u64, count: u64) -> bool {
        match self {
            Order::Equal => value == count,
            Order::More => count < value,
            Order::Less => value < count,
        }
    }
}

/// A path that was found.
struct Found {
    shown: String,
    real: AbsPath,
    entry: Entry,
}

/// What happened on the way.
struct Walk {
    /// The arguments of each `-exec … +`.
    batches: Vec<Vec<String>>,
    pruned: bool,
    quit: bool,
    code: ExitCode,
}

pub(super) fn find(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = process.args().to_vec();
    let starts = arguments.iter().take_while(|it| !is_expression(it)).count();
    let (starts, words) = arguments.split_at(starts);
    let here = [String::from(".")];
    let starts = if starts.is_empty() { &here[..] } else { starts };
    let mut reader = Reader::new(process, words);
    let read = reader.whole();
    let options = reader.options;
    let expression = match read {
        Ok(expression) => expression,
        Err(Problem::Message(message)) => return process.fail(message),
        Err(Problem::Stop(stop)) => return Err(stop),
    };
    let batches = vec![Vec::new(); options.batches];
    let expression = match options.acts {
        true => expression,
        false => Expression::And(vec![expression, Expression::Print("\n")]),
    };
    let mut walk = Walk { batches, pruned: false, quit: false, code: ExitCode::SUCCESS };
    for start in starts {
        let (real, _) = match process.find(start, Follow::AllButLast) {
            Ok(found) => found,
            Err(error) => {
                walk.code = process.fail(format!("{start}: {error}"))?;
                continue;
            }
        };
        let mut paths = walk::below(process, &real)?;
        if options.contents_first {
            paths.reverse();
        }
        let mut pruned: Option<AbsPath> = None;
        for path in paths {
            if pruned.as_ref().is_some_and(|it| path.below(it).is_some()) || walk.quit {
                continue;
            }
            let depth = path.parts().count().saturating_sub(real.parts().count()) as u64;
            let Some(entry) = process.machine().tree.entry(&path).cloned() else { continue };
            if options.deepest < depth || depth < options.shallowest {
                continue;
            }
            let found =
                Found { shown: walk::shown(start, &path, &real), real: path.clone(), entry };
            walk.pruned = false;
            evaluate(process, &expression, &found, &mut walk)?;
            if walk.pruned {
                pruned = Some(path);
            }
        }
    }
    finish(process, &expression, &mut walk)?;
    Ok(walk.code)
}

/// Whether a word begins the expression, behind the paths.
fn is_expression(word: &str) -> bool {
    word.starts_with('-') && 1 < word.len() || matches!(word, "!" | "(" | ")")
}

/// Runs what was collected for `-exec … +`.
fn finish(process: &mut Process, expression: &Expression, walk: &mut Walk) -> Result<(), Stop> {
    match expression {
        Expression::Execute { argv, batch: Some(batch) } => {
            let paths = std::mem::take(&mut walk.batches[*batch]);
            if !paths.is_empty() {
                let expanded: Vec<String> = argv
                    .iter()
                    .flat_map(|it| if it == "{}" { paths.clone() } else { vec![it.clone()] })
                    .collect();
                if !execute(process, &expanded)? {
                    walk.code = ExitCode::FAILURE;
                }
            }
            Ok(())
        }
        Expression::And(all) => all.iter().try_for_each(|it| finish(process, it, walk)),
        Expression::Or(one, other) => {
            finish(process, one, walk)?;
            finish(process, other, walk)
        }
        Expression::Not(inner) => finish(process, inner, walk),
        Expression::Execute { batch: None, .. }
        | Expression::Always(_)
        | Expression::Name(..)
        | Expression::Path(..)
        | Expression::Kind(_)
        | Expression::Empty
        | Expression::Newer(_)
        | Expression::Permissions { .. }
        | Expression::Size { .. }
        | Expression::Age { .. }
        | Expression::User(_)
        | Expression::Group(_)
        | Expression::Print(_)
        | Expression::Prune
        | Expression::Delete
        | Expression::Quit => Ok(()),
    }
}

fn evaluate(
    process: &mut Process,
    expression: &Expression,
    found: &Found,
    walk: &mut Walk,
) -> Result<bool, Stop> {
    process.burn(1)?;
    let Found { shown, real, entry } = found;
    let metadata = entry.metadata;
    Ok(match expression {
        Expression::And(all) => {
            for one in all {
                if !evaluate(process, one, found, walk)? {
                    return Ok(false);
                }
            }
            true
        }
        Expression::Or(one, other) => {
            evaluate(process, one, found, walk)? || evaluate(process, other, found, walk)?
        }
        Expression::Not(inner) => !evaluate(process, inner, found, walk)?,
        Expression::Always(value) => *value,
        Expression::Name(pattern, case) => {
            let name = shown.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let name = if name.is_empty() { "/" } else { name };
            matches(pattern, name, *case)
        }
        Expression::Path(pattern, case) => matches(pattern, shown, *case),
        Expression::Kind(letter) => kind(&entry.kind) == *letter,
        Expression::Empty => match entry.is_directory() {
            true => process.machine().tree.children(real).next().is_none(),
            false => entry.content().is_some_and(|it| it.size() == 0),
        },
        Expression::Newer(than) => *than < metadata.mtime,
        Expression::Permissions { bits, how } => match how {
            Bits::Exactly => metadata.mode & 0o7777 == *bits,
            Bits::All => metadata.mode & bits == *bits,
            Bits::Any => *bits == 0 || metadata.mode & bits != 0,
        },
        Expression::Size { count, unit, order } => {
            let size = if entry.is_directory() { 4096 } else { entry.size() };
            order.holds(size.div_ceil(*unit), *count)
        }
        Expression::Age { count, unit, order } => {
            let age = (process.machine().now - metadata.mtime).as_secs();
            order.holds(age / unit, *count)
        }
        Expression::User(uid) => metadata.uid == *uid,
        Expression::Group(gid) => metadata.gid == *gid,
        Expression::Print(end) => {
            process.print(format!("{shown}{end}"))?;
            true
        }
        Expression::Prune => {
            walk.pruned = true;
            true
        }
        Expression::Quit => {
            walk.quit = true;
            true
        }
        Expression::Delete => delete(process, found, walk)?,
        Expression::Execute { batch: Some(batch), .. } => {
            walk.batches[*batch].push(shown.clone());
            true
        }
        Expression::Execute { argv, batch: None } => {
            let expanded: Vec<String> = argv.iter().map(|it| it.replace("{}", shown)).collect();
            execute(process, &expanded)?
        }
    })
}

/// Removes what was found; a directory must be empty.
fn delete(process: &mut Process, found: &Found, walk: &mut Walk) -> Result<bool, Stop> {
    let full = process.machine().tree.children(&found.real).next().is_some();
    let removed = if full { Err(image::FsError::NotEmpty) } else { process.remove(&found.real)? };
    if let Err(error) = removed {
        walk.code = process.fail(format!("{}: {error}", found.shown))?;
    }
    Ok(true)
}

fn execute(process: &mut Process, argv: &[String]) -> Result<bool, Stop> {
    match process.spawn(argv)? {
        Ok(code) => Ok(code == ExitCode::SUCCESS),
        Err(_) => {
            let program = argv.first().cloned().unwrap_or_default();
            process.fail(format!("{program}: No such file or directory"))?;
            Ok(false)
        }
    }
}

fn matches(pattern: &Pattern, text: &str, case: Case) -> bool {
    match case {
        Case::Heeded => pattern.matches(text),
        Case::Ignored => pattern.matches(&text.to_lowercase()),
    }
}

fn kind(kind: &EntryKind) -> char {
    match kind {
        EntryKind::Directory => 'd',
        EntryKind::File(_) => 'f',
        EntryKind::Symlink(_) => 'l',
        EntryKind::Fifo => 'p',
        EntryKind::Device(image::Device::Character { .. }) => 'c',
        EntryKind::Device(image::Device::Block { .. }) => 'b',
    }
}
