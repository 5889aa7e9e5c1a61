/** What a change of a Cell, or of what is around it, leads to. */

import { describe, expect, test, vi } from "vitest";
import { CELL_KEY, type CellBench } from "../../test/cell-bench.ts";
import { namesOf, readyCell } from "../../test/ready-cell.ts";
import type { KubeObject } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";

const deployment = (bench: CellBench, name: string) => bench.cluster.peek(RESOURCES.Deployment, { ...CELL_KEY, name })!;
const specOf = (object: KubeObject) => object["spec"] as Record<string, unknown>;

function templates(bench: CellBench): Record<string, string> {
  const workloads = [...bench.cluster.all(RESOURCES.Deployment), ...bench.cluster.all(RESOURCES.StatefulSet)];
  return Object.fromEntries(workloads.map((one) => [one.metadata.name, JSON.stringify(specOf(one)["template"])]));
}

function changedTemplates(before: Record<string, string>, after: Record<string, string>): string[] {
  return Object.keys(after).filter((name) => before[name] !== after[name]);
}

describe("a change", () => {
  test("of a gateway setting rolls the gateways alone", async () => {
    const bench = await readyCell();
    const before = templates(bench);
    bench.apply({ region: "eu", gateway: { replicas: 2, terminationGracePeriodSeconds: 300 } });
    await bench.visitUntilIdle();
    expect(changedTemplates(before, templates(bench))).toEqual(["eu-gateway"]);
  });

  test("of the number of gateways rolls nothing", async () => {
    const bench = await readyCell();
    const before = templates(bench);
    bench.apply({ region: "eu", gateway: { replicas: 9 } });
    await bench.visitUntilIdle();
    expect(changedTemplates(before, templates(bench))).toEqual([]);
    expect(specOf(deployment(bench, "eu-gateway"))["replicas"]).toBe(9);
  });

  test("of a password rolls its store and who connects to it, once it is noticed", async () => {
    const bench = await readyCell();
    const before = templates(bench);
    const secret = bench.cluster.peek(RESOURCES.Secret, { ...CELL_KEY, name: "eu-redis" })!;
    const data = { ...(secret["data"] as object), password: Buffer.from("other").toString("base64") };
    bench.cluster.change(RESOURCES.Secret, { ...secret, data });
    bench.nowMs += 600_000;
    await bench.visitUntilIdle();
    expect(changedTemplates(before, templates(bench))).toEqual(["eu-redis", "eu-forwarder", "eu-gateway"]);
    const { url } = bench.cluster.peek(RESOURCES.Secret, { ...CELL_KEY, name: "eu-redis" })!["data"] as { url: string };
    expect(Buffer.from(url, "base64").toString()).toBe("redis://:other@eu-redis.cell-eu.svc:6379/0");
  });

  test("of the keys is spread before it is used, and ends after one overlap", async () => {
    const bench = await readyCell();
    const keys = () => {
      const secret = bench.cluster.peek(RESOURCES.Secret, { ...CELL_KEY, name: "eu-cell-keys" })!;
      const text = Buffer.from((secret["data"] as Record<string, string>)["cell.json"]!, "base64").toString();
      return JSON.parse(text) as { active: string; keys: { kid: string }[] };
    };
    const registered = async () => (await bench.directory.fetch("eu"))!.publicKeys.map(({ kid }) => kid);
    const [old] = keys().keys;
    bench.settle = () => undefined;
    bench.apply({ region: "eu" }, { "cellwire.dev/rotate-keys": "once" });
    await bench.visitUntilIdle();
    expect(keys()).toMatchObject({ active: old!.kid, keys: [{ kid: old!.kid }, {}] });
    expect(await registered()).toHaveLength(2);
    bench.settle = () => bench.makeHealthy();
    await bench.visit();
    await bench.visitUntilIdle();
    const { active } = keys();
    expect(active).not.toBe(old!.kid);
    expect(await registered()).toEqual([old!.kid, active]);
    bench.nowMs += 26 * 3_600_000;
    await bench.visitUntilIdle();
    expect(keys()).toMatchObject({ active, keys: [{ kid: active }] });
    expect(await registered()).toEqual([active]);
    expect(bench.status.phase).toBe("Ready");
  });

  test("to one gateway removes the disruption budget, which would block the drain of its node", async () => {
    const bench = await readyCell();
    expect(namesOf(bench, "PodDisruptionBudget")).toEqual(["eu-forwarder", "eu-gateway"]);
    bench.apply({ region: "eu", gateway: { replicas: 1 } });
    await bench.visitUntilIdle();
    expect(namesOf(bench, "PodDisruptionBudget")).toEqual(["eu-forwarder"]);
  });

  test("of capacity and cordon goes to the directory", async () => {
    const bench = await readyCell();
    bench.apply({ region: "eu", schedulable: false, capacity: { maxUsers: 7 } });
    await bench.visitUntilIdle();
    expect(await bench.directory.fetch("eu")).toMatchObject({ schedulable: false, maxUsers: 7, state: "ACTIVE" });
  });

  test("of the volume's size grows it, and never shrinks it", async () => {
    const bench = await readyCell();
    const size = () => {
      const claim = bench.cluster.peek(RESOURCES.PersistentVolumeClaim, { ...CELL_KEY, name: "eu-postgres" })!;
      return (specOf(claim)["resources"] as { requests: { storage: string } }).requests.storage;
    };
    bench.apply({ region: "eu", postgres: { storage: { size: "20Gi" } } });
    await bench.visitUntilIdle();
    expect(size()).toBe("20Gi");
    bench.apply({ region: "eu", postgres: { storage: { size: "5Gi" } } });
    await bench.visitUntilIdle();
    expect(size()).toBe("20Gi");
    expect(bench.condition("PostgresReady")?.message).toContain("volumes cannot shrink");
  });
});

describe("what others do", () => {
  test("labels and annotations of others stay", async () => {
    const bench = await readyCell();
    const gateway = deployment(bench, "eu-gateway");
    const { metadata } = gateway;
    const annotations = { ...metadata.annotations, "example.com/note": "ours" };
    bench.cluster.change(RESOURCES.Deployment, { ...gateway, metadata: { ...metadata, annotations } });
    bench.cluster.calls.length = 0;
    await bench.visitUntilIdle();
    expect(bench.cluster.writes).toEqual([]);
    bench.apply({ region: "eu", gateway: { replicas: 4 } });
    await bench.visitUntilIdle();
    expect(deployment(bench, "eu-gateway").metadata.annotations).toMatchObject({ "example.com/note": "ours" });
  });

  test("a change of a field that is the operator's is set right", async () => {
    const bench = await readyCell();
    const gateway = deployment(bench, "eu-gateway");
    bench.cluster.change(RESOURCES.Deployment, { ...gateway, spec: { ...specOf(gateway), replicas: 0 } });
    await bench.visitUntilIdle();
    expect(specOf(deployment(bench, "eu-gateway"))["replicas"]).toBe(2);
  });

  test("an object that was deleted is made again", async () => {
    const bench = await readyCell();
    const { uid } = deployment(bench, "eu-gateway").metadata;
    await bench.cluster.delete(
      RESOURCES.Deployment,
      { ...CELL_KEY, name: "eu-gateway" },
      { preconditions: { uid: uid! } },
    );
    await bench.visitUntilIdle();
    expect(deployment(bench, "eu-gateway").metadata.uid).not.toBe(uid);
    expect(bench.status.phase).toBe("Ready");
  });

  test("a write that the cluster changes back is named, and not tried again and again", async () => {
    const bench = await readyCell();
    const apply = bench.cluster.apply.bind(bench.cluster);
    vi.spyOn(bench.cluster, "apply").mockImplementation(async (resource, object) => {
      const isGateway = object.metadata.name === "eu-gateway" && resource === RESOURCES.Deployment;
      const spec = isGateway ? { ...specOf(object), progressDeadlineSeconds: 7 } : object["spec"];
      return apply(resource, { ...object, spec });
    });
    bench.apply({ region: "eu", gateway: { replicas: 3 } });
    await bench.visitUntilIdle();
    bench.cluster.calls.length = 0;
    const result = await bench.visit();
    expect(bench.cluster.writes).toEqual([]);
    expect(bench.condition("UpToDate")).toMatchObject({ status: "False", reason: "Overruled" });
    expect(bench.condition("UpToDate")?.message).toContain("Deployment eu-gateway");
    expect(bench.condition("UpToDate")?.message).toContain("spec.progressDeadlineSeconds");
    expect(result?.requeueAfterMs).toBeGreaterThanOrEqual(60_000);
  });

  test("an object of somebody else is not touched, and named", async () => {
    const bench = await readyCell();
    const { uid } = deployment(bench, "eu-gateway").metadata;
    await bench.cluster.delete(
      RESOURCES.Deployment,
      { ...CELL_KEY, name: "eu-gateway" },
      { preconditions: { uid: uid! } },
    );
    const theirs = {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...CELL_KEY, name: "eu-gateway" },
      spec: { replicas: 1 },
    };
    bench.settle = () => undefined;
    bench.cluster.change(RESOURCES.Deployment, theirs);
    await bench.visitUntilIdle();
    expect(deployment(bench, "eu-gateway")).toMatchObject(theirs);
    expect(bench.condition("UpToDate")).toMatchObject({ reason: "NameTaken" });
  });
});

describe("an autoscaled cell", () => {
  const autoscaled = { region: "eu", gateway: { autoscaling: { min: 2, max: 9, targetConnectionsPerPod: 1_000 } } };
  const replicas = (bench: CellBench) => specOf(deployment(bench, "eu-gateway"))["replicas"];
  const scale = (bench: CellBench, to: number) => {
    const gateway = deployment(bench, "eu-gateway");
    bench.cluster.change(RESOURCES.Deployment, { ...gateway, spec: { ...specOf(gateway), replicas: to } });
  };

  test("starts with the least number, and leaves what the autoscaler makes of it", async () => {
    const bench = await readyCell(autoscaled);
    expect(namesOf(bench, "HorizontalPodAutoscaler")).toEqual(["eu-gateway"]);
    expect(replicas(bench)).toBe(2);
    scale(bench, 7);
    await bench.visitUntilIdle();
    expect(replicas(bench)).toBe(7);
    scale(bench, 3);
    bench.apply({ ...autoscaled, gateway: { ...autoscaled.gateway, terminationGracePeriodSeconds: 60 } });
    await bench.visitUntilIdle();
    expect(replicas(bench)).toBe(3);
  });

  test("keeps its number when it gets an autoscaler, and loses that with it", async () => {
    const bench = await readyCell({ region: "eu", gateway: { replicas: 5 } });
    bench.apply(autoscaled);
    await bench.visitUntilIdle();
    expect(replicas(bench)).toBe(5);
    bench.apply({ region: "eu", gateway: { replicas: 4 } });
    await bench.visitUntilIdle();
    expect(replicas(bench)).toBe(4);
    expect(namesOf(bench, "HorizontalPodAutoscaler")).toEqual([]);
  });
});
