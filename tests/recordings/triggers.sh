umask 022
export DOCKER_BUILDKIT=0
echo 1 > code
printf 'FROM alpine\nONBUILD COPY code /code\nONBUILD RUN cat /code\nONBUILD ENV READY=yes\n' > Dockerfile
echo '== build 1'
docker build -t base:triggers .
printf 'FROM base:triggers\nRUN echo after\n' > Dockerfile
echo '== build 2'
docker build -t child .
echo '== build 3'
docker build -t child .
echo 2 > code
echo '== build 4'
docker build -t child .
docker inspect --format '{{json .Config.OnBuild}} {{json .Config.Env}}' base:triggers child
docker history --no-trunc --format '{{.CreatedBy}}' child
