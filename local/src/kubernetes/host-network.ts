/** The host's end of the wire to the native cluster: through it kubectl and clients reach the API server and node ports. */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { LocalError } from "../errors.ts";

const IP_TIMEOUT_MS = 10_000;
/** Clusters that may run side by side. */
const INDEX_MAX = 255;

export interface Wire {
  readonly index: number;
  readonly hostAddress: string;
  readonly nodeAddress: string;
}

/** The first that no running cluster has. Another may take it before {@link connect}, which then fails. */
export function freeWire(): Wire {
  for (let index = 0; index <= INDEX_MAX; index++) if (!isConnected(index)) return wire(index);
  throw new LocalError("PORT_TAKEN", {
    message: `${INDEX_MAX + 1} native clusters run here already`,
    remedy: "stop one with `./cellwire cluster down`",
  });
}

function wire(index: number): Wire {
  return { index, hostAddress: `10.213.${index}.1`, nodeAddress: `10.213.${index}.2` };
}

export function connect({ index, hostAddress }: Wire, pid: number): void {
  ip(["link", "add", interfaceName(index), "type", "veth", "peer", "name", "eth0", "netns", String(pid)]);
  ip(["address", "add", `${hostAddress}/30`, "dev", interfaceName(index)]);
  ip(["link", "set", interfaceName(index), "up"]);
}

/**
 * The interface would go by itself with the network namespace of the cluster, which connections that were open at the
 * end can hold for minutes.
 */
export function disconnect(index: number): void {
  if (isConnected(index)) ip(["link", "delete", interfaceName(index)]);
}

function isConnected(index: number): boolean {
  return existsSync(`/sys/class/net/${interfaceName(index)}`);
}

function interfaceName(index: number): string {
  return `cellwire${index}`;
}

function ip(args: readonly string[]): void {
  const run = spawnSync("ip", args, { encoding: "utf8", timeout: IP_TIMEOUT_MS });
  if (run.status === 0) return;
  throw new LocalError("PROCESS_FAILED", {
    message: `\`ip ${args.join(" ")}\` failed (${(run.stderr ?? run.error?.message ?? "").trim()})`,
    remedy: "run `./cellwire cluster up` again",
  });
}
