/** Whatever another cell may say at the ingest, it speaks for its own users alone, and one bad envelope fails alone. */

import { directConversationId, numberingUser, wire, type UserId } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { HostileCell, envelope } from "./harness/hostile-cell.ts";
import { metricOf } from "./harness/metrics.ts";
import { ticketFor } from "./harness/raw-socket.ts";
import { Scenario } from "./harness/scenario.ts";
import type { CellName } from "./harness/cells-under-test.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const RATE = 50;
const CALLED = "us/forwarder-0";
const LONG_AGO_MS = Date.UTC(2020, 0, 1);

export function hostileCells(holder: StageHolder): void {
  test("a poisoned envelope in a batch fails alone, and a batch that is replayed has no second effect", async () => {
    const scenario = new Scenario(holder.stage, "poisoned");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    const way = await strangers(scenario, { numberedIn: "us" });
    const eu = new HostileCell(holder.stage, { cell: "eu", target: "us" });
    const nobody = { ...envelope(way), conversation: new Uint8Array(32) };
    // No partition takes its id, which only the database finds out.
    const poisoned = envelope(way, { atMs: LONG_AGO_MS });
    const batch = [envelope(way), poisoned, envelope(way), nobody, envelope(way)];
    expect(await eu.ingest(...batch)).toEqual(["ACK 1", "REJECT MALFORMED", "ACK 2", "REJECT MALFORMED", "ACK 3"]);
    expect(await eu.ingest(...batch)).toEqual([
      "DUPLICATE 1",
      "REJECT MALFORMED",
      "DUPLICATE 2",
      "REJECT MALFORMED",
      "DUPLICATE 3",
    ]);
    expect(await eu.ingest({ ...batch[0], content: Buffer.from("other") }, envelope(way))).toEqual([
      "REJECT ID_CONFLICT",
      "ACK 4",
    ]);
    await traffic.acknowledged(20);
    await scenario.settle();
  });

  test("a hostile cell speaks for its own users alone, gives out its own numbers alone, and is counted", async () => {
    const scenario = new Scenario(holder.stage, "hostile-cell");
    const { pairs, uma, ugo } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    const eu = new HostileCell(holder.stage, { cell: "eu", target: "us" });
    const [[own, other], [numbering, follower]] = [
      await strangers(scenario, { numberedIn: "us" }),
      await strangers(scenario, { numberedIn: "eu" }),
    ];
    const key = { term: 1, n: 1 };
    const seen = async (code: string) =>
      metricOf(holder.stage, CALLED, { name: "cellwire_ingest_envelopes", label: `code="${code}"` });
    const before = await seen("NOT_HOME");
    expect(await eu.ingest(envelope([uma.user, ugo.user]), envelope([other, own]))).toEqual([
      "REJECT NOT_HOME",
      "REJECT NOT_HOME",
    ]);
    expect((await seen("NOT_HOME")) - before).toBe(2);
    expect(await eu.ingest(envelope([own, numbering]))).toEqual(["MOVED"]);
    // The number of a conversation that us numbers, none for one that eu numbers, and one number twice.
    expect(await eu.ingest(envelope([own, other], { key }), envelope([numbering, follower]))).toEqual([
      "REJECT NOT_AUTHORITY",
      "REJECT NOT_AUTHORITY",
    ]);
    expect(await eu.ingest(envelope([numbering, follower], { key }))).toEqual(["ACK 1"]);
    expect(await eu.ingest(envelope([numbering, follower], { key }))).toEqual(["REJECT FORGED_KEY"]);
    await foreignMarks(eu, [uma.user, ugo.user]);
    await traffic.acknowledged(20);
    await scenario.settle();
  });

  test("nobody gets in at the ingest without a token of its own for this very cell", async () => {
    const scenario = new Scenario(holder.stage, "peer-tokens");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    const eu = new HostileCell(holder.stage, { cell: "eu", target: "us" });
    const refused = async (outcome: string) =>
      metricOf(holder.stage, CALLED, { name: "cellwire_ingest_requests", label: `outcome="${outcome}"` });
    const before = await refused("PEER_TOKEN_INVALID");
    const tokens = [
      await eu.token({ audience: "eu" }),
      await eu.token({ signedBy: "us" }),
      await eu.token({ expires: "-1h" }),
      await eu.token({ expires: "1h" }),
      "none.at.all",
    ];
    for (const token of [undefined, ...tokens])
      for (const where of ["/v1/ingest", "/v1/range", "/v1/receipts"]) {
        const response = await eu.call(where, new Uint8Array(0), token && `Bearer ${token}`);
        const { code } = (await response.json()) as { code: string };
        const expected = token === undefined ? "PEER_TOKEN_MISSING" : "PEER_TOKEN_INVALID";
        expect([response.status, code]).toEqual([401, expected]);
      }
    expect((await refused("PEER_TOKEN_INVALID")) - before).toBe(3 * tokens.length);
    await traffic.acknowledged(20);
    await scenario.settle();
  });
}

/** Receipts of users who live in us, and a range of their conversation. */
async function foreignMarks(eu: HostileCell, [first, second]: readonly [UserId, UserId]): Promise<void> {
  const conversation = directConversationId(first, second);
  const authorization = `Bearer ${await eu.token()}`;
  const mark = { term: 1, n: 1 };
  const report = { receipts: [{ conversation, user: first, delivered: mark, read: mark }] };
  const receipts = await eu.call("/v1/receipts", wire.ReceiptReport.encode(report).finish(), authorization);
  const answer = wire.ReceiptReportAnswer.decode(Buffer.from(await receipts.arrayBuffer()));
  expect(answer.taken).toEqual([false]);
  const request = { conversation, after: { term: 0, n: 0 }, limit: 10 };
  const range = await eu.call("/v1/range", wire.RangeRequest.encode(request).finish(), authorization);
  expect(range.status).toBe(403);
}

/** One user of eu and one of us whom nobody else knows; the one of `numberedIn` numbers their conversation. */
async function strangers(
  scenario: Scenario,
  { numberedIn }: { readonly numberedIn: CellName },
): Promise<[UserId, UserId]> {
  for (let attempt = 0; ; attempt++) {
    const eu = scenario.userId(`eve-${numberedIn}-${attempt}`);
    const us = scenario.userId(`vic-${numberedIn}-${attempt}`);
    const numbers = numberingUser(directConversationId(eu, us), [eu, us]);
    if ((numbers === eu) !== (numberedIn === "eu")) continue;
    await ticketFor(scenario.stage, { user: eu, device: "raw", region: "eu" });
    await ticketFor(scenario.stage, { user: us, device: "raw", region: "us" });
    return [eu, us];
  }
}
