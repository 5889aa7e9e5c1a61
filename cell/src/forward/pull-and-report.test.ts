import { wire } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { expect, test } from "vitest";
import type { World } from "../../test/forward/world.ts";
import { submission, world } from "../../test/forward/world.ts";
import type { ForwardInbox, IngestEnvelope } from "../inbox/contract.ts";
import { HoleFiller } from "./hole-filler.ts";
import { forwardMetrics } from "./metrics.ts";
import { ReceiptReporter } from "./receipt-reporter.ts";

const metrics = forwardMetrics(meter("test"));

/** The peers of a cell, as its link has them. */
function parts(cell: World["eu"], w: World) {
  const peers = {
    peer: async (to: World["eu"]["cell"]) => ({ cell: to, post: (r: PostRequest) => cell.link(to, r.path, r.body) }),
  };
  return { ...cell, peers, placements: w.directory, metrics, clock: w.clock, log: silentLogger };
}
type PostRequest = { path: Parameters<World["eu"]["link"]>[1]; body: Uint8Array };

/** us has number 1 of 3; eu numbers. */
async function worldWithHole() {
  const w = await world();
  const copies = [1, 2, 3].map((n): IngestEnvelope => ({ ...submission(w.number, w.follower), key: { term: 1, n } }));
  await w.eu.inbox.fillHole({ envelopes: copies });
  await w.us.inbox.fillHole({ envelopes: copies.slice(0, 1) });
  const [{ conversation }] = copies as [IngestEnvelope];
  w.us.inbox.knownHoles = [{ conversation, head: { term: 1, n: 1 }, authority: w.eu.cell, numberingUser: w.number }];
  return w;
}

test("a hole is pulled from the authority and pushed to the devices", async () => {
  const w = await worldWithHole();
  await new HoleFiller(parts(w.us, w)).runOnce();
  expect(w.us.inbox.messages.map(({ key }) => key.n)).toEqual([1, 2, 3]);
  expect(w.us.published.map(({ key }) => key.n)).toEqual([2, 3]);
});

test("what the authority has no more has expired, unless a part of its answer was no good", async () => {
  const w = await worldWithHole();
  const asked: unknown[] = [];
  const fillHole = async (request: Parameters<ForwardInbox["fillHole"]>[0]) => {
    asked.push([request.envelopes.length, request.through.n]);
    return [];
  };
  const filler = () => new HoleFiller({ ...parts(w.us, w), inbox: Object.assign(w.us.inbox, { fillHole }) });
  const answer = (envelopes: { key?: { term: number; n: number } }[]) => {
    const body = wire.RangeResponse.encode({ envelopes, through: { term: 1, n: 3 }, head: { term: 1, n: 3 } }).finish();
    w.us.link = async () => ({ kind: "answered", body: Buffer.from(body) });
  };
  answer([]);
  await filler().runOnce();
  answer([{ key: { term: 1, n: 2 } }]);
  await filler().runOnce();
  expect(asked).toEqual([
    [0, 3],
    [0, 1],
  ]);
});

test("a hole that its authority does not serve is not asked for at every turn", async () => {
  const w = await worldWithHole();
  let calls = 0;
  w.us.link = async () => {
    calls += 1;
    return { kind: "rejected", status: 403 };
  };
  const filler = new HoleFiller(parts(w.us, w));
  await filler.runOnce();
  await filler.runOnce();
  expect(calls).toBe(1);
  w.clock.advance(2_000);
  await filler.runOnce();
  expect(calls).toBe(2);
});

function owesReceipt(w: World) {
  const { conversation } = submission(w.number, w.follower);
  const mark = { term: 1, n: 1 };
  const state = { conversation, user: w.follower, peer: w.number, delivered: mark, read: mark, peerHere: false };
  w.us.inbox.due = [{ ...state, destination: w.eu.cell }];
}

test("a receipt that the other cell took is reported and told to the peer", async () => {
  const w = await worldWithHole();
  owesReceipt(w);
  await new ReceiptReporter(parts(w.us, w)).runOnce();
  expect(w.us.inbox.due).toEqual([]);
  expect(w.eu.notified).toMatchObject([{ users: [w.number], frame: { receipt: { user: w.follower } } }]);
});

test("a receipt for a cell that is away stays due", async () => {
  const w = await worldWithHole();
  owesReceipt(w);
  w.us.link = async () => ({ kind: "unavailable", afterMs: 100 });
  await new ReceiptReporter(parts(w.us, w)).runOnce();
  expect(w.us.inbox.due.length).toBe(1);
});

test("a receipt that was not taken stays due only if the peer has moved", async () => {
  const w = await worldWithHole();
  const elsewhere = { ...w.eu.inbox.placed.get(w.follower)!, cell: w.eu.cell, epoch: 2 };
  await w.eu.inbox.recordPlacement(elsewhere);
  owesReceipt(w);
  await w.directory.place(w.number, w.us.cell, 2);
  await new ReceiptReporter(parts(w.us, w)).runOnce();
  expect(w.us.inbox.due.length).toBe(1);
  await new ReceiptReporter(parts(w.us, w)).runOnce();
  expect(w.us.inbox.due).toEqual([]);
});
