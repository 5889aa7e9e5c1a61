/** Where other cells bring their messages. */

import type { Cell } from "../api/cell.ts";
import type { KubeObject } from "../kube/contract.ts";
import type { CellInput } from "./cell-object.ts";
import { clusterService } from "./cluster-service.ts";
import { childNames } from "./names.ts";
import { INGEST_SERVICE_PORT } from "./ports.ts";

export function forwarderService(input: CellInput): KubeObject {
  const name = childNames(input.cell.metadata.name).forwarder;
  const port = { component: "forwarder", servicePort: INGEST_SERVICE_PORT, targetPort: "ingest" } as const;
  return clusterService(input, name, port);
}

export function ingestUrl({ metadata }: Cell): string {
  return `http://${childNames(metadata.name).forwarder}.${metadata.namespace}.svc:${INGEST_SERVICE_PORT}`;
}
