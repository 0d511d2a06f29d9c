//! The native `layerlab` command.

fn main() {}
