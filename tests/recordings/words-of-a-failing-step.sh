umask 022
mkdir dir; echo 1 > dir/f; echo 2 > g
try() {
  printf "$1" > Dockerfile
  for builder in 0 1; do DOCKER_BUILDKIT=$builder docker build .; echo "status $?"; done
}
try 'FROM alpine\nRUN exit 42\nRUN echo never\n'
try 'FROM alpine\nRUN missing-program --now\n'
try 'FROM alpine\nRUN ["missing", "program"]\n'
try 'FROM alpine\nRUN ["/missing/program"]\n'
try 'FROM alpine\nRUN ["/etc/group"]\n'
try 'FROM alpine\nCOPY absent /there\n'
try 'FROM alpine\nUSER stranger\nRUN id\n'
try 'FROM scratch\nRUN true\n'
