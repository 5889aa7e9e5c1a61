/** Two Cells of one name at one directory, from two namespaces or two clusters: the second takes nothing of the first. */

import { describe, expect, test } from "vitest";
import { CELL_KEY, CellBench } from "../../test/cell-bench.ts";
import { readyCell } from "../../test/ready-cell.ts";
import { RESOURCES } from "../kube/resources.ts";

/** A bench whose directory has `eu` on record with the keys of another cell, and users. */
async function secondCell(): Promise<CellBench> {
  const first = await readyCell();
  const bench = new CellBench();
  const record = (await first.directory.fetch("eu"))!;
  const publicKeys = record.publicKeys.map((key) => ({ ...key, kid: "another", x: "another" }));
  await bench.directory.register("eu", { ...record, publicKeys });
  bench.directory.registrations.length = 0;
  bench.directory.setUsers("eu", 0);
  bench.apply({ region: "eu" });
  await bench.visitUntilIdle();
  return bench;
}

describe("a Cell whose name is taken at the directory", () => {
  test("says so, and claims neither to be available nor what the other has", async () => {
    const bench = await secondCell();
    expect(bench.condition("DirectoryRegistered")).toMatchObject({ status: "False", reason: "NameTaken" });
    expect(bench.condition("Available")).toMatchObject({ status: "False", reason: "NameTaken" });
    expect(bench.status.directory).toBeUndefined();
    expect(bench.status.users).toBeUndefined();
    expect(bench.directory.registrations).toEqual([]);
  });

  test("is deleted without touching the other's record, also after it lost its own keys", async () => {
    const bench = await secondCell();
    const keys = bench.cluster.peek(RESOURCES.Secret, { ...CELL_KEY, name: "eu-cell-keys" })!;
    bench.cluster.change(RESOURCES.Secret, {
      ...keys,
      metadata: { ...keys.metadata, finalizers: [], deletionTimestamp: "2026-01-01T00:00:00Z" },
    });
    bench.memory = { uid: "" };
    await bench.delete();
    await bench.visitUntilIdle();
    expect(bench.directory.registrations).toEqual([]);
    expect(await bench.directory.fetch("eu")).toMatchObject({ state: "ACTIVE", schedulable: true });
    expect(bench.cluster.peek(RESOURCES.Cell, CELL_KEY)).toBeUndefined();
  });
});
