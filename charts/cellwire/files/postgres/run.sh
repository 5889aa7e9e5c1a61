# Makes the database on an empty volume, then becomes Postgres with the settings in "$@".
set -eu
umask 077
for bin in /usr/lib/postgresql/*/bin; do
  [ -x "$bin/postgres" ] && PATH="$bin:$PATH"
done

data=/var/lib/cellwire/data
password=/etc/cellwire/secret/password

give_up() {
  echo "$1" >&2
  echo "$1" >/dev/termination-log || true
  exit 1
}

begin=/etc/cellwire/pgbackrest-begin.sh
archive=off
[ ! -e "$begin" ] || archive=on

# Takes a statement from its input, into no log, and no command line that others see.
run_sql() {
  postgres --single -D "$1" -c log_min_error_statement=panic -c archive_mode=$archive "$2" >/dev/null
}

if [ ! -e "$data" ]; then
  fresh=/var/lib/cellwire/data.new
  rm -rf "$fresh"
  [ $archive = off ] || /bin/sh "$begin" "$fresh"
  if [ ! -e "$fresh" ]; then
    initdb --pgdata="$fresh" --username=cellwire --pwfile="$password" --auth=scram-sha-256 \
      --encoding=UTF8 --locale=C --data-checksums --no-instructions
    echo "create database cellwire" | run_sql "$fresh" postgres
  fi
  sync
  mv "$fresh" "$data"
  sync
fi

have=$(cat "$data/PG_VERSION")
want=$(postgres --version | sed 's/^[^0-9]*//; s/[^0-9].*$//')
[ "$have" = "$want" ] || give_up "The volume holds a database of Postgres $have, but this image has Postgres $want. \
Set the image back to Postgres $have; to change the major version, dump and restore into a new cell."

# Left by a pod that was killed; nobody else has this volume.
rm -f "$data/postmaster.pid"

[ $archive = on ] || touch /var/lib/cellwire/archive-gap

quote="'"
secret=$(sed "s/$quote/$quote$quote/g" "$password")
echo "alter role cellwire password $quote$secret$quote" | run_sql "$data" postgres
unset secret

# In a file and not in "$@": a volume that grows must not restart this pod.
wal=/etc/cellwire/max-wal-size
[ ! -e "$wal" ] || set -- "$@" -c "max_wal_size=$(cat "$wal")"
exec postgres -D "$data" "$@"
