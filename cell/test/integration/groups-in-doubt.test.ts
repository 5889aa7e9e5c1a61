/** Groups where something is missing, stale or forged. */

import type { GroupChange, UserId } from "@cellwire/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { IngestEnvelope, Range } from "../../src/inbox/contract.ts";
import { carryGroups, groupsOf, headOf, membersOf, people, placedGroup, say, seen, TITLE, toGroup } from "./groups.ts";
import type { TwoCells } from "./two-cells.ts";
import { DEVICE, forgetOwed, twoCells, waitingForLocks } from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());
beforeEach(() => forgetOwed(cells));

const add = (...users: UserId[]): GroupChange => ({ kind: "add", users });
const remove = (...users: UserId[]): GroupChange => ({ kind: "remove", users });

/** ann, ben and una, who lives in us, in a group of eu. */
async function group() {
  const [ann, ben, cat] = (await people(cells, cells.eu, 3)) as [UserId, UserId, UserId];
  const [una, uma] = (await people(cells, cells.us, 2)) as [UserId, UserId];
  const id = await placedGroup(cells, cells.eu);
  await say(cells.eu, toGroup(id, ann, { kind: "create", title: TITLE, members: [ben, una] }));
  await carryGroups(cells.eu, cells.us);
  return { id, ann, ben, cat, una, uma, conversation: Buffer.from(toGroup(id, ann, "").conversation) };
}

async function fill(conversation: Uint8Array, pick: (range: Range) => Range["messages"]): Promise<void> {
  const [hole] = (await cells.us.forward.holes({ olderThanMs: -1, limit: 100 })).filter(
    (one) => Buffer.compare(one.conversation, conversation) === 0,
  );
  const bounds = { after: hole!.head, limit: 100, bytesMax: 1e6 };
  const range = await cells.eu.forward.rangeForCell({ cell: cells.us.cell, conversation, ...bounds });
  const envelopes: IngestEnvelope[] = pick(range!).map((one) => ({ ...one, numberingUser: one.recipient }));
  await cells.us.forward.fillHole({ from: cells.eu.cell, conversation, envelopes, through: range!.through });
}

/** The authority has no more what it owes first. */
async function expireFirstOwed(): Promise<void> {
  await cells.eu.pool.query(`
    with first as (delete from outbox where seq = (select min(seq) from outbox) returning message_id)
    delete from message m using first f where m.id = f.message_id`);
}

describe("a change that expired before a cell had it", () => {
  test("is learnt from the group as it is, and a later answer than what is known counts alone", async () => {
    const { id, ann, ben, cat, una, uma, conversation } = await group();
    await say(cells.eu, toGroup(id, ann, remove(ben)), toGroup(id, ann, "later"));
    await expireFirstOwed();
    await carryGroups(cells.eu, cells.us);
    const old = await groupsOf(cells.eu).forCell(id, cells.us.cell);
    await say(cells.eu, toGroup(id, ann, add(cat)));
    await carryGroups(cells.eu, cells.us);
    await fill(conversation, ({ messages }) => messages);
    expect(await membersOf(cells.us, una, id)).toContain(ben);
    expect(await groupsOf(cells.us).doubtful(10)).toEqual([{ group: id, authority: cells.eu.cell }]);
    await groupsOf(cells.us).install(id, cells.eu.cell, old!);
    expect(await groupsOf(cells.us).doubtful(10)).toHaveLength(1);
    const state = await groupsOf(cells.eu).forCell(id, cells.us.cell);
    await groupsOf(cells.us).install(id, cells.eu.cell, state!);
    expect(await membersOf(cells.us, una, id)).toEqual(await membersOf(cells.eu, ann, id));
    expect(await groupsOf(cells.us).doubtful(10)).toEqual([]);
    await say(cells.eu, toGroup(id, ann, add(uma)));
    await carryGroups(cells.eu, cells.us);
    expect(await membersOf(cells.us, una, id)).toEqual(await membersOf(cells.eu, ann, id));
  });

  test("leaves no doubt when nothing is missing", async () => {
    const { id, ann, ben, conversation } = await group();
    await say(cells.eu, toGroup(id, ann, remove(ben)), toGroup(id, ann, "later"));
    await cells.eu.pool.query("delete from outbox where seq = (select min(seq) from outbox)");
    await carryGroups(cells.eu, cells.us);
    await fill(conversation, ({ messages }) => messages);
    expect(await groupsOf(cells.us).doubtful(10)).toEqual([]);
  });
});

describe("a user of this cell, and a cell that numbers their group", () => {
  test("is not spoken for by a copy, nor by what a hole is filled with", async () => {
    const { id, ann, una, conversation } = await group();
    const forged = { ...toGroup(id, una, "I never said that"), key: { term: 1, n: 2 } };
    const { outcomes } = await cells.us.forward.ingest({ from: cells.eu.cell, envelopes: [forged] });
    expect(outcomes).toEqual([{ kind: "reject", code: "FORGED_KEY" }]);
    await say(cells.eu, toGroup(id, ann, "lost"), toGroup(id, ann, "last"));
    await cells.eu.pool.query("delete from outbox where seq = (select min(seq) from outbox)");
    await carryGroups(cells.eu, cells.us);
    await fill(conversation, ({ messages }) => [{ ...messages[0]!, ...forged }, messages[1]!]);
    expect(await seen(cells.us, una, id)).toEqual([1, "last"]);
  });

  test("is heard when they did say it, or when the cell lost what it had", async () => {
    const { id, una } = await group();
    const said = toGroup(id, una, "I said that");
    await say(cells.us, said);
    await carryGroups(cells.us, cells.eu);
    const key = { term: 1, n: 2 };
    const again = await cells.us.forward.ingest({ from: cells.eu.cell, envelopes: [{ ...said, key }] });
    expect(again.outcomes).toMatchObject([{ kind: "duplicate", key }]);
    await cells.us.pool.query("update incarnation set generation = 2");
    const lost = { ...toGroup(id, una, "before the restore"), key: { term: 1, n: 3 } };
    const { outcomes } = await cells.us.forward.ingest({ from: cells.eu.cell, envelopes: [lost] });
    await cells.us.pool.query("update incarnation set generation = 1");
    expect(outcomes).toMatchObject([{ kind: "ack" }]);
  });
});

describe("who left", () => {
  test("cannot mark what came after, and does not see that something did", async () => {
    const { id, ann, ben, conversation } = await group();
    await say(cells.eu, toGroup(id, ann, "for ben"), toGroup(id, ann, remove(ben)));
    const before = await headOf(cells.eu, ben, id);
    await cells.eu.pool.query("update conversation set updated_ms = updated_ms + 5000 where id = $1", [conversation]);
    await say(cells.eu, toGroup(id, ann, "not for ben"));
    expect(await headOf(cells.eu, ben, id)).toEqual(before);
    const report = (n: number) => {
      const key = { term: 1, n };
      return { user: ben, device: DEVICE, conversation, delivered: key, read: key };
    };
    expect((await cells.eu.gateway.recordCursors([report(4)])).invalid).toHaveLength(1);
    expect((await cells.eu.gateway.recordCursors([report(3)])).invalid).toEqual([]);
  });
});

describe("members are locked in one order", () => {
  test.each(["marks", "changes"])("by %s: who waits for the first of them holds no other", async (what) => {
    const { id, ann, ben, cat, conversation } = await group();
    await say(cells.eu, toGroup(id, ann, add(cat)));
    const [first, second] = [ben, cat].sort() as [UserId, UserId];
    const holder = await cells.eu.pool.connect();
    try {
      await holder.query("begin");
      await holder.query("select from member where conversation = $1 and user_id = $2 for update", [
        conversation,
        first,
      ]);
      const key = { term: 1, n: 1 };
      const report = { device: DEVICE, conversation, delivered: key, read: key };
      const waiting =
        what === "marks"
          ? cells.eu.gateway.recordCursors([second, first].map((user) => ({ ...report, user })))
          : cells.eu.gateway.accept([toGroup(id, ann, remove(second, first))]);
      await expect.poll(() => waitingForLocks(cells.eu)).toBe(1);
      await holder.query("select from member where conversation = $1 and user_id = $2 for update nowait", [
        conversation,
        second,
      ]);
      await holder.query("commit");
      await waiting;
    } finally {
      holder.release();
    }
  });

  test("a home is recorded after the conversations that it concerns are locked", async () => {
    const { conversation, ben } = await group();
    const holder = await cells.eu.pool.connect();
    try {
      await holder.query("begin");
      await holder.query("select from conversation where id = $1 for update", [conversation]);
      const recording = cells.eu.forward.recordPlacement({ user: ben, cell: cells.us.cell, epoch: 2, statement: "s" });
      await expect.poll(() => waitingForLocks(cells.eu)).toBe(1);
      await holder.query("select from placement where user_id = $1 for update nowait", [ben]);
      await holder.query("commit");
      await recording;
    } finally {
      holder.release();
    }
  });
});
