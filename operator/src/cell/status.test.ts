/** What `kubectl get cells` shows of a cell: it must not lie, and say why at a glance. */

import { describe, expect, test } from "vitest";
import { CELL_KEY, CellBench } from "../../test/cell-bench.ts";
import { readyCell } from "../../test/ready-cell.ts";
import { replicasStatus } from "../../test/workload-controllers.ts";
import { RESOURCES } from "../kube/resources.ts";
import { registrationOf } from "./registration.ts";

const GATEWAY = { ...CELL_KEY, name: "eu-gateway" };

describe("phase and reason", () => {
  test("of a cell that is ready: no reason", async () => {
    const bench = await readyCell();
    expect(bench.status.phase).toBe("Ready");
    expect(bench.status.reason).toBeUndefined();
  });

  test("of a cell that is being made: what its first missing part waits for", async () => {
    const bench = new CellBench();
    bench.settle = () => undefined;
    bench.apply({ region: "eu" });
    await bench.visitUntilIdle();
    expect(bench.status).toMatchObject({ phase: "Provisioning", reason: "PostgresStarting" });
    const [set] = bench.cluster.all(RESOURCES.StatefulSet);
    bench.cluster.change(RESOURCES.StatefulSet, { ...set!, status: { readyReplicas: 1 } });
    const [redis] = bench.cluster.all(RESOURCES.Deployment);
    bench.cluster.change(RESOURCES.Deployment, { ...redis!, status: replicasStatus(redis!) });
    await bench.visitUntilIdle();
    expect(bench.status).toMatchObject({ phase: "Provisioning", reason: "Migrating" });
  });

  test("of a cell whose gateways are gone: that, and not what else is to be done", async () => {
    const bench = await readyCell();
    bench.settle = () => undefined;
    const gateway = bench.cluster.peek(RESOURCES.Deployment, GATEWAY)!;
    bench.cluster.change(RESOURCES.Deployment, {
      ...gateway,
      status: { ...(gateway["status"] as object), readyReplicas: 0, availableReplicas: 0 },
    });
    await bench.visitUntilIdle();
    expect(bench.status).toMatchObject({ phase: "Unavailable", reason: bench.condition("GatewayReady")?.reason });
  });

  test.each([
    ["from the first", { region: "eu", gateway: { replicas: 0 } }],
    ["later", { region: "eu" }],
  ])("of a cell that is to have no gateways %s", async (_when, spec) => {
    const bench = new CellBench();
    bench.apply(spec);
    await bench.visitUntilIdle();
    bench.apply({ region: "eu", gateway: { replicas: 0 } });
    await bench.visitUntilIdle();
    expect(bench.status).toMatchObject({ phase: "NoGateways", reason: "NoGateways", gatewayReplicas: 0 });
    expect(bench.condition("Available")).toMatchObject({ status: "False" });
  });

  test("of a paused cell, of a halted roll, of a deletion that waits", async () => {
    const bench = await readyCell();
    bench.apply({ region: "eu", paused: true });
    await bench.visitUntilIdle();
    expect(bench.status).toMatchObject({ phase: "Paused", reason: "Asked" });
    bench.apply({ region: "eu", releasePolicy: "Pinned", release: { version: "1.0.0", templateRevision: 99 } });
    await bench.visitUntilIdle();
    expect(bench.status).toMatchObject({ phase: "Halted", reason: "UnknownTemplateRevision" });
    bench.directory.setUsers("eu", 3);
    await bench.delete();
    await bench.visitUntilIdle();
    expect(bench.status).toMatchObject({ phase: "MigratingUsers", reason: "UsersRemain" });
  });

  test("of a cell that others drain: it stays DRAINING at the directory, serves, and says so", async () => {
    const bench = await readyCell();
    await bench.directory.put("eu", { ...(await bench.directory.fetch("eu"))!, state: "DRAINING" });
    bench.directory.registrations.length = 0;
    bench.apply({ region: "eu", capacity: { maxUsers: 7 } });
    await bench.visitUntilIdle();
    expect(bench.directory.registrations).toEqual(["eu DRAINING 1"]);
    expect(bench.status).toMatchObject({ phase: "Draining", reason: "Registered", directory: { state: "DRAINING" } });
    expect(bench.condition("Available")).toMatchObject({ status: "True" });
  });
});

test("a record that others change while it is written is read again, and not overwritten", async () => {
  const bench = await readyCell();
  const fetch = bench.directory.fetch.bind(bench.directory);
  let changes = 0;
  bench.directory.fetch = async (cell) => {
    const record = await fetch(cell);
    // After the read, before the write; once.
    if (changes++ === 0) await bench.directory.put(cell, { ...registrationOf(record!), weight: 7 });
    return record;
  };
  bench.apply({ region: "eu", capacity: { maxUsers: 7 } });
  await bench.visitUntilIdle();
  expect(await fetch("eu")).toMatchObject({ weight: 7, maxUsers: 7 });
  expect(changes).toBe(2);
});

test("the number of gateways is what there is, not what is wanted", async () => {
  const bench = await readyCell();
  const gateway = bench.cluster.peek(RESOURCES.Deployment, GATEWAY)!;
  bench.settle = () => undefined;
  bench.apply({ region: "eu", gateway: { replicas: 9 } });
  bench.cluster.change(RESOURCES.Deployment, { ...gateway, status: { ...(gateway["status"] as object), replicas: 3 } });
  await bench.visitUntilIdle();
  expect(bench.cluster.peek(RESOURCES.Deployment, GATEWAY)!["spec"]).toMatchObject({ replicas: 9 });
  expect(bench.status.gatewayReplicas).toBe(3);
});
