import type { GroupChange, UserId } from "@cellwire/protocol";
import { ORIGIN, parseCellId, parseUserId } from "@cellwire/protocol";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { GROUP_STATE_MEMBERS_MAX } from "../../src/inbox/groups.ts";
import { carryGroups, groupsOf, headOf, membersOf, people, placedGroup, say, seen, TITLE, toGroup } from "./groups.ts";
import type { TwoCells } from "./two-cells.ts";
import { DEVICE, forgetOwed, recordHome, twoCells } from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());
beforeEach(() => forgetOwed(cells));

const create = (...members: UserId[]): GroupChange => ({ kind: "create", title: TITLE, members });
const add = (...users: UserId[]): GroupChange => ({ kind: "add", users });
const remove = (...users: UserId[]): GroupChange => ({ kind: "remove", users });

test("who creates a group that is numbered elsewhere has it as soon as their cell learns the number", async () => {
  const [una, uma] = (await people(cells, cells.us, 2)) as [UserId, UserId];
  const id = await placedGroup(cells, cells.eu);
  expect(await say(cells.us, toGroup(id, una, create(uma)))).toEqual(["accepted"]);
  expect(await carryGroups(cells.us, cells.eu)).toEqual([]);
  expect(await membersOf(cells.us, uma, id)).toEqual([`${una}*`, uma].sort());
  for (const user of [una, uma]) expect(await seen(cells.us, user, id)).toEqual([1]);
});

test("a cell that takes nothing now holds up no copy to another cell", async () => {
  const [ann] = (await people(cells, cells.eu, 1)) as [UserId];
  const [una] = (await people(cells, cells.us, 1)) as [UserId];
  const zed = parseUserId("zed");
  await recordHome(cells.eu, zed, { cell: parseCellId("ap") });
  const id = await placedGroup(cells, cells.eu);
  await say(cells.eu, toGroup(id, ann, create(una, zed)));
  const claims = await cells.eu.forward.claimLanes({ deadlineMs: 60_000, limit: 32 });
  const batchOf = (cell: string) => claims.find(({ destination }) => destination === cell)!.batch;
  const full = await cells.eu.forward.readBatch({ batch: batchOf("ap"), limit: 10 });
  const settlements = full!.rows.map(({ seq }) => ({ seq, kind: "retry" as const, afterMs: 60_000 }));
  await cells.eu.forward.settle({ batch: batchOf("ap"), settlements });
  const other = await cells.eu.forward.readBatch({ batch: batchOf("us"), limit: 10 });
  expect(other?.rows).toHaveLength(1);
  await cells.eu.forward.settle({ batch: batchOf("us"), settlements: [] });
  const again = await cells.eu.forward.claimLanes({ deadlineMs: 60_000, limit: 32 });
  expect(again.map(({ destination }) => destination)).toEqual(["us"]);
});

test("a cell reads by range what is of its members' times, and the changes between them", async () => {
  const [ann, ben] = (await people(cells, cells.eu, 2)) as [UserId, UserId];
  const [una, uma] = (await people(cells, cells.us, 2)) as [UserId, UserId];
  const id = await placedGroup(cells, cells.eu);
  const { conversation } = toGroup(id, ann, "");
  const numbers = async () => {
    const bounds = { after: ORIGIN, limit: 100, bytesMax: 1_000_000 };
    const range = await cells.eu.forward.rangeForCell({ cell: cells.us.cell, conversation, ...bounds });
    return range?.messages.map(({ key }) => key.n) ?? null;
  };
  await say(cells.eu, toGroup(id, ann, create()), toGroup(id, ann, "before"));
  expect(await numbers()).toBeNull();
  await say(cells.eu, toGroup(id, ann, add(una)), toGroup(id, ann, "hello"), toGroup(id, ann, remove(una)));
  await say(cells.eu, toGroup(id, ann, "without you"), toGroup(id, ann, add(ben)));
  expect(await numbers()).toEqual([3, 4, 5]);
  await say(cells.eu, toGroup(id, ann, add(uma)), toGroup(id, ann, "again"));
  expect(await numbers()).toEqual([3, 4, 5, 7, 8, 9]);
});

test("a member whose home changes, or becomes known, is told as much, and gets copies there", async () => {
  const [ann, ben] = (await people(cells, cells.eu, 2)) as [UserId, UserId];
  const id = await placedGroup(cells, cells.eu);
  await say(cells.eu, toGroup(id, ann, create(ben)));
  const { conversation } = toGroup(id, ann, "");
  const before = await groupsOf(cells.eu).localMembers(conversation);
  await recordHome(cells.eu, ben, { cell: cells.us.cell, epoch: 2 });
  const after = await groupsOf(cells.eu).localMembers(conversation);
  expect(after!.version).toBeGreaterThan(before!.version);
  expect(after!.members.map(({ user }) => user)).toEqual([ann]);
  await say(cells.eu, toGroup(id, ann, "for ben"));
  expect((await cells.eu.pool.query("select destination from outbox")).rows).toEqual([{ destination: cells.us.cell }]);
});

test("a cell whose members are out learns of the group what was theirs, and nothing that it became", async () => {
  const [ann, ben] = (await people(cells, cells.eu, 2)) as [UserId, UserId];
  const [una] = (await people(cells, cells.us, 1)) as [UserId];
  const id = await placedGroup(cells, cells.eu);
  await say(cells.eu, toGroup(id, ann, create(una)), toGroup(id, ann, remove(una)), toGroup(id, ann, add(ben)));
  await say(cells.eu, toGroup(id, ann, { kind: "rename", title: new Uint8Array([7]) }));
  const state = await groupsOf(cells.eu).forCell(id, cells.us.cell);
  const [joined, until] = [
    { term: 1, n: 1 },
    { term: 1, n: 2 },
  ];
  const members = [{ user: una, isAdmin: false, joined, until }];
  expect(state).toEqual({ title: new Uint8Array(0), changed: until, members, earlier: [], residents: [] });
});

test("a state has room for the present members, however many left", async () => {
  const [ann] = (await people(cells, cells.eu, 1)) as [UserId];
  const [una] = (await people(cells, cells.us, 1)) as [UserId];
  const id = await placedGroup(cells, cells.eu);
  await say(cells.eu, toGroup(id, ann, create()));
  await cells.eu.pool.query(
    `with made as (
       insert into placement (user_id, cell, epoch) select 'left-' || g, 'us', 1 from generate_series(1, $2::int) g returning user_id)
     select add_members($1, array_agg(user_id), 1, 2, false) from made`,
    [toGroup(id, ann, "").conversation, GROUP_STATE_MEMBERS_MAX],
  );
  await cells.eu.pool.query(
    "update member set until_term = 1, until_n = 3 where conversation = $1 and user_id like 'left-%'",
    [toGroup(id, ann, "").conversation],
  );
  await say(cells.eu, toGroup(id, ann, add(una)));
  const state = await groupsOf(cells.eu).forCell(id, cells.us.cell);
  expect(state!.members).toHaveLength(GROUP_STATE_MEMBERS_MAX);
  expect(state!.members.slice(0, 2).map(({ user }) => user)).toEqual([ann, una]);
});

describe("a member who was out for a while before their cell heard of anything", () => {
  test.each([
    ["of the group", false],
    ["that they were out", true],
  ])("%s has both times, and no hole between them", async (_what, hasFollowed) => {
    const [ann] = (await people(cells, cells.eu, 1)) as [UserId];
    const [una] = (await people(cells, cells.us, 1)) as [UserId];
    const id = await placedGroup(cells, cells.eu);
    await say(cells.eu, toGroup(id, ann, create(una)));
    if (hasFollowed) await carryGroups(cells.eu, cells.us);
    await say(cells.eu, toGroup(id, ann, "with you"), toGroup(id, ann, remove(una)), toGroup(id, ann, "without you"));
    await say(cells.eu, toGroup(id, ann, add(una)), toGroup(id, ann, "welcome"));
    await carryGroups(cells.eu, cells.us);
    expect(await seen(cells.us, una, id)).toEqual([1, "with you", 3, 5, "welcome"]);
    expect(await cells.us.forward.holes({ olderThanMs: -1, limit: 10 })).toEqual([]);
    // Their devices hear that they miss nothing, as in the group's own cell.
    expect(await headOf(cells.us, una, id)).toMatchObject({ head: { n: 6 }, unread: 2 });
    expect(await membersOf(cells.us, una, id)).toEqual([`${ann}*`, una]);
  });
});

test("who comes back keeps what they had read, and what they had not", async () => {
  const [ann, ben] = (await people(cells, cells.eu, 2)) as [UserId, UserId];
  const [una] = (await people(cells, cells.us, 1)) as [UserId];
  const id = await placedGroup(cells, cells.eu);
  await say(cells.eu, toGroup(id, ann, create(ben, una)), toGroup(id, ann, "read"), toGroup(id, ann, "not read"));
  await carryGroups(cells.eu, cells.us);
  const { conversation } = toGroup(id, ann, "");
  const read = { term: 1, n: 2 };
  const report = { device: DEVICE, conversation, delivered: read, read };
  await cells.eu.gateway.recordCursors([{ ...report, user: ben }]);
  await cells.us.gateway.recordCursors([{ ...report, user: una }]);
  await say(cells.eu, toGroup(id, ann, remove(ben, una)), toGroup(id, ann, "between"), toGroup(id, ann, add(ben, una)));
  await say(cells.eu, toGroup(id, ann, "again"));
  await carryGroups(cells.eu, cells.us);
  for (const [cell, user] of [
    [cells.eu, ben],
    [cells.us, una],
  ] as const)
    expect(await headOf(cell, user, id)).toMatchObject({ read, unread: 2 });
});
