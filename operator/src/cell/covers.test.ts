import { expect, test } from "vitest";
import { covers } from "./covers.ts";

test.each([
  ["what others added", { a: 1, b: 2 }, { a: 1 }],
  ["quantities that mean the same", { memory: "1Gi", cpu: "1" }, { memory: "1024Mi", cpu: "1000m" }],
  ["a sidecar and a variable of others", { c: [{ name: "x" }, { name: "a", env: 1 }] }, { c: [{ name: "a" }] }],
  ["a finalizer of others", { finalizers: ["theirs", "ours"] }, { finalizers: ["ours"] }],
  ["lists in any order, by their keys", { l: [{ name: "b" }, { name: "a" }] }, { l: [{ name: "a" }, { name: "b" }] }],
])("overlooks %s", (_what, actual, wanted) => {
  expect(covers(actual, wanted)).toBe(true);
});

test.each([
  ["a field that is missing", {}, { a: 1 }],
  ["a field that is different", { a: 2 }, { a: 1 }],
  ["a quantity that is different", { memory: "1Gi" }, { memory: "1G" }],
  ["an item that is missing", { c: [{ name: "b" }] }, { c: [{ name: "a" }] }],
  ["an argument more", { args: ["a", "b"] }, { args: ["a"] }],
  ["a rule more", { ingress: [{}, { ports: [] }] }, { ingress: [{}] }],
  ["a list that should be empty", { keys: [{ name: "a" }] }, { keys: [] }],
  ["a finalizer that is missing", { finalizers: ["theirs"] }, { finalizers: ["ours"] }],
])("sees %s", (_what, actual, wanted) => {
  expect(covers(actual, wanted)).toBe(false);
});
