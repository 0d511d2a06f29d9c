//! Variables of a shell.

use std::collections::BTreeMap;

/// All variables, and those that a function's `local` hides.
#[derive(Clone, Debug, Default)]
pub(crate) struct Variables {
    by_name: BTreeMap<String, Variable>,
    /// For each function that runs, what its local variables hid.
    hidden: Vec<Vec<(String, Option<Variable>)>>,
    made: u32,
}

/// One variable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Variable {
    /// None if it is marked (exported, local) but not set.
    pub(crate) value: Option<String>,
    pub(crate) exported: bool,
    pub(crate) read_only: bool,
    /// When it was made, in order.
    made: u32,
}

/// The variable may not change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReadOnly;

impl Variables {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.by_name.get(name)?.value.as_deref()
    }

    pub(crate) fn set(&mut self, name: &str, value: impl Into<String>) -> Result<(), ReadOnly> {
        let variable = self.entry(name);
        if variable.read_only {
            return Err(ReadOnly);
        }
        variable.value = Some(value.into());
        Ok(())
    }

    pub(crate) fn unset(&mut self, name: &str) -> Result<(), ReadOnly> {
        match self.by_name.get(name) {
            Some(variable) if variable.read_only => Err(ReadOnly),
            Some(_) | None => {
                self.by_name.remove(name);
                Ok(())
            }
        }
    }

    /// Marks a variable that need not be set.
    pub(crate) fn mark(&mut self, name: &str, change: impl FnOnce(&mut Variable)) {
        change(self.entry(name));
    }

    /// Every variable by name.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Variable)> {
        self.by_name.iter().map(|(name, variable)| (name.as_str(), variable))
    }

    pub(crate) fn count(&self) -> usize {
        self.by_name.len()
    }

    /// The environment of a program, in the order that ash has from its hash table (shell/ash.c, `hashvar`, `listvars`).
    pub(crate) fn exported(&self) -> Vec<(String, String)> {
        let mut found: Vec<_> =
            self.all().filter(|(_, it)| it.exported && it.value.is_some()).collect();
        found.sort_by_key(|(name, variable)| (bucket(name), variable.made));
        let text = |(name, variable): (&str, &Variable)| {
            (String::from(name), variable.value.clone().unwrap_or_default())
        };
        found.into_iter().map(text).collect()
    }

    /// A function begins.
    pub(crate) fn begin_scope(&mut self) {
        self.hidden.push(Vec::new());
    }

    /// A function ends: what its variables hid is back.
    pub(crate) fn end_scope(&mut self) {
        for (name, variable) in self.hidden.pop().unwrap_or_default().into_iter().rev() {
            match variable {
                Some(variable) => self.by_name.insert(name, variable),
                None => self.by_name.remove(&name),
            };
        }
    }

    /// Makes `name` local to the function that runs; it keeps its value. Says whether a function runs.
    pub(crate) fn localize(&mut self, name: &str) -> bool {
        let variable = self.by_name.get(name).cloned();
        let Some(scope) = self.hidden.last_mut() else { return false };
        if scope.iter().all(|(it, _)| it != name) {
            scope.push((String::from(name), variable));
        }
        true
    }

    /// The variable as it is now, to be put back by [`Variables::restore`].
    pub(crate) fn save(&self, name: &str) -> Option<Variable> {
        self.by_name.get(name).cloned()
    }

    pub(crate) fn restore(&mut self, name: &str, variable: Option<Variable>) {
        match variable {
            Some(variable) => self.by_name.insert(String::from(name), variable),
            None => self.by_name.remove(name),
        };
    }

    fn entry(&mut self, name: &str) -> &mut Variable {
        if !self.by_name.contains_key(name) {
            self.made += 1;
            let variable = Variable { made: self.made, ..Variable::default() };
            self.by_name.insert(String::from(name), variable);
        }
        self.by_name.get_mut(name).expect("it was just made")
    }
}

fn bucket(name: &str) -> u32 {
    let first = u32::from(name.bytes().next().unwrap_or(0)) << 4;
    name.bytes().fold(first, |sum, it| sum.wrapping_add(u32::from(it))) % 39
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_is_in_ashs_order() {
        let mut variables = Variables::default();
        for name in ["A", "B", "PATH", "HOSTNAME", "HOME", "PWD", "SHLVL"] {
            variables.set(name, "").unwrap();
            variables.mark(name, |it| it.exported = true);
        }
        let names: Vec<String> = variables.exported().into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["HOSTNAME", "SHLVL", "HOME", "A", "PATH", "B", "PWD"]);
    }

    #[test]
    fn a_local_variable_hides_another_until_the_function_ends() {
        let mut variables = Variables::default();
        variables.set("x", "outer").unwrap();
        assert!(!variables.localize("x"));
        variables.begin_scope();
        assert!(variables.localize("x") && variables.localize("y"));
        variables.set("x", "inner").unwrap();
        variables.set("y", "inner").unwrap();
        variables.end_scope();
        assert_eq!((variables.get("x"), variables.get("y")), (Some("outer"), None));
    }
}
