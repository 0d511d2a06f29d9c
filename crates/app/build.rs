//! Reads the lessons while the page is built, so that the page needs no Markdown parser.

#![allow(clippy::print_stdout, reason = "a build script speaks to Cargo by printing")]

use std::env;
use std::fs;
use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=../../lessons");
    println!("cargo::rerun-if-changed=../lesson/src");
    let folder = env::var_os("OUT_DIR").expect("Cargo sets it for build scripts");
    let course = serde_json::to_string(&lesson::course()).expect("a course has no maps");
    fs::write(Path::new(&folder).join("course.json"), course).expect("Cargo made the folder");
}
