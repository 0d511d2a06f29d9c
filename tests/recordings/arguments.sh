umask 022
cat > Dockerfile <<'D'
FROM alpine
ARG LEVEL=1
ARG NAME
RUN echo level $LEVEL of ${NAME:-nobody}
ENV LEVEL=env-$LEVEL
RUN echo $LEVEL
D
for builder in 0 1; do
  export DOCKER_BUILDKIT=$builder
  echo '== build 1'
  docker build -t args .
  echo '== build 2'
  docker build --build-arg NAME=ann -t args .
  echo '== build 3'
  docker build --build-arg NAME=ann --build-arg LEVEL=2 -t args .
  echo '== build 4'
  docker build --build-arg NAME=ann -t args .
  docker history --no-trunc --format '{{.CreatedBy}}' args
  docker inspect --format '{{json .Config.Env}}' args
done
