//! BuildKit's plain progress: many operations at once, told one block after the other.
//!
//! As buildkit v0.8: util/progress/progressui/printer.go, `textMux`.

use std::time::Duration;

use image::{Digest, SimTime};

use crate::units::seconds;

/// How long an operation may be silent before its block opens.
const PATIENCE: Duration = Duration::from_millis(100);

/// One operation, counted from 0; it is shown counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct VertexId(usize);

/// How an operation ended.
pub(super) enum End {
    Done,
    Cached,
    Error(String),
    Canceled,
}

/// All operations of a build, and which of them the text is about.
#[derive(Default)]
pub(super) struct Vertices {
    vertices: Vec<Vertex>,
    /// The one whose block is open.
    current: Option<usize>,
    text: String,
    /// Whether any block was ever printed.
    begun: bool,
}

struct Vertex {
    name: String,
    digest: Digest,
    started: SimTime,
    /// What is still to print, without the block's head.
    waiting: String,
    /// Whether the last line of the log has no end yet.
    partial: bool,
    /// Since when it is at work.
    working_since: Option<SimTime>,
    ended: bool,
}

impl Vertices {
    /// A new operation. `identity` decides the digest that is shown with it.
    pub(super) fn open(&mut self, name: String, identity: &str, started: SimTime) -> VertexId {
        let digest = Digest::of(identity.as_bytes());
        let vertex = Vertex {
            name,
            digest,
            started,
            waiting: String::new(),
            partial: false,
            working_since: None,
            ended: false,
        };
        self.vertices.push(vertex);
        VertexId(self.vertices.len() - 1)
    }

    /// The operation's name.
    pub(super) fn name(&self, id: VertexId) -> &str {
        &self.vertices[id.0].name
    }

    /// Says that the operation is really at work: its block opens soon, even if it has nothing to tell.
    pub(super) fn work(&mut self, id: VertexId, at: SimTime) {
        self.vertices[id.0].working_since = Some(at);
    }

    /// Whether it does something; else it only waits for the cache's answer.
    pub(super) fn is_at_work(&self, id: VertexId) -> bool {
        self.vertices[id.0].working_since.is_some()
    }

    /// A line about the operation itself.
    pub(super) fn status(&mut self, id: VertexId, status: &str) {
        let line = format!("#{} {status}\n", id.0 + 1);
        self.vertices[id.0].waiting.push_str(&line);
    }

    /// What a program in the operation printed. Each line bears its time since the start.
    pub(super) fn log(&mut self, id: VertexId, at: SimTime, output: &str) {
        let vertex = &mut self.vertices[id.0];
        let since = at - vertex.started;
        let decimals = match since.as_secs() {
            0..10 => 3,
            10..100 => 2,
            _ => 1,
        };
        for line in output.split_inclusive('\n') {
            if !vertex.partial {
                vertex.waiting.push_str(&format!("#{} {} ", id.0 + 1, seconds(since, decimals)));
            }
            vertex.waiting.push_str(line);
            vertex.partial = !line.ends_with('\n');
        }
    }

    /// The operation is over.
    pub(super) fn close(&mut self, id: VertexId, at: SimTime, end: End) {
        let vertex = &mut self.vertices[id.0];
        vertex.ended = true;
        let time = seconds(at - vertex.started, 1);
        let line = match end {
            End::Done => format!("DONE {time}s"),
            End::Cached => "CACHED".to_string(),
            End::Error(message) => {
                if vertex.partial {
                    vertex.waiting.push('\n');
                }
                format!("ERROR: {message}")
            }
            End::Canceled => "CANCELED".to_string(),
        };
        vertex.waiting.push_str(&format!("#{} {line}\n", id.0 + 1));
    }

    /// A line that belongs to no operation.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// What there is to print now: operations that ended first, then the open one; another opens when none is.
    pub(super) fn take(&mut self, at: SimTime) -> String {
        let has_ended = |it: &Vertex| it.ended && !it.waiting.is_empty();
        if let Some(current) = self.current {
            self.print(current);
        }
        for index in 0..self.vertices.len() {
            if has_ended(&self.vertices[index]) {
                self.print(index);
            }
        }
        let is_at_work = |it: &Vertex| it.working_since.is_some_and(|since| PATIENCE <= at - since);
        let has_news = |it: &Vertex| !it.ended && (is_at_work(it) || !it.waiting.is_empty());
        if self.current.is_none()
            && let Some(next) = self.vertices.iter().position(has_news)
        {
            self.print(next);
        }
        std::mem::take(&mut self.text)
    }

    fn print(&mut self, index: usize) {
        if self.current != Some(index) {
            self.open_block(index);
        }
        let vertex = &mut self.vertices[index];
        self.text.push_str(&std::mem::take(&mut vertex.waiting));
        self.current = Some(index).filter(|_| !vertex.ended);
    }

    fn open_block(&mut self, index: usize) {
        if let Some(current) = self.current {
            let other = &mut self.vertices[current];
            if other.partial {
                self.text.push('\n');
                other.partial = false;
            }
            self.text.push_str(&format!("#{} ...\n", current + 1));
        }
        if self.begun {
            self.text.push('\n');
        }
        self.begun = true;
        let Vertex { name, digest, .. } = &self.vertices[index];
        let number = index + 1;
        self.text.push_str(&format!("#{number} {name}\n#{number} {digest}\n"));
    }
}
