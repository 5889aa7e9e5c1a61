/** How a managed Postgres that is backed up begins on an empty volume: from a backup, or, if there is none, with nothing. */

import { BACKUP_SCRATCH, FAILURE_LENGTH_MAX, UNREADABLE } from "./backup-scripts.ts";
import { SCRIPTS_DIRECTORY } from "./store-pod.ts";
import { DATABASE_LOGIN } from "./store-secrets.ts";

/** Files beside the script. The first is always there, the others with `spec.postgres.restore`. */
export const CELL_FILE = "cell";
export const RESTORE_FILE = "restore-backup";
export const RESTORE_TIME_FILE = "restore-time";

/**
 * Recovery runs to its end before the volume counts as filled, in one process that nobody connects to. With archive_mode:
 * otherwise the new timeline's history would never get to the archive, and no later restore would find that timeline.
 */
export const BEGIN = `# pgbackrest-begin.sh DIRECTORY: restores into it if the Cell says so; leaves it out if there is nothing to restore.
set -eu
umask 077
fresh=$1
cell=$(cat ${SCRIPTS_DIRECTORY}/${CELL_FILE})
restore=${SCRIPTS_DIRECTORY}/${RESTORE_FILE}
target=${SCRIPTS_DIRECTORY}/${RESTORE_TIME_FILE}
said=${BACKUP_SCRATCH}/said

give_up() {
  echo "$1" >&2
  echo "$1" >/dev/termination-log || true
  exit 1
}

# refuse WHAT: gives up, with what the command before complained of.
refuse() {
  cat "$said" >&2
  why=$(grep -E 'ERROR|FATAL|PANIC' "$said" | head -n 1 | cut -c 1-${FAILURE_LENGTH_MAX})
  # pgBackRest only warns of it, and finds no backup then.
  case $(cat "$said") in
    *certificate*) ;; # an error of the same name
    *CryptoError* | *FormatError*) why="the Secret of spec.postgres.backup has not the passphrase of this repository" ;;
  esac
  give_up "$1: \${why:-$(tail -n 1 "$said" | sed '${UNREADABLE}' | cut -c 1-${FAILURE_LENGTH_MAX})}"
}

run_pgbackrest() {
  /bin/sh ${SCRIPTS_DIRECTORY}/pgbackrest.sh "$@" >"$said" 2>&1
}

if [ ! -e "$restore" ]; then
  { run_pgbackrest info --output=json --log-level-console=off --log-level-stderr=error && ! grep -q '"code":99' "$said"; } ||
    refuse "The volume is empty, and whether there are backups of cell $cell cannot be told"
  ! grep -q '"label"' "$said" || give_up "The volume is empty, but there are backups of cell $cell. \\
Write spec.postgres.restore to bring one back, or another spec.postgres.backup.prefix to begin with nothing."
  exit 0
fi

backup=$(cat "$restore")
set -- --pg1-path="$fresh"
[ "$backup" = latest ] || set -- "$@" --set="$backup"
[ ! -e "$target" ] || set -- "$@" --type=time --target="$(cat "$target")" --target-action=promote
mkdir -m 700 "$fresh"
get="/bin/sh ${SCRIPTS_DIRECTORY}/pgbackrest.sh --pg1-path=$fresh archive-get %f \\"%p\\""
run_pgbackrest "$@" --recovery-option=restore_command="$get" restore || refuse "Backup $backup cannot be restored"

for bin in /usr/lib/postgresql/*/bin; do
  [ -x "$bin/postgres" ] && PATH="$bin:$PATH"
done
echo "select cell from incarnation" | postgres --single -D "$fresh" -c hot_standby=off -c wal_level=replica \\
  -c archive_mode=on -c unix_socket_directories= ${DATABASE_LOGIN} >"$said" 2>&1 ||
  refuse "Backup $backup was restored, but Postgres does not recover from it"
whose=$(sed -n 's/^.* cell = "\\([^"]*\\)".*$/\\1/p' "$said")
[ -z "$whose" ] || [ "$whose" = "$cell" ] ||
  give_up "Backup $backup is of cell $whose and not of cell $cell: look at spec.postgres.backup."
echo >"$fresh/postgresql.auto.conf"
`;
