/** What a process says about itself. */

import type { Stage } from "./stage.ts";

const TIMEOUT_MS = 5_000;
/** A line of the Prometheus text format; counters end in `_total`. */
const SAMPLE = /^(?<name>\w+?)(?:_total)?(?<labels>\{.*\})? (?<value>\S+)/;

/**
 * Sum over every line of that name whose labels hold `label`, such as `code="SLOW"`; 0 when there is none.
 * @param process `eu/gateway-0`
 */
export async function metricOf(
  stage: Stage,
  process: string,
  { name, label = "" }: { readonly name: string; readonly label?: string },
): Promise<number> {
  const base = stage.cluster.process(process).spec.env["CELLWIRE_ADVERTISE_URL"]!.replace(/^ws/, "http");
  const response = await fetch(`${base}/metrics`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  let sum = 0;
  for (const line of (await response.text()).split("\n")) {
    const sample = SAMPLE.exec(line)?.groups;
    if (sample?.["name"] === name && (sample["labels"] ?? "").includes(label)) sum += Number(sample["value"]);
  }
  return sum;
}
