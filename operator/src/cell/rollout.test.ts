import { describe, expect, test } from "vitest";
import { CELL_KEY, type CellBench } from "../../test/cell-bench.ts";
import { readyCell } from "../../test/ready-cell.ts";
import { healthyStatus, replicasStatus } from "../../test/workload-controllers.ts";
import { RESOURCES } from "../kube/resources.ts";
import { carriedRelease } from "../resources/release.ts";

const release = (version: string, templateRevision = 1) => ({
  region: "eu",
  releasePolicy: "Pinned",
  release: { version, templateRevision },
});
const versionOf = (bench: CellBench, name: string) =>
  carriedRelease(bench.cluster.peek(RESOURCES.Deployment, { ...CELL_KEY, name }))?.release.version;

/** Pods of this version never get ready, as a Deployment tells it. */
function fails(bench: CellBench, version: string): void {
  bench.settle = () => {
    for (const job of bench.cluster.all(RESOURCES.Job)) {
      const status = healthyStatus(job);
      if (status) bench.cluster.change(RESOURCES.Job, { ...job, status });
    }
    for (const object of bench.cluster.all(RESOURCES.Deployment)) {
      const isSick = carriedRelease(object)?.release.version === version && object.metadata.name !== "eu-redis";
      const healthy = replicasStatus(object);
      const conditions = [{ type: "Progressing", status: "False", message: "has timed out progressing" }];
      const status = isSick ? { ...healthy, updatedReplicas: 1, replicas: 3, conditions } : healthy;
      bench.cluster.change(RESOURCES.Deployment, { ...object, status });
    }
  };
}

describe("a release", () => {
  test("goes through the database, the forwarders and then the gateways", async () => {
    const bench = await readyCell(release("1.0.0"));
    bench.settle = () => undefined;
    bench.apply(release("1.1.0"));
    await bench.visitUntilIdle();
    expect([versionOf(bench, "eu-forwarder"), versionOf(bench, "eu-gateway")]).toEqual(["1.0.0", "1.0.0"]);
    const job = bench.cluster.all(RESOURCES.Job).find((one) => carriedRelease(one)?.release.version === "1.1.0")!;
    bench.cluster.change(RESOURCES.Job, { ...job, status: healthyStatus(job) });
    await bench.visitUntilIdle();
    expect([versionOf(bench, "eu-forwarder"), versionOf(bench, "eu-gateway")]).toEqual(["1.1.0", "1.0.0"]);
    expect(bench.condition("RollingOut")).toMatchObject({ status: "True" });
    expect(bench.status.phase).toBe("RollingOut");
    bench.settle = () => bench.makeHealthy();
    await bench.visitUntilIdle();
    expect([versionOf(bench, "eu-forwarder"), versionOf(bench, "eu-gateway")]).toEqual(["1.1.0", "1.1.0"]);
    expect(bench.status.release).toMatchObject({ current: { version: "1.1.0" }, target: { version: "1.1.0" } });
    expect(bench.condition("Available")).toMatchObject({ status: "True" });
  });

  test("whose migration fails halts, says so, and can be taken back", async () => {
    const bench = await readyCell(release("1.0.0"));
    bench.settle = () => {
      for (const job of bench.cluster.all(RESOURCES.Job)) {
        if (carriedRelease(job)?.release.version !== "1.1.0") continue;
        const conditions = [{ type: "Failed", status: "True", message: "backoff limit" }];
        bench.cluster.change(RESOURCES.Job, { ...job, status: { conditions } });
      }
    };
    bench.apply(release("1.1.0"));
    await bench.visitUntilIdle();
    expect([versionOf(bench, "eu-forwarder"), versionOf(bench, "eu-gateway")]).toEqual(["1.0.0", "1.0.0"]);
    expect(bench.condition("RollingOut")).toMatchObject({ status: "False", reason: "Halted" });
    expect(bench.condition("UpToDate")).toMatchObject({ status: "False", reason: "MigrationFailed" });
    expect(bench.condition("Available")).toMatchObject({ status: "True" });
    expect(bench.status.phase).toBe("Halted");
    bench.apply(release("1.0.0"));
    await bench.visitUntilIdle();
    expect(bench.status.phase).toBe("Ready");
  });

  test("whose forwarders do not start leaves the gateways as they are, and can be taken back", async () => {
    const bench = await readyCell(release("1.0.0"));
    fails(bench, "1.1.0");
    bench.apply(release("1.1.0"));
    await bench.visitUntilIdle();
    expect([versionOf(bench, "eu-forwarder"), versionOf(bench, "eu-gateway")]).toEqual(["1.1.0", "1.0.0"]);
    expect(bench.condition("RollingOut")).toMatchObject({ status: "False", reason: "Halted" });
    bench.apply(release("1.0.0"));
    await bench.visitUntilIdle();
    expect([versionOf(bench, "eu-forwarder"), versionOf(bench, "eu-gateway")]).toEqual(["1.0.0", "1.0.0"]);
    expect(bench.status.phase).toBe("Ready");
  });

  test("of templates that this operator does not know is not begun", async () => {
    const bench = await readyCell(release("1.0.0"));
    bench.apply(release("1.1.0", 99));
    await bench.visitUntilIdle();
    expect(versionOf(bench, "eu-forwarder")).toBe("1.0.0");
    expect(bench.condition("RollingOut")).toMatchObject({ reason: "Halted" });
    expect(bench.condition("UpToDate")).toMatchObject({ reason: "UnknownTemplateRevision" });
  });

  test("that nobody named is the one that the cell has, whatever the operator's default becomes", async () => {
    const bench = await readyCell();
    const before = JSON.stringify(bench.cluster.everything());
    bench.defaultVersion = "2.0.0";
    bench.memory = { uid: "" };
    await bench.visitUntilIdle();
    expect(JSON.stringify(bench.cluster.everything())).toBe(before);
  });

  test("keeps the images that it began with, so that an upgrade of the operator restarts nothing", async () => {
    const bench = await readyCell(release("1.0.0"));
    const before = JSON.stringify(bench.cluster.everything());
    bench.images = { image: "elsewhere/cellwire", postgresImage: "postgres:19", redisImage: "redis:9" };
    await bench.visitUntilIdle();
    expect(JSON.stringify(bench.cluster.everything())).toBe(before);
  });
});
