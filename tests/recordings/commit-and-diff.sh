docker run --name work alpine sh -c 'echo x > /new; mkdir /d; echo y > /d/f; rm /etc/group; chmod 600 /etc/passwd'
docker diff work | sort
docker commit -m 'a message' -a me -c 'CMD ["cat", "/new"]' -c 'ENV A=1 B=2' -c 'LABEL l=v' -c 'EXPOSE 80' work made:1
docker run --rm made:1
docker inspect --format '{{.Comment}} {{.Author}} {{json .Config.Cmd}} {{json .Config.Env}} {{json .Config.Labels}} {{json .Config.ExposedPorts}}' made:1
docker history --format '{{.CreatedBy}}|{{.Comment}}' made:1 | head -n 1
docker commit -c 'RUN true' work x; echo "status $?"
docker commit work Bad:name; echo "status $?"
docker rmi alpine; echo "status $?"
docker tag made:1 made:2
docker rmi made:1
docker run --name user made:2
docker rmi made:2; echo "status $?"
id=$(docker inspect --format '{{.Id}}' made:2)
docker rmi $id; echo "status $?"
docker rmi -f made:2
docker rm user work
docker rmi nope; echo "status $?"
docker rmi ' '; echo "status $?"
printf 'one\n' > file
docker create --name box alpine true
docker cp file box:/etc/copied
docker cp box:/etc/copied back
cat back
docker cp box:/etc/passwd - > /dev/null; echo "status $?"
mkdir dir; echo two > dir/b
docker cp dir box:/there
docker cp dir box:/there
docker cp dir/. box:/tmp
docker diff box | sort
docker cp box:/there .
docker cp box:/etc/copied there
docker cp file box:/new/; echo "status $?"
docker cp dir box:/etc/passwd; echo "status $?"
ls there there/dir
docker cp box:/nope .; echo "status $?"
docker cp - box:/nodir < file; echo "status $?"
docker cp box:/there - | docker cp - box:/etc
docker run --rm alpine true
docker cp file file2; echo "status $?"
docker cp box:/a box:/b; echo "status $?"
docker rm box
