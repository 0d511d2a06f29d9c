//! The log as JSON lines: one object a record, byte for byte the same on every machine.

mod engine_event;

use shell::{Limit, Stream};

use crate::json::{Html, Json};
use crate::record::{Event, Record};

/// The log as JSON lines: one object a record, keys in a fixed order.
pub fn json_lines(log: &[Record]) -> String {
    log.iter().map(|it| line(it).compact(Html::Plain) + "\n").collect()
}

/// Times are in microseconds since 1970.
fn line(record: &Record) -> Json {
    let (name, details) = event(&record.event);
    let head = [
        ("seq", record.seq.into()),
        ("at", record.at.micros().into()),
        ("event", Json::text(name)),
    ];
    object(head.into_iter().chain(details))
}

fn event(event: &Event) -> (&'static str, Vec<(&'static str, Json)>) {
    match event {
        Event::LineEntered { text } => ("line-entered", vec![("text", Json::text(text))]),
        Event::FileSaved { path } => ("file-saved", vec![("path", Json::text(path))]),
        Event::Engine(event) => engine_event::describe(event),
        Event::Printed { stream, text } => {
            ("printed", vec![("stream", stream_name(*stream).into()), ("text", Json::text(text))])
        }
        Event::LimitReached { limit } => ("limit-reached", vec![("limit", limit_name(limit))]),
        Event::CommandExited { code } => {
            ("command-exited", vec![("code", u32::from(*code).into())])
        }
    }
}

fn object(fields: impl IntoIterator<Item = (&'static str, Json)>) -> Json {
    Json::Object(
        fields.into_iter().map(|(name, value)| crate::json::Field::always(name, value)).collect(),
    )
}

fn stream_name(stream: Stream) -> &'static str {
    match stream {
        Stream::Stdout => "stdout",
        Stream::Stderr => "stderr",
    }
}

fn limit_name(limit: &Limit) -> Json {
    Json::text(limit)
}

#[cfg(test)]
mod tests {
    use image::SimTime;

    use super::*;

    #[test]
    fn a_record_is_one_line_with_its_keys_in_a_fixed_order() {
        let at = SimTime::from_seconds(7);
        let event = Event::Printed { stream: Stream::Stderr, text: "a\n".to_string() };
        let record = Record { seq: 3, at, event };
        let expected = r#"{"seq":3,"at":7000000,"event":"printed","stream":"stderr","text":"a\n"}"#
            .to_string()
            + "\n";
        assert_eq!(json_lines(&[record]), expected);
    }
}
