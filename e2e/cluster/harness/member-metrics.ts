/** What a cell's gateways and forwarders say of themselves on their internal port. */

import { metricValue } from "@cellwire/operator/cell/member-client.ts";
import { PORTS } from "@cellwire/operator/resources/ports.ts";
import { ERRORS as CODES } from "@cellwire/protocol";
import type { CellName } from "../../scenarios/harness/cells-under-test.ts";
import { cellNamespace } from "./cells.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { podsOf, type Component } from "./pods.ts";

const PRINT_METRICS = `fetch("http://127.0.0.1:${PORTS.internal}/metrics").then(async (answer) => console.log(await answer.text()))`;

/** What a gateway told clients to try again, and what its database refused. Other errors are the clients' own. */
const ERRORS = "cellwire_gateway_errors_total";
const TRY_AGAIN = Object.entries(CODES).flatMap(([code, { retryable }]) => (retryable ? [code] : []));
const FAILED = "cellwire_accept_batches_failed_total";
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
  const sum = (read: (text: string) => number) => texts.reduce((total, text) => total + read(text), 0);
  return {
    batches: sum((text) => metricValue(text, TRAFFIC)),
    errors: sum((text) => metricValue(text, FAILED) + metricValue(triedAgain(text), ERRORS)),
  };
}

/** The lines that name one of these codes. */
function triedAgain(text: string): string {
  return text
    .split("\n")
    .filter((line) => TRY_AGAIN.some((code) => line.includes(`code="${code}"`)))
    .join("\n");
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
