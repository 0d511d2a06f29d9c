//! Where the variables of an instruction are: BuildKit's instructions/commands.go, `SupportsSingleWordExpansion`.

use crate::expand::{Escape, Expansion, Options, Quotes};
use crate::heredoc::Heredoc;
use crate::instruction::{Add, ArgDefinition, Copy, Instruction, Run, Source};
use crate::mount::mount_fields;
use crate::words::Assignment;

/// Replaces the variables of one text; see [`expand()`](crate::expand()).
pub type ExpandText<'a, E> = dyn FnMut(&str, Escape, Options) -> Result<Expansion, E> + 'a;

impl Instruction {
    /// The instruction with every text expanded that Docker expands.
    pub fn expand<E>(
        &self,
        escape: Escape,
        expand: &mut ExpandText<'_, E>,
    ) -> Result<Instruction, E> {
        let mut words = Words { escape, expand };
        Ok(match self {
            Instruction::Env(pairs) => Instruction::Env(words.assignments(pairs)?),
            Instruction::Label(pairs) => Instruction::Label(words.assignments(pairs)?),
            Instruction::Arg(definitions) => {
                let definitions = definitions.iter().map(|it| {
                    let (name, default) = (words.word(&it.name)?, words.option(&it.default)?);
                    Ok(ArgDefinition { name, default })
                });
                Instruction::Arg(definitions.collect::<Result<_, E>>()?)
            }
            Instruction::Copy(copy) => Instruction::Copy(Copy {
                chown: words.option(&copy.chown)?,
                chmod: words.option(&copy.chmod)?,
                excludes: words.list(&copy.excludes)?,
                sources: words.sources(&copy.sources)?,
                destination: words.word(&copy.destination)?,
                ..copy.clone()
            }),
            Instruction::Add(add) => Instruction::Add(Add {
                chown: words.option(&add.chown)?,
                chmod: words.option(&add.chmod)?,
                checksum: words.option(&add.checksum)?,
                excludes: words.list(&add.excludes)?,
                sources: words.sources(&add.sources)?,
                destination: words.word(&add.destination)?,
                ..add.clone()
            }),
            Instruction::Run(run) => {
                let mounts = run.mounts.iter().map(|it| words.mount(it));
                let mounts = mounts.collect::<Result<_, E>>()?;
                Instruction::Run(Run { mounts, ..run.clone() })
            }
            Instruction::Expose(ports) => {
                let mut expanded = Vec::new();
                for port in ports {
                    expanded.extend((words.expand)(port, escape, Options::default())?.words);
                }
                Instruction::Expose(expanded)
            }
            Instruction::Volume(paths) => Instruction::Volume(words.list(paths)?),
            Instruction::User(user) => Instruction::User(words.word(user)?),
            Instruction::Workdir(path) => Instruction::Workdir(words.word(path)?),
            Instruction::Stopsignal(signal) => Instruction::Stopsignal(words.word(signal)?),
            Instruction::Cmd(_)
            | Instruction::Entrypoint(_)
            | Instruction::From(_)
            | Instruction::Healthcheck(_)
            | Instruction::Maintainer(_)
            | Instruction::Onbuild(_)
            | Instruction::Shell(_) => self.clone(),
        })
    }
}

struct Words<'a, 'e, E> {
    escape: Escape,
    expand: &'a mut ExpandText<'e, E>,
}

impl<E> Words<'_, '_, E> {
    fn word(&mut self, text: &str) -> Result<String, E> {
        (self.expand)(text, self.escape, Options::default()).map(|it| it.text)
    }

    fn list(&mut self, texts: &[String]) -> Result<Vec<String>, E> {
        texts.iter().map(|it| self.word(it)).collect()
    }

    fn option(&mut self, text: &Option<String>) -> Result<Option<String>, E> {
        text.as_ref().map(|it| self.word(it)).transpose()
    }

    fn assignments(&mut self, pairs: &[Assignment]) -> Result<Vec<Assignment>, E> {
        let pairs = pairs.iter().map(|it| {
            let (name, value) = (self.word(&it.name)?, self.word(&it.value)?);
            Ok(Assignment { name, value, form: it.form })
        });
        pairs.collect()
    }

    fn sources(&mut self, sources: &[Source]) -> Result<Vec<Source>, E> {
        let sources = sources.iter().map(|it| match it {
            Source::Path(path) => self.word(path).map(Source::Path),
            Source::Heredoc(document) => self.document(document).map(Source::Heredoc),
        });
        sources.collect()
    }

    // Only `\` escapes in a document, and its quotes are letters like others.
    fn document(&mut self, document: &Heredoc) -> Result<Heredoc, E> {
        if !document.expand {
            return Ok(document.clone());
        }
        let options = Options { quotes: Quotes::Ignore, ..Options::default() };
        let content = (self.expand)(&document.content, Escape::Backslash, options)?.text;
        Ok(Heredoc { content, ..document.clone() })
    }

    /// The values of `type=cache,target=$HOME`; each is a text of its own.
    fn mount(&mut self, written: &str) -> Result<String, E> {
        // What cannot be split will be refused as it is.
        let Ok(fields) = mount_fields(written) else { return Ok(written.to_owned()) };
        let fields = fields.iter().map(|field| match field.split_once('=') {
            Some((name, value)) => self.word(value).map(|it| quoted(format!("{name}={it}"))),
            None => Ok(quoted(field.clone())),
        });
        fields.collect::<Result<Vec<String>, E>>().map(|it| it.join(","))
    }
}

/// A field of a mount, in quotes if it needs them.
fn quoted(field: String) -> String {
    match field.contains([',', '"']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[test]
    fn variables_are_replaced_where_docker_replaces_them() {
        for (line, expected) in [
            ("ENV a=b c=d", &["a", "b", "c", "d"][..]),
            ("LABEL a b c", &["a", "b c"]),
            ("ARG a=b c", &["a", "b", "c"]),
            ("COPY --chown=a --exclude=b --from=c d e f", &["a", "b", "d", "e", "f"]),
            ("ADD --checksum=a b c", &["a", "b", "c"]),
            ("COPY <<a <<'b' /c\nx\na\ny\nb", &["x\n", "/c"]),
            ("RUN --mount=type=cache,target=a,ro b", &["cache", "a"]),
            ("EXPOSE 81 80", &["80", "81"]),
            ("CMD a", &[]),
        ] {
            let parse = parse(&format!("FROM a\n{line}\n"));
            let mut seen = Vec::new();
            let mut note = |text: &str, _, _| -> Result<Expansion, ()> {
                seen.push(text.to_owned());
                Ok(Expansion::default())
            };
            let expanded = parse.instructions[1].instruction.expand(Escape::Backslash, &mut note);
            assert!(expanded.is_ok());
            assert_eq!(seen, expected, "{line}");
        }
    }
}
