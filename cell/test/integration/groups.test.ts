import type { GroupChange, UserId } from "@cellwire/protocol";
import { LIMITS } from "@cellwire/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { carryGroups, groupsOf, headOf, membersOf, people, placedGroup, say, seen, TITLE, toGroup } from "./groups.ts";
import type { TwoCells } from "./two-cells.ts";
import { forgetOwed, submission, twoCells } from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

const create = (...members: UserId[]): GroupChange => ({ kind: "create", title: TITLE, members });
const add = (...users: UserId[]): GroupChange => ({ kind: "add", users });
const remove = (...users: UserId[]): GroupChange => ({ kind: "remove", users });
const role = (user: UserId, isAdmin: boolean): GroupChange => ({ kind: "role", user, isAdmin });

describe("a group whose members all live in its cell", () => {
  async function group() {
    const [ann, ben, cat, dan] = (await people(cells, cells.eu, 4)) as [UserId, UserId, UserId, UserId];
    const id = await placedGroup(cells, cells.eu);
    expect(await say(cells.eu, toGroup(id, ann, create(ben, cat)))).toEqual([1]);
    return { id, ann, ben, cat, dan };
  }

  test("numbers changes and messages in one order, and every member sees them", async () => {
    const { id, ann, ben, cat } = await group();
    expect(await say(cells.eu, toGroup(id, ann, "hello"), toGroup(id, ben, "hi"))).toEqual([2, 3]);
    for (const user of [ann, ben, cat]) expect(await seen(cells.eu, user, id)).toEqual([1, "hello", "hi"]);
    expect(await membersOf(cells.eu, ben, id)).toEqual([`${ann}*`, ben, cat].sort());
  });

  test("in one batch a change holds for what comes after it", async () => {
    const { id, ann, ben, dan } = await group();
    const outcomes = await cells.eu.gateway.accept([
      toGroup(id, dan, "too early"),
      toGroup(id, ann, add(dan)),
      toGroup(id, dan, "in"),
      toGroup(id, ann, remove(dan)),
      toGroup(id, dan, "too late"),
      toGroup(id, ben, "still here"),
    ]);
    expect(outcomes).toMatchObject([
      { kind: "not-taken", code: "NOT_A_MEMBER" },
      { key: { n: 2 } },
      { key: { n: 3 } },
      { key: { n: 4 } },
      { kind: "not-taken", code: "NOT_A_MEMBER" },
      { key: { n: 5 } },
    ]);
  });

  test("in one batch with direct messages each gets its own answer", async () => {
    const { id, ann, ben } = await group();
    const outcomes = await cells.eu.gateway.accept([
      submission(ann, ben, { text: "direct" }),
      toGroup(id, ann, "to all"),
      submission(ann, ben, { text: "direct again" }),
      toGroup(id, ben, "to all again"),
    ]);
    expect(outcomes.map((outcome) => "recipientHere" in outcome && [outcome.key.n, outcome.recipientHere])).toEqual([
      [1, true],
      [2, false],
      [2, true],
      [3, false],
    ]);
  });

  test("who is added sees what comes after, who is removed what came before, both with the change itself", async () => {
    const { id, ann, ben, dan } = await group();
    await say(cells.eu, toGroup(id, ann, "before"), toGroup(id, ann, add(dan)), toGroup(id, ann, "between"));
    await say(cells.eu, toGroup(id, ann, remove(dan)), toGroup(id, ann, "after"));
    expect(await seen(cells.eu, dan, id)).toEqual([3, "between", 5]);
    expect(await headOf(cells.eu, dan, id)).toMatchObject({ head: { n: 5 }, unread: 1 });
    expect(await headOf(cells.eu, ben, id)).toMatchObject({ head: { n: 6 }, unread: 3 });
    expect(await membersOf(cells.eu, dan, id)).toBeNull();
    await say(cells.eu, toGroup(id, ann, add(dan)), toGroup(id, ann, "again"));
    expect(await seen(cells.eu, dan, id)).toEqual([3, "between", 5, 7, "again"]);
  });

  test("an outsider neither reads nor moves a cursor", async () => {
    const { id, dan } = await group();
    expect(await seen(cells.eu, dan, id)).toBeNull();
    const { conversation } = toGroup(id, dan, "x");
    const report = {
      user: dan,
      device: "phone" as never,
      conversation,
      delivered: { term: 1, n: 1 },
      read: { term: 0, n: 0 },
    };
    expect(await cells.eu.gateway.recordCursors([report])).toEqual({ changed: [], invalid: [report] });
  });

  test("a repeated change has one effect and the same number", async () => {
    const { id, ann, ben } = await group();
    const change = toGroup(id, ann, remove(ben));
    expect(await say(cells.eu, change, change, toGroup(id, ann, "next"))).toEqual([2, 2, 3]);
  });

  test("only admins change others; members may leave", async () => {
    const { id, ann, ben, cat, dan } = await group();
    const refused = [
      add(dan),
      remove(cat),
      remove(ben, cat),
      { kind: "rename", title: TITLE } as const,
      role(ben, true),
    ];
    for (const change of refused) expect(await say(cells.eu, toGroup(id, ben, change))).toEqual(["NOT_ADMIN"]);
    expect(await say(cells.eu, toGroup(id, ben, remove(ben)), toGroup(id, ben, "x"))).toEqual([2, "NOT_A_MEMBER"]);
    expect(await say(cells.eu, toGroup(id, ann, role(cat, true)), toGroup(id, cat, add(dan)))).toEqual([3, 4]);
  });

  test("never is without an admin: the last one cannot step down, and when they leave the oldest member follows", async () => {
    const { id, ann, ben, cat } = await group();
    expect(await say(cells.eu, toGroup(id, ann, role(ann, false)))).toEqual(["LAST_ADMIN"]);
    expect(await say(cells.eu, toGroup(id, ann, role("nobody" as UserId, true)))).toEqual(["CHANGE_INVALID"]);
    await say(cells.eu, toGroup(id, ann, remove(ann)));
    const [oldest, other] = [ben, cat].sort() as [UserId, UserId];
    expect(await membersOf(cells.eu, other, id)).toEqual([`${oldest}*`, other]);
  });

  test("is created once, and holds as many as it may", async () => {
    const { id, ann, dan } = await group();
    expect(await say(cells.eu, toGroup(id, dan, create()))).toEqual(["GROUP_EXISTS"]);
    await cells.eu.pool.query(
      `with made as (
         insert into placement (user_id, cell, epoch) select 'full-' || g, 'eu', 1 from generate_series(1, $2::int) g returning user_id)
       select add_members($1, array_agg(user_id), 1, 1, false) from made`,
      [toGroup(id, ann, "").conversation, LIMITS.groupMembersMax - 3],
    );
    expect(await say(cells.eu, toGroup(id, ann, add(dan)))).toEqual(["GROUP_FULL"]);
    await say(cells.eu, toGroup(id, ann, remove("full-1" as UserId)));
    expect(await say(cells.eu, toGroup(id, ann, add(dan)))).toEqual([3]);
  });

  test("of which nobody made anything takes nothing", async () => {
    const [ann] = (await people(cells, cells.eu, 1)) as [UserId];
    const id = await placedGroup(cells, cells.eu);
    expect(await say(cells.eu, toGroup(id, ann, "x"))).toEqual(["UNKNOWN_GROUP"]);
  });

  test("a change that names somebody whose home is not known waits", async () => {
    const { id, ann } = await group();
    expect(await say(cells.eu, toGroup(id, ann, add("never-seen" as UserId)))).toEqual(["unplaced"]);
  });
});

describe("a group with members in two cells", () => {
  async function group() {
    await forgetOwed(cells);
    const [ann, ben] = (await people(cells, cells.eu, 2)) as [UserId, UserId];
    const [una, uma, ugo] = (await people(cells, cells.us, 3)) as [UserId, UserId, UserId];
    const id = await placedGroup(cells, cells.eu);
    await say(cells.eu, toGroup(id, ann, create(ben, una)));
    await carryGroups(cells.eu, cells.us);
    return { id, ann, ben, una, uma, ugo };
  }

  test("owes one copy to each cell, however many members live there", async () => {
    const { id, ann, una, uma, ugo } = await group();
    await say(cells.eu, toGroup(id, ann, add(uma, ugo)), toGroup(id, ann, "one copy"));
    const { rows } = await cells.eu.pool.query("select destination, recipient from outbox order by seq");
    expect(rows).toEqual([
      { destination: "us", recipient: `group:${id}` },
      { destination: "us", recipient: `group:${id}` },
    ]);
    await carryGroups(cells.eu, cells.us);
    expect(await seen(cells.us, una, id)).toEqual([1, 2, "one copy"]);
    for (const user of [uma, ugo]) expect(await seen(cells.us, user, id)).toEqual([2, "one copy"]);
  });

  test("is the same in both cells: members, roles, title", async () => {
    const { id, ann, ben, una, uma } = await group();
    await say(cells.eu, toGroup(id, ann, add(uma)), toGroup(id, ann, role(una, true)), toGroup(id, ann, remove(ben)));
    await say(
      cells.eu,
      toGroup(id, ann, { kind: "rename", title: new Uint8Array([9]) }),
      toGroup(id, ann, remove(ann)),
    );
    await carryGroups(cells.eu, cells.us);
    expect(await membersOf(cells.us, uma, id)).toEqual([`${una}*`, uma]);
    const there = await groupsOf(cells.us).view(id, una);
    expect([...there!.title]).toEqual([9]);
    const here = await groupsOf(cells.eu).forCell(id, cells.us.cell);
    expect(here!.members.filter(({ until }) => !until)).toEqual(there!.members);
    expect(here!.changed).toEqual(there!.changed);
  });

  test("a member elsewhere writes and changes through the authority, in the order sent", async () => {
    const { id, ann, ben, una, uma } = await group();
    await say(cells.eu, toGroup(id, ann, role(una, true)));
    await carryGroups(cells.eu, cells.us);
    const sent = [toGroup(id, una, "a"), toGroup(id, una, add(uma)), toGroup(id, una, "b")];
    expect(await say(cells.us, ...sent)).toEqual(["accepted", "accepted", "accepted"]);
    expect(await carryGroups(cells.us, cells.eu)).toEqual([]);
    for (const user of [ann, ben]) expect(await seen(cells.eu, user, id)).toEqual([1, 2, "a", 4, "b"]);
    expect(await seen(cells.us, una, id)).toEqual([1, 2, "a", 4, "b"]);
    expect(await seen(cells.us, uma, id)).toEqual([4, "b"]);
    // The sender's cell learnt the numbers from the answers: no copy goes back to it.
    expect((await cells.eu.pool.query("select from outbox")).rowCount).toBe(0);
  });

  test("what the authority does not take is refused to the sender, for good", async () => {
    const { id, una, uma } = await group();
    await say(cells.us, toGroup(id, una, add(uma)), toGroup(id, uma, "hello"));
    expect((await carryGroups(cells.us, cells.eu)).sort()).toEqual(["NOT_ADMIN", "NOT_A_MEMBER"]);
    expect(await membersOf(cells.us, una, id)).toHaveLength(3);
  });

  test("two admins in two cells change at once: one order, one outcome", async () => {
    const { id, ann, ben, una, uma } = await group();
    await say(cells.eu, toGroup(id, ann, role(una, true)));
    await carryGroups(cells.eu, cells.us);
    await say(cells.us, toGroup(id, una, remove(ann)), toGroup(id, una, add(uma)));
    await say(cells.eu, toGroup(id, ann, remove(una)));
    // The authority numbered its own admin's change first.
    expect(await carryGroups(cells.us, cells.eu)).toEqual(["NOT_A_MEMBER", "NOT_A_MEMBER"]);
    await carryGroups(cells.eu, cells.us);
    expect(await membersOf(cells.eu, ann, id)).toEqual([`${ann}*`, ben].sort());
    expect(await membersOf(cells.us, una, id)).toBeNull();
    expect(await seen(cells.us, una, id)).toEqual([1, 2, 3]);
  });

  test("a cell whose last member left gets nothing more, and all that is new when one comes back", async () => {
    const { id, ann, una, uma } = await group();
    await say(cells.eu, toGroup(id, ann, remove(una)));
    await carryGroups(cells.eu, cells.us);
    await say(cells.eu, toGroup(id, ann, "without you"));
    expect((await cells.eu.pool.query("select from outbox")).rowCount).toBe(0);
    await say(cells.eu, toGroup(id, ann, add(uma)), toGroup(id, ann, "welcome"));
    await carryGroups(cells.eu, cells.us);
    expect(await seen(cells.us, uma, id)).toEqual([4, "welcome"]);
    expect(await seen(cells.us, una, id)).toEqual([1, 2]);
    expect(await headOf(cells.us, uma, id)).toMatchObject({ head: { n: 5 }, unread: 1 });
  });

  test("who was added and removed before their cell heard of it sees just that", async () => {
    await forgetOwed(cells);
    const [ann] = (await people(cells, cells.eu, 1)) as [UserId];
    const [una] = (await people(cells, cells.us, 1)) as [UserId];
    const id = await placedGroup(cells, cells.eu);
    await say(cells.eu, toGroup(id, ann, create()), toGroup(id, ann, add(una)), toGroup(id, ann, "x"));
    await say(cells.eu, toGroup(id, ann, remove(una)), toGroup(id, ann, "y"));
    await carryGroups(cells.eu, cells.us);
    expect(await seen(cells.us, una, id)).toEqual([2, "x", 4]);
  });

  test("a change in a hole is applied when the hole is filled, before what follows it", async () => {
    const { id, ann, una, uma } = await group();
    await say(cells.eu, toGroup(id, ann, add(uma)), toGroup(id, ann, "later"));
    await cells.eu.pool.query("delete from outbox where seq = (select min(seq) from outbox)");
    await carryGroups(cells.eu, cells.us);
    expect(await seen(cells.us, una, id)).toEqual([1]);
    const [hole] = await cells.us.forward.holes({ olderThanMs: -1, limit: 10 });
    const range = await cells.eu.forward.rangeForCell({
      cell: cells.us.cell,
      conversation: hole!.conversation,
      after: hole!.head,
      limit: 100,
      bytesMax: 1e6,
    });
    const envelopes = range!.messages.map((message) => ({ ...message, numberingUser: message.recipient }));
    const { conversation } = hole!;
    await cells.us.forward.fillHole({ from: cells.eu.cell, conversation, envelopes, through: range!.through });
    expect(await seen(cells.us, una, id)).toEqual([1, 2, "later"]);
    expect(await seen(cells.us, uma, id)).toEqual([2, "later"]);
  });

  test("a cell that is not the authority is not believed", async () => {
    const { id, una } = await group();
    const forged = { ...toGroup(id, una, "forged"), key: { term: 1, n: 2 } };
    const { outcomes } = await cells.eu.forward.ingest({ from: cells.us.cell, envelopes: [forged] });
    expect(outcomes).toEqual([{ kind: "reject", code: "NOT_AUTHORITY" }]);
    const other = { ...toGroup(id, (await people(cells, cells.eu, 1))[0]!, "not yours"), key: null };
    const answer = await cells.eu.forward.ingest({ from: cells.us.cell, envelopes: [other] });
    expect(answer.outcomes).toMatchObject([{ kind: "elsewhere" }]);
    expect(await groupsOf(cells.us).forCell(id, cells.eu.cell)).toBeNull();
  });
});
