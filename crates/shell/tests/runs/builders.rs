//! What builds of real projects run: `npm`, `pip`, `gcc`, `make`, `go`, `wget`, as far as they are stand-ins.

use shell::{Activity, Limit};

use crate::machine::{NOW, ROOT, run};

const NODE: &str = "apk add -q npm > /dev/null
    echo '{\"name\":\"app\",\"dependencies\":{\"express\":\"^4.18.0\"},\"devDependencies\":{\"ms\":\"2\"},
    \"scripts\":{\"build\":\"echo built\"}}' > package.json;";

fn check(before: &str, cases: &[(&str, &str)]) {
    for (script, expected) in cases {
        assert_eq!(run(ROOT, &format!("{before} {script}")).output, *expected, "{script}");
    }
}

#[test]
fn npm_installs_what_the_manifest_and_the_lock_file_say() {
    check(
        NODE,
        &[
            (
                "npm i | sed 's/ in .*//;/^$/d'; ls node_modules | wc -l",
                "added 6 packages, and audited 7 packages\nfound 0 vulnerabilities\n6\n",
            ),
            (
                "npm i > l; npm ci --omit=dev | sed '/added/!d;s/ in .*//'; grep version node_modules/express/package.json",
                "added 6 packages, and audited 7 packages\n  \"version\": \"4.21.2\"\n",
            ),
            (
                "npm ci 2>&1 | head -n 1; npm run build; npm test",
                "npm error code EUSAGE\n\n> app@ build\n> echo built\n\nbuilt\nnpm error Missing script: \"test\"\n",
            ),
            (
                "npm i chalk > l; grep chalk package.json; npm --version",
                "    \"chalk\": \"^5.6.2\",\n11.3.0\n",
            ),
        ],
    );
    let unknown = run(ROOT, &format!("{NODE} npm i express nothing-like-it"));
    let what = String::from("the npm package `nothing-like-it`");
    assert_eq!(unknown.limit, Some(Limit::Unsupported { what }));
}

#[test]
fn pip_installs_requirements_into_an_environment() {
    let python = "apk add -q python3 py3-pip; python3 -m venv /venv; . /venv/bin/activate; \
                  printf 'flask==3.0.0\\nidna\\n' > r.txt;";
    let all = "blinker==1.9.0\nclick==8.3.1\nflask==3.0.0\nidna==3.11\nitsdangerous==2.2.0\njinja2==3.1.6\n\
               markupsafe==3.0.3\nwerkzeug==3.1.3\n";
    check(
        python,
        &[
            ("pip install -q -r r.txt; pip freeze", all),
            (
                "pip install idna",
                "Collecting idna\n  Downloading idna-3.11-py3-none-any.whl (115 kB)\n\
              Installing collected packages: idna\nSuccessfully installed idna-3.11\n",
            ),
            (
                "/usr/bin/pip install idna 2>&1 | head -n 1",
                "error: externally-managed-environment\n",
            ),
            (
                "pip install -r no.txt; python --version",
                "ERROR: Could not open requirements file: [Errno 2] No such file or directory: 'no.txt'\nPython 3.12.12\n",
            ),
        ],
    );
}

#[test]
fn compilers_write_what_depends_on_their_inputs() {
    let c = "apk add -q gcc make; echo '#include \"a.h\"' > m.c; \
             printf 'app: m.o\\n\\tcc -o $@ $^\\n%%.o: %%.c a.h\\n\\tcc -c $<\\n' > Makefile;";
    check(
        c,
        &[
            ("make", "make: *** No rule to make target 'a.h', needed by 'm.o'.  Stop.\n"),
            (
                "cc m.c",
                "m.c:1:10: fatal error: a.h: No such file or directory\ncompilation terminated.\n",
            ),
            (
                "> a.h; make; make; sleep 2; touch a.h; make",
                "cc -c m.c\ncc -o app m.o\nmake: 'app' is up to date.\ncc -c m.c\ncc -o app m.o\n",
            ),
            (
                "> a.h; cc m.c; cp a.out 1; cc m.c; cmp a.out 1; echo x > a.h; cc m.c; cmp -s a.out 1 || echo other",
                "other\n",
            ),
            (
                "printf 'all:\\n\\tfalse\\n' > Makefile; make; echo $?",
                "false\nmake: *** [Makefile:2: all] Error 1\n2\n",
            ),
        ],
    );
    let go = "apk add -q go; go mod init example.com/app 2> l; echo 'package main' > main.go;";
    check(
        go,
        &[
            (
                "go build; ls; cp app 1; go build; cmp app 1; echo '//' >> main.go; go build; cmp -s app 1 || echo other",
                "app\ngo.mod\nl\nmain.go\nother\n",
            ),
            ("rm go.mod; go build 2>&1 | cut -c1-30", "go: go.mod file not found in c\n"),
        ],
    );
}

#[test]
fn downloads_take_time_and_bandwidth() {
    let ran = run(
        ROOT,
        "wget -q https://downloads.example.com/tool-1.4 && stat -c %s tool-1.4; wget https://nope.test",
    );
    assert_eq!(ran.output, "3145728\nwget: bad address 'nope.test'\n");
    let is_fetch =
        |activity: &Activity| matches!(activity, Activity::Fetched { bytes: 3_145_728, .. });
    assert!(ran.trace.iter().any(|it| is_fetch(&it.activity)));
    assert!(300 < (ran.now - NOW).as_millis(), "{:?}", ran.now - NOW);
}
