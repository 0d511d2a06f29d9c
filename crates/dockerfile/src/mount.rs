//! The values of `RUN --mount`, as BuildKit's instructions/commands_runmount.go reads them.

use std::fmt;

use crate::boolean::boolean;
use crate::quote::quote;
use crate::suggest::suggest;

/// Something that a `RUN` sees while it runs, and that stays out of the layer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mount {
    pub kind: MountKind,
    /// The stage or image that a bind mount shows, or that a cache starts as; without it the build context, or nothing.
    pub from: Option<String>,
    /// What is shown of it; of a secret, its name.
    pub source: Option<String>,
    /// Where it is seen.
    pub target: Option<String>,
    pub access: Access,
    /// The name of a cache, a secret or an agent.
    pub id: Option<String>,
    /// What a cache does while another step uses it.
    pub sharing: Option<Sharing>,
    /// Whether the build fails without the secret or the agent.
    pub required: bool,
    /// The most bytes that a `tmpfs` holds.
    pub size: Option<u64>,
    pub mode: Option<u32>,
    pub uid: Option<u32>,
    pub gid: Option<u32>,
    /// The variable that holds the secret.
    pub env: Option<String>,
}

/// What is mounted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MountKind {
    #[default]
    Bind,
    Cache,
    Tmpfs,
    Secret,
    Ssh,
}

/// Whether the command may write. What it writes into a bind mount is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    ReadOnly,
    ReadWrite,
}

/// How steps share a cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    Shared,
    Private,
    Locked,
}

/// What is wrong with a mount.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MountProblem {
    #[error("failed to parse csv mounts: {0}")]
    Quotes(&'static str),
    #[error("unexpected key '{key}' for mount type '{kind}'")]
    KeyOfOtherKind { key: String, kind: MountKind },
    #[error("invalid field '{0}' must be a key=value pair")]
    NoValue(String),
    #[error("'from' doesn't support variable expansion, define alias stage instead")]
    VariableInFrom,
    #[error("unsupported mount type {}{}", quote(written), did_you_mean(suggestion))]
    Kind { written: String, suggestion: Option<&'static str> },
    #[error("unsupported sharing value {}{}", quote(written), did_you_mean(suggestion))]
    Sharing { written: String, suggestion: Option<&'static str> },
    #[error("invalid value for {key}: {value}")]
    Value { key: String, value: String },
    #[error("invalid value {value} for {key}")]
    Number { key: String, value: String },
    #[error("unexpected key '{key}' in '{field}'{}", did_you_mean(suggestion))]
    Key { key: String, field: String, suggestion: Option<&'static str> },
    #[error("{key} not allowed for {} type mounts", quote(.kind.name()))]
    NotAllowed { key: &'static str, kind: MountKind },
    #[error("secret mount should not have a from")]
    SecretFrom,
    #[error("secret mount should not define sharing")]
    SecretSharing,
    #[error("invalid secret mount. one of source, target required")]
    NamelessSecret,
    #[error("both source and id can't be set")]
    SourceAndId,
    #[error("invalid cache sharing set for {0} mount")]
    SharingOfOtherKind(MountKind),
}

const KINDS: [MountKind; 5] =
    [MountKind::Bind, MountKind::Cache, MountKind::Tmpfs, MountKind::Secret, MountKind::Ssh];
const SHARINGS: [(&str, Sharing); 3] =
    [("shared", Sharing::Shared), ("private", Sharing::Private), ("locked", Sharing::Locked)];
const KEYS: &[&str] = &[
    "type",
    "from",
    "source",
    "target",
    "readonly",
    "id",
    "sharing",
    "required",
    "size",
    "mode",
    "uid",
    "gid",
    "src",
    "dst",
    "destination",
    "ro",
    "rw",
    "readwrite",
    "env",
];

/// Reads `type=cache,target=/root/.cache`, its variables expanded.
pub fn parse_mount(text: &str) -> Result<Mount, MountProblem> {
    let mut mount = Mount {
        kind: MountKind::Bind,
        from: None,
        source: None,
        target: None,
        access: Access::ReadOnly,
        id: None,
        sharing: None,
        required: false,
        size: None,
        mode: None,
        uid: None,
        gid: None,
        env: None,
    };
    let mut access = None;
    for field in mount_fields(text)? {
        mount.field(&field, &mut access)?;
    }
    let writes = matches!(mount.kind, MountKind::Cache | MountKind::Tmpfs);
    mount.access = access.unwrap_or(if writes { Access::ReadWrite } else { Access::ReadOnly });
    mount.check()?;
    Ok(mount)
}

/// What is wrong with a mount whose variables are not known yet.
pub(crate) fn early_problem(text: &str) -> Option<MountProblem> {
    let from = mount_fields(text).ok()?.into_iter().filter_map(|it| {
        let (key, value) = it.split_once('=')?;
        key.eq_ignore_ascii_case("from").then(|| value.to_owned())
    });
    // A `$` at the very end is a letter like others.
    let mut variables = from.map(|it| it.find('$').is_some_and(|at| at + 1 != it.len()));
    variables.any(|it| it).then_some(MountProblem::VariableInFrom)
}

/// What is wrong with a mount that has no variables.
pub(crate) fn constant_problem(text: &str) -> Option<MountProblem> {
    if text.contains(['$', '\\']) { None } else { parse_mount(text).err() }
}

/// The fields of a line of CSV.
pub(crate) fn mount_fields(text: &str) -> Result<Vec<String>, MountProblem> {
    let mut fields = Vec::new();
    let mut rest = text;
    loop {
        let Some(quoted) = rest.strip_prefix('"') else {
            let (field, more) = rest.split_once(',').map_or((rest, None), |it| (it.0, Some(it.1)));
            if field.contains('"') {
                return Err(MountProblem::Quotes("bare \" in non-quoted-field"));
            }
            fields.push(field.to_owned());
            match more {
                Some(more) => rest = more,
                None => return Ok(fields),
            }
            continue;
        };
        let mut field = String::new();
        rest = quoted;
        loop {
            let (part, behind) = rest
                .split_once('"')
                .ok_or(MountProblem::Quotes("extraneous or missing \" in quoted-field"))?;
            field.push_str(part);
            match behind.strip_prefix('"') {
                Some(behind) => {
                    field.push('"');
                    rest = behind;
                }
                None => {
                    rest = behind;
                    break;
                }
            }
        }
        fields.push(field);
        match rest.strip_prefix(',') {
            Some(more) => rest = more,
            None if rest.is_empty() => return Ok(fields),
            None => return Err(MountProblem::Quotes("extraneous or missing \" in quoted-field")),
        }
    }
}

impl Mount {
    fn field(&mut self, field: &str, access: &mut Option<Access>) -> Result<(), MountProblem> {
        let (key, value) = match field.split_once('=') {
            Some((key, value)) => (key.to_lowercase(), Some(value)),
            None => (field.to_lowercase(), None),
        };
        let switch = || {
            let wrong = || MountProblem::Value {
                key: key.clone(),
                value: value.unwrap_or_default().to_owned(),
            };
            boolean(value.unwrap_or("true")).ok_or_else(wrong)
        };
        let other_kind = || MountProblem::KeyOfOtherKind { key: key.clone(), kind: self.kind };
        let text = || value.map(str::to_owned).filter(|it| !it.is_empty());
        let access_of = |may_write| if may_write { Access::ReadWrite } else { Access::ReadOnly };
        match key.as_str() {
            "readonly" | "ro" => *access = Some(access_of(!switch()?)),
            "readwrite" | "rw" => *access = Some(access_of(switch()?)),
            "required" => match self.kind {
                MountKind::Secret | MountKind::Ssh => self.required = switch()?,
                MountKind::Bind | MountKind::Cache | MountKind::Tmpfs => return Err(other_kind()),
            },
            _ if value.is_none() => return Err(MountProblem::NoValue(field.to_owned())),
            "type" => self.kind = kind(value.unwrap_or_default())?,
            "from" => self.from = text(),
            "source" | "src" => self.source = text(),
            "target" | "dst" | "destination" => self.target = text(),
            "id" => self.id = text(),
            "env" => self.env = value.map(str::to_owned),
            "size" if self.kind == MountKind::Tmpfs => {
                let value = value.unwrap_or_default();
                let wrong = || MountProblem::Value { key: key.clone(), value: value.to_owned() };
                self.size = Some(bytes(value).ok_or_else(wrong)?);
            }
            "size" => return Err(other_kind()),
            "sharing" => self.sharing = Some(sharing(value.unwrap_or_default())?),
            "mode" => self.mode = Some(number(&key, value.unwrap_or_default(), 8)?),
            "uid" => self.uid = Some(number(&key, value.unwrap_or_default(), 10)?),
            "gid" => self.gid = Some(number(&key, value.unwrap_or_default(), 10)?),
            _ => {
                let suggestion = suggest(&key, KEYS);
                return Err(MountProblem::Key { key, field: field.to_owned(), suggestion });
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), MountProblem> {
        let kind = self.kind;
        if matches!(kind, MountKind::Bind | MountKind::Tmpfs) {
            for (key, is_set) in [
                ("mode", self.mode.is_some()),
                ("uid", self.uid.is_some()),
                ("gid", self.gid.is_some()),
            ] {
                if is_set {
                    return Err(MountProblem::NotAllowed { key, kind });
                }
            }
        }
        if kind == MountKind::Secret {
            return match self {
                Mount { from: Some(_), .. } => Err(MountProblem::SecretFrom),
                Mount { sharing: Some(_), .. } => Err(MountProblem::SecretSharing),
                Mount { source: None, target: None, id: None, .. } => {
                    Err(MountProblem::NamelessSecret)
                }
                Mount { source: Some(_), id: Some(_), .. } => Err(MountProblem::SourceAndId),
                Mount { .. } => Ok(()),
            };
        }
        match self.sharing {
            Some(_) if kind != MountKind::Cache => Err(MountProblem::SharingOfOtherKind(kind)),
            Some(_) | None => Ok(()),
        }
    }
}

impl MountKind {
    /// The word behind `type=`.
    pub fn name(self) -> &'static str {
        match self {
            MountKind::Bind => "bind",
            MountKind::Cache => "cache",
            MountKind::Tmpfs => "tmpfs",
            MountKind::Secret => "secret",
            MountKind::Ssh => "ssh",
        }
    }
}

impl fmt::Display for MountKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn kind(written: &str) -> Result<MountKind, MountProblem> {
    let lower = written.to_lowercase();
    let found = KINDS.into_iter().find(|it| it.name() == lower);
    found.ok_or_else(|| {
        let suggestion = suggest(written, &KINDS.map(MountKind::name));
        MountProblem::Kind { written: written.to_owned(), suggestion }
    })
}

fn sharing(written: &str) -> Result<Sharing, MountProblem> {
    let lower = written.to_lowercase();
    let found = SHARINGS.into_iter().find(|it| it.0 == lower).map(|it| it.1);
    found.ok_or_else(|| {
        let suggestion = suggest(written, &SHARINGS.map(|it| it.0));
        MountProblem::Sharing { written: written.to_owned(), suggestion }
    })
}

fn number(key: &str, value: &str, radix: u32) -> Result<u32, MountProblem> {
    let number = u32::from_str_radix(value, radix).ok().filter(|_| !value.starts_with('+'));
    number.ok_or_else(|| MountProblem::Number { key: key.to_owned(), value: value.to_owned() })
}

/// A size such as `64m`. (docker/go-units: `RAMInBytes`.)
fn bytes(text: &str) -> Option<u64> {
    let lower = text.to_lowercase();
    let end = lower.find(|it: char| !it.is_ascii_digit()).unwrap_or(lower.len());
    let (number, unit) = lower.split_at(end);
    let unit = unit.trim_start_matches(' ');
    let power = match unit.strip_suffix("ib").or(unit.strip_suffix('b')).unwrap_or(unit) {
        "" => 0,
        letter => 1 + "kmgtp".find(letter).filter(|_| letter.len() == 1)?,
    };
    number.parse::<u64>().ok()?.checked_mul(1 << (10 * power))
}

fn did_you_mean(suggestion: &Option<&'static str>) -> String {
    suggestion.map(|it| format!(" (did you mean {it}?)")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mount_is_a_line_of_fields() {
        let cache =
            parse_mount("type=cache,target=/c,id=a,sharing=Locked,mode=0755,uid=1").unwrap();
        assert_eq!((cache.kind, cache.access), (MountKind::Cache, Access::ReadWrite));
        assert_eq!(
            (cache.sharing, cache.mode, cache.uid),
            (Some(Sharing::Locked), Some(0o755), Some(1))
        );
        let bind = parse_mount("\"target=/a,b\",from=x,rw").unwrap();
        assert_eq!((bind.kind, bind.access), (MountKind::Bind, Access::ReadWrite));
        assert_eq!(bind.target.as_deref(), Some("/a,b"));
        assert_eq!(parse_mount("type=tmpfs,dst=/t,size=64m").unwrap().size, Some(64 << 20));
        assert!(parse_mount("type=secret,id=s,required").unwrap().required);
        assert_eq!(parse_mount("type=secret,id=s,env=S").unwrap().env.as_deref(), Some("S"));
    }

    #[test]
    fn what_is_wrong_is_said_in_docker_s_words() {
        for (text, expected) in [
            ("type=cashe", "unsupported mount type \"cashe\" (did you mean cache?)"),
            ("targt=/x", "unexpected key 'targt' in 'targt=/x' (did you mean target?)"),
            ("target", "invalid field 'target' must be a key=value pair"),
            ("required", "unexpected key 'required' for mount type 'bind'"),
            ("type=bind,size=1", "unexpected key 'size' for mount type 'bind'"),
            ("ro=maybe", "invalid value for ro: maybe"),
            ("type=tmpfs,size=big", "invalid value for size: big"),
            ("type=cache,mode=9", "invalid value 9 for mode"),
            (
                "type=cache,sharing=lock",
                "unsupported sharing value \"lock\" (did you mean locked?)",
            ),
            ("uid=0", "uid not allowed for \"bind\" type mounts"),
            ("type=secret", "invalid secret mount. one of source, target required"),
            ("type=secret,id=a,src=b", "both source and id can't be set"),
            ("type=secret,id=a,from=b", "secret mount should not have a from"),
            ("type=ssh,sharing=shared", "invalid cache sharing set for ssh mount"),
            ("a\"b", "failed to parse csv mounts: bare \" in non-quoted-field"),
        ] {
            let error = parse_mount(text).expect_err("it is wrong");
            assert_eq!(error.to_string(), expected, "{text}");
        }
        assert_eq!(early_problem("from=$x"), Some(MountProblem::VariableInFrom));
        assert_eq!(early_problem("from=x$,target=$y"), None);
    }
}
