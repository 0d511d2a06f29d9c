//! Which lines two texts share: the algorithm of Hunt and McIlroy, as BusyBox has it from OpenBSD.

use crate::limits::Stop;
use crate::process::Process;

/// A pair of equal lines, and the pair before it.
#[derive(Clone, Copy)]
struct Candidate {
    x: usize,
    y: usize,
    before: usize,
}

/// For each line of `one`, counted from 1, the line of `other` that it stays; 0 for none. Around them stand the ends.
pub(super) fn matching(
    process: &mut Process,
    one: &[String],
    other: &[String],
) -> Result<Vec<usize>, Stop> {
    let (n, m) = (one.len(), other.len());
    let mut kept = vec![0; n + 2];
    kept[n + 1] = m + 1;
    let same = one.iter().zip(other).take_while(|(left, right)| left == right).count();
    let tail = one[same..].iter().rev().zip(other[same..].iter().rev());
    let tail = tail.take_while(|(left, right)| left == right).count();
    (1..=same).for_each(|it| kept[it] = it);
    (0..tail).for_each(|it| kept[n - it] = m - it);
    // The lines of the other text in order, so that equal ones stand together.
    let mut sorted: Vec<usize> = (same..m - tail).collect();
    sorted.sort_unstable_by(|left, right| (&other[*left], left).cmp(&(&other[*right], right)));
    let mut pool = vec![Candidate { x: 0, y: 0, before: 0 }];
    // The last candidate of the shortest chain of each length.
    let mut chains = vec![0];
    for (x, line) in one.iter().enumerate().take(n - tail).skip(same) {
        let begin = sorted.partition_point(|it| other[*it] < *line);
        let equal = sorted[begin..].iter().take_while(|it| other[**it] == *line);
        let (mut old_length, mut old) = (0, chains[0]);
        for y in equal.map(|it| it + 1) {
            process.burn(1)?;
            if y <= pool[old].y {
                continue;
            }
            let length = chains.partition_point(|it| pool[*it].y < y);
            if length != old_length + 1 {
                old = chains[length - 1];
            }
            let candidate = Candidate { x: x + 1, y, before: old };
            match chains.get_mut(length) {
                Some(chain) if pool[*chain].y <= y => (),
                Some(chain) => {
                    pool.push(candidate);
                    old = std::mem::replace(chain, pool.len() - 1);
                    old_length = length;
                }
                None => {
                    pool.push(candidate);
                    chains.push(pool.len() - 1);
                    break;
                }
            }
        }
    }
    let mut at = chains[chains.len() - 1];
    while at != 0 {
        kept[pool[at].x] = pool[at].y;
        at = pool[at].before;
    }
    Ok(kept)
}
