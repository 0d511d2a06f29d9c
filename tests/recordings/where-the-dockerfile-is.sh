umask 022
mkdir -p parts/web other
echo hi > parts/web/page
printf 'FROM alpine\nCOPY page /\n' > parts/web/Dockerfile
printf 'FROM alpine\nCOPY web/page /other\n' > parts/Other.docker
printf 'FROM alpine\nRUN echo from outside\n' > other/Dockerfile
for builder in 0 1; do
  export DOCKER_BUILDKIT=$builder
  echo '== build 1'
  docker build parts/web
  echo '== build 2'
  docker build -f parts/Other.docker parts
  echo '== build 3'
  docker build --file other/Dockerfile parts
  echo '== build 4'; cd parts/web && docker build ../web/. && cd ../..
done
