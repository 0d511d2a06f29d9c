//! Instructions with their variables expanded.

use dockerfile::{ArgDefinition, Assignment, Copy, Escape, Instruction, Options, Source, expand};

use crate::error::BuildError;

/// Expands variables where an instruction allows them. (buildkit: instructions, `SupportsSingleWordExpansion`.)
pub(crate) struct Expander<'a> {
    pub(crate) escape: Escape,
    pub(crate) lookup: &'a dyn Fn(&str) -> Option<String>,
}

impl Expander<'_> {
    /// `text` as one word.
    pub(crate) fn word(&self, text: &str) -> Result<String, BuildError> {
        self.expand(text, Options::default()).map(|it| it.text)
    }

    /// `text` as a step's name: unset variables and quotes stay.
    pub(crate) fn label(&self, text: &str) -> String {
        let options = Options {
            quotes: dockerfile::Quotes::Keep,
            escapes: dockerfile::Escapes::Keep,
            unset: dockerfile::Unset::Keep,
        };
        self.expand(text, options).map_or_else(|_| text.to_string(), |it| it.text)
    }

    fn expand(&self, text: &str, options: Options) -> Result<dockerfile::Expansion, BuildError> {
        let expansion = expand(text, self.escape, self.lookup, options);
        expansion.map_err(|error| BuildError::Invalid { message: error.to_string() })
    }

    fn words(&self, texts: &[String]) -> Result<Vec<String>, BuildError> {
        texts.iter().map(|it| self.word(it)).collect()
    }

    fn option(&self, text: &Option<String>) -> Result<Option<String>, BuildError> {
        text.as_ref().map(|it| self.word(it)).transpose()
    }

    fn assignments(&self, pairs: &[Assignment]) -> Result<Vec<Assignment>, BuildError> {
        let expand = |it: &Assignment| {
            Ok(Assignment {
                name: self.word(&it.name)?,
                value: self.word(&it.value)?,
                form: it.form,
            })
        };
        pairs.iter().map(expand).collect()
    }

    fn sources(&self, sources: &[Source]) -> Result<Vec<Source>, BuildError> {
        let expand = |it: &Source| match it {
            Source::Path(path) => self.word(path).map(Source::Path),
            Source::Heredoc(heredoc) => Ok(Source::Heredoc(heredoc.clone())),
        };
        sources.iter().map(expand).collect()
    }

    /// The instruction with every word expanded that Docker expands.
    pub(crate) fn instruction(&self, instruction: &Instruction) -> Result<Instruction, BuildError> {
        Ok(match instruction {
            Instruction::Env(pairs) => Instruction::Env(self.assignments(pairs)?),
            Instruction::Label(pairs) => Instruction::Label(self.assignments(pairs)?),
            Instruction::Arg(arguments) => {
                let expand = |it: &ArgDefinition| {
                    Ok(ArgDefinition {
                        name: self.word(&it.name)?,
                        default: self.option(&it.default)?,
                    })
                };
                Instruction::Arg(arguments.iter().map(expand).collect::<Result<_, BuildError>>()?)
            }
            Instruction::Copy(copy) => Instruction::Copy(Copy {
                sources: self.sources(&copy.sources)?,
                destination: self.word(&copy.destination)?,
                chown: self.option(&copy.chown)?,
                chmod: self.option(&copy.chmod)?,
                ..copy.clone()
            }),
            Instruction::Add(add) => Instruction::Add(dockerfile::Add {
                sources: self.sources(&add.sources)?,
                destination: self.word(&add.destination)?,
                chown: self.option(&add.chown)?,
                chmod: self.option(&add.chmod)?,
                ..add.clone()
            }),
            Instruction::Expose(ports) => {
                let mut expanded = Vec::new();
                for port in ports {
                    expanded.extend(self.expand(port, Options::default())?.words);
                }
                Instruction::Expose(expanded)
            }
            Instruction::Volume(paths) => Instruction::Volume(self.words(paths)?),
            Instruction::User(user) => Instruction::User(self.word(user)?),
            Instruction::Workdir(path) => Instruction::Workdir(self.word(path)?),
            Instruction::Stopsignal(signal) => Instruction::Stopsignal(self.word(signal)?),
            Instruction::Cmd(_)
            | Instruction::Entrypoint(_)
            | Instruction::From(_)
            | Instruction::Healthcheck(_)
            | Instruction::Maintainer(_)
            | Instruction::Onbuild(_)
            | Instruction::Run(_)
            | Instruction::Shell(_) => instruction.clone(),
        })
    }
}
