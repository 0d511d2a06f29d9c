umask 022
export DOCKER_BUILDKIT=0
printf 'FROM alpine\nRUN echo one > /one\nENV STEP=two\n' > Dockerfile
docker build -q -t pear:ripe .
docker tag pear:ripe pear
docker tag pear:ripe localhost:5000/fruit/pear:v1.2
docker images --format '{{.Repository}} {{.Tag}} {{.ID}}' pear
docker rmi pear
docker rmi pear
docker tag pear:gone plum; echo "status $?"
docker tag pear:ripe Plum; echo "status $?"
docker rmi pear:ripe localhost:5000/fruit/pear:v1.2; echo "status $?"
docker images -q pear
docker inspect pear:ripe; echo "status $?"
docker history pear:ripe; echo "status $?"
