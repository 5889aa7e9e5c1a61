/** Devices that do what they should not, or more than one would expect. */

import { randomBytes } from "node:crypto";
import {
  CLOSE,
  directConversationId,
  messageIdAt,
  messageIdToBytes,
  toHex,
  type ClientBody,
  type ConversationId,
  type MessageId,
  type UserId,
} from "@cellwire/protocol";
import { expect, test } from "vitest";
import { contentHashOf } from "../oracle/recorder.ts";
import { eventually } from "./harness/eventually.ts";
import { metricOf } from "./harness/metrics.ts";
import { hello, openRaw, ticketFor, type RawSocket } from "./harness/raw-socket.ts";
import { Scenario } from "./harness/scenario.ts";
import type { Stage } from "./harness/stage.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const RATE = 100;
const COPIES_PER_GATEWAY = 25;
const ROUNDS = 4;
const WAIT_MS = 20_000;
const UNACKNOWLEDGED_MAX = 1_024;

export function devices(holder: StageHolder): void {
  test("one message id 50 times over two gateways at once: one effect, one number, no gap", async () => {
    const scenario = new Scenario(holder.stage, "fifty-times");
    const { emil, ugo, pairs } = await scenario.cast();
    scenario.traffic(pairs, RATE);
    for (const [index, peer] of [emil.user, ugo.user].entries())
      for (let round = 0; round < ROUNDS; round++) {
        const user = scenario.userId(`zoe-${index}-${round}`);
        const { ticket } = await ticketFor(holder.stage, { user, device: "phone", region: "eu" });
        const message = sendOf(user, peer, "again and again");
        const record = scenario.recorder(user, "phone");
        record({ type: "connection", state: "connected" });
        record({
          type: "sent",
          messageId: message.id,
          conversation: message.conversation,
          peer,
          contentHash: message.hash,
        });
        const copies = Array.from({ length: COPIES_PER_GATEWAY }, () => message.frame);
        const first = await openRaw(holder.stage, { cell: "eu", gateway: 0 });
        const second = await openRaw(holder.stage, { cell: "eu", gateway: 1 });
        first.send(hello(ticket), ...copies);
        second.send(hello(ticket), ...copies);
        await answeredAll([first, second]);
        const accepted = [first, second].flatMap((raw) => raw.all("accepted"));
        // Numbered in the other cell, the message has no key yet when it is accepted.
        const keys = new Set(accepted.flatMap(({ key }) => (key ? [JSON.stringify(key)] : [])));
        expect(keys.size).toBeLessThanOrEqual(1);
        record({ type: "acknowledged", messageId: message.id });
        record({ type: "ended", linked: true, caughtUp: false });
        first.end();
        second.end();
      }
    await scenario.settle();
  });

  test("a device roams between gateways while messages arrive", async () => {
    const scenario = new Scenario(holder.stage, "roaming");
    const { anna, uma, pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    for (let round = 0; round < 4; round++) {
      for (const { devices: own } of [anna, uma]) own[0].pin(round % 2);
      await Promise.all([anna, uma].map(({ devices: own }) => own[0].comeBack(WAIT_MS)));
      await traffic.acknowledged(25);
    }
    await scenario.settle();
  });

  test("devices that never read cost bounded memory, and nobody else notices", async () => {
    const scenario = new Scenario(holder.stage, "never-reads");
    const { anna, emil, pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    const sleepers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => linked(scenario, { user: scenario.userId("ivo"), index })),
    );
    for (const { webSocket } of sleepers) webSocket.pause();
    const rss = () => metricOf(holder.stage, "eu/gateway-0", { name: "process_resident_memory_bytes" });
    const before = await rss();
    const large = "x".repeat(60 * 1024);
    const handles = [];
    for (let sent = 0; sent < 400; sent++) handles.push(await anna.devices[0].send(scenario.userId("ivo"), large));
    await Promise.all(handles.map((handle) => handle.accepted));
    await eventually(
      async () => (await metricOf(holder.stage, "eu/gateway-0", { name: "cellwire_gateway_pushes_dropped" })) > 0,
      { what: "the gateway stopped pushing to who does not read", timeoutMs: WAIT_MS },
    );
    // Kept for them all, it would be 190 MB.
    expect((await rss()) - before).toBeLessThan(100e6);
    await traffic.acknowledged(50);
    expect(emil.devices[0].client.connection).toBe("caught-up");
    for (const raw of sleepers) raw.end();
    await scenario.settle();
  });

  test("a device that reads and never acknowledges gets 1024 messages and no more, until it does", async () => {
    const scenario = new Scenario(holder.stage, "never-acknowledges");
    const { anna, pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    const user = scenario.userId("ivo");
    const raw = await linked(scenario, { user, index: 0 });
    const handles = [];
    for (let sent = 0; sent < UNACKNOWLEDGED_MAX + 100; sent++)
      handles.push(await anna.devices[0].send(user, `${sent}`));
    await Promise.all(handles.map((handle) => handle.accepted));
    await raw.until("deliver", UNACKNOWLEDGED_MAX);
    await traffic.acknowledged(50);
    expect(raw.all("deliver")).toHaveLength(UNACKNOWLEDGED_MAX);
    const headsBefore = raw.all("heads").length;
    raw.send({ cursors: { received: UNACKNOWLEDGED_MAX } });
    const offered = (await raw.until("heads", headsBefore + 1)).at(-1);
    expect(offered?.heads?.[0]?.head).toMatchObject({ term: 1, n: UNACKNOWLEDGED_MAX + 100 });
    raw.end();
    await scenario.settle();
  });

  test("a revoked device, then a revoked user, is out at once and for good, without the directory", async () => {
    const { stage } = holder;
    const scenario = new Scenario(stage, "revoked");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    const user = scenario.userId("rita");
    const devices = ["stolen", "phone", "tablet", "unused"];
    const tickets = await Promise.all(devices.map((device) => ticketFor(stage, { user, device, region: "eu" })));
    const at = async (gateway: number, ticket: string) => {
      const raw = await openRaw(stage, { cell: "eu", gateway });
      raw.send(hello(ticket));
      return raw;
    };
    const [stolen, phone, tablet] = await Promise.all(
      tickets.slice(0, 3).map(async ({ ticket }, index) => {
        const raw = await at(index % 2, ticket);
        await raw.until("caughtUp");
        return raw;
      }),
    );
    const resume = (raw: RawSocket) => raw.all("welcome")[0]!.resumeTicket!;
    const directory = stage.cluster.process("directory/serve");
    await directory.kill();

    expect(await revoke(stage, { user, device: "stolen" })).toEqual(["stolen"]);
    expect(await stolen!.closed()).toBe(CLOSE.REVOKED);
    expect(await (await at(1, resume(stolen!))).closed()).toBe(CLOSE.REVOKED);
    phone!.send({ ping: { nonce: 1 } });
    await phone!.until("pong");

    expect((await revoke(stage, { user })).toSorted()).toEqual(["phone", "stolen", "tablet"]);
    expect(await Promise.all([phone!.closed(), tablet!.closed()])).toEqual([CLOSE.REVOKED, CLOSE.REVOKED]);
    expect(await (await at(0, resume(phone!))).closed()).toBe(CLOSE.REVOKED);
    expect(await (await at(0, tickets[3]!.ticket)).closed()).toBe(CLOSE.TICKET_INVALID);
    directory.start();
    await directory.waitReady();
    await traffic.acknowledged(20);
    await scenario.settle();
  });
}

/** As an operator does, at the forwarder of eu. */
async function revoke(stage: Stage, request: { readonly user: UserId; readonly device?: string }): Promise<string[]> {
  const advertised = stage.cluster.process("eu/forwarder-0").spec.env["CELLWIRE_ADVERTISE_URL"]!;
  const response = await fetch(new URL("/v1/revoke", advertised.replace(/^ws/, "http")), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(WAIT_MS),
  });
  return ((await response.json()) as { devices: string[] }).devices;
}

/** A raw device on gateway 0 of eu that has been welcomed and caught up. */
async function linked(scenario: Scenario, { user, index }: { user: UserId; index: number }): Promise<RawSocket> {
  const { ticket } = await ticketFor(scenario.stage, { user, device: `raw-${index}`, region: "eu" });
  const raw = await openRaw(scenario.stage, { cell: "eu", gateway: 0 });
  raw.send(hello(ticket));
  await raw.until("caughtUp");
  return raw;
}

interface MadeMessage {
  readonly id: MessageId;
  readonly conversation: ConversationId;
  readonly hash: string;
  readonly frame: ClientBody;
}

function sendOf(from: UserId, peer: UserId, text: string): MadeMessage {
  const id = messageIdAt(Date.now(), randomBytes(10));
  const conversation = directConversationId(from, peer);
  const content = Buffer.from(text);
  return {
    id,
    conversation: toHex(conversation) as ConversationId,
    hash: contentHashOf(content),
    frame: { send: { messageId: messageIdToBytes(id), conversation, peer, content } },
  };
}

/** One of the two connections may replace the other before it was asked; the one that stays answers every copy. */
async function answeredAll(pair: readonly RawSocket[]): Promise<void> {
  const answered = () => pair.some((raw) => raw.all("accepted").length === COPIES_PER_GATEWAY);
  await eventually(answered, { what: "a gateway answered every copy", timeoutMs: WAIT_MS });
}
