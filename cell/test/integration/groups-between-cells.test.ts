import type { GroupChange, UserId } from "@cellwire/protocol";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { carryGroups, membersOf, people, placedGroup, say, seen, TITLE, toGroup } from "./groups.ts";
import type { TwoCells } from "./two-cells.ts";
import { forgetOwed, twoCells } from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());
beforeEach(() => forgetOwed(cells));

const create = (...members: UserId[]): GroupChange => ({ kind: "create", title: TITLE, members });

test("who creates a group that is numbered elsewhere has it as soon as their cell learns the number", async () => {
  const [una, uma] = (await people(cells, cells.us, 2)) as [UserId, UserId];
  const id = await placedGroup(cells, cells.eu);
  expect(await say(cells.us, toGroup(id, una, create(uma)))).toEqual(["accepted"]);
  expect(await carryGroups(cells.us, cells.eu)).toEqual([]);
  expect(await membersOf(cells.us, uma, id)).toEqual([`${una}*`, uma].sort());
  for (const user of [una, uma]) expect(await seen(cells.us, user, id)).toEqual([1]);
});
