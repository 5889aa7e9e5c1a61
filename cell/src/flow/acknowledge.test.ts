import { parseDeviceId, parseUserId, wire } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import type { CursorOutcome, CursorReport } from "../inbox/contract.ts";
import { CursorCollector } from "./acknowledge.ts";
import type { Notification } from "./ports.ts";

const [ALICE, BOB] = [parseUserId("alice"), parseUserId("bob")];
const PHONE = parseDeviceId("phone");
const CONVERSATION = new Uint8Array(32).fill(7);
const key = (n: number) => ({ term: 1, n });

function report(delivered: number, read = 0): CursorReport {
  return { user: BOB, device: PHONE, conversation: CONVERSATION, delivered: key(delivered), read: key(read) };
}

function setup(outcome: (reports: readonly CursorReport[]) => Promise<CursorOutcome>) {
  const written: CursorReport[][] = [];
  const notified: Notification[] = [];
  const collector = new CursorCollector({
    inbox: {
      recordCursors: async (reports) => {
        written.push([...reports]);
        return outcome(reports);
      },
    },
    notify: async (requests) => void notified.push(...requests),
    flushIntervalMs: 60_000,
    log: silentLogger,
  });
  return { collector, written, notified };
}

const nothing = async (): Promise<CursorOutcome> => ({ changed: [], invalid: [] });

test("reports of one conversation are merged to the highest marks", async () => {
  const { collector, written } = setup(nothing);
  collector.report([report(3, 1), report(2, 2)], () => undefined);
  await collector.flush();
  await collector.flush();
  expect(written).toEqual([[report(3, 2)]]);
});

test("a device that leaves is flushed at once, and others wait", async () => {
  const { collector, written } = setup(nothing);
  const tablet = { ...report(5), device: parseDeviceId("tablet") };
  collector.report([report(3), tablet], () => undefined);
  await collector.flushDevice(BOB, PHONE);
  expect(written).toEqual([[report(3)]]);
  await collector.flush();
  expect(written[1]).toEqual([tablet]);
});

test("a failed flush is kept, and merged with what came since", async () => {
  let fails = true;
  const { collector, written } = setup(() => (fails ? Promise.reject(new Error("down")) : nothing()));
  collector.report([report(3)], () => undefined);
  await collector.flush();
  fails = false;
  collector.report([report(4)], () => undefined);
  await collector.flush();
  expect(written[1]).toEqual([report(4)]);
});

test("the peer learns both marks, the user's own devices how far was read", async () => {
  const changed = {
    conversation: CONVERSATION,
    user: BOB,
    peer: ALICE,
    delivered: key(3),
    read: key(2),
    peerHere: true,
  };
  const { collector, notified } = setup(async () => ({ changed: [changed], invalid: [] }));
  collector.report([report(3, 2)], () => undefined);
  await collector.flush();
  const receipts = notified.map(({ users, frame }) => [users, wire.ServerFrame.decode(frame).receipt]);
  expect(receipts).toMatchObject([
    [[BOB], { user: BOB, delivered: null, read: key(2) }],
    [[ALICE], { user: BOB, delivered: key(3), read: key(2) }],
  ]);
});

test("who reports beyond the truth is told", async () => {
  const { collector } = setup(async (reports) => ({ changed: [], invalid: reports }));
  const told: CursorReport[] = [];
  collector.report([report(99)], (invalid) => told.push(invalid));
  await collector.flush();
  expect(told).toEqual([report(99)]);
});
