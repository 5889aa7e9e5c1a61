/** The scripts and the host rules of the managed Postgres, and what follows from the size of its volume. */

import { quantityValue } from "../api/quantity.ts";
import type { KubeObject } from "../kube/contract.ts";
import { backupFiles } from "./backup-config.ts";
import { ownedMetadata, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { ARCHIVE_GAP_FILE, BEGIN_SCRIPT, POSTGRES_VOLUME_PATH } from "./postgres-paths.ts";
import { PASSWORD_FILE, SCRIPTS_DIRECTORY } from "./store-pod.ts";
import { DATABASE_LOGIN } from "./store-secrets.ts";
import { maxWalSize } from "./write-ahead-log.ts";

export const HOST_RULES_FILE = "pg_hba.conf";
/** How large the volume is, a whole number. */
export const VOLUME_BYTES_FILE = "volume-bytes";
const MAX_WAL_SIZE_FILE = "max-wal-size";

const HOST_RULES = `local all all reject
host all all all scram-sha-256
`;

const FIND_BINARIES = `for bin in /usr/lib/postgresql/*/bin; do
  [ -x "$bin/postgres" ] && PATH="$bin:$PATH"
done
`;

/** pgBackRest knows no other way than a socket; who reaches that has the password too. */
const SOCKET_RULES = HOST_RULES.replace("reject", "scram-sha-256");

/**
 * A database that is not backed up, or not any more, marks that the archive misses something: otherwise a backup from before
 * would pass for one that reaches to now, once backups are asked for again. The single process runs with the archive_mode of
 * the server: without it, it would recycle segments that wait for the archive.
 *
 * initdb works in data.new, which becomes data when it is whole: a pod that dies half-way starts over. The password is
 * set at each start, so that a changed Secret takes effect, also on a volume that was kept from a former cell.
 */
const RUN = `# Makes the database on an empty volume, then becomes Postgres with the settings in "$@".
set -eu
umask 077
${FIND_BINARIES}
data=${POSTGRES_VOLUME_PATH}/data
password=${PASSWORD_FILE}

give_up() {
  echo "$1" >&2
  echo "$1" >/dev/termination-log || true
  exit 1
}

begin=${SCRIPTS_DIRECTORY}/${BEGIN_SCRIPT}
archive=off
[ ! -e "$begin" ] || archive=on

# Takes a statement from its input, into no log, and no command line that others see.
run_sql() {
  postgres --single -D "$1" -c log_min_error_statement=panic -c archive_mode=$archive "$2" >/dev/null
}

if [ ! -e "$data" ]; then
  fresh=${POSTGRES_VOLUME_PATH}/data.new
  rm -rf "$fresh"
  [ $archive = off ] || /bin/sh "$begin" "$fresh"
  if [ ! -e "$fresh" ]; then
    initdb --pgdata="$fresh" --username=${DATABASE_LOGIN} --pwfile="$password" --auth=scram-sha-256 \\
      --encoding=UTF8 --locale=C --data-checksums --no-instructions
    echo "create database ${DATABASE_LOGIN}" | run_sql "$fresh" postgres
  fi
  sync
  mv "$fresh" "$data"
  sync
fi

have=$(cat "$data/PG_VERSION")
want=$(postgres --version | sed 's/^[^0-9]*//; s/[^0-9].*$//')
[ "$have" = "$want" ] || give_up "The volume holds a database of Postgres $have, but this image has Postgres $want. \\
Set the image back to Postgres $have; to change the major version, dump and restore into a new cell."

# Left by a pod that was killed; nobody else has this volume.
rm -f "$data/postmaster.pid"

[ $archive = on ] || touch ${ARCHIVE_GAP_FILE}

quote="'"
secret=$(sed "s/$quote/$quote$quote/g" "$password")
echo "alter role ${DATABASE_LOGIN} password $quote$secret$quote" | run_sql "$data" postgres
unset secret

# In a file and not in "$@": a volume that grows must not restart this pod.
wal=${SCRIPTS_DIRECTORY}/${MAX_WAL_SIZE_FILE}
[ ! -e "$wal" ] || set -- "$@" -c "max_wal_size=$(cat "$wal")"
exec postgres -D "$data" "$@"
`;

/** Exit code 2 of pg_isready: no answer. Code 1 is an answer too: Postgres recovers or stops, which must not be cut. */
const PROBE = `# probe.sh ready | live
${FIND_BINARIES}
pg_isready --quiet --host=127.0.0.1 --username=${DATABASE_LOGIN} --dbname=${DATABASE_LOGIN} --timeout=3
code=$?
[ "$1" = live ] && [ "$code" = 1 ] && code=0
exit "$code"
`;

/** They know nothing of a cell. */
export const POSTGRES_SCRIPTS = { "run.sh": RUN, "probe.sh": PROBE, [HOST_RULES_FILE]: HOST_RULES } as const;

/** @param volumeSize a quantity: of the volume as it is, or, before there is one, as it is to be */
export function postgresConfigMap(input: CellInput, volumeSize: string): KubeObject {
  const name = childNames(input.cell.metadata.name).postgres;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: ownedMetadata(input, { name, component: "postgres" }),
    data: {
      ...POSTGRES_SCRIPTS,
      ...(input.cell.spec.postgres.backup && { [HOST_RULES_FILE]: SOCKET_RULES }),
      ...backupFiles(input.cell, volumeSize),
      [VOLUME_BYTES_FILE]: String(quantityValue(volumeSize)),
      [MAX_WAL_SIZE_FILE]: maxWalSize(input.cell, volumeSize),
    },
  };
}
