umask 022
mkdir shop && cd shop
for builder in 0 1; do
  export DOCKER_BUILDKIT=$builder
  printf 'FROM alpine\nRUN apk add --update redis\nCMD ["redis-server"]\n' > Dockerfile
  echo '== build 1'
  docker build -t shop/cache .
  printf 'FROM alpine\nRUN apk add --update redis\nRUN apk add --update gcc\nCMD ["redis-server"]\n' > Dockerfile
  echo '== build 2'
  docker build -t shop/tools .
  printf 'FROM alpine\nRUN apk add --update gcc\nRUN apk add --update redis\nCMD ["redis-server"]\n' > Dockerfile
  echo '== build 3'
  docker build -t shop/turned .
  docker history --no-trunc --format '{{.CreatedBy}}' shop/turned
done
