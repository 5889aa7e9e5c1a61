/** Everybody whom others watch comes online at once, while those who watch go on writing to each other. */

import { setTimeout as delay } from "node:timers/promises";
import { LIMITS } from "@cellwire/protocol";
import { BYSTANDERS, amongBystanders, phaseFigures } from "./bystanders.ts";
import type { CpuSeconds } from "./cpu-time.ts";
import { cpuNote, cpuSeconds, spentBetween } from "./cpu-time.ts";
import type { Figure } from "./figure.ts";
import { LoadProcesses } from "./load/load-processes.ts";
import { durability, machine } from "./machine.ts";
import { merged, percentile } from "./percentiles.ts";
import { numbered, returningPeople } from "./returning-people.ts";
import type { Stage } from "./stage.ts";

const CELL = "eu";
/** A gateway looks at 500 users a second who came: news go on for so much longer than the storm itself. */
const NEWS_MS_PER_CLIENT = 2;
const NEWS_MS_MIN = 5_000;
const STORM_TIMEOUT_MS = 240_000;

export interface PresenceStorm {
  readonly stormClients: number;
  readonly measureMs: number;
}

/** @throws when a message is missing, or the watchers were not told of everybody who came. */
export async function presenceStorm(stage: Stage, { stormClients, measureMs }: PresenceStorm): Promise<Figure[]> {
  const [watching, other] = stage.cell(CELL).gatewayUrls as [string, string];
  const watchesMax = BYSTANDERS * LIMITS.presenceWatchesMax;
  if (stormClients > watchesMax) throw new RangeError(`${BYSTANDERS} people can watch ${watchesMax} others at most`);
  const users = numbered("present", stormClients);
  const coming = await returningPeople(stage, { cell: CELL, users, gatewayUrl: other });
  await stage.query(CELL, "insert into placement (user_id, cell, epoch) select unnest($1::text[]), $2, 1", [
    users,
    CELL,
  ]);
  const staying = await returningPeople(stage, {
    cell: CELL,
    users: numbered("watch", BYSTANDERS),
    gatewayUrl: watching,
  });
  const people = staying.map((client, i) => ({ ...client, watches: users.filter((_, at) => at % BYSTANDERS === i) }));
  using storm = await LoadProcesses.connect([
    { kind: "storm", clients: coming, returnTo: other, isOffline: true, headsSinceMs: 0, timeoutMs: STORM_TIMEOUT_MS },
  ]);
  let spent: CpuSeconds = new Map();
  const among = await amongBystanders({ people, aroundMs: measureMs }, async () => {
    const before = cpuSeconds(stage.cluster);
    const [returned] = await storm.run();
    await delay(Math.max(NEWS_MS_MIN, stormClients * NEWS_MS_PER_CLIENT));
    spent = spentBetween(before, cpuSeconds(stage.cluster));
    return returned!;
  });
  const { presences, presenceFrames } = among.stayed;
  if (presences < stormClients) throw new Error(`watchers learnt of ${presences} of ${stormClients} users who came`);
  const { caughtUpMs, attempts } = among.result;
  const cpu = cpuNote(spent, { elapsedMs: among.lastedMs, count: stormClients, unit: "user who came" });
  const conditions = [
    `${stormClients} users, each watched by one of the others, connect at once to the gateway where the watchers are not; all were in after ${(percentile(merged([caughtUpMs]), 1) / 1_000).toFixed(1)} s, ${attempts} attempts in all`,
    `CPU: ${cpu}`,
    await durability(stage, CELL),
    machine(),
  ].join("; ");
  return [
    ...phaseFigures("presence-storm", among, conditions),
    {
      figure: "presence-storm frames",
      value: (presenceFrames * 1_000) / among.lastedMs,
      unit: "frames/s",
      baseline: null,
      conditions: `presences to ${BYSTANDERS} watchers, ${presences} users named in ${presenceFrames} frames; ${conditions}`,
    },
  ];
}
