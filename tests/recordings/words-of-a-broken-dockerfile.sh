umask 022
try() {
  printf "$1" > Dockerfile
  for builder in 0 1; do DOCKER_BUILDKIT=$builder docker build .; echo "status $?"; done
}
try ''
try '# nothing but words\n'
try 'RUN echo first\n'
try 'FROM alpine\nCOPPY a b\n'
try 'FROM\n'
try 'FROM alpine AS\n'
try 'FROM alpine\nCOPY onlyone\n'
try 'FROM alpine\nENV LONELY\n'
try 'FROM alpine\nENV A=1 B\n'
try 'FROM alpine\nWORKDIR\n'
try 'FROM alpine\nCMD ["a", 2]\n'
try 'FROM alpine\nADD --chwon=1 a /a\n'
try 'FROM alpine AS 2nd\n'
try 'FROM Alpine\n'
try 'FROM $EMPTY\n'
try 'FROM alpine\nSTOPSIGNAL NOISE\n'
try 'FROM alpine\nENTRYPOINT\nHEALTHCHECK RUN x\n'
try 'FROM alpine\nONBUILD FROM alpine\n'
try 'FROM alpine\nLABEL a=${b:?unset}\n'
