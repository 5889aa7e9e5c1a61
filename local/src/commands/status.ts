/** `./cellwire status`: what is up, and what is queued. Exits with 0 only when all is up. */

import { Command } from "commander";
import { inspectCluster, type ClusterStatus } from "../cluster-status.ts";
import { renderStatus } from "../cluster-table.ts";
import { dataOption } from "../command-options.ts";
import { requireState } from "../running-cluster.ts";
import { textTable } from "../text-table.ts";

export function statusCommand(): Command {
  return new Command("status")
    .description("report cells, gateways and queue depths; exits with 0 only when all is up")
    .addOption(dataOption())
    .option("--json", "print one JSON document")
    .action(status);
}

async function status(options: { data: string; json?: true }): Promise<void> {
  const found = await inspectCluster(requireState(options.data));
  console.log(options.json ? JSON.stringify(found, null, 2) : `${renderStatus(found)}\n\n${renderLoad(found)}`);
  if (!found.up) process.exitCode = 1;
}

function renderLoad(found: ClusterStatus): string {
  const rows = found.cells.map((cell) => {
    const gateways = cell.processes.filter((one) => one.connections !== undefined);
    const connections = gateways.map((one) => `${one.name} ${one.connections}`).join(", ");
    const depths = cell.outbox?.map((depth) => {
      const details = [`${depth.batches} batches queued`, ...(depth.parked > 0 ? [`${depth.parked} parked`] : [])];
      return `${depth.destination || "(home unknown)"} ${depth.waiting} (${details.join(", ")})`;
    });
    return [cell.id, connections || "?", depths ? depths.join(", ") || "empty" : "?"];
  });
  return textTable([["CELL", "CONNECTIONS", "OUTBOX"], ...rows]);
}
