//! Random scripts: commands as lists of parts, of which any may be left out.

use std::fmt;

/// A script, as commands.
#[derive(Clone, Debug, Default)]
pub(super) struct Script(Vec<Command>);

/// A command: words, and for compound ones what stands between them.
#[derive(Clone, Debug)]
enum Command {
    Simple(Vec<String>),
    /// `before` BODY `between` BODY … `after`.
    Compound {
        before: &'static str,
        bodies: Vec<Script>,
        between: &'static str,
        after: &'static str,
    },
    Joined(Box<Command>, &'static str, Box<Command>),
}

/// Words, apart by blanks; `_` is a blank in them.
const WORDS: &str = r#"a b "a__b" 'c_d' e\_f $x $y "$x" "$y" ${x} ${x:-d} "${x:-d_e}" ${y:+s_t} ${x#a} ${x%b} ${x##*/} "${y%%.*}" ${#x} ${x/a/b}
    "${x//a/_}" ${x:1} ${x:1:2} $(echo_s_t) "$(echo_s__t)" `echo_q` $((1+2)) $((x+1)) $((x*2-1)) $# $? "$@" $* $1 "$2" * f* d/* ? [a-c]* ~
    '' "" "'" '"' \" \\ \$x "\$x" "\a" '\a' a=b x=1 -n -e -- - 0 1 3 08 -1 f g h d d/e .. . /tmp/f $'\t' "$(echo_"in_$x")" ${x-"q_r"} ${z:=wx}
    ${#} a*b "a*b" $y$x"$x" "$x"$y x$(echo_a_b)y {a,b} !x # a#b @ %d "%s" "$*" "${x+"$@"}" ${y:-$x$y} $(cat_f) "$(cat_f)" "${x##"$y"}""#;

/// Values of assignments.
const VALUES: &str = r#"1 2 abc "a_b" 'q__y' a/b/c.d "" $y"$x" $(echo_v) $((3*4)) '*' "_a_" a:b:c 10 -5 ~ ${y:-z} "$*" '\n' "a'b" $x"#;

/// Simple commands; `%` is a word, `==` a value, `¦` parts them.
const COMMANDS: &str = "echo % %¦echo %¦echo % % %¦printf '<%s>' % %¦printf '%s\\n' %¦x==¦y==¦x== y==¦x== echo %¦set -- % %¦set -- %¦set --¦shift¦\
    unset x¦unset y¦true¦false¦:¦test % = %¦[ % = % ]¦[ -n % ]¦[ -z % ]¦[ % -lt % ]¦[ -f % ]¦cat f¦cat¦cat g¦echo % > f¦echo % >> f¦echo % > g¦\
    cat < f¦read x < f¦read x y < f¦read -r y < f¦eval echo %¦eval \"echo $y\"¦f %¦f % %¦g¦return¦break¦continue¦exit¦exit 3¦cd d¦cd ./d¦cd /tmp¦pwd¦\
    mkdir d¦mkdir -p d/e¦rm -f g¦rm -r d¦touch f g¦ls¦ls d¦local x==¦export x==¦readonly z==¦set -e¦set -u¦set -f¦set +f¦set +e¦set -x¦set +x¦set -o pipefail¦\
    IFS=:¦IFS=¦IFS=' '¦unset IFS¦nosuch %¦echo % >&2¦echo % 2>&1¦echo $?¦let x=x+1¦expr % + 1¦expr % : 'a*'¦wc -l < f¦sort f¦sed s/a/b/ f¦grep a f¦\
    tr a b < f¦head -1 f¦tail -1 f¦basename %¦dirname %¦trap 'echo %' USR1¦kill -USR1 $$¦trap - USR1¦type f¦command echo %¦command -v %¦getopts ab: x¦seq 3¦cut -c1 f¦\
    echo % | cat¦echo % | read x¦echo % | tr a-z A-Z¦echo % | sed 's/b/<&>/g'¦echo % | wc -c¦echo $((%))¦x=$(echo %)¦x=$(false)¦x=`echo %`¦cp f g¦cp f h¦\
    cat <<E\n%\nE¦cat <<'E'\n%\nE¦read x <<E\n% %\nE¦while read x; do echo \"<$x>\"; done < f¦umask 77¦chmod 600 f¦ln -s f l¦rm l¦cat l¦echo % > d/f¦kill -0 $$¦wait¦\
    sh -c 'echo \"$0\" $1' % %¦env | grep ^x=¦xargs echo < f¦sort -r f¦uniq f¦test -d %¦[ % ]¦[ ! % ]¦[ % -eq % ]¦echo -n %¦echo -e %¦printf '%d\\n' %¦printf '%5s:' %";

/// Compound commands: what stands before, between and behind their bodies, and how many there are.
const COMPOUNDS: [(&str, &str, &str, usize); 20] = [
    ("if ", "; then ", "; fi", 2),
    ("if ", "; then ", "; else echo no; fi", 2),
    ("if true; then ", "; else ", "; fi", 2),
    ("for i in 1 2; do ", "; echo $i; ", "; done", 2),
    ("for x in \"$@\"; do ", "", "; done", 1),
    ("for x in $y a; do ", "", "; done", 1),
    ("for i in 1 2 3; do ", "; [ $i = 2 ] && break; ", "; done", 2),
    ("n=0; while [ $n -lt 2 ]; do n=$((n+1)); ", "", "; done", 1),
    ("n=0; until [ $n -ge 2 ]; do n=$((n+1)); ", "", "; done", 1),
    ("case $x in a*) ", ";; *) ", ";; esac", 2),
    ("case \"$y\" in 1|2) ", ";; ?) echo q;; ''|*b) ", ";; esac", 2),
    ("(", "; ", ")", 2),
    ("{ ", "; ", "; }", 2),
    ("{ ", "; ", "; } > f", 2),
    ("{ ", "; ", "; } 2>&1", 1),
    ("f() { ", "; ", "; }", 2),
    ("g() { local x; ", "; ", "; }", 2),
    ("f() (", "; ", ")", 1),
    ("x=$( ", "; ", ")", 2),
    ("echo \"[$( ", "; ", ")]\"", 1),
];

const JOINTS: [&str; 6] = [" && ", " || ", PIPE, "; ", PIPE, "\n"];
/// The command behind it first takes all that comes: how a writer whose reader ends goes on is a matter of luck.
const PIPE: &str = " | ";

/// The script of a seed.
pub(super) fn script(seed: u64) -> Script {
    let mut dice = Dice(seed);
    let mut script = Script(vec![
        Command::simple("x=acb y='a b'"),
        Command::simple("set -- 1 'two words'"),
        Command::simple("echo 'b a.c' > f"),
    ]);
    script.0.extend(dice.script(6, 3).0);
    script
}

impl Script {
    /// This script with one thing left out, the largest things first.
    pub(super) fn smaller(&self) -> Vec<Script> {
        let mut found = Vec::new();
        for index in 0..self.0.len() {
            let mut without = self.clone();
            without.0.remove(index);
            found.push(without);
        }
        for (index, command) in self.0.iter().enumerate() {
            for smaller in command.smaller() {
                let mut script = self.clone();
                script.0.splice(index..=index, smaller);
                found.push(script);
            }
        }
        found
    }
}

impl Command {
    fn simple(text: &str) -> Command {
        Command::Simple(text.split(' ').map(String::from).collect())
    }

    /// What may stand in the place of this command.
    fn smaller(&self) -> Vec<Vec<Command>> {
        match self {
            Command::Simple(words) => (0..words.len())
                .filter(|_| 1 < words.len())
                .map(|index| {
                    let mut words = words.clone();
                    words.remove(index);
                    vec![Command::Simple(words)]
                })
                .collect(),
            Command::Joined(left, joint, right) => {
                let mut found = vec![vec![(**left).clone()], vec![(**right).clone()]];
                let join =
                    |left, right| vec![Command::Joined(Box::new(left), joint, Box::new(right))];
                for smaller in left.smaller().into_iter().filter_map(single) {
                    found.push(join(smaller, (**right).clone()));
                }
                for smaller in right.smaller().into_iter().filter_map(single) {
                    found.push(join((**left).clone(), smaller));
                }
                found
            }
            Command::Compound { before, bodies, between, after } => {
                let mut found: Vec<Vec<Command>> = bodies.iter().map(|it| it.0.clone()).collect();
                for (index, body) in bodies.iter().enumerate() {
                    for smaller in body.smaller() {
                        let mut bodies = bodies.clone();
                        bodies[index] = smaller;
                        found.push(vec![Command::Compound { before, bodies, between, after }]);
                    }
                }
                found
            }
        }
    }
}

fn single(commands: Vec<Command>) -> Option<Command> {
    <[Command; 1]>::try_from(commands).ok().map(|[it]| it)
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(":");
        }
        let mut last = String::new();
        for command in &self.0 {
            // The delimiter of a here-document stands alone on its line.
            f.write_str(if last.is_empty() || last.ends_with("\n") { "" } else { "\n" })?;
            last = command.to_string();
            f.write_str(&last)?;
        }
        Ok(())
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Command::Simple(words) => {
                let text = words.join(" ");
                f.write_str(&text)?;
                f.write_str(if text.contains("<<") { "\n" } else { "" })
            }
            Command::Joined(left, joint, right) => {
                let left = left.to_string();
                match left.ends_with('\n') {
                    true => write!(f, "{left}{right}"),
                    false => write!(f, "{left}{joint}{right}"),
                }
            }
            Command::Compound { before, bodies, between, after } => {
                let here = |text: &str, behind: &str| match text.ends_with('\n') {
                    true => String::from(behind.strip_prefix(';').unwrap_or(behind).trim_start()),
                    false => String::from(behind),
                };
                f.write_str(before)?;
                for (index, body) in bodies.iter().enumerate() {
                    let text = body.to_string();
                    let behind = if index + 1 == bodies.len() { after } else { between };
                    write!(f, "{text}{}", here(&text, behind))?;
                }
                Ok(())
            }
        }
    }
}

/// A source of chance (`splitmix64`): the same for the same seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    fn one_of(&mut self, text: &str, separator: char) -> String {
        let all: Vec<&str> =
            text.split(separator).map(str::trim).filter(|it| !it.is_empty()).collect();
        String::from(all[self.roll(all.len())])
    }

    fn word(&mut self) -> String {
        self.one_of(&WORDS.replace('\n', " "), ' ').replace('_', " ")
    }

    fn simple(&mut self) -> Command {
        let template = self.one_of(COMMANDS, '¦');
        let mut words = Vec::new();
        for part in template.split(' ') {
            let text = match part {
                "%" => self.word(),
                _ => match part.strip_suffix("==") {
                    Some(name) => format!("{name}={}", self.one_of(VALUES, ' ').replace('_', " ")),
                    None => String::from(part),
                },
            };
            words.push(text);
        }
        Command::Simple(words)
    }

    fn command(&mut self, depth: usize) -> Command {
        match self.roll(10) {
            0..=2 if 0 < depth => {
                let (before, between, after, count) = COMPOUNDS[self.roll(COMPOUNDS.len())];
                let bodies = (0..count).map(|_| self.script(2, depth - 1)).collect();
                Command::Compound { before, bodies, between, after }
            }
            3 if 0 < depth => {
                let left = Box::new(self.command(depth - 1));
                let joint = JOINTS[self.roll(JOINTS.len())];
                let mut right = self.command(depth - 1);
                if joint == PIPE {
                    let bodies = vec![Script(vec![right])];
                    right =
                        Command::Compound { before: "{ cat; ", bodies, between: "", after: "; }" };
                }
                Command::Joined(left, joint, Box::new(right))
            }
            _ => self.simple(),
        }
    }

    fn script(&mut self, most: usize, depth: usize) -> Script {
        let count = 1 + self.roll(most);
        Script((0..count).map(|_| self.command(depth)).collect())
    }
}
