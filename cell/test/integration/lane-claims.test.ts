import { afterAll, beforeAll, expect, test } from "vitest";
import type { TwoCells } from "./two-cells.ts";
import { pairAcross, submission, twoCells } from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

test("a suspected claim lapses early, whoever is slow with it settles nothing, and no claim is made longer", async () => {
  const { forward, gateway } = cells.eu;
  const [first, second] = await pairAcross(cells);
  await gateway.accept([submission(first, second)]);
  const claim = async (deadlineMs: number) => (await forward.claimLanes({ deadlineMs, limit: 1 }))[0]?.batch;
  const lost = await claim(60_000);
  expect(await claim(60_000)).toBeUndefined();
  await forward.suspectClaims({ afterMs: -1 });
  await forward.suspectClaims({ afterMs: 60_000 });
  const again = await claim(60_000);
  expect(again).toBeDefined();
  expect(await forward.readBatch({ batch: lost!, limit: 10 })).toBeNull();
  expect(await forward.settle({ batch: lost!, settlements: [] })).toBeNull();
  expect((await forward.readBatch({ batch: again!, limit: 10 }))!.rows).toHaveLength(1);
});
