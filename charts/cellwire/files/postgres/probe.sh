# probe.sh ready | live
for bin in /usr/lib/postgresql/*/bin; do
  [ -x "$bin/postgres" ] && PATH="$bin:$PATH"
done

pg_isready --quiet --host=127.0.0.1 --username=cellwire --dbname=cellwire --timeout=3
code=$?
[ "$1" = live ] && [ "$code" = 1 ] && code=0
exit "$code"
