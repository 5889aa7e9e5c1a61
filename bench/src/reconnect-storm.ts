/** A gateway dies, and everyone who was on it comes back at once to the other; some were there all along, and go on. */

import { setTimeout as delay } from "node:timers/promises";
import type { Figure } from "./figure.ts";
import type { StormResult, TrafficResult } from "./load/job.ts";
import { LoadProcesses } from "./load/load-processes.ts";
import { durability, machine } from "./machine.ts";
import { merged, percentile } from "./percentiles.ts";
import { DEVICE, numbered, returningPeople } from "./returning-people.ts";
import type { Stage } from "./stage.ts";
import { seedConversations } from "./storm-seed.ts";
import { CONTENT_BYTES } from "./traffic-run.ts";

const CELL = "eu";
const CONVERSATIONS = 300;
const CHANGED = 20;
const STAYING = 100;
const STAYING_PER_SECOND = 200;
/** Traffic runs for this long before the gateway dies. */
const BEFORE_MS = 3_000;
const STORM_TIMEOUT_MS = 240_000;
/** Those who stay send for longer than the storm is to last. */
const TRAFFIC = { msMin: 20_000, msPerClient: 10 } as const;
/** Everything that was seeded is newer, nothing is touched later. */
const HEADS_SINCE_MS = 1;

export async function reconnectStorm(stage: Stage, clients: number): Promise<Figure[]> {
  const users = numbered("storm", clients);
  const seed = { cell: CELL, users, device: DEVICE, conversations: CONVERSATIONS, changed: CHANGED };
  await seedConversations(stage, { ...seed, contentBytes: CONTENT_BYTES });
  const [dying, other] = stage.cell(CELL).gatewayUrls as [string, string];
  const returning = await returningPeople(stage, { cell: CELL, users, gatewayUrl: dying });
  const staying = await returningPeople(stage, { cell: CELL, users: numbered("stay", STAYING), gatewayUrl: other });
  using storm = await LoadProcesses.connect([
    { kind: "storm", clients: returning, returnTo: other, headsSinceMs: HEADS_SINCE_MS, timeoutMs: STORM_TIMEOUT_MS },
  ]);
  const pattern = { kind: "paced", perSecond: STAYING_PER_SECOND } as const;
  const measureMs = Math.max(TRAFFIC.msMin, clients * TRAFFIC.msPerClient);
  const traffic = { kind: "traffic", seed: 1, pattern, contentBytes: CONTENT_BYTES, warmUpMs: 0 } as const;
  using calm = await LoadProcesses.connect([{ ...traffic, clients: staying, measureMs }]);
  const [[stayed], [returned]] = await Promise.all([calm.run(), storm.run(), killAfter(stage, BEFORE_MS)]);
  const expected = clients * CHANGED;
  if (returned!.pulled !== expected) throw new Error(`${returned!.pulled} of ${expected} messages were pulled`);
  return await figures(stage, { clients, stayed: stayed!, returned: returned! });
}

async function killAfter(stage: Stage, ms: number): Promise<void> {
  await delay(ms);
  await stage.cluster.process(`${CELL}/gateway-0`).kill();
}

async function figures(
  stage: Stage,
  { clients, stayed, returned }: { clients: number; stayed: TrafficResult; returned: StormResult },
): Promise<Figure[]> {
  const load = `${clients} clients with ${CONVERSATIONS} conversations each, ${CHANGED} of them changed, return at once from a killed gateway to the other one of the cell; full-jitter back-off after a refusal, ${returned.attempts} attempts in all`;
  const others = `${STAYING} others send ${STAYING_PER_SECOND} messages/s in all through it`;
  const conditions = [load, others, await durability(stage, CELL), machine()].join("; ");
  const seconds = (times: Float64Array) => percentile(merged([times]), 1) / 1_000;
  const figure = { baseline: null, conditions };
  return [
    { ...figure, figure: "reconnect-storm all caught up", value: seconds(returned.caughtUpMs), unit: "s" },
    { ...figure, figure: "reconnect-storm all pulled", value: seconds(returned.pulledMs), unit: "s" },
    {
      ...figure,
      figure: "reconnect-storm worst send of those who stayed",
      value: percentile(merged([stayed.acceptMs]), 1),
      unit: "ms",
    },
  ];
}
