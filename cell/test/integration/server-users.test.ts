import { randomBytes } from "node:crypto";
import { messageIdAt, type MessageId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Displacement } from "../../src/gateway/mesh-frames.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { OperationLog } from "../../src/server/operation-log.ts";
import { userHandlers } from "../../src/server/server-users.ts";
import { closeSuspended } from "../../src/server/suspension-check.ts";
import type { TwoCells } from "./two-cells.ts";
import { DEVICE, LINK, connect, pairAcross, pairNumberedByFirst, submission, twoCells } from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

const key = (): MessageId => messageIdAt(Date.now(), randomBytes(10));
const caller = { name: "tests", scopes: new Set<string>() };
const request = { url: "", rawBody: "" };

async function setup() {
  const { pool, cell, gateway } = cells.eu;
  const [user] = pairNumberedByFirst();
  await connect(cells.eu, user);
  const displaced: Displacement[] = [];
  const handlers = userHandlers({
    pool,
    cell,
    statements: loadStatements(),
    operations: new OperationLog({ pool, clock: systemClock }),
    requireHome: async () => undefined,
    displace: (displacement) => displaced.push(displacement),
    clock: systemClock,
  });
  const call = { params: { user }, query: {}, caller, request };
  const suspend = (op = key()) => handlers.suspend({ ...call, body: {}, op });
  const resume = (op = key()) => handlers.resume({ ...call, body: {}, op });
  const revoke = (op = key(), device = DEVICE) => handlers.revoke({ ...call, body: { device }, op });
  const link = async () => (await gateway.link({ ...LINK, user, device: DEVICE, storeId: `store-${DEVICE}` })).kind;
  const state = () => handlers.getUser({ ...call, body: {}, op: key() });
  return { user, displaced, suspend, resume, revoke, link, state };
}

test("a suspended user is closed at once and refused until resumed", async () => {
  const { user, displaced, suspend, resume, link, state } = await setup();
  const { suspendedSinceMs } = await suspend();
  expect(displaced).toMatchObject([{ user, device: DEVICE, reason: "suspended" }]);
  expect(await link()).toBe("suspended");
  expect((await state()).suspendedSinceMs).toBe(suspendedSinceMs);
  await resume();
  expect(await link()).toBe("linked");
  expect((await state()).suspendedSinceMs).toBeNull();
});

test("a repetition that comes after the user was resumed suspends nobody, and closes nothing", async () => {
  const { displaced, suspend, resume, link } = await setup();
  const op = key();
  const first = await suspend(op);
  await resume();
  displaced.length = 0;
  expect(await suspend(op)).toEqual(first);
  expect(await link()).toBe("linked");
  expect(displaced).toEqual([]);
});

test("one key is good for one request", async () => {
  const { suspend, resume, link } = await setup();
  const op = key();
  await suspend(op);
  await expect(resume(op)).rejects.toMatchObject({ code: "KEY_REUSED" });
  expect(await link()).toBe("suspended");
});

test("two requests with one key at once have one effect and one answer", async () => {
  const { revoke, link } = await setup();
  const op = key();
  const [one, other] = await Promise.all([revoke(op), revoke(op)]);
  expect(one).toEqual(other);
  expect(await link()).toBe("revoked");
});

test("messages to a suspended user are kept", async () => {
  const [user, other] = await pairAcross(cells);
  await cells.eu.pool.query("select suspend_user($1, $2, 1)", [cells.eu.cell, user]);
  const [outcome] = await cells.us.gateway.accept([submission(other, user)]);
  expect(outcome).toMatchObject({ kind: "accepted" });
});

test("who was linked while being suspended is closed by the next look", async () => {
  const { user, suspend } = await setup();
  await suspend();
  const closed: string[] = [];
  const registry = { closeAll: (one: string, code: string) => void closed.push(`${one} ${code}`) };
  await closeSuspended({ pool: cells.eu.pool, registry, clock: systemClock });
  expect(closed).toContain(`${user} SUSPENDED`);
});

test("keys that are not taken any more are forgotten, others are not", async () => {
  const { suspend } = await setup();
  const op = key();
  await suspend(op);
  const later = (days: number) => ({ ...systemClock, nowMs: () => Date.now() + days * 24 * 3_600_000 });
  const kept = async () =>
    (await cells.eu.pool.query("select from server_operation where op = $1", [op])).rowCount === 1;
  await new OperationLog({ pool: cells.eu.pool, clock: later(7) }).sweep();
  expect(await kept()).toBe(true);
  await new OperationLog({ pool: cells.eu.pool, clock: later(9) }).sweep();
  expect(await kept()).toBe(false);
});
