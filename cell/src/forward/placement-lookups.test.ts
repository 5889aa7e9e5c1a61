import type { CellRecord, ThingKey } from "@cellwire/protocol";
import { groupId, parseCellId, parseUserId, thingKey } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import { answersInMemory } from "../../test/directory-answers.ts";
import { FakeDirectory, highRandom, manualClock, newKeys } from "../../test/forward/world.ts";
import { PlacementStatements } from "../trust/placement-statement.ts";
import { CellRegistry } from "./cell-registry.ts";
import { PlacementLookups } from "./placement-lookups.ts";

const alice = parseUserId("alice");
const eu = parseCellId("eu");

async function setup() {
  const clock = manualClock();
  const directory = new FakeDirectory(await newKeys(clock));
  const asked: ThingKey[] = [];
  const fetchPlacement = async (thing: ThingKey) => {
    asked.push(thing);
    if (directory.down) throw new Error("down");
    return directory.placements.get(thing);
  };
  const statements = new PlacementStatements(directory.keys.resolve);
  const options = { fetchPlacement, statements, clock, random: highRandom, log: silentLogger };
  return { clock, directory, asked, options, lookups: new PlacementLookups(options) };
}

test("what was answered is not asked again for a while, and many askers ask once", async () => {
  const { clock, directory, asked, lookups } = await setup();
  await directory.place(alice, eu);
  await Promise.all([lookups.placement(alice), lookups.placement(alice)]);
  await lookups.placement(alice);
  expect(asked.length).toBe(1);
  clock.advance(10_001);
  await lookups.placement(alice);
  expect(asked.length).toBe(2);
});

test("an old answer serves while the directory is down, but is not passed off as fresh", async () => {
  const { clock, directory, lookups } = await setup();
  await directory.place(alice, eu);
  await lookups.placement(alice);
  directory.down = true;
  clock.advance(3_600_000);
  expect(await lookups.placement(alice)).toMatchObject({ kind: "placed" });
  expect(await lookups.placement(alice, { fresh: true })).toEqual({ kind: "unavailable" });
});

test("a directory that fails is left alone for the back-off", async () => {
  const { clock, directory, asked, lookups } = await setup();
  directory.down = true;
  await lookups.placement(alice);
  await lookups.placement(parseUserId("bob"));
  expect(asked).toEqual([alice]);
  clock.advance(200);
  await lookups.placement(alice);
  expect(asked.length).toBe(2);
});

test("a user who signs in after being unknown is found at once", async () => {
  const { directory, lookups } = await setup();
  expect(await lookups.placement(alice)).toEqual({ kind: "unknown" });
  await directory.place(alice, eu);
  expect(await lookups.placement(alice)).toMatchObject({ kind: "placed" });
});

test("a group is looked up by its key, as a user is by his id", async () => {
  const { directory, asked, lookups } = await setup();
  const key = thingKey({ kind: "group", id: groupId(new Uint8Array(16)) });
  const placement = await directory.state(key, eu);
  for (let n = 0; n < 2; n++) expect(await lookups.thing(key)).toEqual({ kind: "placed", placement });
  expect(asked).toEqual([key]);
});

test("an answer whose statement says otherwise is not taken", async () => {
  const { directory, options } = await setup();
  const placement = await directory.place(alice, eu);
  const lookups = new PlacementLookups({ ...options, fetchPlacement: async () => ({ ...placement, epoch: 2 }) });
  expect(await lookups.placement(alice)).toEqual({ kind: "unavailable" });
});

test("the list of cells outlives the directory, and an unknown cell is told from an unknown list", async () => {
  const { clock, directory } = await setup();
  directory.register(eu, []);
  let down = true;
  const fetchCells = async (): Promise<readonly CellRecord[]> => {
    if (down) throw new Error("down");
    return [...directory.records.values()];
  };
  const answers = answersInMemory();
  const registry = new CellRegistry({ fetchCells, answers, clock, log: silentLogger });
  const { signal } = new AbortController();
  await expect(registry.refresh(signal)).rejects.toThrow("down");
  down = false;
  await registry.refresh(signal);
  down = true;
  await expect(registry.refresh(signal)).rejects.toThrow("down");
  const restarted = new CellRegistry({ fetchCells, answers, clock, log: silentLogger });
  await expect(restarted.refresh(signal)).rejects.toThrow("down");
  expect(restarted.ready).toBe(true);
  expect(await restarted.cell(eu)).toMatchObject({ kind: "known", record: { cell: "eu" } });
  expect(await registry.cell(eu)).toMatchObject({ kind: "known", record: { cell: "eu" } });
});
