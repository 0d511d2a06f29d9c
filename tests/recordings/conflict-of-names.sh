umask 022
printf 'FROM alpine\nLABEL kind=stone\n' > Dockerfile
docker build -q -t cherry -t cherry:dark .
id=$(docker images -q --no-trunc cherry:dark)
docker rmi "$id"; echo "status $?"
docker rmi -f "$id" >/dev/null; echo "status $?"
docker images cherry
docker rmi nothing cherry; echo "status $?"
