//! Users and groups, as BusyBox's loginutils keep them; they need root, and so were read rather than run.

use shell::User;

use crate::machine::{ROOT, run};

#[test]
fn accounts_come_and_go_as_in_busybox() {
    for (script, expected) in [
        (
            "adduser -D app; tail -n 1 /etc/passwd /etc/group /etc/shadow; ls -ld /home/app",
            "==> /etc/passwd <==\napp:x:1000:1000:Linux User,,,:/home/app:/bin/sh\n\n\
             ==> /etc/group <==\napp:x:1000:\n\n==> /etc/shadow <==\napp:!:20416:0:99999:7:::\n\
             drwxr-sr-x    2 app      app           4096 Nov 24 16:00 /home/app\n",
        ),
        (
            "addgroup -S web && adduser -S -G web -H web; id web; tail -n1 /etc/group /etc/passwd",
            "uid=100(web) gid=101(web) groups=101(web),101(web)\n\
             ==> /etc/group <==\nweb:x:101:web\n\n\
             ==> /etc/passwd <==\nweb:x:100:101:Linux User,,,:/home/web:/bin/false\n",
        ),
        (
            "addgroup -g 1005 team; adduser -u 1007 -G team -s /bin/ash -D -h /srv/x al; id al",
            "uid=1007(al) gid=1005(team) groups=1005(team),1005(team)\n",
        ),
        ("adduser -D a; adduser a games; groups a; deluser a games; groups a", "a games\na\n"),
        ("adduser root; echo $?", "adduser: user 'root' in use\n1\n"),
        ("adduser -u 0 -D x; echo $?", "adduser: uid '0' in use\n1\n"),
        ("adduser -G none -D x; echo $?", "adduser: unknown group none\n1\n"),
        (
            "addgroup wheel; addgroup -g 10 x",
            "addgroup: group 'wheel' in use\naddgroup: gid '10' in use\n",
        ),
        (
            "deluser nobody1; delgroup none",
            "deluser: unknown user nobody1\ndelgroup: unknown group none\n",
        ),
        (
            "adduser -D a; delgroup a; deluser a; grep -c ^a: /etc/passwd /etc/group",
            "delgroup: 'a' still has 'a' as their primary group!\n/etc/passwd:0\n/etc/group:0\n",
        ),
        (
            "adduser x; echo $?",
            "Changing password for x\nNew password: \npasswd: password for x is unchanged\n1\n",
        ),
        (
            "adduser -D a; su a -c 'id -un; pwd; echo $HOME'; su - a -c pwd",
            "a\n/tmp\n/home/a\n/home/a\n",
        ),
        ("su nope -c true", "su: unknown user nope\n"),
        ("apk add -q su-exec; su-exec nobody id -u; su-exec nobody:games id -g", "65534\n35\n"),
    ] {
        assert_eq!(run(ROOT, script).output, expected, "{script}");
    }
    let nobody = User { uid: 1000, gid: 1000 };
    let denied = "adduser: permission denied (are you root?)\n";
    assert_eq!(run(nobody, "adduser x").output, denied);
}
