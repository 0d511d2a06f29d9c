//! Markdown's events to blocks.
#![allow(clippy::wildcard_enum_match_arm, reason = "Markdown has much that lessons do not use")]

use pulldown_cmark::{CodeBlockKind, Event, OffsetIter, Options, Parser, Tag, TagEnd};

use crate::error::Mistake;
use crate::fence::fence;
use crate::lesson::{Block, Inline, ListKind};

/// A block, and the line where it begins, counted from 1.
pub(crate) type Located = (Block, u32);
/// A mistake, and its line.
pub(crate) type Misplaced = (u32, Mistake);

/// Reads a whole text.
pub(crate) fn blocks(text: &str) -> Result<Vec<Located>, Misplaced> {
    let mut walk =
        Walk { text, events: Parser::new_ext(text, Options::empty()).into_offset_iter(), line: 1 };
    let mut blocks = Vec::new();
    while let Some(event) = walk.next() {
        let line = walk.line;
        let block = match event {
            Event::Start(tag) => walk.block(tag)?,
            other => return Err((line, unsupported(&other))),
        };
        blocks.push((block, line));
    }
    Ok(blocks)
}

/// Reads a text that is one paragraph.
pub(crate) fn inlines(text: &str) -> Result<Vec<Inline>, Misplaced> {
    let mut all = Vec::new();
    for (block, line) in blocks(text)? {
        let Block::Paragraph(inlines) = block else {
            return Err((line, Mistake::Unsupported { what: "blocks inside of blocks" }));
        };
        all.extend(inlines);
    }
    Ok(all)
}

/// A walk over the events, with the line of the last one.
struct Walk<'a> {
    text: &'a str,
    events: OffsetIter<'a>,
    line: u32,
}

impl<'a> Walk<'a> {
    fn next(&mut self) -> Option<Event<'a>> {
        let (event, range) = self.events.next()?;
        let before = self.text[..range.start].bytes().filter(|it| *it == b'\n').count();
        self.line = u32::try_from(before).unwrap_or(u32::MAX).saturating_add(1);
        Some(event)
    }

    fn block(&mut self, tag: Tag<'a>) -> Result<Block, Misplaced> {
        let line = self.line;
        let end = tag.to_end();
        match tag {
            Tag::Paragraph => Ok(Block::Paragraph(self.inlines(end)?)),
            Tag::Heading { level, .. } => match level as u8 {
                1 => Err((line, Mistake::TitleHeading)),
                level => Ok(Block::Heading { level, text: self.inlines(end)? }),
            },
            Tag::BlockQuote(_) => Ok(Block::Question(self.paragraphs(end)?)),
            Tag::List(first) => {
                let kind = if first.is_some() { ListKind::Numbered } else { ListKind::Bulleted };
                Ok(Block::List { kind, items: self.items(end)? })
            }
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let text = self.raw(end);
                fence(&info, &text)
                    .map_err(|(below, mistake)| (line.saturating_add(below), mistake))
            }
            other => Err((line, unsupported(&Event::Start(other)))),
        }
    }

    fn items(&mut self, end: TagEnd) -> Result<Vec<Vec<Inline>>, Misplaced> {
        let mut items = Vec::new();
        while let Some(event) = self.next().filter(|it| *it != Event::End(end)) {
            match event {
                Event::Start(Tag::Item) => items.push(self.paragraphs(TagEnd::Item)?),
                other => return Err((self.line, unsupported(&other))),
            }
        }
        Ok(items)
    }

    /// What stands in an item or a quote: a line's parts, or paragraphs of them.
    fn paragraphs(&mut self, end: TagEnd) -> Result<Vec<Inline>, Misplaced> {
        let mut all = Vec::new();
        while let Some(event) = self.next().filter(|it| *it != Event::End(end)) {
            match event {
                Event::Start(Tag::Paragraph) => all.extend(self.inlines(TagEnd::Paragraph)?),
                other => all.push(self.inline(other)?),
            }
        }
        Ok(all)
    }

    fn inlines(&mut self, end: TagEnd) -> Result<Vec<Inline>, Misplaced> {
        let mut all = Vec::new();
        while let Some(event) = self.next().filter(|it| *it != Event::End(end)) {
            all.push(self.inline(event)?);
        }
        Ok(all)
    }

    fn inline(&mut self, event: Event<'a>) -> Result<Inline, Misplaced> {
        Ok(match event {
            Event::Text(text) => Inline::Text((&*text).into()),
            Event::Code(text) => Inline::Code((&*text).into()),
            // A sentence a line: the line's end is a blank.
            Event::SoftBreak => Inline::Text(" ".into()),
            Event::Start(Tag::Strong) => Inline::Strong(self.inlines(TagEnd::Strong)?),
            Event::Start(Tag::Emphasis) => Inline::Emphasis(self.inlines(TagEnd::Emphasis)?),
            Event::Start(Tag::Link { dest_url, .. }) => {
                Inline::Link { text: self.inlines(TagEnd::Link)?, target: (&*dest_url).into() }
            }
            other => return Err((self.line, unsupported(&other))),
        })
    }

    fn raw(&mut self, end: TagEnd) -> String {
        let mut text = String::new();
        while let Some(event) = self.next().filter(|it| *it != Event::End(end)) {
            if let Event::Text(part) = event {
                text += &part;
            }
        }
        text
    }
}

fn unsupported(event: &Event) -> Mistake {
    let what = match event {
        Event::Start(Tag::CodeBlock(_)) => "indented code (write ``` and a kind)",
        Event::Start(Tag::List(_)) => "lists in lists",
        Event::Start(Tag::Image { .. }) => "pictures",
        Event::Start(Tag::HtmlBlock) | Event::Html(_) | Event::InlineHtml(_) => "HTML",
        Event::Rule => "rules",
        Event::HardBreak => "forced line breaks",
        _ => "such Markdown",
    };
    Mistake::Unsupported { what }
}
