umask 022
cat > Dockerfile <<'D'
# escape=`
FROM alpine
RUN echo one && `
    # a word in between
    echo two   && `

    echo "three `
four"
RUN ["echo", "exec form", "$HOME"]
ENV A=1 `
    B=2
RUN echo $A${B}$$ > /dev/null; echo "$A-$B"
D
for builder in 0 1; do
  echo '== build'; DOCKER_BUILDKIT=$builder docker build -t lines . && docker history --no-trunc --format '{{.CreatedBy}}' lines
done
