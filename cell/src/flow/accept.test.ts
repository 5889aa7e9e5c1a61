import { parseDeviceId, parseUserId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { Faults } from "@cellwire/runtime/faults.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import type { SequencedMessage, Submission } from "../inbox/contract.ts";
import type { AcceptOutcome } from "../inbox/outcomes.ts";
import type { AcceptAnswer, SendOrigin } from "./accept.ts";
import { Acceptor } from "./accept.ts";
import { FlowMetrics } from "./flow-metrics.ts";

const CONVERSATION = new Uint8Array(32);

function submission(n: number, conversation = CONVERSATION): Submission {
  return {
    messageId: new Uint8Array(16).fill(n),
    conversation,
    sender: parseUserId("alice"),
    senderDevice: parseDeviceId("phone"),
    recipient: parseUserId("bob"),
    numberingUser: parseUserId("alice"),
    content: Uint8Array.of(n),
    headers: new Uint8Array(0),
    acceptedAtMs: 1,
    traceparent: "",
  };
}

/** An inbox that numbers what it is given, or does what `next` says. */
function setup(
  next: ((batch: readonly Submission[]) => Promise<(AcceptOutcome | Error)[]>)[] = [],
  clock: Clock = systemClock,
) {
  const batches: number[][] = [];
  const volume = { hasRoom: true };
  const delivered: SequencedMessage[] = [];
  let owed = 0;
  let doubts = 0;
  let n = 0;
  const number = async (batch: readonly Submission[]): Promise<(AcceptOutcome | Error)[]> =>
    batch.map(() => ({
      kind: "sequenced",
      key: { term: 1, n: ++n },
      recipientHere: true,
      duplicate: false,
      acceptedAtMs: 1,
    }));
  const acceptor = new Acceptor({
    inbox: {
      accept: async (batch) => {
        batches.push(batch.map((item) => item.content[0]!));
        return (next.shift() ?? number)(batch);
      },
    },
    deliver: async (messages) => void delivered.push(...messages),
    onOwed: () => void owed++,
    hasRoom: () => volume.hasRoom,
    onDoubt: () => void doubts++,
    faults: new Faults(),
    metrics: new FlowMetrics(),
    clock,
    log: silentLogger,
    lanes: 2,
  });
  const send = (item: Submission, origin: SendOrigin = { stalled: new Map() }) =>
    new Promise<AcceptAnswer>((reply) => acceptor.submit({ submission: item, origin, reply }));
  return { acceptor, volume, batches, delivered, send, counts: () => ({ owed, doubts }) };
}

const down = () => Promise.reject(new Error("Connection terminated"));

test("messages of one turn of the event loop share a batch, in the order they came", async () => {
  const { send, batches, delivered } = setup();
  const answers = await Promise.all([1, 2, 3].map((n) => send(submission(n))));
  expect(batches).toEqual([[1, 2, 3]]);
  expect(answers.map((answer) => answer.kind === "sequenced" && answer.key.n)).toEqual([1, 2, 3]);
  expect(delivered.map(({ key }) => key.n)).toEqual([1, 2, 3]);
});

test("what comes right after a batch waits for company; after an idle time nothing waits", async () => {
  let monotonicMs = 0;
  const { send, batches } = setup([], { nowMs: () => 0, monotonicMs: () => monotonicMs });
  await send(submission(1));
  const early = send(submission(2));
  await new Promise((resolve) => setImmediate(resolve));
  await Promise.all([early, send(submission(3))]);
  expect(batches).toEqual([[1], [2, 3]]);
  monotonicMs = 60_000;
  void send(submission(4));
  await new Promise((resolve) => setImmediate(resolve));
  expect(batches).toEqual([[1], [2, 3], [4]]);
});

test("an id that comes twice is decided in two batches", async () => {
  const { send, batches } = setup();
  await Promise.all([send(submission(1)), send(submission(1)), send(submission(2))]);
  expect(batches).toEqual([[1], [1, 2]]);
});

test("when the database fails, later messages of that conversation wait until the first comes again", async () => {
  const { send, batches, counts } = setup([down]);
  const origin = { stalled: new Map() };
  const other = new Uint8Array(32).fill(2);
  const failed = await Promise.all([send(submission(1), origin), send(submission(2), origin)]);
  expect(failed.map(({ kind }) => kind)).toEqual(["retry", "retry"]);
  expect(counts().doubts).toBe(1);
  expect((await send(submission(2), origin)).kind).toBe("retry");
  expect((await send(submission(3, other), origin)).kind).toBe("sequenced");
  expect((await send(submission(1), origin)).kind).toBe("sequenced");
  expect((await send(submission(2), origin)).kind).toBe("sequenced");
  expect(batches).toEqual([[1, 2], [3], [1], [2]]);
});

test("the earliest message that has to come again holds back the others, whatever was refused first", async () => {
  const { send, batches } = setup([down]);
  const origin = { stalled: new Map() };
  // The second was refused at the door while the first was still queued.
  origin.stalled.set("00".repeat(32), { messageId: "02".repeat(16), order: Number.MAX_SAFE_INTEGER });
  expect((await send(submission(1), origin)).kind).toBe("retry");
  expect((await send(submission(2), origin)).kind).toBe("retry");
  expect((await send(submission(1), origin)).kind).toBe("sequenced");
  expect((await send(submission(2), origin)).kind).toBe("sequenced");
  expect(batches).toEqual([[1], [1], [2]]);
});

test("a message that fails alone is refused for good, the rest of its batch is accepted", async () => {
  const { send, delivered } = setup([
    async () => [
      new Error("bad row"),
      { kind: "sequenced", key: { term: 1, n: 1 }, recipientHere: true, duplicate: false, acceptedAtMs: 1 },
    ],
  ]);
  const other = new Uint8Array(32).fill(2);
  const answers = await Promise.all([send(submission(1)), send(submission(2, other))]);
  expect(answers.map(({ kind }) => kind)).toEqual(["failed", "sequenced"]);
  expect(delivered).toHaveLength(1);
});

test("what another cell is owed wakes the forwarders; a message without a number is not delivered", async () => {
  const { send, delivered, counts } = setup([async () => [{ kind: "accepted", duplicate: false, acceptedAtMs: 1 }]]);
  expect((await send(submission(1))).kind).toBe("accepted");
  expect(delivered).toEqual([]);
  expect(counts().owed).toBe(1);
});

test("while the volume is nearly full a message has to come again, much later, and before those behind it", async () => {
  const { send, batches, volume, counts } = setup();
  const origin = { stalled: new Map() };
  volume.hasRoom = false;
  const answers = await Promise.all([send(submission(1), origin), send(submission(2), origin)]);
  expect(answers).toEqual([1, 2].map(() => ({ kind: "retry", afterMs: 10_000 })));
  volume.hasRoom = true;
  expect((await send(submission(2), origin)).kind).toBe("retry");
  expect((await send(submission(1), origin)).kind).toBe("sequenced");
  expect((await send(submission(2), origin)).kind).toBe("sequenced");
  expect([batches, counts().doubts]).toEqual([[[1], [2]], 0]);
});

test("what was collected before the volume filled up is still stored", async () => {
  const { send, volume } = setup();
  const collected = send(submission(1));
  volume.hasRoom = false;
  expect((await collected).kind).toBe("sequenced");
});

test("a stopped acceptor finishes what it has and takes no more", async () => {
  const { acceptor, send } = setup();
  const before = send(submission(1));
  await acceptor.stop();
  expect((await before).kind).toBe("sequenced");
  expect((await send(submission(2))).kind).toBe("retry");
});
