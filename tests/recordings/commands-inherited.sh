umask 022
printf 'FROM alpine\nENTRYPOINT ["top"]\nCMD ["-b"]\n' > Dockerfile
show() { docker inspect --format '{{json .Config.Entrypoint}} {{json .Config.Cmd}}' "$1"; }
for builder in 0 1; do
  export DOCKER_BUILDKIT=$builder
  printf 'FROM alpine\nENTRYPOINT ["top"]\nCMD ["-b"]\n' > Dockerfile
  docker build -q -t base > /dev/null . && show base
  printf 'FROM base\nENTRYPOINT exec watch date\n' > Dockerfile
  docker build -q -t child . > /dev/null && show child
  printf 'FROM base\nCMD -d 5\n' > Dockerfile
  docker build -q -t child . > /dev/null && show child
  printf 'FROM base\nCMD ["x"]\nENTRYPOINT []\n' > Dockerfile
  docker build -q -t child . > /dev/null && show child
done
