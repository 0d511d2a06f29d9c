//! Where the learner is in the film: a small reducer around [`Playback`].

use std::rc::Rc;

use timeline::{Command, Playback};
use yew::prelude::Reducible;

/// A position in a film.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Player {
    pub(crate) playback: Playback,
    /// The laptop that the film shows.
    laptop: u32,
}

/// What moves the player.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Move {
    /// The learner's wish.
    Obey(Command),
    /// Something was typed on `laptop`, whose film now has `count` frames, to be watched from `opening` on.
    Show { laptop: u32, count: u32, opening: Option<u32> },
}

impl Player {
    /// At the end of a film that was seen before.
    pub(crate) fn at_end(laptop: u32, count: u32) -> Player {
        Player { playback: Playback::new(count).apply(Command::Last), laptop }
    }
}

impl Reducible for Player {
    type Action = Move;

    fn reduce(self: Rc<Player>, action: Move) -> Rc<Player> {
        let Player { playback, laptop: shown } = *self;
        Rc::new(match action {
            Move::Obey(command) => Player { playback: playback.apply(command), ..*self },
            Move::Show { laptop, count, .. } if laptop != shown => {
                let player = Player::at_end(laptop, count);
                Player { playback: player.playback.apply(Command::Pace(playback.speed)), ..player }
            }
            Move::Show { count, opening, .. } if playback.count() < count => {
                let extended = playback.extend(count);
                let from = opening.unwrap_or(extended.cursor());
                Player { playback: extended.apply(Command::Seek(from)), ..*self }
            }
            // What was typed has no frames, and is shown at once.
            Move::Show { .. } if playback.playing => *self,
            Move::Show { .. } => Player { playback: playback.apply(Command::Last), ..*self },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_frames_are_played_and_old_ones_are_not() {
        let rewound = [Move::Obey(Command::First)];
        let grown = [Move::Show { laptop: 0, count: 9, opening: None }];
        let other = [Move::Show { laptop: 1, count: 7, opening: None }];
        let typed = [Move::Obey(Command::First), Move::Show { laptop: 0, count: 5, opening: None }];
        for (moves, cursor, playing) in [
            (&rewound[..], 0, false),
            (&grown[..], 5, true),
            (&other[..], 6, false),
            (&typed[..], 4, false),
        ] {
            let start = Rc::new(Player::at_end(0, 5));
            let Player { playback, .. } =
                *moves.iter().fold(start, |it, action| it.reduce(*action));
            assert_eq!((playback.cursor(), playback.playing), (cursor, playing), "{moves:?}");
        }
    }
}
