/** What an idle, authenticated connection costs a gateway process. Linux only. */

import { setTimeout as delay } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import type { TrafficJob } from "./load/job.ts";
import { LoadProcesses } from "./load/load-processes.ts";
import { durability, machine } from "./machine.ts";
import { residentKiB } from "./process-memory.ts";
import { numbered, returningPeople } from "./returning-people.ts";
import type { Stage } from "./stage.ts";

const CELL = "eu";
const GATEWAY = "eu/gateway-0";
/** The first ones pay for code and buffers that all share. */
const FIRST = 1_000;
/** For garbage of the handshakes to go, as far as it goes by itself. */
const SETTLE_MS = 15_000;

export interface MemorySettings {
  /** After the first 1,000. */
  readonly connections: number;
  readonly loadProcesses: number;
  /** Options of the gateway's Node, for the conditions. */
  readonly nodeOptions: string;
}

export async function connectionMemory(stage: Stage, settings: MemorySettings): Promise<Figure[]> {
  const { connections, loadProcesses, nodeOptions } = settings;
  using first = await hold(stage, [numbered("first", FIRST)]);
  await delay(SETTLE_MS);
  const before = gatewayKiB(stage);
  const each = Math.ceil(connections / loadProcesses);
  const groups = Array.from({ length: loadProcesses }, (_, i) => numbered(`idle-${i}`, each));
  using rest = await hold(stage, groups);
  await delay(SETTLE_MS);
  const value = (gatewayKiB(stage) - before) / (each * loadProcesses);
  // Throws if one was lost.
  await Promise.all([first.run(), rest.run()]);
  const how = `resident set of the process from ${FIRST} to ${FIRST + each * loadProcesses} connections, ${SETTLE_MS / 1_000} s after the last`;
  const state = "each has a linked device, a route in Redis and a place in the registry; nothing is sent";
  const conditions = [how, state, nodeOptions || "no options of Node", await durability(stage, CELL), machine()].join(
    "; ",
  );
  const figure = nodeOptions === "" ? "connection-memory" : `connection-memory ${nodeOptions}`;
  return [{ figure, value, unit: "KiB", baseline: null, conditions }];
}

async function hold(stage: Stage, groups: readonly (readonly string[])[]): Promise<LoadProcesses<TrafficJob>> {
  const gatewayUrl = stage.cell(CELL).gatewayUrls[0]!;
  const people = await Promise.all(groups.map((users) => returningPeople(stage, { cell: CELL, users, gatewayUrl })));
  const idle = { kind: "traffic", pattern: { kind: "idle" }, contentBytes: 0, warmUpMs: 0, measureMs: 0 } as const;
  return LoadProcesses.connect(people.map((clients, seed) => ({ seed, clients, ...idle })));
}

function gatewayKiB(stage: Stage): number {
  return residentKiB(stage.cluster.process(GATEWAY).identity!.pid);
}
