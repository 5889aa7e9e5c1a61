import { LIMITS, wire } from "@cellwire/protocol";
import { expect, test } from "vitest";
import type { World } from "../../test/forward/world.ts";
import { newKeys, pair, submission, world } from "../../test/forward/world.ts";

/** Carries everything that eu owes at this moment. */
async function carryAll({ eu }: World) {
  const claims = await eu.inbox.claimLanes({ deadlineMs: 10_000, limit: 64 });
  return Promise.all(claims.map(({ batch }) => eu.courier.carry(batch)));
}

/** A message of eu's user to us, which numbers it. */
function submit(w: World, text?: string): string {
  return w.eu.inbox.owe(submission(w.number, w.follower, text));
}

/** The pair whose numbering is at home in us. */
async function submissionWorld(): Promise<World> {
  const w = await world();
  const [second, first] = pair();
  for (const placement of [await w.directory.place(first, w.eu.cell), await w.directory.place(second, w.us.cell)])
    for (const { inbox } of [w.eu, w.us]) await inbox.recordPlacement(placement);
  return { ...w, number: first, follower: second };
}

test("a submission gets its number there, and both cells push the message", async () => {
  const w = await submissionWorld();
  submit(w);
  expect(await carryAll(w)).toEqual(["settled"]);
  expect(w.eu.inbox.outbox).toEqual([]);
  expect(w.eu.inbox.messages[0]?.key).toEqual({ term: 1, n: 1 });
  expect([w.eu.published.length, w.us.published.length]).toEqual([1, 1]);
});

test("a numbered copy keeps its number", async () => {
  const w = await world();
  w.eu.inbox.owe({ ...submission(w.number, w.follower), key: { term: 1, n: 1 } });
  await carryAll(w);
  expect(w.us.inbox.messages[0]?.key).toEqual({ term: 1, n: 1 });
  expect(w.eu.inbox.outbox).toEqual([]);
});

test("an answer that gets lost has no second effect, and the repetition pushes again", async () => {
  const w = await submissionWorld();
  submit(w);
  const { link } = w.eu;
  w.eu.link = async (to, path, body) => {
    await link(to, path, body);
    return { kind: "unavailable", afterMs: 100 };
  };
  expect(await carryAll(w)).toEqual(["released"]);
  w.eu.link = link;
  w.clock.advance(100);
  expect(await carryAll(w)).toEqual(["settled"]);
  expect([w.us.inbox.messages.length, w.us.published.length]).toEqual([1, 2]);
});

test("when a commit gets no answer, devices are offered heads", async () => {
  const w = await submissionWorld();
  submit(w);
  const { inbox } = w.eu;
  const settle = inbox.settle.bind(inbox);
  inbox.settle = async (request) => {
    await settle(request);
    throw new Error("the connection ended");
  };
  await expect(carryAll(w)).rejects.toThrow("the connection ended");
  expect([w.eu.published.length, w.eu.unpushed]).toEqual([0, 1]);
});

test("an unreachable destination keeps all rows, and the lane waits", async () => {
  const w = await submissionWorld();
  submit(w);
  w.eu.link = async () => ({ kind: "unavailable", afterMs: 2_000 });
  expect(await carryAll(w)).toEqual(["released"]);
  expect(await carryAll(w)).toEqual([]);
  w.clock.advance(2_000);
  expect(await carryAll(w)).toEqual(["released"]);
  expect(w.eu.inbox.outbox[0]?.parked).toBeNull();
});

test("a message whose request is full does not overtake one that must be sent again", async () => {
  const w = await submissionWorld();
  for (let i = 0; i < 130; i++)
    w.eu.inbox.owe({ ...submission(w.number, w.follower), content: new Uint8Array(LIMITS.contentBytesMax).fill(i) });
  const sizes: number[] = [];
  w.eu.link = async (_to, _path, body) => {
    const { envelopes } = wire.IngestRequest.decode(body);
    sizes.push(envelopes.length);
    const outcome = wire.IngestAnswer.Outcome.RETRY_AFTER;
    const answers = envelopes.map(() => ({ outcome, retryAfterMs: 1_000 }));
    return { kind: "answered", body: Buffer.from(wire.IngestResponse.encode({ answers }).finish()) };
  };
  expect(await carryAll(w)).toEqual(["settled"]);
  expect(sizes).toHaveLength(1);
  expect(w.eu.inbox.outbox).toHaveLength(130);
});

test("a request that is rejected as a whole parks nothing", async () => {
  const w = await submissionWorld();
  submit(w);
  w.eu.link = async () => ({ kind: "rejected", status: 401 });
  expect(await carryAll(w)).toEqual(["released"]);
  expect(w.eu.inbox.outbox[0]?.parked).toBeNull();
});

test("an answer that does not fit the request is no answer", async () => {
  const w = await submissionWorld();
  submit(w);
  for (const body of [Buffer.from("garbage"), Buffer.from(wire.IngestResponse.encode({ answers: [] }).finish())]) {
    w.eu.link = async () => ({ kind: "answered", body });
    expect(await carryAll(w)).toEqual(["released"]);
    w.clock.advance(60_000);
  }
});

test("of a batch only what the database refuses and what does not parse are parked", async () => {
  const w = await submissionWorld();
  w.us.inbox.poison = "poison";
  const seqs = [
    submit(w, "one"),
    submit(w, "poison"),
    w.eu.inbox.owe({ ...submission(w.number, w.follower), messageId: new Uint8Array(16) }),
  ];
  await carryAll(w);
  expect(w.us.inbox.messages.map(({ content }) => Buffer.from(content).toString())).toEqual(["one"]);
  expect(w.eu.inbox.outbox.map(({ row, parked }) => [row.seq, parked])).toEqual([
    [seqs[1], "MALFORMED"],
    [seqs[2], "MALFORMED"],
  ]);
});

test("MOVED takes the new placement in and sends the row there", async () => {
  const w = await submissionWorld();
  const moved = await w.directory.place(w.follower, w.eu.cell, 2);
  await w.us.inbox.recordPlacement(moved);
  submit(w);
  await carryAll(w);
  expect(w.eu.inbox.placed.get(w.follower)).toEqual(moved);
  expect(w.eu.inbox.outbox[0]).toMatchObject({ destination: w.eu.cell, heldUntilMs: 0 });
});

test("MOVED with a statement that the directory did not sign changes nothing", async () => {
  const w = await submissionWorld();
  const forger = await newKeys(w.clock);
  const claims = { iss: "cellwire-directory", sub: w.follower, cell: "eu", epoch: 9, op: "op", state: "ACTIVE" };
  const statement = await forger.sign({ type: "cellwire-placement+jwt", claims, lifetimeSeconds: 60 });
  submit(w);
  const { MOVED } = wire.IngestAnswer.Outcome;
  const body = Buffer.from(wire.IngestResponse.encode({ answers: [{ outcome: MOVED, statement }] }).finish());
  w.eu.link = async () => ({ kind: "answered", body });
  await carryAll(w);
  expect(w.eu.inbox.placed.get(w.follower)).toMatchObject({ cell: "us", epoch: 1 });
  expect(w.eu.inbox.outbox[0]!.heldUntilMs).toBeGreaterThan(w.clock.monotonicMs());
});

test("MOVED with the statement about somebody else changes nothing", async () => {
  const w = await submissionWorld();
  const { statement, user } = await w.directory.place(pair()[0], w.eu.cell, 5);
  submit(w);
  const { MOVED } = wire.IngestAnswer.Outcome;
  const body = Buffer.from(wire.IngestResponse.encode({ answers: [{ outcome: MOVED, statement }] }).finish());
  w.eu.link = async () => ({ kind: "answered", body });
  await carryAll(w);
  expect(w.eu.inbox.placed.has(user)).toBe(false);
});

test("MOVED to what is known already does not go round in circles", async () => {
  const w = await submissionWorld();
  const { statement } = w.eu.inbox.placed.get(w.follower)!;
  submit(w);
  const { MOVED } = wire.IngestAnswer.Outcome;
  const body = Buffer.from(wire.IngestResponse.encode({ answers: [{ outcome: MOVED, statement }] }).finish());
  w.eu.link = async () => ({ kind: "answered", body });
  await carryAll(w);
  expect(w.eu.inbox.outbox[0]!.heldUntilMs).toBeGreaterThan(w.clock.monotonicMs());
});

test("a batch that is too large for one request goes in several, in order", async () => {
  const w = await submissionWorld();
  const text = "x".repeat(LIMITS.contentBytesMax);
  for (let i = 0; i < 150; i++) submit(w, text);
  const sizes: number[] = [];
  const { link } = w.eu;
  w.eu.link = async (to, path, body) => {
    sizes.push(body.length);
    return link(to, path, body);
  };
  expect(await carryAll(w)).toEqual(["settled"]);
  expect(sizes.length).toBe(2);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(LIMITS.ingestBytesMax);
  expect(w.eu.inbox.outbox).toEqual([]);
});

test("when the destination goes away between two requests, what it decided counts", async () => {
  const w = await submissionWorld();
  for (let i = 0; i < 150; i++) submit(w, "x".repeat(LIMITS.contentBytesMax));
  const { link } = w.eu;
  let calls = 0;
  w.eu.link = async (to, path, body) => (++calls === 1 ? link(to, path, body) : { kind: "unavailable", afterMs: 300 });
  expect(await carryAll(w)).toEqual(["settled"]);
  const left = w.eu.inbox.outbox;
  expect(left.length).toBe(150 - w.us.inbox.messages.length);
  expect(left[0]?.heldUntilMs).toBe(300);
});

test("a stale job finds nothing and does nothing", async () => {
  const w = await submissionWorld();
  submit(w);
  const [claim] = await w.eu.inbox.claimLanes({ deadlineMs: 10_000, limit: 1 });
  w.clock.advance(10_001);
  await carryAll(w);
  expect(await w.eu.courier.carry(claim!.batch)).toBe("stale");
  expect(w.us.inbox.messages.length).toBe(1);
});
