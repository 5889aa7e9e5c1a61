/** Cellwire as an SRE installs it: the chart by Helm, the example Cells by kubectl. */

import path from "node:path";
import { CHECKOUT } from "@cellwire/local/cluster.ts";
import { keySetOf, type KeySet } from "@cellwire/local/keys.ts";
import { z } from "zod";
import type { ClusterAccess } from "./cluster-access.ts";

export const SYSTEM_NAMESPACE = "cellwire-system";
export const DIRECTORY_NODE_PORT = 30_400;

const INSTALL_TIMEOUT = "240s";

const secret = z.object({ data: z.record(z.string(), z.string()) });

/** For one node of two cores, whose ports clients reach. */
const VALUES = [
  "directory.service.type=NodePort",
  `directory.service.nodePort=${DIRECTORY_NODE_PORT}`,
  "operator.replicas=1",
  "directory.replicas=1",
];

/** Installs, or upgrades to what the checkout has; comes back when operator and directory are ready. */
export async function install(access: ClusterAccess, values: readonly string[] = []): Promise<void> {
  const chart = path.join(CHECKOUT, "charts/cellwire");
  const set = [...VALUES, ...values].flatMap((value) => ["--set", value]);
  const where = ["--namespace", SYSTEM_NAMESPACE, "--create-namespace"];
  await access.helm([
    "upgrade",
    "--install",
    "cellwire",
    chart,
    ...where,
    ...set,
    "--wait",
    "--timeout",
    INSTALL_TIMEOUT,
  ]);
}

/** The key that the chart made for an application that brought none. */
export async function applicationKeys(access: ClusterAccess): Promise<KeySet> {
  const name = "cellwire-application-keys";
  const text = await access.kubectl(["--namespace", SYSTEM_NAMESPACE, "get", "secret", name, "--output=json"]);
  const { data } = secret.parse(JSON.parse(text));
  return keySetOf(Buffer.from(data["application.json"]!, "base64").toString());
}
