/** What a cell's gateways and forwarders say of themselves on their internal port. */

import { metricValue } from "@cellwire/operator/cell/member-client.ts";
import { PORTS } from "@cellwire/operator/resources/ports.ts";
import type { CellName } from "../../scenarios/harness/cells-under-test.ts";
import { cellNamespace } from "./cells.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { podsOf, type Component } from "./pods.ts";

const PRINT_METRICS = `fetch("http://127.0.0.1:${PORTS.internal}/metrics").then(async (answer) => console.log(await answer.text()))`;

/** How a gateway counts what it could not do for a client, and what its database refused. */
const ERRORS = ["cellwire_gateway_errors_total", "cellwire_accept_batches_failed_total"];
const TRAFFIC = "cellwire_accept_batches_total";

/** The metric's sum over its labels in each pod; 0 where there is none. Counters end in `_total`. */
export async function metricOfPods(
  access: ClusterAccess,
  of: { readonly cell: CellName; readonly component: Component },
  metric: string,
): Promise<readonly number[]> {
  return (await metricsOfPods(access, of)).map((text) => metricValue(text, metric));
}

/** What a cell's gateways have committed and what they have failed with, since they run. */
export async function gatewayCounts(
  access: ClusterAccess,
  cell: CellName,
): Promise<{ readonly batches: number; readonly errors: number }> {
  const texts = await metricsOfPods(access, { cell, component: "gateway" });
  const sum = (metrics: readonly string[]) =>
    texts.flatMap((text) => metrics.map((metric) => metricValue(text, metric))).reduce((total, one) => total + one, 0);
  return { batches: sum([TRAFFIC]), errors: sum(ERRORS) };
}

async function metricsOfPods(
  access: ClusterAccess,
  { cell, component }: { readonly cell: CellName; readonly component: Component },
): Promise<readonly string[]> {
  const pods = await podsOf(access, cell, component);
  const print = ["node", "--eval", PRINT_METRICS];
  return await Promise.all(
    pods.map(({ metadata }) => access.exec({ namespace: cellNamespace(cell), pod: metadata.name }, print)),
  );
}
