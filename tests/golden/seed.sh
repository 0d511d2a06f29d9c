printf 'FROM alpine\nRUN apk add --update redis\nCMD ["redis-server"]\n' > Dockerfile
DOCKER_BUILDKIT=0 docker build -t first .
docker build -t first .
printf 'FROM alpine\nRUN apk add --update redis\nRUN apk add --update gcc\nCMD ["redis-server"]\n' > Dockerfile
DOCKER_BUILDKIT=0 docker build -t second .
docker build -t second .
printf 'FROM alpine\nRUN apk add --update gcc\nRUN apk add --update redis\nCMD ["redis-server"]\n' > Dockerfile
DOCKER_BUILDKIT=0 docker build -t third .
docker build -t third .
docker images -a
docker history third
