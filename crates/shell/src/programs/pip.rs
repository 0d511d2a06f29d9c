//! `pip`, over a small registry: installs stand-ins of packages.

use image::{Content, Entry, Follow};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::arguments::Syntax;
use crate::programs::directories;
use crate::programs::registry::{PYPI, Package};
use crate::programs::stub::version_of;

const SYNTAX: Syntax = Syntax::flags("Uqvb").values("rcit").long(&[
    ("requirement", 'r'),
    ("upgrade", 'U'),
    ("quiet", 'q'),
    ("no-cache-dir", 'v'),
    ("no-input", 'v'),
    ("disable-pip-version-check", 'v'),
    ("user", 'v'),
    ("break-system-packages", 'b'),
    ("root-user-action", 'v'),
]);

/// `pip`, `python3 -m pip`; `program` is the file that was started.
pub(super) fn pip(process: &mut Process) -> Result<ExitCode, Stop> {
    let args = process.args().to_vec();
    match args.first().map(String::as_str) {
        Some("--version" | "-V") => {
            let version = version_of(process, "pip");
            let site = site_packages(process);
            process.print(format!("pip {version} from {site}/pip (python 3.12)\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        Some("install") => {
            process.task.argv.remove(1);
            install(process)
        }
        Some("list" | "freeze") => {
            let dashes = args[0] == "freeze";
            list(process, dashes)
        }
        Some("cache" | "config" | "check") => Ok(ExitCode::SUCCESS),
        Some(other) => Err(Stop::unsupported(format!("`pip {other}`"))),
        None => Err(Stop::unsupported("`pip` without a command")),
    }
}

/// Where the packages of the Python are that `pip` belongs to.
fn site_packages(process: &Process) -> String {
    let path = process.env("PATH").unwrap_or(crate::programs::DEFAULT_PATH).to_owned();
    let own = process.argv().first().cloned().unwrap_or_default();
    let file = process.find_program(&own, &path).unwrap_or_default();
    let prefix = file.rsplit_once("/bin/").map_or("/usr", |it| it.0);
    format!("{prefix}/lib/python3.12/site-packages")
}

fn install(process: &mut Process) -> Result<ExitCode, Stop> {
    let arguments = SYNTAX.read(process)?;
    let site = site_packages(process);
    // As Alpine's package of pip says; images of Python itself have theirs in /usr/local.
    if site.starts_with("/usr/lib/") && !arguments.has('b') {
        process.eprint(EXTERNALLY_MANAGED)?;
        return Ok(ExitCode::FAILURE);
    }
    let mut wanted: Vec<(String, String)> = Vec::new();
    for file in arguments.values('r') {
        let Ok(content) = process.read(file)? else {
            process.eprint(format!(
                "ERROR: Could not open requirements file: [Errno 2] No such file or directory: '{file}'\n"
            ))?;
            return Ok(ExitCode::FAILURE);
        };
        let text = content.text().into_owned();
        let lines = text.lines().map(|it| it.split(['#', ';']).next().unwrap_or_default().trim());
        wanted.extend(lines.filter(|it| !it.is_empty()).map(requirement));
    }
    wanted.extend(arguments.operands.iter().map(|it| requirement(it)));
    if wanted.is_empty() {
        process.eprint(
            "ERROR: You must give at least one requirement to install (see \"pip help install\")\n",
        )?;
        return Ok(ExitCode::FAILURE);
    }
    let quiet = arguments.has('q');
    let mut installed = Vec::new();
    for package in PYPI.resolve(process, &wanted)? {
        let Package { name, version, .. } = package;
        if process.exists(&format!("{site}/{}-{version}.dist-info", file_name(name))) {
            if !quiet {
                process.print(format!(
                    "Requirement already satisfied: {name} in {site} ({version})\n"
                ))?;
            }
            continue;
        }
        if !quiet {
            process.print(format!("Collecting {name}\n"))?;
        }
        let bytes = PYPI.fetch(process, &package)?;
        if !quiet {
            let wheel = format!("{}-{version}-py3-none-any.whl", file_name(name));
            process.print(format!("  Downloading {wheel} ({})\n", size(bytes)))?;
        }
        put(process, &site, &package)?;
        installed.push(package);
    }
    if !quiet && !installed.is_empty() {
        let names: Vec<&str> = installed.iter().map(|it| it.name).collect();
        process.print(format!("Installing collected packages: {}\n", names.join(", ")))?;
        let all: Vec<String> =
            installed.iter().map(|it| format!("{}-{}", it.name, it.version)).collect();
        process.print(format!("Successfully installed {}\n", all.join(" ")))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `Flask[async]>=3` as a name and a range.
fn requirement(text: &str) -> (String, String) {
    let text = text.replace(' ', "");
    let end = text.find(['=', '<', '>', '!', '~', '[']).unwrap_or(text.len());
    let range = text[end..].rsplit(']').next().unwrap_or_default();
    (text[..end].to_lowercase().replace('_', "-"), String::from(range))
}

fn file_name(name: &str) -> String {
    name.replace('-', "_")
}

/// As pip shows sizes.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// Puts a stand-in of a package where Python would look for it.
fn put(process: &mut Process, site: &str, package: &Package) -> Result<(), Stop> {
    let Package { name, version, size, .. } = package;
    let about = format!("Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n");
    let stub = format!("stand-in for a file of {size} bytes of the package {name}-{version}\n");
    let name = file_name(name);
    for (directory, file, content) in [
        (format!("{site}/{name}"), "__init__.py", Content::stub(stub.into_bytes(), *size)),
        (
            format!("{site}/{name}-{version}.dist-info"),
            "METADATA",
            Content::new(about.into_bytes()),
        ),
    ] {
        let made = match directories::make_all(process, &directory)? {
            Ok(()) => match process.find_new(&format!("{directory}/{file}"), Follow::Last) {
                Ok(real) => {
                    let now = process.machine().now;
                    process.put(&real, Entry::file(content, 0o644, now))?
                }
                Err(error) => Err(error),
            },
            Err(error) => Err(error),
        };
        if let Err(error) = made {
            process.eprint(format!(
                "ERROR: Could not install packages due to an OSError: [Errno 13] {error}: '{directory}'\n"
            ))?;
            return Err(Stop::Ended(ExitCode::FAILURE));
        }
    }
    Ok(())
}

fn list(process: &mut Process, freezes: bool) -> Result<ExitCode, Stop> {
    let site = site_packages(process);
    let mut text = String::new();
    if !freezes {
        text += "Package            Version\n------------------ ---------\n";
    }
    for entry in process.names(&site).unwrap_or_default() {
        let Some((name, version)) =
            entry.strip_suffix(".dist-info").and_then(|it| it.rsplit_once('-'))
        else {
            continue;
        };
        let name = name.replace('_', "-");
        text += &match freezes {
            true => format!("{name}=={version}\n"),
            false => format!("{name:<18} {version}\n"),
        };
    }
    process.print(text)?;
    Ok(ExitCode::SUCCESS)
}

/// `python3 -m pip …`, `python3 -m venv DIRECTORY`, `python3 --version`.
pub(super) fn python(process: &mut Process) -> Result<ExitCode, Stop> {
    let args = process.args().to_vec();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["--version" | "-V"] => {
            let version = version_of(process, "python3");
            process.print(format!("Python {version}\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        ["-m", "pip", ..] => {
            let own = process.argv()[0].clone();
            let pip = match own.rsplit_once('/') {
                Some((directory, _)) => format!("{directory}/pip"),
                None => String::from("pip"),
            };
            process.task.argv.splice(0..3, [pip]);
            pip_or_none(process)
        }
        ["-m", "venv", directory] => venv(process, directory),
        _ => Err(Stop::unsupported("Python programs")),
    }
}

fn pip_or_none(process: &mut Process) -> Result<ExitCode, Stop> {
    let argv = process.argv().to_vec();
    match process.spawn(&argv)? {
        Ok(code) => Ok(code),
        Err(_) => {
            process.eprint("/usr/bin/python3: No module named pip\n")?;
            Ok(ExitCode::FAILURE)
        }
    }
}

/// An environment of its own: its programs are those of the Python that made it.
fn venv(process: &mut Process, directory: &str) -> Result<ExitCode, Stop> {
    let bin = format!("{directory}/bin");
    let site = format!("{directory}/lib/python3.12/site-packages");
    for path in [&bin, &site] {
        if let Err(error) = directories::make_all(process, path)? {
            process.eprint(format!("Error: [Errno 13] {error}: '{path}'\n"))?;
            return Ok(ExitCode::FAILURE);
        }
    }
    let now = process.machine().now;
    let found = process.find("/usr/bin/python3", Follow::Last);
    let python = found.or_else(|_| process.find("/usr/local/bin/python3", Follow::Last));
    for name in ["python", "python3"] {
        if let (Ok((target, _)), Ok(real)) =
            (&python, process.find_new(&format!("{bin}/{name}"), Follow::AllButLast))
        {
            let _there = process.put(&real, Entry::symlink(target.as_str(), now))?;
        }
    }
    for name in ["pip", "pip3"] {
        if let Ok(real) = process.find_new(&format!("{bin}/{name}"), Follow::AllButLast) {
            let stub = Content::stub(
                *b"stand-in for a file of 240 bytes of the package py3-pip-25.1.1-r0\n",
                240,
            );
            let _there = process.put(&real, Entry::file(stub, 0o755, now))?;
        }
    }
    let root = process.cwd().join(directory);
    let activate = format!(
        "VIRTUAL_ENV={root}\nexport VIRTUAL_ENV\nPATH=\"$VIRTUAL_ENV/bin:$PATH\"\nexport PATH\n"
    );
    let _full = process.write(&format!("{bin}/activate"), activate.as_bytes())?;
    let _full = process.write(&format!("{directory}/pyvenv.cfg"), b"home = /usr/bin\n")?;
    process.spend(process.machine.costs.install(12_000_000));
    Ok(ExitCode::SUCCESS)
}

const EXTERNALLY_MANAGED: &str = "error: externally-managed-environment

× This environment is externally managed
╰─> The system-wide python installation should be maintained using the system
    package manager (apk) only. A virtual environment (`python3 -m venv`) has packages of its own.

note: You can override this, at the risk of breaking your Python installation or OS, by passing --break-system-packages.
";
