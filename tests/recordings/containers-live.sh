docker run -d --name one alpine sleep 1000
docker run -d --name two alpine sleep 1000
docker ps --format '{{.Names}} {{.Image}} {{.Command}} {{.State}}'
docker exec one sh -c 'echo in one > /note; cat /note'
docker exec -e A=1 -w /etc -u nobody one sh -c 'echo $A $(pwd) $(id -un)'
docker exec one nosuch; echo "status $?"
docker exec one sh -c 'exit 7'; echo "status $?"
docker exec nope true; echo "status $?"
docker pause one
docker exec one true; echo "status $?"
docker pause one; echo "status $?"
docker ps --filter status=paused --format '{{.Names}}'
docker start one; echo "status $?"
docker unpause one
docker unpause one; echo "status $?"
docker rm one; echo "status $?"
docker rename one two; echo "status $?"
docker rename one three
docker kill two
docker inspect --format '{{.State.Status}} {{.State.ExitCode}} {{.State.Running}}' two
docker stop -t 1 three nope; echo "status $?"
docker ps -a --format '{{.Names}} {{.State}}' --filter name=t
docker ps -a --filter exited=137 --format '{{.Names}}'
docker exec three true; echo "status $?"
docker kill three; echo "status $?"
docker kill -s NOISE three; echo "status $?"
docker start three
docker exec three cat /note
docker restart -t 0 three
docker rm -f two three nope; echo "status $?"
docker rm nope; echo "status $?"
docker stop nope; echo "status $?"
docker start nope; echo "status $?"
docker wait nope; echo "status $?"
docker logs nope; echo "status $?"
docker diff nope; echo "status $?"
docker port nope; echo "status $?"
docker commit nope; echo "status $?"
docker rename nope x; echo "status $?"
docker cp nope:/x .; echo "status $?"
docker inspect nope; echo "status $?"
docker container inspect nope; echo "status $?"
docker ps --filter foo=bar; echo "status $?"
docker ps --filter status=foo; echo "status $?"
docker ps --format '{{.Foo}}'; echo "status $?"
docker ps
