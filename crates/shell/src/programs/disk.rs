//! `du`, `df`.

use std::collections::BTreeMap;

use image::{AbsPath, Follow};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::{Arguments, Syntax};
use crate::programs::walk;
use crate::sizes::human;

const DU: Syntax =
    Syntax::flags("ashkmcLx").values("d").long(&[("summarize", 's'), ("max-depth", 'd')]);
const DF: Syntax = Syntax::flags("hkmPT");

pub(super) fn du(process: &mut Process) -> Result<ExitCode, Stop> {
    let mut arguments = DU.read(process)?;
    if arguments.operands.is_empty() {
        arguments.operands.push(String::from("."));
    }
    let deepest = match (arguments.has('s'), arguments.value('d')) {
        (true, _) => 0,
        (false, None) => usize::MAX,
        (false, Some(text)) => match text.parse() {
            Ok(depth) => depth,
            Err(_) => return process.fail(format!("invalid number '{text}'")),
        },
    };
    let mut code = ExitCode::SUCCESS;
    let mut total = 0;
    for start in &arguments.operands {
        let Ok((real, _)) = process.find(start, Follow::AllButLast) else {
            code = process.fail(format!("{start}: {}", image::FsError::NotFound))?;
            continue;
        };
        total += usage(process, start, &real, deepest, &arguments)?;
    }
    if arguments.has('c') {
        process.print(format!("{}\ttotal\n", size(total, &arguments)))?;
    }
    Ok(code)
}

/// Prints what each directory takes with all in it; gives the sum, in bytes.
fn usage(
    process: &mut Process,
    start: &str,
    real: &AbsPath,
    deepest: usize,
    arguments: &Arguments,
) -> Result<u64, Stop> {
    let mut below: BTreeMap<AbsPath, u64> = BTreeMap::new();
    let mut text = String::new();
    let paths = walk::below(process, real)?;
    // Backwards, what a directory holds comes before it.
    let mut lines = Vec::new();
    for path in paths.iter().rev() {
        let Some(entry) = process.machine().tree.entry(path) else { continue };
        let is_directory = entry.is_directory();
        let own = if is_directory { 4096 } else { entry.size().div_ceil(4096) * 4096 };
        let sum = own + below.remove(path).unwrap_or(0);
        let depth = path.parts().count() - real.parts().count();
        if depth <= deepest && (is_directory || arguments.has('a') || depth == 0) {
            lines.push(format!("{}\t{}\n", size(sum, arguments), walk::shown(start, path, real)));
        }
        if let Some(parent) = path.parent() {
            *below.entry(parent).or_default() += sum;
        }
    }
    lines.iter().for_each(|it| text.push_str(it));
    process.print(text)?;
    Ok(real.parent().and_then(|it| below.remove(&it)).unwrap_or(0))
}

fn size(bytes: u64, arguments: &Arguments) -> String {
    match (arguments.has('h'), arguments.has('m')) {
        (true, _) => human(bytes),
        (false, true) => bytes.div_ceil(1 << 20).to_string(),
        (false, false) => bytes.div_ceil(1024).to_string(),
    }
}

pub(super) fn df(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = DF.read(process)?;
    let used = process.machine().tree.size();
    let all = used + process.machine().limits.bytes;
    let percent = (used * 100).div_ceil(all.max(1));
    let (title, all_text, used_text, free_text) = match arguments.has('h') {
        true => ("     Size", human(all), human(used), human(all - used)),
        false => {
            let blocks = |bytes: u64| bytes.div_ceil(1024).to_string();
            ("1K-blocks", blocks(all), blocks(used), blocks(all - used))
        }
    };
    process.print(format!(
        "Filesystem           {title}      Used Available Use% Mounted on\n\
         overlay              {all_text:>9} {used_text:>9} {free_text:>9} {percent:>3}% /\n"
    ))?;
    Ok(ExitCode::SUCCESS)
}
