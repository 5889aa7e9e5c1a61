import type { GroupChange, UserId } from "@cellwire/protocol";
import { ORIGIN, parseCellId, parseUserId } from "@cellwire/protocol";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { carryGroups, membersOf, people, placedGroup, say, seen, TITLE, toGroup } from "./groups.ts";
import type { TwoCells } from "./two-cells.ts";
import { forgetOwed, recordHome, twoCells } from "./two-cells.ts";

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
