docker run --rm alpine echo hello
docker run --rm alpine sh -c 'echo out; echo err >&2; exit 3'; echo "status $?"
docker run --rm -e A=1 -e B -w /tmp -u nobody alpine sh -c 'echo $A-$B- $(pwd) $(id -un)'
docker run --rm --entrypoint /bin/echo alpine one two
docker run --rm --hostname box alpine hostname
echo 'echo from stdin' | docker run --rm -i alpine sh
docker run --rm alpine nosuch 2>&1 | grep -v '^time='; docker run --rm alpine nosuch > /dev/null 2>&1; echo "status $?"
docker run --rm alpine /etc 2>&1 | grep -v '^time='; docker run --rm alpine /etc > /dev/null 2>&1; echo "status $?"
docker run --rm -u nosuch alpine true 2>&1 | grep -v '^time='
docker run --rm -w /etc/passwd alpine true; echo "status $?"
docker run --foo alpine; echo "status $?"
docker run; echo "status $?"
docker run Alpine; echo "status $?"
docker run --name 'a b' alpine true; echo "status $?"
docker run --restart always --rm alpine true; echo "status $?"
docker run --restart foo alpine true; echo "status $?"
docker run -p abc alpine true; echo "status $?"
docker run --expose 80000 alpine true; echo "status $?"
docker run -v /a:/b:zz alpine true; echo "status $?"
docker run -v /a:/b:nocopy alpine true; echo "status $?"
docker run -d -a stdout alpine true; echo "status $?"
docker run -e =x alpine true; echo "status $?"
docker run --rm --read-only alpine touch /x; echo "status $?"
docker create --name made alpine sh -c 'echo again; exit 4'
docker start -a made; echo "status $?"
docker start -a made; echo "status $?"
docker logs made
docker rm made
docker run --name made -d alpine sh -c 'echo kept; echo too >&2'
docker wait made
docker logs made 2> /dev/null
docker logs --tail 0 made
docker run --name made alpine true; echo "status $?"
docker rm made
docker ps -aq
