/** Where things are in the pod of a managed Postgres. */

export const POSTGRES_VOLUME_PATH = "/var/lib/cellwire";
/** Between the containers of the pod, if there is more than one. */
export const SOCKET_DIRECTORY = "/run/cellwire";
/** Touched when the archive lost a part of the write-ahead log: restores need a full backup that began after. */
export const ARCHIVE_GAP_FILE = `${POSTGRES_VOLUME_PATH}/archive-gap`;
/** Fills an empty volume from a backup, if it is among the scripts. */
export const BEGIN_SCRIPT = "pgbackrest-begin.sh";
