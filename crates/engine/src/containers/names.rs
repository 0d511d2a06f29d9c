//! Names for containers that get none.
//!
//! Docker joins a mood and a scientist at random; here the container's ID decides. (moby: pkg/namesgenerator.)

use crate::id::ContainerId;

const LEFT: &str = "admiring adoring amazing bold brave busy charming clever cool dazzling determined eager elastic \
    epic fervent focused friendly gallant gifted happy hopeful inspiring jolly keen kind loving lucid modest nifty \
    nostalgic peaceful pensive practical quirky relaxed serene sharp stoic sweet tender trusting upbeat vibrant \
    vigilant wizardly wonderful xenodochial youthful zealous zen";
const RIGHT: &str = "archimedes babbage banach bardeen bell blackwell bohr boyd brahmagupta carson cerf chandrasekhar \
    curie darwin dijkstra driscoll easley einstein elion euclid euler faraday fermat feynman franklin galileo gauss \
    goldberg goodall hamilton hawking hopper hypatia jang johnson kalam kepler lamarr leavitt lovelace mayer mccarthy \
    meitner mendel moser newton noether pascal pasteur perlman ride ritchie shannon swartz tesla thompson torvalds \
    turing wing wozniak";

/// Names for the container `id`, the first one first.
pub(super) fn candidates(id: ContainerId) -> impl Iterator<Item = String> {
    let seed = u64::from_str_radix(&id.hex()[..12], 16).unwrap_or_default();
    let words = |text: &'static str| -> Vec<&'static str> { text.split(' ').collect() };
    let (left, right) = (words(LEFT), words(RIGHT));
    (0..100_u64).map(move |turn| {
        let number = seed.wrapping_add(turn.wrapping_mul(7919));
        let first = left[(number % left.len() as u64) as usize];
        let second = right[(number / 97 % right.len() as u64) as usize];
        format!("{first}_{second}")
    })
}
