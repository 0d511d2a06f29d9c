umask 022
cat > Dockerfile <<'D'
FROM alpine
ARG COLOR=green
ENV SHADE=dark-$COLOR HOME_TOWN="Bad Toelz"
LABEL org.example.color=$COLOR maker='A & B <ab@example.org>'
EXPOSE 8080 53/udp
VOLUME ["/data", "/log"]
WORKDIR /srv
WORKDIR $SHADE/deep
USER nobody
STOPSIGNAL SIGQUIT
HEALTHCHECK --interval=90s --timeout=2s --retries=4 CMD test -f /srv/ok
SHELL ["/bin/sh", "-eu", "-c"]
ENTRYPOINT ["/bin/sh", "-c"]
CMD ["echo $0", "done"]
D
look() {
  docker inspect --format '{{json .Config.Env}}{{json .Config.Labels}}{{json .Config.ExposedPorts}}' "$1"
  docker inspect --format '{{json .Config.Volumes}} {{.Config.WorkingDir}} {{.Config.User}} {{.Config.StopSignal}}' "$1"
  docker inspect --format '{{json .Config.Healthcheck}}{{json .Config.Shell}}{{json .Config.Entrypoint}}{{json .Config.Cmd}}' "$1"
  docker inspect --format '{{.Config.Cmd}} {{len .Config.Env}} {{.Os}}/{{.Architecture}} {{.Config.Tty}} {{.RepoTags}}' "$1"
  docker history --no-trunc --format '{{.CreatedBy}}|{{.Size}}|{{.Comment}}' "$1" | head -n 13
}
DOCKER_BUILDKIT=0 docker build -t leaf:old . && look leaf:old
DOCKER_BUILDKIT=1 docker build --build-arg COLOR=red -t leaf:new . && look leaf:new
