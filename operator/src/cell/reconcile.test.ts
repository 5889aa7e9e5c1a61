import { describe, expect, test, vi } from "vitest";
import { CELL_KEY, CellBench } from "../../test/cell-bench.ts";
import { namesOf, readyCell } from "../../test/ready-cell.ts";
import { KubeError } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";

describe("a new cell", () => {
  test("becomes Available, Ready and ACTIVE", async () => {
    const bench = await readyCell();
    expect(bench.condition("Available")).toMatchObject({ status: "True" });
    expect(bench.condition("UpToDate")).toMatchObject({ status: "True" });
    expect(bench.status).toMatchObject({
      phase: "Ready",
      observedGeneration: 1,
      directory: { state: "ACTIVE", generation: 1 },
      release: { current: { version: "1.0.0" }, target: { version: "1.0.0" } },
      endpoint: "ws://eu-gateway.cell-eu.svc:80",
      gatewayReplicas: 2,
    });
    expect(bench.directory.registrations).toEqual(["eu PROVISIONING 1", "eu ACTIVE 1"]);
    expect(bench.events.map(({ reason }) => reason)).toContain("Serving");
  });

  test("has every condition after the first visit, each with a reason and what it waits for", async () => {
    const bench = new CellBench();
    bench.apply({ region: "eu" });
    await bench.visit();
    expect(bench.status.conditions).toHaveLength(11);
    for (const { type, status, reason, message } of bench.status.conditions ?? []) {
      expect(reason, type).toMatch(/^[A-Z][A-Za-z]+$/);
      if (status === "False") expect(message, type).not.toBe("");
    }
    expect(bench.status.observedGeneration).toBeUndefined();
  });

  test("causes no call once it is ready", async () => {
    const bench = await readyCell();
    bench.cluster.calls.length = 0;
    await bench.visit();
    expect(bench.cluster.calls).toEqual([]);
  });

  test("is migrated before anything of its release starts", async () => {
    const bench = new CellBench();
    bench.settle = () => undefined;
    bench.apply({ region: "eu" });
    await bench.visitUntilIdle();
    expect(namesOf(bench, "Job")).toEqual([]);
    expect(bench.condition("PostgresReady")).toMatchObject({ status: "False", reason: "PostgresStarting" });
    const [set] = bench.cluster.all(RESOURCES.StatefulSet);
    bench.cluster.change(RESOURCES.StatefulSet, { ...set!, status: { readyReplicas: 1 } });
    await bench.visitUntilIdle();
    expect(namesOf(bench, "Job")).toHaveLength(1);
    expect(namesOf(bench, "Deployment")).toEqual(["eu-redis"]);
    expect(bench.condition("GatewayReady")).toMatchObject({ reason: "WaitingForMigration" });
  });

  test("has not reached its release before all pods of it serve, and keeps it when one of them falls", async () => {
    const bench = new CellBench();
    const serve = (ready: number) => {
      for (const name of ["eu-gateway", "eu-forwarder"]) {
        const found = bench.cluster.peek(RESOURCES.Deployment, { ...CELL_KEY, name });
        if (found === undefined) continue;
        const status = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, availableReplicas: ready };
        bench.cluster.change(RESOURCES.Deployment, { ...found, status });
      }
    };
    bench.settle = () => (namesOf(bench, "Deployment").includes("eu-gateway") ? serve(0) : bench.makeHealthy());
    bench.apply({ region: "eu" });
    await bench.visitUntilIdle();
    expect(bench.condition("RollingOut")).toMatchObject({ status: "True", reason: "Progressing" });
    expect(bench.condition("RollingOut")?.message).toContain("2 of 2 gateways (0 serve)");
    expect(bench.status.release).toEqual({ target: { version: "1.0.0", templateRevision: 1 } });
    bench.settle = () => serve(2);
    await bench.visit();
    await bench.visitUntilIdle();
    expect(bench.condition("RollingOut")).toMatchObject({ status: "False", reason: "Reached" });
    bench.settle = () => serve(1);
    await bench.visit();
    await bench.visitUntilIdle();
    expect(bench.condition("RollingOut")).toMatchObject({ status: "False", reason: "Reached" });
    expect(bench.status.release?.current).toEqual({ version: "1.0.0", templateRevision: 1 });
  });

  test("marks its namespace, so that it is not deleted under it", async () => {
    const bench = await readyCell();
    const namespace = bench.cluster.peek(RESOURCES.Namespace, { name: CELL_KEY.namespace });
    expect(namespace?.metadata.labels).toEqual({ "cellwire.dev/holds-cells": "true" });
  });

  test("waits for the directory and is not Available without it", async () => {
    const bench = new CellBench();
    bench.directory.isReachable = false;
    bench.apply({ region: "eu" });
    await bench.visitUntilIdle();
    expect(bench.condition("DirectoryRegistered")).toMatchObject({ status: "False", reason: "DirectoryUnreachable" });
    expect(bench.condition("GatewayReady")).toMatchObject({ status: "True" });
    expect(bench.condition("Available")).toMatchObject({ status: "False" });
    bench.directory.isReachable = true;
    await bench.visitUntilIdle();
    expect(bench.condition("Available")).toMatchObject({ status: "True" });
  });

  test("stays Available while the directory is away", async () => {
    const bench = await readyCell();
    bench.directory.isReachable = false;
    await bench.visitUntilIdle();
    expect(bench.condition("Available")).toMatchObject({ status: "True" });
  });

  test("takes stores that others run from their Secrets", async () => {
    const bench = new CellBench();
    bench.apply({
      region: "eu",
      postgres: { mode: "External", external: { secretName: "their-postgres" } },
      redis: { mode: "External", external: { secretName: "their-redis" } },
    });
    await bench.visitUntilIdle();
    expect(bench.condition("PostgresReady")).toMatchObject({ status: "False", reason: "WaitingForSecrets" });
    expect(bench.condition("UpToDate")).toMatchObject({ reason: "SecretMissing" });
    for (const [name, url] of [
      ["their-postgres", "postgres://db.example.com:6432/x"],
      ["their-redis", "rediss://redis.example.com"],
    ] as const) {
      const data = { url: Buffer.from(url).toString("base64") };
      const metadata = { name, namespace: "cell-eu" };
      bench.cluster.change(RESOURCES.Secret, { apiVersion: "v1", kind: "Secret", metadata, data });
    }
    await bench.visitUntilIdle();
    expect(bench.condition("Available")).toMatchObject({ status: "True" });
    expect(namesOf(bench, "StatefulSet")).toEqual([]);
    expect(namesOf(bench, "Secret")).toEqual(["eu-cell-keys", "their-postgres", "their-redis"]);
  });
});

describe("a Secret of somebody else", () => {
  test.each(["mysql://root:hunter2@db:3306/x", "hunter2", "redis://:hunter2@db"])(
    "with %s is no database, which is told without a word of it",
    async (url) => {
      const bench = new CellBench();
      const data = { url: Buffer.from(url).toString("base64") };
      const metadata = { name: "theirs", namespace: "cell-eu" };
      bench.cluster.change(RESOURCES.Secret, { apiVersion: "v1", kind: "Secret", metadata, data });
      bench.apply({ region: "eu", postgres: { mode: "External", external: { secretName: "theirs" } } });
      await bench.visitUntilIdle();
      expect(bench.condition("PostgresReady")).toMatchObject({ status: "False", reason: "WaitingForSecrets" });
      expect(bench.condition("UpToDate")).toMatchObject({ reason: "SecretInvalid" });
      expect(bench.condition("UpToDate")?.message).toContain("postgres:// or postgresql://");
      expect(JSON.stringify([bench.status, bench.events])).not.toContain("hunter2");
    },
  );
});

test("a cluster without CloudNativePG is told to be one", async () => {
  const bench = new CellBench();
  const apply = bench.cluster.apply.bind(bench.cluster);
  vi.spyOn(bench.cluster, "apply").mockImplementation(async (resource, object) => {
    if (resource !== RESOURCES.CloudNativePgCluster) return apply(resource, object);
    throw new KubeError("404 page not found", { reason: "NotFound", status: 404, retryable: false });
  });
  bench.apply({ region: "eu", postgres: { mode: "CloudNativePG" } });
  await bench.visitUntilIdle();
  expect(bench.condition("PostgresReady")).toMatchObject({ status: "False", reason: "CloudNativePgUnknown" });
});

describe("a paused cell", () => {
  test("is left as it is, and says so", async () => {
    const bench = await readyCell();
    bench.apply({ region: "eu", paused: true, gateway: { replicas: 5 } });
    bench.cluster.calls.length = 0;
    await bench.visitUntilIdle();
    expect(bench.cluster.writes).toEqual(["applyStatus Cell/eu"]);
    expect(bench.condition("Paused")).toMatchObject({ status: "True" });
    expect(bench.status).toMatchObject({ phase: "Paused", observedGeneration: 1 });
    bench.apply({ region: "eu", gateway: { replicas: 5 } });
    await bench.visitUntilIdle();
    expect(bench.status).toMatchObject({ phase: "Ready", gatewayReplicas: 5 });
  });
});
