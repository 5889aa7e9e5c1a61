/** A cluster's status for people. */

import type { CellStatus, ClusterStatus, ProcessStatus } from "./cluster-status.ts";
import { textTable } from "./text-table.ts";

export function renderStatus(status: ClusterStatus): string {
  const header = ["CELL", "REGION", "URL", "PROCESSES", "HEALTH"];
  const directory = [["directory", "", status.directory.url, ...processColumns(status.directory.processes)]];
  return textTable([header, ...directory, ...status.cells.flatMap(cellRows)]);
}

/** One line a gateway URL, so that each can be copied whole. */
function cellRows(cell: CellStatus): string[][] {
  const [first = "", ...others] = cell.gatewayUrls;
  const head = [cell.id, cell.region, first, ...processColumns(cell.processes)];
  return [head, ...others.map((url) => ["", "", url, "", ""])];
}

function processColumns(processes: readonly ProcessStatus[]): [string, string] {
  const shortNames = processes.map((process) => process.name.slice(process.name.indexOf("/") + 1));
  const down = processes.filter((process) => process.health !== "up");
  const health = down.length === 0 ? "up" : down.map(faultOf).join(", ");
  return [shortNames.join(" "), health];
}

function faultOf({ name, health, reasons }: ProcessStatus): string {
  return reasons ? `${name} ${health} (${reasons.join("; ")})` : `${name} ${health}`;
}
