/** Two Cells of one name at one directory, from two namespaces or two clusters: the second takes nothing of the first. */

import { describe, expect, test, vi } from "vitest";
import { CELL_KEY, CellBench } from "../../test/cell-bench.ts";
import { namesOf, readyCell } from "../../test/ready-cell.ts";
import { RESOURCES } from "../kube/resources.ts";

/** A bench whose directory has `eu` on record with the keys of another cell, and users. */
async function secondCell(): Promise<CellBench> {
  const first = await readyCell();
  const bench = new CellBench();
  const record = (await first.directory.fetch("eu"))!;
  const publicKeys = record.publicKeys.map((key) => ({ ...key, kid: "another", x: "another" }));
  await bench.directory.put("eu", { ...record, publicKeys });
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

  test("makes no volume and no pod, and says why once", async () => {
    const bench = await secondCell();
    const made = [RESOURCES.StatefulSet, RESOURCES.Deployment, RESOURCES.Job, RESOURCES.PersistentVolumeClaim];
    expect(made.flatMap((kind) => bench.cluster.all(kind))).toEqual([]);
    for (const type of ["Available", "PostgresReady", "DirectoryRegistered", "UpToDate"] as const) {
      expect(bench.condition(type)?.message.split("another cell is registered as eu"), type).toHaveLength(2);
    }
    expect(bench.status).toMatchObject({ phase: "Provisioning", reason: "NameTaken" });
  });

  test("is made as soon as the name is free", async () => {
    const bench = await secondCell();
    await bench.directory.put("eu", { ...(await bench.directory.fetch("eu"))!, state: "RETIRED" });
    await bench.visitUntilIdle();
    expect(bench.status.phase).toBe("Ready");
  });

  test("that had it before keeps what it has", async () => {
    const bench = await readyCell();
    const record = (await bench.directory.fetch("eu"))!;
    const theirs = { ...record.publicKeys[0]!, kid: "another" };
    await bench.directory.put("eu", { ...record, publicKeys: [...record.publicKeys, theirs] });
    await bench.directory.put("eu", { ...record, publicKeys: [theirs] });
    const before = namesOf(bench, "Deployment");
    await bench.visitUntilIdle();
    expect(bench.condition("UpToDate")).toMatchObject({ status: "False", reason: "NameTaken" });
    expect(namesOf(bench, "Deployment")).toEqual(before);
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

  test("that had it before is deleted without touching the other's record, also after a crash between keys and end", async () => {
    const bench = await readyCell();
    const record = (await bench.directory.fetch("eu"))!;
    const theirs = { ...record.publicKeys[0]!, kid: "another" };
    await bench.directory.put("eu", { ...record, publicKeys: [...record.publicKeys, theirs] });
    await bench.directory.put("eu", { ...record, publicKeys: [theirs] });
    await bench.visitUntilIdle();
    bench.directory.registrations.length = 0;
    await bench.delete();
    const patch = bench.cluster.patch.bind(bench.cluster);
    const crash = vi.spyOn(bench.cluster, "patch").mockImplementation(async (resource, ...rest) => {
      if (resource === RESOURCES.Namespace) throw new Error("crashed");
      return patch(resource, ...rest);
    });
    await bench.visitUntilIdle();
    expect(namesOf(bench, "Secret")).toEqual([]);
    crash.mockRestore();
    bench.memory = { uid: "" };
    await bench.visitUntilIdle();
    expect(bench.directory.registrations).toEqual([]);
    expect(bench.cluster.peek(RESOURCES.Cell, CELL_KEY)).toBeUndefined();
  });

  test("is not deleted while nobody can say whose the record is, unless by force", async () => {
    const bench = await readyCell();
    await bench.directory.put("eu", { ...(await bench.directory.fetch("eu"))!, weight: 7 });
    const keys = bench.cluster.peek(RESOURCES.Secret, { ...CELL_KEY, name: "eu-cell-keys" })!;
    bench.cluster.change(RESOURCES.Secret, { ...keys, data: {} });
    bench.memory = { uid: "" };
    await bench.delete();
    await bench.visitUntilIdle();
    expect(bench.condition("Deleting")).toMatchObject({ status: "True", reason: "KeysLost" });
    bench.apply({ region: "eu" }, { "cellwire.dev/force-delete": "eu" });
    await bench.visitUntilIdle();
    expect(bench.cluster.peek(RESOURCES.Cell, CELL_KEY)).toBeUndefined();
    expect(await bench.directory.fetch("eu")).toMatchObject({ state: "ACTIVE", weight: 7 });
  });
});
