//! Whole sessions, conformance suites and recordings.
