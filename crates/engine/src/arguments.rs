//! Build arguments: which `ARG`s are declared, and their values.
//!
//! As moby: builder/dockerfile/buildargs.go.

use std::collections::BTreeMap;

use dockerfile::PROXY_ARGUMENTS;

/// The build arguments in scope at one place of a Dockerfile.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arguments {
    /// `--build-arg`
    given: BTreeMap<String, String>,
    /// Declared before the first `FROM`, with the default.
    global: BTreeMap<String, Option<String>>,
    /// Declared in this stage, in order, with the default.
    declared: Vec<(String, Option<String>)>,
}

impl Arguments {
    /// Nothing declared yet.
    pub(crate) fn new(given: &BTreeMap<String, String>) -> Arguments {
        Arguments { given: given.clone(), ..Arguments::default() }
    }

    /// The same with what BuildKit declares by itself. (dockerfile2llb/platform.go, `defaultArgs`.)
    pub(crate) fn with_platform(
        given: &BTreeMap<String, String>,
        target: Option<&str>,
    ) -> Arguments {
        let mut arguments = Arguments::new(given);
        let target = target.filter(|it| !it.is_empty()).unwrap_or("default");
        arguments.declare_global("TARGETSTAGE", Some(target.to_string()));
        for machine in ["BUILD", "TARGET"] {
            for (part, value) in
                [("PLATFORM", "linux/amd64"), ("OS", "linux"), ("ARCH", "amd64"), ("VARIANT", "")]
            {
                arguments.declare_global(&format!("{machine}{part}"), Some(value.to_string()));
            }
        }
        arguments
    }

    /// An `ARG` before the first `FROM`.
    pub(crate) fn declare_global(&mut self, name: &str, default: Option<String>) {
        self.global.insert(name.to_string(), default);
    }

    /// An `ARG` in the stage.
    pub(crate) fn declare(&mut self, name: &str, default: Option<String>) {
        self.declared.retain(|(it, _)| it != name);
        self.declared.push((name.to_string(), default));
    }

    /// Forgets what the stage declared: another begins.
    pub(crate) fn begin_stage(&mut self) {
        self.declared.clear();
    }

    /// The value of an argument declared before the first `FROM`.
    pub(crate) fn global(&self, name: &str) -> Option<String> {
        let default = self.global.get(name)?;
        self.given.get(name).cloned().or_else(|| default.clone())
    }

    /// The value of an argument declared in the stage.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        let (_, default) = self.declared.iter().find(|(it, _)| it == name)?;
        let given = self.given.get(name).cloned();
        given.or_else(|| default.clone()).or_else(|| self.global.get(name).cloned().flatten())
    }

    /// The arguments of the stage that have a value, in order of declaration.
    pub(crate) fn values(&self) -> Vec<(String, String)> {
        let names = self.declared.iter().map(|(name, _)| name);
        names.filter_map(|it| Some((it.clone(), self.value(it)?))).collect()
    }

    /// The proxies that the client gives and no `ARG` of the stage names.
    pub(crate) fn proxies(&self) -> Vec<(String, String)> {
        let is_declared = |name: &str| self.declared.iter().any(|(it, _)| it == name);
        let names = PROXY_ARGUMENTS.iter().filter(|it| !is_declared(it));
        names.filter_map(|it| Some((it.to_string(), self.given.get(*it)?.clone()))).collect()
    }

    /// The proxies as BuildKit's programs see them, each under two names. (buildkit: solver/llbsolver/ops/exec.go.)
    pub(crate) fn proxies_twice(&self) -> Vec<(String, String)> {
        let mut proxies = Vec::new();
        for names in PROXY_ARGUMENTS.chunks(2) {
            let value = names.iter().rev().find_map(|it| self.given.get(*it));
            let Some(value) = value.filter(|it| !it.is_empty()) else { continue };
            proxies.extend(names.iter().map(|it| (it.to_string(), value.clone())));
        }
        proxies
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_client_gives_beats_the_stage_and_the_stage_beats_the_global_default() {
        let mut arguments =
            Arguments::new(&BTreeMap::from([("A".to_string(), "given".to_string())]));
        let text = |it: &str| Some(it.to_string());
        for (name, default) in
            [("A", text("global")), ("B", text("global")), ("C", None), ("D", text("global"))]
        {
            arguments.declare_global(name, default);
        }
        for (name, default) in
            [("A", text("stage")), ("B", text("stage")), ("C", None), ("D", None)]
        {
            arguments.declare(name, default);
        }
        let expected = [("A", "given"), ("B", "stage"), ("D", "global")];
        let expected = expected.map(|(name, it)| (name.to_string(), it.to_string()));
        assert_eq!(arguments.values(), expected);
        assert_eq!(arguments.global("B"), text("global"));
        arguments.begin_stage();
        assert_eq!(arguments.value("A"), None);
    }
    #[test]
    fn proxies_need_no_declaration() {
        let given =
            ["http_proxy", "NO_PROXY", "OTHER"].map(|it| (it.to_string(), it.to_lowercase()));
        let mut arguments = Arguments::new(&BTreeMap::from(given));
        arguments.declare("NO_PROXY", None);
        let names = |pairs: Vec<(String, String)>| {
            pairs.into_iter().map(|it| it.0).collect::<Vec<String>>().join(" ")
        };
        assert_eq!(names(arguments.proxies()), "http_proxy");
        assert_eq!(names(arguments.proxies_twice()), "HTTP_PROXY http_proxy NO_PROXY no_proxy");
    }
}
