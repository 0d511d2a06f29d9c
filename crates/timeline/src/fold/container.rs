//! Temporary containers and what runs in them.

use std::rc::Rc;

use engine::{ContainerId, StepId};
use image::ImageId;

use super::{Beat, Fold, Pace, Program, beat};
use crate::caption::{self, code, limited, sentence};
use crate::scene::{ContainerBox, ContainerState, Place, StepStatus};
use crate::units::size;

/// How many lines of output a container's box shows.
const OUTPUT_LINES_MAX: usize = 8;
/// The exit code of a run that the simulator stopped; the limit itself is told next.
const LIMIT_REACHED: u8 = 125;

impl Fold {
    pub(super) fn container_created(
        &mut self,
        step: StepId,
        container: ContainerId,
        image: Option<ImageId>,
    ) -> Option<Beat> {
        self.change(step, |card| card.status = StepStatus::Running);
        self.scene.containers.push(Rc::new(ContainerBox {
            id: container,
            step,
            image,
            state: ContainerState::Created,
            command: None,
            output: Rc::default(),
            fetched: 0,
            changes: None,
        }));
        let made = format!("the temporary container {}", code(&container.short()));
        let caption = match image {
            Some(image) => {
                let from = self.maker_of(image);
                format!(
                    "The daemon takes the image {}{from} and makes {made} from it.",
                    caption::id(image)
                )
            }
            None => {
                format!("The daemon makes {made} for {} on the layers so far.", self.name_of(step))
            }
        };
        beat(Pace::Normal, caption)
    }

    pub(super) fn program_started(&mut self, step: StepId, argv: &[String]) -> Option<Beat> {
        let command = command_line(argv);
        let outer = self.programs.entry(step).or_default();
        let is_outermost = outer.is_empty();
        let shown = self.container_of(step).and_then(|it| it.command.clone());
        // A shell that runs one program is one beat, not two.
        let told = is_outermost || shown.as_deref() != Some(command.as_str());
        let name = argv.first().cloned().unwrap_or_default();
        self.programs.entry(step).or_default().push(Program { name, told });
        self.change(step, |card| card.status = StepStatus::Running);
        self.change_container(step, |container| {
            container.state = ContainerState::Running;
            container.command = Some(command.as_str().into());
        });
        if !told {
            return None;
        }
        let pace = if is_outermost { Pace::Normal } else { Pace::Brief };
        beat(pace, format!("In the container runs {}.", code(&command)))
    }

    /// What is printed is told with the next beat: lines are many, and each is about what happens around it.
    pub(super) fn output_written(&mut self, step: StepId, text: &str) -> Option<Beat> {
        let continues = self.open_lines.contains(&step);
        match text.ends_with('\n') {
            true => self.open_lines.remove(&step),
            false => self.open_lines.insert(step),
        };
        self.change_container(step, |container| {
            let lines = Rc::make_mut(&mut container.output);
            for (index, line) in text.lines().enumerate() {
                match lines.last_mut() {
                    Some(last) if continues && index == 0 => *last = format!("{last}{line}").into(),
                    _ => lines.push(line.into()),
                }
            }
            lines.drain(..lines.len().saturating_sub(OUTPUT_LINES_MAX));
        });
        None
    }

    pub(super) fn fetched(&mut self, step: StepId, url: &str, bytes: u64) -> Option<Beat> {
        let what = caption::download(url);
        self.focus(step);
        *self.fetched.entry(step).or_default() += bytes;
        self.change_container(step, |container| {
            container.fetched = container.fetched.saturating_add(bytes);
        });
        self.send(Place::Packages, Place::Container, &what, Some(bytes));
        let program = self.programs.get(&step).and_then(|it| it.last());
        let program = program.map_or_else(|| "A program".to_string(), |it| code(&it.name));
        beat(
            Pace::Brief,
            format!("{program} downloads {what} ({}) from the package mirror.", size(bytes)),
        )
    }

    pub(super) fn program_exited(&mut self, step: StepId, program: &str, code: u8) -> Option<Beat> {
        let running = self.programs.entry(step).or_default();
        let told = running.pop().is_some_and(|it| it.told);
        let is_outermost = running.is_empty();
        self.focus(step);
        if is_outermost {
            self.change_container(step, |container| {
                container.state = ContainerState::Exited { code }
            });
        }
        let tells = is_outermost || (told && code != 0);
        if !tells || code == LIMIT_REACHED {
            return None;
        }
        let last_line = self
            .container_of(step)
            .and_then(|it| it.output.iter().rev().find(|it| !it.trim().is_empty()));
        let last_line =
            last_line.map(|it| format!("; the last line it printed is {}", caption::code(it)));
        let who = match is_outermost {
            true => "The command".to_string(),
            false => caption::code(program),
        };
        let how = match code {
            0 => "ends well".to_string(),
            code => format!("fails with exit code {code}"),
        };
        beat(Pace::Normal, format!("{who} {how}{}.", last_line.unwrap_or_default()))
    }

    pub(super) fn limit_reached(&mut self, step: StepId, limit: String) -> Option<Beat> {
        let text = limited(&limit);
        self.change(step, |card| {
            card.status = StepStatus::Limited;
            card.sentence = Some(text.as_str().into());
        });
        beat(Pace::Verdict, text)
    }

    pub(super) fn container_removed(
        &mut self,
        step: StepId,
        container: ContainerId,
    ) -> Option<Beat> {
        self.focus(step);
        self.change_container(step, |it| it.state = ContainerState::Removed);
        let removed = format!("the temporary container {} is removed", code(&container.short()));
        let stays = self
            .scene
            .step(step)
            .and_then(|it| it.image)
            .map(|it| format!("; the image {} stays", caption::id(it)));
        beat(Pace::Normal, sentence(&format!("{removed}{}.", stays.unwrap_or_default())))
    }

    /// The container of a step: the newest, if it has more.
    pub(super) fn container_of(&self, step: StepId) -> Option<&Rc<ContainerBox>> {
        self.scene.containers.iter().rev().find(|it| it.step == step)
    }

    pub(super) fn change_container(
        &mut self,
        step: StepId,
        change: impl FnOnce(&mut ContainerBox),
    ) {
        if let Some(container) = self.scene.containers.iter_mut().rev().find(|it| it.step == step) {
            change(Rc::make_mut(container));
        }
    }

    /// ` from step 1`, if a step of the drawn build gave the image.
    fn maker_of(&self, image: ImageId) -> String {
        let maker = self.scene.steps.iter().rev().find(|it| it.image == Some(image));
        maker.map(|it| format!(" from {}", caption::step_name(it))).unwrap_or_default()
    }
}

/// What a command line says: of `/bin/sh -c`, what the shell is to run.
fn command_line(argv: &[String]) -> String {
    match argv {
        [shell, option, script] if shell.ends_with("sh") && option == "-c" => script.clone(),
        words => words.join(" "),
    }
}
