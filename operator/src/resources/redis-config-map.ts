/** The scripts of the managed Redis. */

import type { KubeObject } from "../kube/contract.ts";
import { ownedMetadata, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { PORTS } from "./ports.ts";
import { PASSWORD_FILE } from "./store-pod.ts";

export const REDIS_DATA_PATH = "/var/lib/cellwire";

const RUN = `# Writes the password into a configuration file that nobody else reads, then becomes Redis with the settings in "$@".
set -eu
umask 077
printf 'requirepass "%s"\\n' "$(sed 's/["\\\\]/\\\\&/g' ${PASSWORD_FILE})" >/tmp/redis.conf
server=$(command -v redis-server || command -v valkey-server)
exec "$server" /tmp/redis.conf "$@"
`;

const PROBE = `# An answer of any kind is not enough: while it loads its log, Redis answers too.
client=$(command -v redis-cli || command -v valkey-cli)
answer=$(REDISCLI_AUTH="$(cat ${PASSWORD_FILE})" "$client" -h 127.0.0.1 -p ${PORTS.redis} ping)
[ "$answer" = PONG ]
`;

export function redisConfigMap(input: CellInput): KubeObject {
  const name = childNames(input.cell.metadata.name).redis;
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: ownedMetadata(input, { name, component: "redis" }),
    data: { "run.sh": RUN, "probe.sh": PROBE },
  };
}
