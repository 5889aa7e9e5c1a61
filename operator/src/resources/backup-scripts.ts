/**
 * The scripts of a managed Postgres that is backed up, by pgBackRest to a store with the S3 API (docs/adr/0011). Shell,
 * because the image has the servers' programs and nothing else; what needs arithmetic or JSON is asked of Postgres itself.
 */

import { BACKUP_METRICS as METRICS } from "./backup-metrics.ts";
import { ARCHIVE_GAP_FILE, SOCKET_DIRECTORY } from "./postgres-paths.ts";
import { PORTS } from "./ports.ts";
import { PASSWORD_FILE, SCRIPTS_DIRECTORY } from "./store-pod.ts";
import { DATABASE_LOGIN } from "./store-secrets.ts";

export const BACKUP_SECRET_DIRECTORY = `${SCRIPTS_DIRECTORY}/backup-secret`;
export const BACKUP_CONFIG_FILE = "pgbackrest.conf";
/** Of each container: for locks, and for what the serving script tells. */
export const BACKUP_SCRATCH = "/tmp";
/** Sets full_every and incremental_every, in seconds. */
export const INTERVALS_FILE = "backup-intervals";
export const STATE_PATH = "/v1/backup";
export const ARCHIVE_COMMAND = `/bin/sh ${SCRIPTS_DIRECTORY}/pgbackrest-archive.sh %p`;

/** Of one operation. pgBackRest looks at how much waits between two tries alone. */
const ARCHIVE_TIMEOUT_SECONDS = 5;
export const STANZA = "cell";
const LOOK_SECONDS = 30;
/** After a failure; a full backup that breaks off is dear. */
const RETRY_SECONDS = 300;
const SERVED_AT_ONCE_MAX = 4;
export const FAILURE_LENGTH_MAX = 400;

/** What is secret is read at each start of it, so that new keys need no restart of Postgres. */
const PGBACKREST = `# pgbackrest.sh COMMAND ...
set -eu
secret=${BACKUP_SECRET_DIRECTORY}
for key in accessKeyId secretAccessKey passphrase; do
  [ -s "$secret/$key" ] || {
    echo "ERROR: the Secret that spec.postgres.backup.secretName names is not there, or has no key $key" >&2
    exit 1
  }
done
PGBACKREST_REPO1_S3_KEY=$(cat "$secret/accessKeyId")
PGBACKREST_REPO1_S3_KEY_SECRET=$(cat "$secret/secretAccessKey")
PGBACKREST_REPO1_CIPHER_PASS=$(cat "$secret/passphrase")
PGPASSWORD=$(cat ${PASSWORD_FILE})
export PGBACKREST_REPO1_S3_KEY PGBACKREST_REPO1_S3_KEY_SECRET PGBACKREST_REPO1_CIPHER_PASS PGPASSWORD
if [ -s "$secret/ca.crt" ]; then
  export PGBACKREST_REPO1_STORAGE_CA_FILE="$secret/ca.crt"
fi
exec pgbackrest --config=${SCRIPTS_DIRECTORY}/${BACKUP_CONFIG_FILE} --stanza=${STANZA} "$@"
`;

/** pgBackRest gives a segment up, and says it was archived, when too much waits: the mark makes a full backup due. */
const ARCHIVE = `# pgbackrest-archive.sh SEGMENT: Postgres' archive_command.
said=$(/bin/sh ${SCRIPTS_DIRECTORY}/pgbackrest.sh --io-timeout=${ARCHIVE_TIMEOUT_SECONDS} archive-push "$1" 2>&1)
code=$?
[ -z "$said" ] || echo "$said" >&2
case "$said" in
  *"dropped WAL"*) touch ${ARCHIVE_GAP_FILE} || exit 1 ;;
esac
exit "$code"
`;

/** Writes nothing to the database: a look would otherwise fill a segment of the log with nothing else. */
const LOOK = `-- What there is, what is due, and how the archive stands, of what pgBackRest tells of the repository.
\\set info \`cat ${BACKUP_SCRATCH}/info.json\`
with backups as (
  select one ->> 'label' as label, one ->> 'type' as type, coalesce((one ->> 'error')::boolean, false) as damaged,
         (one -> 'timestamp' ->> 'start')::bigint as started,
         (one -> 'info' -> 'repository' ->> 'delta')::bigint as bytes
  from jsonb_array_elements(:'info'::jsonb) as stanza, jsonb_array_elements(stanza -> 'backup') as one
), summary as (
  select count(*) as backups, coalesce(sum(bytes), 0) as bytes, coalesce(max(started), 0) as newest,
         coalesce(max(started) filter (where type = 'full'), 0) as newest_full,
         (array_agg(label order by started desc))[1] as label,
         coalesce((array_agg(damaged order by started desc))[1], false) as damaged
  from backups
), archive as (
  select count(*) as segments, coalesce(extract(epoch from now() - min(modification))::bigint, 0) as waiting
  from pg_ls_archive_statusdir() where name like '%.ready'
), state as (
  select *, extract(epoch from now())::bigint as now, :gap > newest_full as gap from summary, archive
)
select backups, bytes, newest, newest_full, waiting, now, gap::int as gap, (:'failure' <> '')::int as failing,
       case when gap or now - newest_full >= :full_every then 'full'
            when now - newest >= :incremental_every then 'incr'
            else 'nothing' end as due,
       json_build_object('newest', label, 'newestAt', newest, 'backups', backups, 'damaged', damaged,
         'waitingSegments', segments, 'waitingSeconds', waiting, 'gap', gap,
         'intervalSeconds', :incremental_every, 'failure', nullif(:'failure', '')) as json
from state \\gset
\\echo :due
\\o ${BACKUP_SCRATCH}/state.new
\\qecho :json
\\o ${BACKUP_SCRATCH}/metrics.new
\\qecho ${METRICS.newest} :newest
\\qecho ${METRICS.newestFull} :newest_full
\\qecho ${METRICS.interval} :incremental_every
\\qecho ${METRICS.backups} :backups
\\qecho ${METRICS.size} :bytes
\\qecho ${METRICS.failing} :failing
\\qecho ${METRICS.waiting} :waiting
\\qecho ${METRICS.gap} :gap
\\qecho ${METRICS.looked} :now
`;

/** For sed: of what pgBackRest answers in JSON when it cannot read a repository, the words. */
export const UNREADABLE = String.raw`s/.*"code":99,"message":"\([^"]*\)".*/\1/`;

/** Knows nothing from before: what is due follows from what the repository has. It never ends by itself. */
const BACKUP = `# backup.sh: does what is due, and tells how it stands.
umask 077
cd ${BACKUP_SCRATCH} || exit 1
trap 'exit 0' TERM INT

# try COMMAND ...: what it complained of first, if it fails, is what is told, until something succeeds.
try() {
  # In the background, since a trap does not wait for \`wait\`.
  "$@" >said 2>&1 &
  wait $! && return 0
  cat said >&2
  { grep -m 1 -E 'ERROR|FATAL' said || tail -n 1 said; } | sed 's/^.*ERROR: *//' | cut -c 1-${FAILURE_LENGTH_MAX} >failure
  return 1
}

pgbackrest() {
  exec /bin/sh ${SCRIPTS_DIRECTORY}/pgbackrest.sh "$@"
}

# It succeeds when the store is away, and says so in its answer (code 99).
info() {
  answer=$(pgbackrest info --output=json --log-level-console=off --log-level-stderr=error) || exit 1
  case "$answer" in
    *'"code":99'*) echo "ERROR: $(echo "$answer" | sed '${UNREADABLE}')" && exit 1 ;;
  esac
  echo "$answer" >info.new && mv info.new info.json
}

# Prints what is due, and renews what is told. Without Postgres nothing is due; its own condition says that it is away.
ask() (
  flock 9
  . ${SCRIPTS_DIRECTORY}/${INTERVALS_FILE}
  gap=$(stat -c %Y ${ARCHIVE_GAP_FILE} 2>/dev/null || echo 0)
  PGPASSWORD=$(cat ${PASSWORD_FILE}) psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 \\
    --host=${SOCKET_DIRECTORY} --port=${PORTS.postgres} --username=${DATABASE_LOGIN} --dbname=postgres \\
    --set=gap="$gap" --set=full_every="$full_every" --set=incremental_every="$incremental_every" \\
    --set=failure="$(cat failure 2>/dev/null)" --file=${SCRIPTS_DIRECTORY}/backup-look.sql 2>ask.said || exit 1
  mv state.new state
  mv metrics.new metrics
) 9>lock

# Whatever else goes on: a backup may take hours, in which the archive can fall behind.
keep_telling() {
  while :; do
    ask >/dev/null
    sleep ${LOOK_SECONDS}
  done
}

serve() {
  exec socat TCP-LISTEN:${PORTS.internal},reuseaddr,fork,max-children=${SERVED_AT_ONCE_MAX} \\
    EXEC:'/bin/sh ${SCRIPTS_DIRECTORY}/backup-serve.sh'
}

rm -f state metrics failure
echo '[]' >info.json
serve &
keep_telling &

while :; do
  pause=${LOOK_SECONDS}
  if try info; then
    due=$(ask) || due=nothing
    if [ "$due" = nothing ]; then
      rm -f failure
    elif try pgbackrest stanza-create && try pgbackrest --type="$due" backup; then
      rm -f failure
      try info && ask >/dev/null
    else
      pause=${RETRY_SECONDS}
    fi
  fi
  sleep "$pause" &
  wait $!
done
`;

const SERVE = `# backup-serve.sh: one HTTP request on standard input, its answer on standard output.
read -r method path version
# To the empty line, which ends with a carriage return: who closes with something unread resets the connection.
while read -r header && [ "\${#header}" -gt 1 ]; do :; done
case "$path" in
  /metrics) file=${BACKUP_SCRATCH}/metrics type=text/plain ;;
  ${STATE_PATH}) file=${BACKUP_SCRATCH}/state type=application/json ;;
  *) file= ;;
esac
if [ -n "$file" ] && body=$(cat "$file" 2>/dev/null); then
  printf 'HTTP/1.1 200 OK\\r\\nContent-Type: %s\\r\\nConnection: close\\r\\n\\r\\n%s\\n' "$type" "$body"
else
  printf 'HTTP/1.1 404 Not Found\\r\\nConnection: close\\r\\n\\r\\n'
fi
`;

export const BACKUP_SCRIPTS = {
  "pgbackrest.sh": PGBACKREST,
  "pgbackrest-archive.sh": ARCHIVE,
  "backup.sh": BACKUP,
  "backup-look.sql": LOOK,
  "backup-serve.sh": SERVE,
} as const;
