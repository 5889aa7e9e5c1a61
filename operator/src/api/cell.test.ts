import { describe, expect, test } from "vitest";
import { BAD_CELLS } from "../../test/bad-cells.ts";
import { cellManifest } from "../../test/bad-manifest.ts";
import { API_VERSION, InvalidCellError, KIND, parseCell } from "./cell.ts";

const CPU = "spec.redis.resources.limits.cpu";

function faultsOf(value: unknown): readonly { path: string; problem: string; remedy: string }[] {
  try {
    parseCell(value);
  } catch (error) {
    if (error instanceof InvalidCellError) return error.faults;
    throw error;
  }
  return [];
}

test("a minimal manifest gets every default", () => {
  expect(parseCell(cellManifest())).toEqual({
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name: "eu", namespace: "default" },
    spec: {
      region: "eu",
      releasePolicy: "Fleet",
      schedulable: true,
      paused: false,
      capacity: { maxUsers: 50_000 },
      gateway: { replicas: 2, terminationGracePeriodSeconds: 120, service: { type: "ClusterIP", port: 80 } },
      forwarder: { replicas: 2 },
      postgres: { mode: "Managed", instances: 1, storage: { size: "10Gi" }, reclaimPolicy: "Retain" },
      redis: { mode: "Managed" },
      network: { enabled: true, ingressFrom: [] },
      monitoring: "Auto",
      drain: { batchSize: 500, onTimeout: "Block" },
    },
  });
});

test("what Kubernetes adds to metadata and status is kept", () => {
  const metadata = { name: "eu", uid: "1", labels: { a: "b" } };
  const stored = { ...cellManifest({}, metadata), status: { phase: "Ready", later: 1 } };
  expect(parseCell(stored)).toMatchObject({ metadata, status: { phase: "Ready", later: 1 } });
});

test("autoscaling stands in for replicas", () => {
  const autoscaling = { min: 1, max: 4, targetConnectionsPerPod: 10_000 };
  expect(parseCell(cellManifest({ gateway: { autoscaling } })).spec.gateway.replicas).toBeUndefined();
});

test("amounts may be numbers, as in a pod, and are text from then on", () => {
  const { resources } = parseCell(cellManifest({ forwarder: { resources: { limits: { cpu: 2 } } } })).spec.forwarder;
  expect(resources).toEqual({ limits: { cpu: "2" } });
});

describe("a bad manifest is refused with the field's path and a remedy", () => {
  test.each([
    ["no document", undefined, "(root)", /object/],
    ["a list", [], "(root)", /object/],
    ["another version", { ...cellManifest(), apiVersion: "cellwire.dev/v2" }, "apiVersion", /cellwire\.dev\/v1alpha1/],
    ["another kind", { ...cellManifest(), kind: "Cells" }, "kind", /Cell/],
    ["no name", cellManifest({}, {}), "metadata.name", /string/],
    [
      "an amount that is a list",
      cellManifest({ redis: { resources: { limits: { cpu: [] } } } }),
      CPU,
      /number.*string/,
    ],
  ])("%s", (_what, value, path, remedy) => {
    expect(faultsOf(value)).toEqual([{ path, problem: expect.any(String), remedy: expect.stringMatching(remedy) }]);
  });

  test.each(BAD_CELLS)("$what", ({ manifest, path, remedy }) => {
    const [fault, ...others] = faultsOf(manifest);
    expect(others).toEqual([]);
    expect(fault).toMatchObject({ path });
    expect(`${fault!.problem}; ${fault!.remedy}`).toMatch(remedy);
  });
});

test("all faults are reported at once, one a line", () => {
  const bad = cellManifest({ region: "E", forwarder: { replicas: -1 }, bogus: true });
  expect(() => parseCell(bad)).toThrow(/^spec\.region: .+\nspec\.forwarder\.replicas: .+\nspec\.bogus: .+$/);
});
