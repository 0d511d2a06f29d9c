//! Where the learner is in the film: a small reducer around [`Playback`].

use std::rc::Rc;

use timeline::{Command, Playback};
use yew::prelude::Reducible;

/// A position in the film.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Player(pub(crate) Playback);

/// What moves the player.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Move {
    /// The learner's wish.
    Obey(Command),
    /// The film now has so many frames: longer, it plays what is new; shorter, it is another film.
    Count(u32),
}

impl Player {
    /// At the end of a film that was seen before.
    pub(crate) fn at_end(count: u32) -> Player {
        Player(Playback::new(count).apply(Command::Last))
    }
}

impl Reducible for Player {
    type Action = Move;

    fn reduce(self: Rc<Player>, action: Move) -> Rc<Player> {
        let playback = self.0;
        Rc::new(match action {
            Move::Obey(command) => Player(playback.apply(command)),
            Move::Count(count) if count < playback.count() => {
                let Player(ended) = Player::at_end(count);
                Player(ended.apply(Command::Pace(playback.speed)))
            }
            Move::Count(count) => Player(playback.extend(count)),
        })
    }
}
