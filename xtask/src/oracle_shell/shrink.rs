//! The smallest script that still differs.

use anyhow::Result;

use super::generate::Script;

/// Takes parts of `script` away, as long as it still `differs`.
pub(super) fn smallest(
    mut script: Script,
    differs: impl Fn(&Script) -> Result<bool>,
) -> Result<Script> {
    'smaller: loop {
        for candidate in script.smaller() {
            if differs(&candidate)? {
                script = candidate;
                continue 'smaller;
            }
        }
        return Ok(script);
    }
}
