/** What reaches somebody who is blocked, or outside every audience, is the same whether the user is there or not. */

import type { UserId } from "@cellwire/protocol";
import { decodeServerMessage, directConversationId, wrapFrame } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CursorCollector, receiptNotifications } from "../../src/flow/acknowledge.ts";
import { CatchUp } from "../../src/flow/catch-up.ts";
import type { Notification } from "../../src/flow/ports.ts";
import { releaseMarks } from "../../src/inbox/late-marks.ts";
import { PostgresGatewayInbox } from "../../src/inbox/postgres-gateway.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { PostgresPrivacySettings } from "../../src/privacy/settings.ts";
import { TurnedClock } from "./presence-cells.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { DEVICE, carry, connect, pairAcross, pairNumberedByFirst, submission, twoCells } from "./two-cells.ts";

const STEPS = 12;
const STEP_MS = 25_000;
const random = { bytes: (count: number) => new Uint8Array(count), float: () => 0.5 };
const ORIGIN = { term: 0, n: 0 };

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

interface Case {
  readonly name: string;
  readonly isElsewhere: boolean;
  readonly hide: (privacy: PostgresPrivacySettings, bob: UserId, mallory: UserId) => Promise<unknown>;
}

const block: Case["hide"] = (privacy, user, other) =>
  privacy.change({ user, list: "blocked", add: [other], remove: [] });
const contactsOnly: Case["hide"] = (privacy, bob) =>
  privacy.update(bob, { version: 0, lastSeen: 1, online: 1, delivered: 1, readReceiptsOff: false });

const CASES: readonly Case[] = [
  { name: "blocked, in the same cell", isElsewhere: false, hide: block },
  { name: "blocked, in another cell", isElsewhere: true, hide: block },
  { name: "no contact, in the same cell", isElsewhere: false, hide: contactsOnly },
  { name: "no contact, in another cell", isElsewhere: true, hide: contactsOnly },
];

test.each(CASES)("an outsider cannot tell whether Bob is there: $name", async (one) => {
  const [there, away] = [await whatReaches(one, true), await whatReaches(one, false)];
  expect(there.length).toBeGreaterThan(STEPS);
  expect(there).toEqual(away);
});

test("whoever is no outsider can tell", async () => {
  const open: Case = { name: "open", isElsewhere: false, hide: async () => undefined };
  expect(await whatReaches(open, true)).not.toEqual(await whatReaches(open, false));
});

/** Every frame for Mallory, and all that Bob's cell would tell Mallory's cell, each with its bucket of 10 s. Mallory sends and reconnects all the time. */
async function whatReaches({ isElsewhere, hide }: Case, isThere: boolean): Promise<readonly [number, string][]> {
  const [mallory, bob] = isElsewhere ? await pairAcross(cells) : pairNumberedByFirst();
  if (!isElsewhere) for (const user of [mallory, bob]) await connect(cells.eu, user);
  const clock = new TurnedClock();
  const [malloryIn, bobIn] = [gatewayOf(cells.eu, clock), gatewayOf(isElsewhere ? cells.us : cells.eu, clock)];
  const reached: [number, string][] = [];
  const reach = (what: unknown) => {
    const text = JSON.stringify(what).replaceAll(mallory, "mallory").replaceAll(bob, "bob");
    reached.push([Math.floor(clock.monotonicMs() / 10_000), text]);
  };
  const notify = async (notifications: readonly Notification[]) => {
    for (const { users, frame } of notifications)
      if (users.includes(mallory))
        for (const { receipt } of decodeServerMessage(wrapFrame(frame))) reach(marksOf(receipt!));
  };
  const bobsCursors = new CursorCollector({ inbox: bobIn.inbox, notify, flushIntervalMs: 1_000, log: silentLogger });
  const conversation = directConversationId(mallory, bob);
  await malloryIn.inbox.accept([submission(mallory, bob)]);
  if (isElsewhere) await carry(cells.eu, cells.us);
  await hide(bobIn.privacy, bob, mallory);
  for (let step = 1; step <= STEPS; step++) {
    clock.pass(STEP_MS);
    const [answer] = await malloryIn.inbox.accept([submission(mallory, bob)]);
    if (!answer || answer instanceof Error) throw new Error("not accepted", { cause: answer });
    reach({ answer: answer.kind, key: "key" in answer ? answer.key : null });
    if (isElsewhere) await carry(cells.eu, cells.us);
    if (isThere) {
      const head = { term: 1, n: step + 1 };
      await bobIn.catchUp.fetch({ user: bob, device: DEVICE }, { conversation, after: ORIGIN, limit: 99 });
      bobsCursors.report([{ user: bob, device: DEVICE, conversation, delivered: head, read: head }], () => undefined);
      await bobsCursors.flush();
    }
    const released = await releaseMarks({ pool: bobIn.pool, cell: bobIn.cell, clock });
    await notify(released.flatMap(receiptNotifications));
    for (const due of await cells.us.forward.dueReceipts(1_000)) if (due.user === bob) reach(marksOf(due));
    const missed = malloryIn.catchUp.missed(
      { user: mallory, device: DEVICE },
      { sinceMs: clock.nowMs() - STEP_MS, refusalsThrough: 0 },
    );
    for await (const frames of missed)
      for (const { heads } of frames.flatMap(decodeServerMessage))
        for (const { conversation: _, ...head } of heads?.heads ?? []) reach(head);
  }
  return reached;
}

function gatewayOf({ pool, cell }: CellInbox, clock: TurnedClock) {
  const options = { pool, cell, clock, random, statements: loadStatements() };
  const inbox = new PostgresGatewayInbox(options);
  const catchUp = new CatchUp({ inbox, readsAtOnceMax: 2, readsWaitingMax: 10 });
  return { pool, cell, inbox, catchUp, privacy: new PostgresPrivacySettings(options) };
}

function marksOf({ delivered, read }: { delivered?: unknown; read?: unknown }) {
  return { delivered, read };
}
