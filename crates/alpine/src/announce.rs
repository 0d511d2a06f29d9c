//! What apk says with `-v` before it changes anything.

use std::rc::Rc;

use crate::catalog::compare_names;
use crate::columns::Columns;
use crate::effect::Log;
use crate::info::human_size;
use crate::package::Package;
use crate::solver::Change;
use crate::version::compare_versions;

/// Lists what will be removed and downgraded; then, or with `-vv`, all else that will change. (apk-tools: commit.c)
pub(crate) fn announce(changes: &[Change], verbosity: usize, log: &mut Log) {
    let mut sorted: Vec<&Change> = changes.iter().collect();
    sorted.sort_by(|a, b| compare_names(name(a), name(b)));
    let order = |it: &Change| match (&it.old, &it.new) {
        (Some(old), Some(new)) => Some(compare_versions(&new.version, &old.version)),
        (_, _) => None,
    };
    let is_downgrade = |it: &Change| order(it).is_some_and(|it| it.is_lt());
    let is_upgrade = |it: &Change| it.old != it.new && order(it).is_some_and(|it| it.is_ge());
    let mut count = show(&sorted, "REMOVED", &|it| it.new.is_none(), log);
    count += show(&sorted, "DOWNGRADED", &is_downgrade, log);
    if count == 0 && verbosity < 3 {
        return;
    }
    show(&sorted, "installed", &|it| it.old.is_none(), log);
    show(&sorted, "upgraded", &is_upgrade, log);
    show(&sorted, "reinstalled", &|it| it.reinstall, log);
    let real = || changes.iter().filter(|it| it.old != it.new);
    let download: u64 =
        real().filter_map(|it| it.new.as_ref()).fold(0, |sum, it| sum.saturating_add(it.size));
    if download != 0 {
        log.message(format!("Need to download {} of packages.", human_size(download)));
    }
    let total = |package: fn(&Change) -> &Option<Rc<Package>>| {
        let sizes = changes.iter().filter_map(|it| package(it).as_ref());
        sizes.fold(0, |sum: u64, it| sum.saturating_add(it.installed_size))
    };
    let (before, after) = (total(|it| &it.old), total(|it| &it.new));
    let what = match before <= after {
        true => "additional disk space will be used",
        false => "disk space will be freed",
    };
    let size = human_size(before.abs_diff(after));
    log.message(format!("After this operation, {size} of {what}."));
}

fn name(change: &Change) -> &str {
    change.old.as_ref().or(change.new.as_ref()).map_or("", |it| &it.name)
}

/// Shows one kind of changes; how many there are.
fn show(
    changes: &[&Change],
    verb: &str,
    is_meant: &dyn Fn(&Change) -> bool,
    log: &mut Log,
) -> usize {
    let names: Vec<&str> = changes.iter().filter(|it| is_meant(it)).map(|it| name(it)).collect();
    if !names.is_empty() {
        let kind = if verb == "installed" { "NEW packages" } else { "packages" };
        let title = format!("The following {kind} will be {verb}:");
        let mut columns = Columns::below(title);
        names.iter().for_each(|it| columns.add(it));
        columns.lines().into_iter().for_each(|it| log.print(it));
    }
    names.len()
}
