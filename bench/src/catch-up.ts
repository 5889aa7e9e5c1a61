/** What waits for a device that was away: for one with the SDK a lot of it, and for a thousand devices at once. */

import { randomBytes } from "node:crypto";
import { seedBacklog } from "./backlog-seed.ts";
import type { Among } from "./bystanders.ts";
import { BYSTANDERS, amongBystanders, phaseFigures } from "./bystanders.ts";
import type { Figure } from "./figure.ts";
import { LiveSender } from "./live-sender.ts";
import type { CatchUpResult } from "./load/job.ts";
import { LoadProcesses } from "./load/load-processes.ts";
import { durability, machine } from "./machine.ts";
import { ringOf } from "./people.ts";
import { merged, percentile } from "./percentiles.ts";
import { residentKiB } from "./process-memory.ts";
import { DEVICE, numbered, returningPeople } from "./returning-people.ts";
import type { Stage } from "./stage.ts";
import { CONTENT_BYTES } from "./traffic-run.ts";

const CELL = "eu";
const ONE = { conversations: 100, messages: 1_000 } as const;
const MANY = { devices: 1_000, conversations: 10, messages: 10 } as const;
const LIVE_PER_SECOND = 20;
const TIMEOUT_MS = 300_000;

export interface CatchUpSettings {
  readonly measureMs: number;
}

/** @throws when a message is missing, of those that waited or of those that are sent meanwhile. */
export async function catchUp(stage: Stage, settings: CatchUpSettings): Promise<Figure[]> {
  return [...(await oneDevice(stage, settings)), ...(await manyDevices(stage, settings))];
}

async function oneDevice(stage: Stage, { measureMs }: CatchUpSettings): Promise<Figure[]> {
  const run = randomBytes(3).toString("hex");
  const user = `back-${run}`;
  const people = await ringOf(stage, { name: `others-${run}`, size: BYSTANDERS, cells: [CELL] });
  const [sender] = await ringOf(stage, { name: `live-${run}`, size: 1, cells: [CELL] });
  const messages = ONE.conversations * ONE.messages;
  const job = { messages, liveSender: sender!.user, goOnMs: measureMs, timeoutMs: TIMEOUT_MS };
  const asked = { directoryUrl: stage.cluster.directoryUrl, userToken: await stage.cluster.userToken(user) };
  using device = await LoadProcesses.connect([{ kind: "catch-up", ...asked, ...job, device: DEVICE }]);
  await seedBacklog(stage, { cell: CELL, users: [user], ...ONE, contentBytes: CONTENT_BYTES });
  using live = await LiveSender.connect({ from: sender!, to: user, perSecond: LIVE_PER_SECOND });
  const gatewayKiB = gatewaysKiB(stage, "VmRSS");
  const among = await amongBystanders({ people, aroundMs: measureMs }, async () => {
    live.start();
    const [result] = await device.run();
    live.stop();
    // The last second's may have been on their way when the device went.
    if (result!.liveMs.length < live.sent - LIVE_PER_SECOND)
      throw new Error(`${result!.liveMs.length} of ${live.sent} live messages arrived`);
    return result!;
  });
  const { caughtUpMs, allMs, rssKiB, cpuMs } = among.result;
  const most = gatewaysKiB(stage, "VmHWM");
  const conditions = [
    `${messages} messages of ${CONTENT_BYTES} bytes in ${ONE.conversations} conversations wait for one device, the SDK with a store in memory in a process of its own (${(cpuMs / allMs).toFixed(2)} cores); "caught up" after ${(caughtUpMs / 1_000).toFixed(1)} s`,
    await durability(stage, CELL),
    machine(),
  ].join("; ");
  const figure = { baseline: null, conditions };
  return [
    { ...figure, figure: "catch-up one device", value: (messages * 1_000) / allMs, unit: "messages/s" },
    { ...figure, figure: "catch-up one device all there", value: allMs / 1_000, unit: "s" },
    memory("catch-up one device memory", rssKiB, `resident set of the device's process; ${conditions}`),
    memory(
      "catch-up gateway memory",
      { before: gatewayKiB, most },
      `resident set of the largest gateway; ${conditions}`,
    ),
    ...liveFigures(among, conditions),
    ...phaseFigures(
      "catch-up one device",
      among,
      `the last ${measureMs / 1_000} s of "during" came after all of it; ${conditions}`,
    ),
  ];
}

/** At its most, against before. */
function memory(figure: string, { before, most }: { before: number; most: number }, conditions: string): Figure {
  return { figure, value: most / 1_024, unit: "MiB", baseline: before / 1_024, conditions };
}

/** While it catches up, against after. */
function liveFigures({ result }: Among<CatchUpResult>, conditions: string): Figure[] {
  const { liveMs, liveAtMs, endMs } = result;
  const during = liveMs.filter((_, i) => liveAtMs[i]! < endMs).sort();
  const after = liveMs.filter((_, i) => liveAtMs[i]! >= endMs).sort();
  if (during.length === 0 || after.length === 0)
    throw new Error(`${during.length} live messages arrived while the device caught up, ${after.length} afterwards`);
  const how = `${during.length} messages of ${LIVE_PER_SECOND}/s in another conversation, from being made to being handed over; ${after.length} afterwards`;
  return [0.5, 0.99].map((share) => ({
    figure: `catch-up live message p${share * 100}`,
    value: percentile(during, share),
    unit: "ms",
    baseline: percentile(after, share),
    conditions: `${how}; ${conditions}`,
  }));
}

async function manyDevices(stage: Stage, { measureMs }: CatchUpSettings): Promise<Figure[]> {
  const users = numbered("waiting", MANY.devices);
  await stage.query(CELL, "insert into placement (user_id, cell, epoch) select unnest($1::text[]), $2, 1", [
    users,
    CELL,
  ]);
  await stage.query(
    CELL,
    "insert into device (user_id, device_id, store_id, linked_ms) select unnest($1::text[]), $2::text, $2::text || '-store', 1",
    [users, DEVICE],
  );
  await seedBacklog(stage, { cell: CELL, users, ...MANY, contentBytes: CONTENT_BYTES });
  const [first, second] = stage.cell(CELL).gatewayUrls as [string, string];
  const half = users.length / 2;
  const jobs = await Promise.all(
    [users.slice(0, half), users.slice(half)].map(async (some, i) => {
      const returnTo = i === 0 ? first : second;
      const clients = await returningPeople(stage, { cell: CELL, users: some, gatewayUrl: returnTo });
      return { kind: "storm", clients, returnTo, isOffline: true, headsSinceMs: 0, timeoutMs: TIMEOUT_MS } as const;
    }),
  );
  const people = await ringOf(stage, {
    name: `more-${randomBytes(3).toString("hex")}`,
    size: BYSTANDERS,
    cells: [CELL],
  });
  using devices = await LoadProcesses.connect(jobs);
  const among = await amongBystanders({ people, aroundMs: measureMs }, () => devices.run());
  const pulled = among.result.reduce((sum, result) => sum + result.pulled, 0);
  const expected = MANY.devices * MANY.conversations * MANY.messages;
  if (pulled !== expected) throw new Error(`${pulled} of ${expected} waiting messages were pulled`);
  const last = (times: readonly Float64Array[]) => percentile(merged(times), 1) / 1_000;
  const seconds = last(among.result.map(({ pulledMs }) => pulledMs));
  const attempts = among.result.reduce((sum, result) => sum + result.attempts, 0);
  const conditions = [
    `${MANY.devices} raw devices with ${MANY.messages} messages of ${CONTENT_BYTES} bytes in each of ${MANY.conversations} conversations come at once to two gateways, ${attempts} attempts in all; all caught up after ${last(among.result.map(({ caughtUpMs }) => caughtUpMs)).toFixed(1)} s`,
    await durability(stage, CELL),
    machine(),
  ].join("; ");
  const figure = { baseline: null, conditions };
  return [
    { ...figure, figure: `catch-up ${MANY.devices} devices`, value: pulled / seconds, unit: "messages/s" },
    { ...figure, figure: `catch-up ${MANY.devices} devices all there`, value: seconds, unit: "s" },
    ...phaseFigures(`catch-up ${MANY.devices} devices`, among, conditions),
  ];
}

function gatewaysKiB(stage: Stage, which: "VmRSS" | "VmHWM"): number {
  const gateways = stage.cluster.processes.filter(({ name }) => name.startsWith(`${CELL}/gateway-`));
  return Math.max(...gateways.map(({ identity }) => residentKiB(identity!.pid, which)));
}
