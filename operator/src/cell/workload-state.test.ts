import { expect, test } from "vitest";
import { workloadState, workloadText } from "./workload-state.ts";

const metadata = { name: "gateway", generation: 2 };
const deployment = (status: object) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata,
  spec: { replicas: 2 },
  status,
});
const DONE = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };

test("is rolled out when all pods are new and serve", () => {
  expect(workloadState(deployment(DONE))).toMatchObject({ isReplaced: true, isRolledOut: true, ready: 2, wanted: 2 });
});

test("is not rolled out by what was said of a former generation", () => {
  expect(workloadState(deployment({ ...DONE, observedGeneration: 1 })).isRolledOut).toBe(false);
});

test("is not replaced while old pods are left", () => {
  expect(workloadState(deployment({ ...DONE, replicas: 3 })).isReplaced).toBe(false);
});

test("is replaced, but not rolled out, while a pod is down", () => {
  const state = workloadState(deployment({ ...DONE, availableReplicas: 1 }));
  expect(state).toMatchObject({ isReplaced: true, isRolledOut: false });
  expect(workloadText(state)).toBe("1 of 2 pods serve");
});

test("tells what its controller says of a roll that stands still", () => {
  const conditions = [{ type: "Progressing", status: "False", message: "timed out" }];
  expect(workloadState(deployment({ ...DONE, updatedReplicas: 1, conditions })).stalled).toBe("timed out");
  expect(workloadState(deployment({ ...DONE, observedGeneration: 1, conditions })).stalled).toBeUndefined();
});

test("does not exist without an object", () => {
  expect(workloadState(undefined)).toMatchObject({ exists: false, isRolledOut: false, ready: 0 });
});
