umask 022
echo 1 > data
printf 'FROM alpine\nWORKDIR /one\nRUN echo made > here\nWORKDIR /two\nCOPY data .\nCMD ["cat", "data"]\n' > Dockerfile
for builder in 0 1; do
  export DOCKER_BUILDKIT=$builder
  echo '== build 1'
  docker build -t fresh .
  echo '== build 2'
  docker build --no-cache -t fresh .
  echo '== build 3'
  docker build -t fresh .
  touch -d '2001-02-03 04:05:06' data
  echo '== build 4'
  docker build -t fresh .
  chmod 600 data
  echo '== build 5'
  docker build -t fresh .
done
