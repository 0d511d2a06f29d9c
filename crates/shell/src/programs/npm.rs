//! `npm`, over a small registry: installs stand-ins of packages, and runs the scripts of `package.json`.

use image::{Content, Entry, Follow};
use serde_json::{Map, Value, json};

use crate::limits::Stop;
use crate::machine::ExitCode;
use crate::process::Process;
use crate::programs::directories;
use crate::programs::registry::{NPM, Package};
use crate::programs::stub::version_of;

pub(super) fn npm(process: &mut Process) -> Result<ExitCode, Stop> {
    let args = process.args().to_vec();
    let words: Vec<&str> =
        args.iter().map(String::as_str).filter(|it| !it.starts_with('-')).collect();
    let has = |names: &[&str]| args.iter().any(|it| names.contains(&it.as_str()));
    match words.first() {
        None if has(&["--version", "-v"]) => {
            let version = version_of(process, "npm");
            process.print(format!("{version}\n"))?;
            Ok(ExitCode::SUCCESS)
        }
        Some(&("ci" | "clean-install")) => ci(process, omits_dev(process, &args)),
        Some(&("install" | "i" | "add")) => {
            if has(&["-g", "--global"]) {
                return Err(Stop::unsupported("`npm install --global`"));
            }
            let dev = has(&["-D", "--save-dev"]);
            install(process, &words[1..], dev, omits_dev(process, &args))
        }
        Some(&("run" | "run-script")) if 1 < words.len() => script(process, words[1]),
        Some(&name @ ("test" | "start")) => script(process, name),
        Some(&"init") => init(process),
        // Nothing is cached or configured here.
        Some(&("cache" | "config" | "audit" | "fund")) => Ok(ExitCode::SUCCESS),
        Some(other) => Err(Stop::unsupported(format!("`npm {other}`"))),
        None => Err(Stop::unsupported("`npm` without a command")),
    }
}

fn omits_dev(process: &Process, args: &[String]) -> bool {
    let flags = ["--omit=dev", "--production", "--only=production"];
    args.iter().any(|it| flags.contains(&it.as_str()))
        || process.env("NODE_ENV") == Some("production")
}

/// Reads a JSON file of the working directory; none if it is not there.
fn read(process: &mut Process, path: &str) -> Result<Option<Value>, Stop> {
    let Ok(content) = process.read(path)? else { return Ok(None) };
    process.burn(content.bytes().len() as u64 / 8)?;
    match serde_json::from_slice(content.bytes()) {
        Ok(value) => Ok(Some(value)),
        Err(_) => {
            process.eprint(format!(
                "npm error code EJSONPARSE\nnpm error JSON.parse Failed to parse JSON data in {path}.\n"
            ))?;
            Err(Stop::Ended(ExitCode::FAILURE))
        }
    }
}

/// The manifest, without which most commands end.
fn manifest(process: &mut Process) -> Result<Value, Stop> {
    if let Some(manifest) = read(process, "package.json")? {
        return Ok(manifest);
    }
    let path = process.cwd().child("package.json");
    process.eprint(format!(
        "npm error code ENOENT\nnpm error syscall open\nnpm error path {path}\nnpm error errno -2\n\
         npm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '{path}'\n"
    ))?;
    Err(Stop::Ended(ExitCode(254)))
}

/// The names and ranges of one kind of dependencies.
fn dependencies(manifest: &Value, kind: &str) -> Vec<(String, String)> {
    let all = manifest.get(kind).and_then(Value::as_object);
    let range = |it: &Value| String::from(it.as_str().unwrap_or_default());
    all.into_iter().flatten().map(|(name, value)| (name.clone(), range(value))).collect()
}

fn install(
    process: &mut Process,
    words: &[&str],
    dev: bool,
    omits_dev: bool,
) -> Result<ExitCode, Stop> {
    let mut manifest = match words.is_empty() {
        true => manifest(process)?,
        false => read(process, "package.json")?.unwrap_or_else(|| json!({})),
    };
    let mut wanted = dependencies(&manifest, "dependencies");
    if !omits_dev {
        wanted.extend(dependencies(&manifest, "devDependencies"));
    }
    for word in words {
        let (name, range) = match word.rfind('@').filter(|at| 0 < *at) {
            Some(at) => (&word[..at], word[at + 1..].trim_start_matches("latest")),
            None => (*word, ""),
        };
        wanted.retain(|it| it.0 != name);
        wanted.push((String::from(name), String::from(range)));
    }
    let packages = NPM.resolve(process, &wanted)?;
    if !words.is_empty() {
        let kind = if dev { "devDependencies" } else { "dependencies" };
        for word in words {
            let name = word.rfind('@').filter(|at| 0 < *at).map_or(*word, |at| &word[..at]);
            let package = packages.iter().find(|it| it.name == name);
            if let (Some(package), Some(object)) = (package, manifest.as_object_mut()) {
                let group = object.entry(kind).or_insert_with(|| json!({}));
                if let Some(group) = group.as_object_mut() {
                    group.insert(String::from(name), json!(format!("^{}", package.version)));
                }
            }
        }
        write(process, "package.json", &manifest)?;
    }
    unpack(process, &packages)?;
    let needed = NPM.resolve(process, &dependencies(&manifest, "dependencies"))?;
    write(process, "package-lock.json", &lock(&manifest, &packages, &needed))?;
    Ok(ExitCode::SUCCESS)
}

fn ci(process: &mut Process, omits_dev: bool) -> Result<ExitCode, Stop> {
    let manifest = manifest(process)?;
    let Some(lock) = read(process, "package-lock.json")? else {
        process.eprint(
            "npm error code EUSAGE\nnpm error\n\
             npm error The `npm ci` command can only install with an existing package-lock.json or\n\
             npm error npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or\n\
             npm error later to generate a package-lock.json file, then try again.\n",
        )?;
        return Ok(ExitCode::FAILURE);
    };
    let mut wanted = Vec::new();
    let entries = lock.get("packages").and_then(Value::as_object);
    for (path, entry) in entries.into_iter().flatten() {
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        let version = entry.get("version").and_then(Value::as_str).unwrap_or_default();
        let is_dev = entry.get("dev") == Some(&Value::Bool(true));
        if !(is_dev && omits_dev) {
            wanted.push((String::from(name), String::from(version)));
        }
    }
    let mut declared = dependencies(&manifest, "dependencies");
    declared.extend(dependencies(&manifest, "devDependencies"));
    let locked =
        |name: &str| entries.is_some_and(|it| it.contains_key(&format!("node_modules/{name}")));
    if let Some((name, range)) = declared.iter().find(|it| !locked(&it.0)) {
        process.eprint(format!(
            "npm error code EUSAGE\nnpm error\n\
             npm error `npm ci` can only install packages when your package.json and package-lock.json or \
             npm-shrinkwrap.json are in sync. Please update your lock file with `npm install` before continuing.\n\
             npm error\nnpm error Missing: {name}@{range} from lock file\n"
        ))?;
        return Ok(ExitCode::FAILURE);
    }
    if let Ok((real, _)) = process.find("node_modules", Follow::AllButLast) {
        let _stays = process.remove(&real)?;
    }
    let packages = NPM.resolve(process, &wanted)?;
    unpack(process, &packages)?;
    Ok(ExitCode::SUCCESS)
}

/// Puts stand-ins of all packages into `node_modules`.
fn unpack(process: &mut Process, packages: &[Package]) -> Result<(), Stop> {
    let start = process.machine().now;
    let mut added = 0;
    for package in packages {
        let Package { name, version, size, .. } = package;
        let directory = format!("node_modules/{name}");
        let about = format!("{directory}/package.json");
        let text = format!("{{\n  \"name\": \"{name}\",\n  \"version\": \"{version}\"\n}}\n");
        let there = process.read(&about)?.is_ok_and(|it| it.bytes() == text.as_bytes());
        if there {
            continue;
        }
        added += 1;
        NPM.fetch(process, package)?;
        let size = size.saturating_sub(text.len() as u64);
        let stub = format!("stand-in for a file of {size} bytes of the package {name}-{version}\n");
        let stub = Content::stub(stub.into_bytes(), size);
        put(process, &directory, "index.js", stub)?;
        put(process, &directory, "package.json", Content::new(text.into_bytes()))?;
    }
    let took = process.machine().now - start;
    let seconds = match took.as_secs() {
        0 => format!("{}ms", took.as_millis()),
        seconds => format!("{seconds}s"),
    };
    let what = match added {
        0 => String::from("up to date"),
        1 => String::from("added 1 package"),
        count => format!("added {count} packages"),
    };
    let all = packages.len() + 1;
    let joint = if added == 0 { "," } else { ", and" };
    process.print(format!(
        "\n{what}{joint} audited {all} package{} in {seconds}\n\nfound 0 vulnerabilities\n",
        if all == 1 { "" } else { "s" }
    ))
}

fn put(process: &mut Process, directory: &str, name: &str, content: Content) -> Result<(), Stop> {
    let made = match directories::make_all(process, directory)? {
        Ok(()) => match process.find_new(&format!("{directory}/{name}"), Follow::Last) {
            Ok(real) => {
                let now = process.machine().now;
                process.put(&real, Entry::file(content, 0o644, now))?
            }
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    match made {
        Ok(()) => Ok(()),
        Err(error) => {
            let path = process.cwd().join(directory);
            process.eprint(format!(
                "npm error code EACCES\nnpm error path {path}\nnpm error {error}\n"
            ))?;
            Err(Stop::Ended(ExitCode(243)))
        }
    }
}

fn write(process: &mut Process, path: &str, value: &Value) -> Result<(), Stop> {
    let text = serde_json::to_string_pretty(value).expect("a value can be written") + "\n";
    let _full = process.write(path, text.as_bytes())?;
    Ok(())
}

/// All packages; those that are not `needed` are for development.
fn lock(manifest: &Value, packages: &[Package], needed: &[Package]) -> Value {
    let mut entries = Map::new();
    let mut own = json!({});
    for key in ["name", "version", "dependencies", "devDependencies"] {
        if let Some(value) = manifest.get(key) {
            own[key] = value.clone();
        }
    }
    entries.insert(String::new(), own);
    for package in packages {
        let Package { name, version, .. } = package;
        let url = format!("{}/{name}/-/{name}-{version}.tgz", NPM.url);
        let mut entry = json!({ "version": version, "resolved": url });
        if !needed.contains(package) {
            entry["dev"] = json!(true);
        }
        entries.insert(format!("node_modules/{name}"), entry);
    }
    let mut lock = json!({ "lockfileVersion": 3, "requires": true, "packages": entries });
    for key in ["name", "version"] {
        if let Some(value) = manifest.get(key) {
            lock[key] = value.clone();
        }
    }
    lock
}

/// Runs a script of the manifest in a shell.
fn script(process: &mut Process, name: &str) -> Result<ExitCode, Stop> {
    let manifest = manifest(process)?;
    let Some(command) = manifest.get("scripts").and_then(|it| it.get(name)?.as_str()) else {
        process.eprint(format!("npm error Missing script: \"{name}\"\n"))?;
        return Ok(ExitCode::FAILURE);
    };
    let text = |key: &str| manifest.get(key).and_then(Value::as_str).unwrap_or_default();
    process.print(format!("\n> {}@{} {name}\n> {command}\n\n", text("name"), text("version")))?;
    let argv = ["/bin/sh", "-c", command].map(String::from);
    Ok(process.spawn(&argv)?.unwrap_or(ExitCode(127)))
}

fn init(process: &mut Process) -> Result<ExitCode, Stop> {
    let name = process.cwd().name().to_lowercase();
    let manifest = json!({
        "name": name, "version": "1.0.0", "main": "index.js", "license": "ISC",
        "scripts": { "test": "echo \"Error: no test specified\" && exit 1" },
    });
    write(process, "package.json", &manifest)?;
    let path = process.cwd().child("package.json");
    let text = serde_json::to_string_pretty(&manifest).expect("a value can be written");
    process.print(format!("Wrote to {path}:\n\n{text}\n\n"))?;
    Ok(ExitCode::SUCCESS)
}
