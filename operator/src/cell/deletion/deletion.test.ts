import { describe, expect, test } from "vitest";
import { CELL_KEY, CellBench } from "../../../test/cell-bench.ts";
import { readyCell } from "../../../test/ready-cell.ts";
import { RESOURCES } from "../../kube/resources.ts";

const FORCE = { "cellwire.dev/force-delete": "eu" };

/** What is left of the cell, as `Kind/name`. */
function left(bench: CellBench): string[] {
  const all = bench.cluster.everything().filter(({ kind }) => kind !== "Namespace");
  return all.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

describe("a deleted cell", () => {
  test("without users leaves its volume and nothing else, and is retired", async () => {
    const bench = await readyCell();
    await bench.delete();
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolumeClaim/eu-postgres"]);
    expect(await bench.directory.fetch("eu")).toMatchObject({ state: "RETIRED", schedulable: false });
    const claim = bench.cluster.peek(RESOURCES.PersistentVolumeClaim, { ...CELL_KEY, name: "eu-postgres" })!;
    expect(claim.metadata.finalizers).toEqual([]);
    expect(bench.events).toContainEqual(expect.objectContaining({ reason: "Retained" }));
    expect(bench.cluster.peek(RESOURCES.Namespace, { name: "cell-eu" })?.metadata.labels).toEqual({});
  });

  test("leaves nothing with reclaimPolicy Delete", async () => {
    const bench = await readyCell({ region: "eu", postgres: { reclaimPolicy: "Delete" } });
    await bench.delete();
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual([]);
  });

  test("puts a CloudNativePG cluster to sleep, or deletes it", async () => {
    for (const [reclaimPolicy, expected] of [
      ["Retain", ["Cluster/eu-postgres"]],
      ["Delete", []],
    ] as const) {
      const bench = new CellBench();
      bench.apply({ region: "eu", postgres: { mode: "CloudNativePG", instances: 3, reclaimPolicy } });
      await bench.visitUntilIdle();
      await bench.delete();
      await bench.visitUntilIdle();
      expect(left(bench)).toEqual(expected);
      const cluster = bench.cluster.peek(RESOURCES.CloudNativePgCluster, { ...CELL_KEY, name: "eu-postgres" });
      expect(cluster?.metadata.annotations?.["cnpg.io/hibernation"]).toBe(
        reclaimPolicy === "Retain" ? "on" : undefined,
      );
    }
  });

  test("that is home to users stays, keeps serving, and says how many and why", async () => {
    const bench = await readyCell();
    bench.directory.setUsers("eu", 3);
    await bench.delete();
    await bench.visitUntilIdle();
    expect(bench.status).toMatchObject({
      phase: "MigratingUsers",
      deletion: { step: "MigratingUsers", usersRemaining: 3 },
    });
    expect(bench.condition("Deleting")).toMatchObject({ status: "True", reason: "UsersRemain" });
    expect(bench.condition("Deleting")?.message).toContain("3 users have their home here");
    expect(bench.condition("Available")).toMatchObject({ status: "True" });
    expect(await bench.directory.fetch("eu")).toMatchObject({ state: "DRAINING", schedulable: false });
    const gateway = bench.cluster.peek(RESOURCES.Deployment, { ...CELL_KEY, name: "eu-gateway" })!;
    await bench.cluster.delete(RESOURCES.Deployment, gateway.metadata, {
      preconditions: { uid: gateway.metadata.uid! },
    });
    await bench.visitUntilIdle();
    expect(bench.cluster.peek(RESOURCES.Deployment, { ...CELL_KEY, name: "eu-gateway" })).toBeDefined();
    bench.directory.setUsers("eu", 0);
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolumeClaim/eu-postgres"]);
  });

  test("gives its users up when it is forced", async () => {
    const bench = await readyCell();
    bench.directory.setUsers("eu", 3);
    bench.outbox.rows = 5;
    await bench.delete();
    await bench.visitUntilIdle();
    bench.apply({ region: "eu" }, { "cellwire.dev/force-delete": "another" });
    await bench.visitUntilIdle();
    expect(bench.status.phase).toBe("MigratingUsers");
    bench.apply({ region: "eu" }, FORCE);
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolumeClaim/eu-postgres"]);
    expect(await bench.directory.fetch("eu")).toMatchObject({ state: "RETIRED" });
  });

  test("gives its users up after the time that its spec says", async () => {
    const bench = await readyCell({ region: "eu", drain: { onTimeout: "Force", timeoutSeconds: 60 } });
    bench.directory.setUsers("eu", 3);
    await bench.delete();
    bench.nowMs = Date.parse(bench.cell().metadata.deletionTimestamp!) + 59_000;
    await bench.visitUntilIdle();
    expect(bench.status.phase).toBe("MigratingUsers");
    bench.nowMs += 2_000;
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolumeClaim/eu-postgres"]);
  });

  test("waits until other cells have what it owes them", async () => {
    const bench = await readyCell();
    Object.assign(bench.outbox, { rows: 2, parked: 1 });
    await bench.delete();
    await bench.visitUntilIdle();
    expect(bench.status.deletion).toMatchObject({ step: "FlushingForwarders" });
    expect(bench.condition("Deleting")?.message).toContain("2 messages wait for other cells, and 1 were rejected");
    Object.assign(bench.outbox, { rows: 0, parked: 0 });
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolumeClaim/eu-postgres"]);
  });

  test("tells roughly what it owes, so that its own words are seldom news", async () => {
    const bench = await readyCell();
    await bench.delete();
    bench.outbox.rows = 12_345;
    await bench.visitUntilIdle();
    bench.cluster.calls.length = 0;
    bench.outbox.rows = 12_321;
    await bench.visit();
    expect(bench.cluster.writes).toEqual([]);
  });

  test("waits while the directory is unreachable, and says so", async () => {
    const bench = await readyCell();
    bench.directory.isReachable = false;
    await bench.delete();
    await bench.visitUntilIdle();
    expect(bench.status.deletion).toMatchObject({ step: "Cordoned" });
    expect(bench.condition("Deleting")).toMatchObject({ reason: "DirectoryUnreachable" });
    bench.directory.isReachable = true;
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolumeClaim/eu-postgres"]);
  });

  test("goes by force while the directory is unreachable", async () => {
    const bench = await readyCell();
    bench.directory.isReachable = false;
    await bench.delete();
    bench.apply({ region: "eu" }, FORCE);
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolumeClaim/eu-postgres"]);
  });

  test("goes though its keys cannot be read, and is retired by what the status says", async () => {
    const bench = await readyCell();
    const keys = bench.cluster.peek(RESOURCES.Secret, { ...CELL_KEY, name: "eu-cell-keys" })!;
    bench.cluster.change(RESOURCES.Secret, { ...keys, data: { "cell.json": "bm90aGluZw==" } });
    await bench.delete();
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolumeClaim/eu-postgres"]);
    expect(await bench.directory.fetch("eu")).toMatchObject({ state: "RETIRED" });
  });

  test("goes from any point of its creation", async () => {
    for (let visits = 0; visits < 14; visits++) {
      const bench = new CellBench();
      bench.apply({ region: "eu", postgres: { reclaimPolicy: "Delete" } });
      for (let visit = 0; visit < visits; visit++) await bench.visit();
      await bench.delete();
      await bench.visitUntilIdle();
      expect(left(bench), `after ${visits} visits`).toEqual([]);
    }
  });

  test("does not retire another cell of its name", async () => {
    const bench = await readyCell();
    const { publicKeys, ...record } = (await bench.directory.fetch("eu"))!;
    const theirs = { ...record, publicKeys: [...publicKeys, { ...publicKeys[0]!, kid: "theirs" }] };
    await bench.directory.put("eu", theirs);
    await bench.directory.put("eu", { ...theirs, publicKeys: theirs.publicKeys.slice(1) });
    await bench.visitUntilIdle();
    expect(bench.condition("DirectoryRegistered")).toMatchObject({ status: "False", reason: "NameTaken" });
    await bench.delete();
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolumeClaim/eu-postgres"]);
    expect(await bench.directory.fetch("eu")).toMatchObject({ state: "ACTIVE" });
  });

  test("of which the namespace is deleted keeps its volume", async () => {
    const bench = await readyCell();
    const spec = { persistentVolumeReclaimPolicy: "Delete" };
    bench.cluster.change(RESOURCES.PersistentVolume, {
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: "pv-1" },
      spec,
    });
    const key = { ...CELL_KEY, name: "eu-postgres" };
    const claim = bench.cluster.peek(RESOURCES.PersistentVolumeClaim, key)!;
    bench.cluster.change(RESOURCES.PersistentVolumeClaim, {
      ...claim,
      spec: { ...(claim["spec"] as object), volumeName: "pv-1" },
    });
    // The namespace's controller deletes all that is in it.
    for (const { kind, metadata } of bench.cluster.everything()) {
      if (metadata.namespace === undefined) continue;
      const resource = Object.values(RESOURCES).find((one) => one.kind === kind)!;
      await bench.cluster.delete(resource, metadata, { preconditions: { uid: metadata.uid! } });
    }
    expect(left(bench)).toEqual(
      expect.arrayContaining(["Cell/eu", "PersistentVolumeClaim/eu-postgres", "Secret/eu-postgres"]),
    );
    await bench.visitUntilIdle();
    expect(left(bench)).toEqual(["PersistentVolume/pv-1"]);
    expect(bench.cluster.peek(RESOURCES.PersistentVolume, { name: "pv-1" })?.["spec"]).toEqual({
      persistentVolumeReclaimPolicy: "Retain",
    });
  });
});

describe("a cell of a name that was used before", () => {
  test("is another generation with other keys, and takes over the volume that was kept", async () => {
    const bench = await readyCell();
    const before = (await bench.directory.fetch("eu"))!;
    const { uid } = bench.cluster.peek(RESOURCES.PersistentVolumeClaim, { ...CELL_KEY, name: "eu-postgres" })!.metadata;
    await bench.delete();
    await bench.visitUntilIdle();
    bench.memory = { uid: "" };
    bench.apply({ region: "eu" });
    await bench.visitUntilIdle();
    const after = (await bench.directory.fetch("eu"))!;
    expect(after).toMatchObject({ state: "ACTIVE", generation: 2 });
    expect(after.publicKeys).not.toEqual(before.publicKeys);
    const claim = bench.cluster.peek(RESOURCES.PersistentVolumeClaim, { ...CELL_KEY, name: "eu-postgres" })!;
    expect(claim.metadata).toMatchObject({ uid, finalizers: ["cellwire.dev/protect"] });
    expect(bench.status.phase).toBe("Ready");
  });
});
