import fc from "fast-check";
import { expect, test } from "vitest";
import { LIMITS, encodeClientFrame } from "@cellwire/protocol";
import type { AcceptAnswer } from "../flow/accept.ts";
import {
  ALICE,
  BOB,
  CONVERSATION,
  connect,
  fakeGateway,
  hello,
  sequencedMessage,
  settled,
} from "../../test/gateway-fixture.ts";
import { GATEWAY_LIMITS } from "./gateway-limits.ts";

const RUNS = { numRuns: 150 };
const CLOSE_CODE_MIN = 4000;

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const mark = fc.record({ term: fc.maxSafeNat(), n: fc.maxSafeNat() });
const conversation = fc.oneof(fc.constant(CONVERSATION), bytes(40));
const header = fc.record({ user: fc.constantFrom(ALICE, BOB, "carol", ""), device: fc.string(), header: bytes(20) });

const frames = fc.oneof(
  fc.record({
    send: fc.record({
      messageId: bytes(20),
      conversation,
      peer: fc.string(),
      content: bytes(50),
      headers: fc.array(header, { maxLength: 3 }),
    }),
  }),
  fc.record({ fetch: fc.record({ conversation, after: mark, limit: fc.nat(1000) }) }),
  fc.record({
    cursors: fc.record({
      cursors: fc.array(fc.record({ conversation, delivered: mark, read: mark }), { maxLength: 5 }),
      received: fc.maxSafeNat(),
      refusalsThrough: fc.maxSafeNat(),
    }),
  }),
  fc.record({ ping: fc.record({ nonce: fc.maxSafeNat() }) }),
);

/** What may happen to a connection, in any order. */
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: frames.map((frame) => ({ kind: "message" as const, bytes: encodeClientFrame(frame), isBinary: true })),
  },
  { weight: 3, arbitrary: fc.constant({ kind: "message" as const, bytes: hello(), isBinary: true }) },
  { weight: 2, arbitrary: bytes(200).map((garbage) => ({ kind: "message" as const, bytes: garbage, isBinary: true })) },
  { weight: 1, arbitrary: fc.boolean().map((isBinary) => ({ kind: "message" as const, bytes: hello(), isBinary })) },
  {
    weight: 4,
    arbitrary: fc.constantFrom("push", "visit", "turn", "full", "drain", "displace").map((kind) => ({ kind }) as const),
  },
  { weight: 1, arbitrary: fc.constant({ kind: "ended" as const }) },
);

const answers: readonly AcceptAnswer[] = [
  { kind: "accepted", duplicate: false, acceptedAtMs: 1 },
  { kind: "retry", afterMs: 5 },
  { kind: "conflict" },
];

test("no sequence of frames, garbage and events makes a connection throw, leak or end undefined", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
      const gateway = fakeGateway({ submit: ({ reply }) => reply(answers[events.length % answers.length]!) });
      const { socket, connection } = connect(gateway);
      let hasEnded = false;
      const act: Record<string, () => unknown> = {
        push: () => gateway.registry.publish(sequencedMessage(1, { content: new Uint8Array(30_000) }), [ALICE]),
        visit: () => connection.visit(),
        turn: settled,
        full: () => (socket.isFull = true),
        drain: () => ([socket.isFull, socket.bufferedAmount] = [false, 0]),
        displace: () =>
          gateway.registry.displace({ user: ALICE, device: connection.device, connectionEpoch: 2, reason: "replaced" }),
        ended: () => {
          if (!hasEnded) connection.ended();
          hasEnded = true;
        },
      };
      for (const step of events) {
        if (step.kind === "message") connection.receive(step.bytes, step.isBinary);
        else await act[step.kind]!();
      }
      await settled();
      gateway.rooms.check();
      const isClosed = socket.closedWith !== undefined || hasEnded;
      if (socket.closedWith !== undefined) expect(socket.closedWith).toBeGreaterThanOrEqual(CLOSE_CODE_MIN);
      expect(gateway.sweep.total).toBe(isClosed ? 0 : 1);
      expect([...gateway.registry.all()]).toEqual(connection.isOpen ? [connection] : []);
      expect(gateway.metrics.open).toBe(connection.isOpen ? 1 : 0);
      expect(connection.outgoing.backlogBytes).toBeLessThan(GATEWAY_LIMITS.backlogBytesHardMax + LIMITS.frameBytesMax);
      if (!hasEnded) connection.ended();
      socket.bufferedAmount = 0;
      gateway.rooms.check();
    }),
    RUNS,
  );
});

test("any bytes as a first message are taken or refused with a code", async () => {
  await fc.assert(
    fc.asyncProperty(bytes(2_000), async (garbage) => {
      const { socket, connection } = connect(fakeGateway());
      connection.receive(garbage, true);
      await settled();
      expect([undefined, "BAD_FRAME", "BAD_STATE", "VERSION_UNSUPPORTED"]).toContain(socket.closeName);
    }),
    RUNS,
  );
});
