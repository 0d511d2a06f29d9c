//! Pure pictures: props in, HTML out. No rule of Docker lives here.

pub(crate) mod build_bar;
pub(crate) mod code;
pub(crate) mod container;
pub(crate) mod editor;
pub(crate) mod focus_step;
pub(crate) mod gutter;
pub(crate) mod header;
pub(crate) mod help;
pub(crate) mod icon;
pub(crate) mod layer_stack;
pub(crate) mod lesson_pane;
pub(crate) mod machines;
pub(crate) mod probe_card;
pub(crate) mod problems;
pub(crate) mod prose;
pub(crate) mod shelf;
pub(crate) mod stage;
pub(crate) mod status;
pub(crate) mod steps_track;
pub(crate) mod terminal_entry;
pub(crate) mod terminal_input;
pub(crate) mod terminal_pane;
pub(crate) mod thin_track;
pub(crate) mod timeline_pane;
pub(crate) mod transport;
pub(crate) mod workplace;
