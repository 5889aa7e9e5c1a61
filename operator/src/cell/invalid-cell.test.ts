/** Cells that a newer definition let through: the operator does what it understands, and says what it does not. */

import { expect, test } from "vitest";
import { readyCell } from "../../test/ready-cell.ts";
import { RESOURCES } from "../kube/resources.ts";
import { tellInvalid } from "./invalid-cell.ts";

test("a field that this operator does not know is told, and the cell is kept running without it", async () => {
  const bench = await readyCell();
  const cell = bench.cell();
  const spec = { ...(cell["spec"] as object), backup: { schedule: "daily" }, redis: { mode: "Managed", shards: 3 } };
  bench.cluster.change(RESOURCES.Cell, { ...cell, spec });
  await bench.visitUntilIdle();
  expect(bench.condition("UpToDate")).toMatchObject({ status: "False", reason: "UnknownFields" });
  expect(bench.condition("UpToDate")?.message).toContain("spec.redis.shards, spec.backup");
  expect(bench.condition("Available")).toMatchObject({ status: "True" });
  expect(bench.status.observedGeneration).toBe(1);
});

test("a Cell that is not understood is left alone, also when it is deleted, and says what to do", async () => {
  const bench = await readyCell();
  const cell = bench.cell();
  const spec = { ...(cell["spec"] as object), redis: { mode: "Cluster" } };
  const metadata = { ...cell.metadata, deletionTimestamp: "2026-01-01T00:00:00Z" };
  bench.cluster.change(RESOURCES.Cell, { ...cell, metadata, spec });
  const now = "2026-01-01T00:00:01Z";
  const message = await bench.visit().then(
    () => "",
    (error: Error) => error.message,
  );
  await tellInvalid(bench.cluster, bench.cell(), { message, now });
  expect(bench.status.phase).toBe("Invalid");
  expect(bench.condition("Deleting")).toMatchObject({ status: "True", reason: "InvalidSpec", lastTransitionTime: now });
  expect(bench.condition("Deleting")?.message).toContain("spec.redis.mode");
  expect(bench.condition("Deleting")?.message).toContain("upgrade the operator");
  bench.cluster.calls.length = 0;
  await tellInvalid(bench.cluster, bench.cell(), { message, now: "2026-01-01T00:00:02Z" });
  expect(bench.cluster.writes).toEqual([]);
});
