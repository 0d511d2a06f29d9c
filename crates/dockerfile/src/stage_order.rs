//! Stages that copy from each other: BuildKit's dockerfile2llb/convert.go and validations.go.

use std::collections::BTreeMap;

use crate::instruction::Instruction;
use crate::mount::parse_mount;
use crate::parse::{Parse, Statement};

/// Why no order of building the stages is right.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StageOrderProblem {
    #[error("invalid stage index {0}")]
    Index(i64),
    /// The first stage that needs, in the end, itself or others that need themselves.
    #[error("circular dependency detected on stage: {0}")]
    Circle(String),
}

impl Parse {
    /// Looks for stages that need themselves. What a stage starts from is never later, so it cannot be the reason.
    pub fn stage_order(&self) -> Result<(), StageOrderProblem> {
        let stages = self.stages();
        let mut names = BTreeMap::new();
        for (index, stage) in stages.iter().enumerate() {
            names.extend(stage.from.alias.as_ref().map(|it| (it.as_str(), index)));
        }
        let mut needs = Vec::new();
        for stage in &stages {
            let mut of_stage = Vec::new();
            for statement in stage.body {
                needs_of(statement, &names, stages.len(), &mut of_stage)?;
            }
            needs.push(of_stage);
        }
        let Some(index) = first_with_circle(&needs) else { return Ok(()) };
        let alias = stages[index].from.alias.as_ref();
        let name = alias.map_or_else(|| format!("stage-{index}"), |it| it.to_string());
        Err(StageOrderProblem::Circle(name))
    }
}

/// The stages that an instruction reads from.
fn needs_of(
    statement: &Statement,
    names: &BTreeMap<&str, usize>,
    count: usize,
    needs: &mut Vec<usize>,
) -> Result<(), StageOrderProblem> {
    if let Instruction::Copy(copy) = &statement.instruction
        && let Some(from) = &copy.from
    {
        if let Ok(number) = from.parse::<i64>() {
            let index = usize::try_from(number).ok().filter(|it| *it < count);
            needs.push(index.ok_or(StageOrderProblem::Index(number))?);
        } else {
            needs.extend(names.get(from.to_lowercase().as_str()));
        }
    }
    if let Instruction::Run(run) = &statement.instruction {
        let mounts = run.mounts.iter().filter_map(|it| parse_mount(it).ok()?.from);
        needs.extend(mounts.filter_map(|it| names.get(it.to_lowercase().as_str())));
    }
    Ok(())
}

/// The first node from which a circle can be reached.
fn first_with_circle(needs: &[Vec<usize>]) -> Option<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum Mark {
        New,
        OnPath,
        Done,
    }
    let mut marks = vec![Mark::New; needs.len()];
    for start in 0..needs.len() {
        // Each node on the path, and how many of its needs were followed. No recursion: a path may be long.
        let mut path = vec![(start, 0)];
        while let Some((node, followed)) = path.pop() {
            if followed == 0 && marks[node] == Mark::Done {
                continue;
            }
            marks[node] = Mark::OnPath;
            match needs[node].get(followed) {
                Some(next) if marks[*next] == Mark::OnPath => return Some(start),
                Some(next) => path.extend([(node, followed + 1), (*next, 0)]),
                None => marks[node] = Mark::Done,
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::parse::parse;

    #[test]
    fn no_stage_needs_itself() {
        for (text, expected) in [
            ("FROM a AS x\nCOPY --from=y b c\nFROM a AS y\n", None),
            ("FROM a AS x\nFROM x AS y\nCOPY --from=x b c\nCOPY --from=0 b c\n", None),
            (
                "FROM a AS x\nCOPY --from=y b c\nFROM a AS y\nCOPY --from=0 b c\n",
                Some("circular dependency detected on stage: x"),
            ),
            (
                "FROM a\nCOPY --from=X b c\nFROM a AS x\nRUN --mount=from=x,target=/y true\n",
                Some("circular dependency detected on stage: stage-0"),
            ),
            ("FROM a\nCOPY --from=1 b c\n", Some("invalid stage index 1")),
            ("FROM a\nCOPY --from=-1 b c\n", Some("invalid stage index -1")),
        ] {
            let problem = parse(text).stage_order().err().map(|it| it.to_string());
            assert_eq!(problem.as_deref(), expected, "{text}");
        }
    }
}
