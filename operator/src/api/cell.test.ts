import { describe, expect, test } from "vitest";
import { z } from "zod";
import { API_VERSION, InvalidCellError, KIND, cellSchema, parseCell } from "./cell.ts";

/** A minimal manifest with `spec` merged in. */
function manifest(spec: Record<string, unknown> = {}): Record<string, unknown> {
  return { apiVersion: API_VERSION, kind: KIND, metadata: { name: "eu" }, spec: { region: "eu", ...spec } };
}

type Bad = [what: string, manifest: unknown, path: string, remedy: RegExp];

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
  expect(parseCell(manifest())).toEqual({
    apiVersion: API_VERSION,
    kind: KIND,
    metadata: { name: "eu", namespace: "default" },
    spec: {
      region: "eu",
      releasePolicy: "Fleet",
      schedulable: true,
      paused: false,
      capacity: { maxUsers: 50_000 },
      gateway: { replicas: 2, terminationGracePeriodSeconds: 120 },
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
  const stored = { ...manifest(), metadata: { name: "eu", uid: "1", labels: { a: "b" } }, status: { phase: "Ready" } };
  expect(parseCell(stored)).toMatchObject({ metadata: { uid: "1", labels: { a: "b" } }, status: { phase: "Ready" } });
});

test("autoscaling stands in for replicas", () => {
  const autoscaling = { min: 1, max: 4, targetConnectionsPerPod: 10_000 };
  expect(parseCell(manifest({ gateway: { autoscaling } })).spec.gateway.replicas).toBeUndefined();
});

describe("a bad manifest is refused with the field's path and a remedy", () => {
  const scaling = { min: 1, max: 4, targetConnectionsPerPod: 10_000 };
  test.each<Bad>([
    ["no document", undefined, "(root)", /object/],
    ["a list", [], "(root)", /object/],
    ["another version", { ...manifest(), apiVersion: "cellwire.dev/v2" }, "apiVersion", /cellwire\.dev\/v1alpha1/],
    ["another kind", { ...manifest(), kind: "Cells" }, "kind", /Cell/],
    ["no name", { ...manifest(), metadata: {} }, "metadata.name", /string/],
    ["an upper-case name", { ...manifest(), metadata: { name: "EU" } }, "metadata.name", /matches/],
    ["a long name", { ...manifest(), metadata: { name: "e".repeat(33) } }, "metadata.name", /32/],
    ["no spec", { ...manifest(), spec: undefined }, "spec", /object/],
    ["no region", manifest({ region: undefined }), "spec.region", /string/],
    ["a region with a space", manifest({ region: "e u" }), "spec.region", /matches/],
    ["an unknown field", manifest({ replicas: 2 }), "spec.replicas", /remove it/],
    ["a misspelt nested field", manifest({ gateway: { replicas: 2, replica: 1 } }), "spec.gateway.replica", /spelling/],
    ["a quoted number", manifest({ gateway: { replicas: "2" } }), "spec.gateway.replicas", /number/],
    ["a fraction", manifest({ forwarder: { replicas: 1.5 } }), "spec.forwarder.replicas", /whole number/],
    ["a negative count", manifest({ forwarder: { replicas: -1 } }), "spec.forwarder.replicas", /0 or more/],
    ["too many", manifest({ forwarder: { replicas: 1_001 } }), "spec.forwarder.replicas", /1000 or less/],
    ["neither of two", manifest({ gateway: {} }), "spec.gateway", /replicas: 2/],
    ["both of two", manifest({ gateway: { replicas: 2, autoscaling: scaling } }), "spec.gateway", /autoscaling/],
    [
      "min above max",
      manifest({ gateway: { autoscaling: { ...scaling, min: 5 } } }),
      "spec.gateway.autoscaling.min",
      /max/,
    ],
    ["pinned to nothing", manifest({ releasePolicy: "Pinned" }), "spec.release", /version/],
    ["an unknown policy", manifest({ releasePolicy: "Free" }), "spec.releasePolicy", /Fleet or Pinned/],
    ["no capacity at all", manifest({ capacity: { maxUsers: 0 } }), "spec.capacity.maxUsers", /1 or more/],
    [
      "a size without a unit's form",
      manifest({ postgres: { storage: { size: "ten" } } }),
      "spec.postgres.storage.size",
      /matches/,
    ],
    ["external without a secret", manifest({ postgres: { mode: "External" } }), "spec.postgres", /Secret/],
    ["a secret without external", manifest({ redis: { external: { secretName: "a" } } }), "spec.redis", /Secret/],
    [
      "a bad list entry",
      manifest({ network: { ingressFrom: [{}] } }),
      "spec.network.ingressFrom[0].namespaceLabels",
      /record/,
    ],
    ["a drain without end", manifest({ drain: { onTimeout: "Wait" } }), "spec.drain.onTimeout", /Block or Force/],
  ])("%s", (...[, value, path, remedy]: Bad) => {
    expect(faultsOf(value)).toEqual([{ path, problem: expect.any(String), remedy: expect.stringMatching(remedy) }]);
  });
});

test("all faults are reported at once, one a line", () => {
  const bad = manifest({ region: "E", forwarder: { replicas: -1 }, bogus: true });
  expect(() => parseCell(bad)).toThrow(/^spec\.region: .+\nspec\.forwarder\.replicas: .+\nspec\.bogus: .+$/);
});

test("the schema converts to the CRD's OpenAPI schema, CEL rules included", () => {
  const schema = JSON.stringify(z.toJSONSchema(cellSchema, { target: "openapi-3.0", io: "input" }));
  expect(schema).toContain('"rule":"has(self.replicas) != has(self.autoscaling)"');
  expect(schema).not.toContain("oneOf");
});
