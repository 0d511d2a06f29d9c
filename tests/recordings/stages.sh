umask 022
echo 'print hello' > app.src
cat > Dockerfile <<'D'
ARG BASE=alpine
FROM $BASE AS build
WORKDIR /src
COPY app.src .
RUN cat app.src > app.bin && echo built
FROM alpine AS check
RUN echo checking
FROM $BASE
COPY --from=build /src/app.bin /bin/app
COPY --from=0 /src/app.src /doc/
CMD ["app"]
D
for builder in 0 1; do
  export DOCKER_BUILDKIT=$builder
  echo '== build 1'
  docker build -t app .
  echo '== build 2'
  docker build --target check -t app:check .
  docker build --target BUILD -q -t app:build . > /dev/null; echo "status $?"
  echo '== build 3'
  docker build --target deploy .; echo "status $?"
  echo 'print bye' > app.src
  echo '== build 4'
  docker build -t app .
  docker history --no-trunc --format '{{.CreatedBy}}' app
done
