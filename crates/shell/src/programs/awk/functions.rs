//! The functions of `awk` that know text.

use std::rc::Rc;

use crate::limits::Stop;
use crate::process::Process;
use crate::programs::awk::evaluate::truth;
use crate::programs::awk::files::{Tie, shell};
use crate::programs::awk::run::{Run, search};
use crate::programs::awk::syntax::{Expr, FS, Place, RLENGTH, RSTART};
use crate::programs::awk::value::{Array, Cell, Value};
use crate::programs::format::Shape;
use crate::regex::Regex;

/// Which matches are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Which {
    All,
    /// Counted from one.
    Only(usize),
}

impl<'p> Run<'p> {
    pub(super) fn text_function(
        &mut self,
        process: &mut Process,
        builtin: &'static str,
        arguments: &'p [Expr],
    ) -> Result<Value, Stop> {
        let line = self.line();
        let first = match builtin {
            "sprintf" => return Ok(Value::text(&self.formatted(process, arguments)?)),
            "sub" | "gsub" => return self.substitute(process, builtin, arguments),
            "length" if self.length_of_array(arguments).is_some() => {
                return Ok(count(self.length_of_array(arguments).unwrap_or_default()));
            }
            _ => self.argument(process, arguments, 0, line)?,
        };
        Ok(match builtin {
            "length" => count(first.chars().count()),
            "tolower" => Value::text(&first.to_ascii_lowercase()),
            "toupper" => Value::text(&first.to_ascii_uppercase()),
            "index" => {
                let needle = self.shown(process, &arguments[1])?;
                process.burn_bytes(first.len())?;
                let found = first.find(&*needle).filter(|_| !needle.is_empty());
                count(found.map_or(0, |it| first[..it].chars().count() + 1))
            }
            "substr" => {
                let begin = self.number(process, arguments, 1)?;
                let length = match arguments.get(2) {
                    Some(expr) => self.value(process, expr)?.number(),
                    None => f64::INFINITY,
                };
                process.burn_bytes(first.len())?;
                Value::text(&part(&first, begin, length))
            }
            "split" => self.split_into(process, &first, arguments)?,
            "match" => self.find_match(process, &first, arguments)?,
            "gensub" => self.gensub(process, arguments)?,
            "rand" => {
                self.seed = self.seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
                Value::Number(f64::from(self.seed >> 1) / f64::from(1u32 << 31))
            }
            "srand" => {
                let old = self.seed;
                self.seed = match arguments.first() {
                    Some(expr) => self.value(process, expr)?.number() as u32,
                    None => process.machine().now.seconds() as u32,
                };
                Value::Number(f64::from(old))
            }
            "systime" => Value::Number(process.machine().now.seconds() as f64),
            "strftime" => {
                let time = match arguments.get(1) {
                    Some(expr) => {
                        let seconds = self.value(process, expr)?.number().max(0.0) as u64;
                        image::SimTime::from_seconds(seconds.min(1 << 38))
                    }
                    None => process.machine().now,
                };
                let format = if arguments.is_empty() { "%a %b %e %H:%M:%S %Z %Y" } else { &first };
                Value::text(&crate::dates::format(time, format))
            }
            "system" => {
                self.flush(process)?;
                let (code, _) = shell(process, &first, Tie::None)?;
                Value::Number(f64::from(code))
            }
            "close" => Value::Number(self.close(process, &first)?),
            "fflush" => {
                self.flush(process)?;
                truth(false)
            }
            _ => Value::Unset,
        })
    }

    fn length_of_array(&mut self, arguments: &'p [Expr]) -> Option<usize> {
        let Some(Expr::Get(Place::Variable(variable))) = arguments.first() else { return None };
        match self.cell(*variable) {
            Cell::Array(array) => Some(array.borrow().count),
            Cell::Value(_) => None,
        }
    }

    fn split_into(
        &mut self,
        process: &mut Process,
        text: &str,
        arguments: &'p [Expr],
    ) -> Result<Value, Stop> {
        let separator = match arguments.get(2) {
            Some(Expr::Regex(regex)) => Err(regex.clone()),
            Some(expr) => Ok(self.shown(process, expr)?),
            None => Ok(self.special(FS)),
        };
        let pieces = match separator {
            Ok(separator) => self.pieces(process, text, &separator)?,
            Err(regex) => super::record::split_by(process, text, &regex)?,
        };
        let mut array = Array::default();
        for (index, piece) in pieces.iter().enumerate() {
            process.burn(1)?;
            array.set(&(index + 1).to_string(), Value::input(piece));
        }
        if let Some(Expr::Get(Place::Variable(variable))) = arguments.get(1) {
            *self.array(process, *variable)?.borrow_mut() = array;
        }
        Ok(count(pieces.len()))
    }

    fn find_match(
        &mut self,
        process: &mut Process,
        text: &str,
        arguments: &'p [Expr],
    ) -> Result<Value, Stop> {
        let regex = self.regex(process, &arguments[1])?;
        let characters: Vec<char> = text.chars().collect();
        let found = search(process, &regex, &characters, 0)?;
        let (start, length) = match found {
            Some((begin, end)) => ((begin + 1) as f64, (end - begin) as f64),
            None => (0.0, -1.0),
        };
        self.set_special(RSTART, Value::Number(start));
        self.set_special(RLENGTH, Value::Number(length));
        Ok(Value::Number(start))
    }

    /// `sub`, `gsub`
    fn substitute(
        &mut self,
        process: &mut Process,
        builtin: &'static str,
        arguments: &'p [Expr],
    ) -> Result<Value, Stop> {
        let regex = self.regex(process, &arguments[0])?;
        let with = self.shown(process, &arguments[1])?;
        let text = match arguments.get(2) {
            Some(expr) => self.shown(process, expr)?,
            None => self.line().shown("%.6g"),
        };
        let which = if builtin == "gsub" { Which::All } else { Which::Only(1) };
        let (changed, times) = replace(process, &regex, &text, &with, which, false)?;
        if 0 < times {
            match arguments.get(2) {
                Some(Expr::Get(place)) => self.set(process, place, Value::text(&changed))?,
                Some(_) | None => self.set_line(Value::input(&changed)),
            }
        }
        Ok(count(times))
    }

    /// `gensub(regex, with, how[, text])` gives what `sub` would make.
    fn gensub(&mut self, process: &mut Process, arguments: &'p [Expr]) -> Result<Value, Stop> {
        let regex = self.regex(process, &arguments[0])?;
        let with = self.shown(process, &arguments[1])?;
        let how = self.value(process, &arguments[2])?;
        let line = self.line();
        let text = self.argument(process, arguments, 3, line)?;
        let which = match how.shown("%.6g").starts_with(['g', 'G']) {
            true => Which::All,
            false => Which::Only((how.number() as usize).max(1)),
        };
        Ok(Value::text(&replace(process, &regex, &text, &with, which, true)?.0))
    }

    /// What `printf` prints.
    pub(super) fn formatted(
        &mut self,
        process: &mut Process,
        arguments: &'p [Expr],
    ) -> Result<String, Stop> {
        let mut values = Vec::new();
        for expr in arguments {
            values.push(self.value(process, expr)?);
        }
        let format = values.remove(0).shown(&self.conversion());
        let mut values = values.into_iter();
        let mut text = String::new();
        let mut rest = &*format;
        while let Some(percent) = rest.find('%') {
            text += &rest[..percent];
            rest = &rest[percent + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                text.push('%');
                rest = after;
                continue;
            }
            let mut stars = 0;
            let (shape, after) = Shape::read(rest, &mut || {
                stars += 1;
                0
            });
            if 0 < stars {
                return Err(self.fail(process, "%*x formats are not supported"));
            }
            let Some(letter) = after.chars().next() else {
                text += "%";
                break;
            };
            let value = values.next().unwrap_or_default();
            text += &match letter {
                's' => shape.text(&value.shown(&self.conversion())),
                'c' => {
                    let first = match value {
                        Value::Number(number) => char::from(number as u32 as u8),
                        Value::Unset => '\0',
                        Value::Text(text) | Value::Input(text) => {
                            text.chars().next().unwrap_or('\0')
                        }
                    };
                    shape.text(&String::from(first))
                }
                'd' | 'i' => shape.integer(letter, i64::from(whole(value.number()))),
                'u' | 'x' | 'X' | 'o' => {
                    let number = whole(value.number()).cast_unsigned();
                    shape.integer(letter, i64::from(number))
                }
                'e' | 'f' | 'g' | 'E' | 'F' | 'G' => shape.fraction(letter, value.number()),
                _ => return Err(self.fail(process, "Invalid format specifier")),
            };
            crate::expand::bounded(process, text.len()).map_err(Stop::Limit)?;
            rest = &after[letter.len_utf8()..];
        }
        process.burn(1 + format.len() as u64 / 16)?;
        Ok(text + rest)
    }
}

/// As a C compiler for x86 makes an `int` of a number.
fn whole(number: f64) -> i32 {
    match number.trunc() {
        number if f64::from(i32::MIN) <= number && number <= f64::from(i32::MAX) => number as i32,
        _ => i32::MIN,
    }
}

fn count(number: usize) -> Value {
    Value::Number(number as f64)
}

/// Characters of `text` from `begin`, counted from one. (BusyBox: awk.c, `B_ss`)
fn part(text: &str, begin: f64, length: f64) -> String {
    let skipped = (begin as i64).saturating_sub(1).max(0);
    let length = if length.is_infinite() { usize::MAX } else { length as usize };
    text.chars().skip(skipped as usize).take(length).collect()
}

/// `text` with matches replaced, and how many were. `&` is the match; with `groups`, `\1` is a group.
fn replace(
    process: &mut Process,
    regex: &Rc<Regex>,
    text: &str,
    with: &str,
    which: Which,
    groups: bool,
) -> Result<(String, usize), Stop> {
    let characters: Vec<char> = text.chars().collect();
    let mut changed = String::new();
    let (mut from, mut times, mut seen) = (0, 0, 0);
    let mut last_end = None;
    while from <= characters.len() {
        let search = regex.search(&characters, from);
        process.burn(1 + search.steps / 16)?;
        let Some(found) = search.groups else { break };
        let Some((begin, end)) = found[0] else { break };
        changed.extend(&characters[from..begin]);
        // An empty match right behind a match is none.
        let counts = begin < end || last_end != Some(begin);
        seen += usize::from(counts);
        let wanted = counts && (which == Which::All || which == Which::Only(seen));
        if wanted {
            times += 1;
            let group = |number: usize| {
                let (begin, end) = found.get(number).copied().flatten()?;
                Some(characters[begin..end].iter().collect::<String>())
            };
            changed += &filled(with, groups, &|number| group(number).unwrap_or_default());
        } else {
            changed.extend(&characters[begin..end]);
        }
        crate::expand::bounded(process, changed.len()).map_err(Stop::Limit)?;
        last_end = Some(end);
        from = end;
        if begin == end {
            changed.extend(characters.get(end));
            from = end + 1;
        }
        if matches!(which, Which::Only(number) if number <= seen) {
            break;
        }
    }
    changed.extend(characters.get(from..).unwrap_or_default());
    Ok((changed, times))
}

/// A replacement with what was found in it.
fn filled(with: &str, groups: bool, group: &dyn Fn(usize) -> String) -> String {
    let mut text = String::new();
    let mut characters = with.chars();
    while let Some(character) = characters.next() {
        match character {
            '&' => text += &group(0),
            '\\' => match characters.next() {
                Some('&') => text.push('&'),
                Some('\\') => text.push('\\'),
                Some(digit @ '0'..='9') if groups => text += &group(digit as usize - '0' as usize),
                Some(other) => text.extend(['\\', other]),
                None => text.push('\\'),
            },
            other => text.push(other),
        }
    }
    text
}
