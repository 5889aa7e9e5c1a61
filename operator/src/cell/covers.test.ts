import { expect, test } from "vitest";
import { uncovered } from "./covers.ts";

test.each([
  ["what others added", { a: 1, b: 2 }, { a: 1 }],
  ["quantities that mean the same", { memory: "1Gi", cpu: "1" }, { memory: "1024Mi", cpu: "1000m" }],
  [
    "quantities that differ by what a computer cannot count",
    { cpu: "9m", memory: "4350" },
    { cpu: "0.009", memory: "4.35k" },
  ],
  ["that the API server rounds up to thousandths", { cpu: "334m" }, { cpu: "0.33333" }],
  ["a sidecar and a variable of others", { c: [{ name: "x" }, { name: "a", env: 1 }] }, { c: [{ name: "a" }] }],
  ["a finalizer of others", { finalizers: ["theirs", "ours"] }, { finalizers: ["ours"] }],
  ["lists in any order, by their keys", { l: [{ name: "b" }, { name: "a" }] }, { l: [{ name: "a" }, { name: "b" }] }],
])("overlooks %s", (_what, actual, wanted) => {
  expect(uncovered(actual, wanted)).toBeUndefined();
});

test.each([
  ["a field that is missing", {}, { a: 1 }],
  ["a field that is different", { a: 2 }, { a: 1 }],
  ["a quantity that is different", { memory: "1Gi" }, { memory: "1G" }],
  ["a quantity that is a thousandth more", { cpu: "335m" }, { cpu: "334m" }],
  ["an item that is missing", { c: [{ name: "b" }] }, { c: [{ name: "a" }] }],
  ["an argument more", { args: ["a", "b"] }, { args: ["a"] }],
  ["a rule more", { ingress: [{}, { ports: [] }] }, { ingress: [{}] }],
  ["a list that should be empty", { keys: [{ name: "a" }] }, { keys: [] }],
  ["a finalizer that is missing", { finalizers: ["theirs"] }, { finalizers: ["ours"] }],
])("sees %s", (_what, actual, wanted) => {
  expect(uncovered(actual, wanted)).toBeDefined();
});

test("says where", () => {
  const actual = { spec: { containers: [{ name: "a", ports: [{ name: "x", port: 1 }] }] } };
  const wanted = { spec: { containers: [{ name: "a", ports: [{ name: "x", port: 2 }] }] } };
  expect(uncovered(actual, wanted)).toBe("spec.containers[0].ports[0].port");
});
