/** Devices that are away for weeks, on cells whose clock is moved: a file, and cells, of its own. */

import { keyText, parseDeviceId, type UserId } from "@cellwire/protocol";
import {
  createClient,
  createMemoryStore,
  textOf,
  type Client,
  type Message,
  type SkipEvent,
  type Store,
} from "@cellwire/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { CellName } from "./harness/cells-under-test.ts";
import { eventually, within } from "./harness/eventually.ts";
import { MovedClock } from "./harness/moved-clock.ts";
import { startStage, type Stage } from "./harness/stage.ts";

const DAY_MS = 24 * 3_600_000;
const EACH_TIME = 60;
const WAIT_MS = 30_000;

let stage: Stage;
const clock = new MovedClock();

beforeAll(async () => {
  stage = await startStage(clock.env);
});

afterAll(async () => {
  await stage?.stop();
  clock[Symbol.dispose]();
});

interface Device {
  readonly client: Client;
  /** What it was told of messages, as texts and as `from-to reason`, in order. */
  readonly told: string[];
  readonly cut: () => void;
}

interface Place {
  readonly user: string;
  readonly cell: CellName;
  readonly device: string;
  readonly store: Store;
}

async function connected({ user, cell, device, store }: Place): Promise<Device> {
  const sockets = new Set<WebSocket>();
  const client = createClient({
    directoryUrl: stage.directoryUrl,
    userToken: () => stage.cluster.userToken(user, new Date(clock.nowMs())),
    region: cell,
    device: parseDeviceId(device),
    store,
    webSocket: (url, protocol) => {
      const socket = new WebSocket(url, protocol);
      sockets.add(socket);
      return socket;
    },
  });
  const told: string[] = [];
  client.on("message", (message: Message) => told.push(textOf(message)));
  client.on("skip", ({ from, to, reason }: SkipEvent) => told.push(`${keyText(from)}-${keyText(to)} ${reason}`));
  await client.connect();
  return { client, told, cut: () => sockets.forEach((socket) => socket.terminate()) };
}

const place = (user: string, cell: CellName, device = "phone"): Place => ({
  user,
  cell,
  device,
  store: createMemoryStore(),
});

const texts = (day: number) => Array.from({ length: EACH_TIME }, (_, i) => `day ${day}, ${i}`);

async function sendAll(sender: Device, peer: UserId, day: number): Promise<void> {
  const handles = [];
  for (const text of texts(day)) handles.push(await sender.client.send(peer, text));
  for (const handle of handles) expect(await handle.sequenced).toMatchObject({ state: "sequenced" });
}

/** The forwarders make and drop partitions when they start; the devices' ids follow the clock of their next connection. */
async function goTo(day: number, devices: readonly Device[]): Promise<void> {
  await clock.moveTo(day * DAY_MS);
  const forwarders = stage.cluster.processes.filter(({ name }) => /\/forwarder-\d+$/.test(name));
  await Promise.all(forwarders.map((one) => one.stop()));
  for (const one of forwarders) one.start();
  await stage.cluster.waitReady();
  await eventually(hasPartition, { what: `the cells are at day ${day}`, timeoutMs: WAIT_MS });
  await Promise.all(devices.map(comeBack));
}

/** Of a connection that was cut, the client says for a while that it has caught up: only the next time counts. */
async function comeBack({ client, cut }: Device): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const off = client.on("caught-up", () => resolve());
  cut();
  await within(promise, { what: "a device came back", timeoutMs: WAIT_MS }).finally(off);
}

async function hasPartition(): Promise<boolean> {
  const week = Math.floor(clock.nowMs() / (7 * DAY_MS));
  const counts = await Promise.all(
    (["eu", "us"] as const).map((cell) =>
      stage.count(cell, "select count(*) from pg_class where relname = $1", [`message_w${week}`]),
    ),
  );
  return counts.every((count) => count === 1);
}

const hasHeard = (device: Device, last: string) =>
  eventually(async () => device.told.includes(last), { what: `a device heard ${last}`, timeoutMs: WAIT_MS });

test("who comes back within thirty days gets everything in order; who comes later is told what is gone", async () => {
  const bob = "bob" as UserId;
  const alice = await connected(place("alice", "eu"));
  const [tablet, watch] = [place(bob, "us", "tablet"), place(bob, "us", "watch")];
  for (const own of [tablet, watch]) await (await connected(own)).client.close();

  await sendAll(alice, bob, 0);
  await goTo(20, [alice]);
  await sendAll(alice, bob, 20);

  const back = await connected(tablet);
  // Cut off in the middle: it goes on where it was.
  await hasHeard(back, texts(0)[10]!);
  back.cut();
  await hasHeard(back, texts(20).at(-1)!);
  expect(back.told).toEqual([...texts(0), ...texts(20)]);

  await goTo(52, [alice, back]);
  await sendAll(alice, bob, 52);
  await hasHeard(back, texts(52).at(-1)!);
  expect(back.told).toEqual([...texts(0), ...texts(20), ...texts(52)]);
  const late = await connected(watch);
  await hasHeard(late, texts(52).at(-1)!);
  expect(late.told).toEqual([`1.1-1.${EACH_TIME} expired`, ...texts(20), ...texts(52)]);
  for (const { client } of [alice, back, late]) await client.close();
});
