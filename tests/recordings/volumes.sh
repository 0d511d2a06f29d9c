docker run --rm -v data:/data alpine sh -c 'echo kept > /data/f'
docker run --rm -v data:/data:ro alpine cat /data/f
docker run --rm -v data:/data:ro alpine touch /data/g; echo "status $?"
docker volume ls
docker volume ls -q --filter dangling=true
docker run --name user -v data:/data -v /anonymous alpine true
docker inspect --format '{{range .Mounts}}{{.Type}} {{.RW}};{{end}}' user
docker volume rm data; echo "status $?"
docker run --rm --volumes-from user alpine cat /data/f
docker run --rm --volumes-from user:foo alpine true; echo "status $?"
docker rm -v user
docker volume ls
docker volume rm data
docker volume rm data; echo "status $?"
docker volume rm -f data; echo "status $?"
docker volume create --label a=b mine
docker volume create mine
docker volume create 'bad name'; echo "status $?"
docker volume create a; echo "status $?"
docker volume inspect --format '{{.Name}} {{.Driver}} {{json .Labels}} {{.Scope}}' mine
docker volume inspect nope; echo "status $?"
docker volume ls --filter label=a --format '{{.Name}}: {{.Labels}}'
docker volume ls --filter foo=x; echo "status $?"
printf 'FROM alpine\nRUN mkdir /v && echo image > /v/f\nVOLUME /v\n' > Dockerfile
docker build -q -t withvolume . > /dev/null
docker run --name vv withvolume cat /v/f
docker inspect --format '{{len .Mounts}}' vv
docker run --rm -v named:/v withvolume cat /v/f
docker run --rm -v empty:/v:nocopy withvolume ls /v
docker rm -fv vv
docker volume prune -f --filter label=a
docker volume ls --format '{{.Name}}'
docker network create n1 > /dev/null
docker network create n1; echo "status $?"
docker network rm n1
docker network rm n1; echo "status $?"
docker network inspect n1; echo "status $?"
docker run --network n1 alpine true > /dev/null 2>&1; echo "status $?"
docker container prune -f | grep -c .
docker rmi -f withvolume > /dev/null
docker image prune -f | grep -v sha256
