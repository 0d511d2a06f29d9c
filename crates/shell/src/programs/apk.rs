//! `apk`: the glue between a process and the package manager.

use alpine::{Caller, Effect, Stream};
use std::time::Duration;

use crate::limits::{Limit, Stop};
use crate::machine::{Activity, ExitCode};
use crate::process::Process;

/// Steps of one run: reading the index and solving.
const STEPS: u64 = 10_000;

/// Runs `apk`: what it did becomes output, fetches and time, in order.
pub(super) fn apk(process: &mut Process) -> Result<ExitCode, Stop> {
    process.burn(STEPS)?;
    let args = process.args().to_vec();
    let uid = process.user().uid;
    let working_dir = process.cwd().clone();
    let machine = process.machine();
    let size = machine.tree.size();
    let caller = Caller { uid, working_dir: &working_dir };
    let run = alpine::apk(&args, &mut machine.tree, machine.upstream, machine.now, caller);
    let after = machine.tree.size();
    let costs = machine.costs;
    for effect in run.effects {
        process.burn(1)?;
        match effect {
            Effect::Print { stream: Stream::Stdout, line } => process.print(line + "\n")?,
            Effect::Print { stream: Stream::Stderr, line } => process.eprint(line + "\n")?,
            Effect::Fetch { url, bytes } => {
                process.spend(costs.fetch(bytes));
                process.note(Activity::Fetched { url, bytes });
            }
            Effect::Unpack { bytes, .. } => process.spend(costs.install(bytes)),
            Effect::Script { .. } => process.spend(Duration::from_micros(costs.package_script)),
            // Its message is apk's own; that the real index may have the name is our remark.
            Effect::Unlisted { name } => {
                process.note(Activity::LimitReached { limit: Limit::Unlisted { name } });
            }
            Effect::Omitted { what } => {
                process.note(Activity::LimitReached { limit: Limit::Unsupported { what } });
            }
            Effect::Unsupported { what } => return Err(Stop::unsupported(what)),
        }
    }
    process.shrink(size.saturating_sub(after));
    let fits = process.grow(after.saturating_sub(size));
    fits.map_err(|_| Stop::Limit(Limit::QuotaExceeded))?;
    Ok(ExitCode(run.code))
}
