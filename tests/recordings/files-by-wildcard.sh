umask 022
mkdir -p site/css site/img docs
echo body > site/index.html; echo p > site/css/a.css; echo q > site/css/b.css; echo png > site/img/logo.png
echo read > docs/README.md; echo todo > docs/TODO.md; echo x > notes.txt
cat > Dockerfile <<'D'
FROM alpine
COPY site /www/
COPY site/css/*.css docs/*.md /flat/
COPY notes.t?t /n/
ADD docs/README.md /docs/renamed.md
RUN ls /www /www/css /flat /n /docs
D
for builder in 0 1; do
  export DOCKER_BUILDKIT=$builder
  echo '== build 1'
  docker build -t site . && docker history --no-trunc --format '{{.CreatedBy}}' site
  echo changed >> site/css/b.css
  echo '== build 2'
  docker build -t site .
  printf '*.css\n!site/css/a.css\ndocs/TODO.md\n' > .dockerignore
  echo '== build 3'
  docker build -t site . && docker history --no-trunc --format '{{.CreatedBy}}' site
  rm .dockerignore
done
