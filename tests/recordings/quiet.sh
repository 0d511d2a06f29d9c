umask 022
printf 'FROM alpine\nRUN echo chatter; echo more >&2\n' > Dockerfile
for builder in 0 1; do
  export DOCKER_BUILDKIT=$builder
  docker build -q . | cut -c 1-7
  docker build -q -t hush . | wc -l
  docker images --format '{{.Repository}}' hush
  printf 'FROM alpine\nRUN cat /missing\n' > Dockerfile
  docker build -q .; echo "status $?"
  printf 'FROM alpine\nRUN echo chatter; echo more >&2\n' > Dockerfile
done
