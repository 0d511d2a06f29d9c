umask 022
printf 'FROM alpine\nRUN true\n' > Dockerfile
t() { "$@"; echo "status $?"; }
t docker build
t docker build one two
t docker build --color .
t docker build -y .
t docker build -t
t docker build --target
t docker build -t 'white space' .
t docker build -t UPPER .
t docker build --no-cache=perhaps .
t docker build --build-arg =1 .
t docker build --label =1 .
t docker build --progress loud .
t docker build nowhere
DOCKER_BUILDKIT=maybe t docker build .
t docker tag one
t docker images one two
t docker images -z
t docker images --filter wrong
t docker images --filter color=red
t docker history
t docker inspect
t docker inspect --format '{{.Config' alpine
t docker inspect --format '{{shout .Id}}' alpine
t docker inspect --format '{{.Config.Colour}}' alpine
t docker history --format '{{.Colour}}' alpine
t docker pull
t docker pull Upper
t docker rmi
t docker sing
t docker --loud 2>&1 | head -n 2
