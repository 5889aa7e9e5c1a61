import { expect, test } from "vitest";
import type { KubeObject } from "./contract.ts";
import { ObjectStore } from "./object-store.ts";

function pod(name: string, uid: string, resourceVersion: string): KubeObject {
  return { apiVersion: "v1", kind: "Pod", metadata: { namespace: "n", name, uid, resourceVersion } };
}

test("an object is added, changed and deleted once each", () => {
  const store = new ObjectStore();
  expect(store.put(pod("a", "u", "1"))).toMatchObject([{ what: "added" }]);
  expect(store.put(pod("a", "u", "1"))).toEqual([]);
  expect(store.put(pod("a", "u", "2"))).toMatchObject([{ what: "changed" }]);
  expect(store.get({ namespace: "n", name: "a" })?.metadata.resourceVersion).toBe("2");
  expect(store.remove(pod("a", "u", "3"))).toMatchObject([{ what: "deleted" }]);
  expect(store.remove(pod("a", "u", "3"))).toEqual([]);
  expect(store.list()).toEqual([]);
});

test("an object that took another's name is the end of that and a new one", () => {
  const store = new ObjectStore();
  store.put(pod("a", "old", "1"));
  const [first, second] = store.put(pod("a", "new", "2"));
  expect(first).toMatchObject({ what: "deleted", object: { metadata: { uid: "old" } } });
  expect(second).toMatchObject({ what: "added", object: { metadata: { uid: "new" } } });
});

test("the end of an object leaves the one that took its name", () => {
  const store = new ObjectStore();
  store.put(pod("a", "new", "2"));
  expect(store.remove(pod("a", "old", "1"))).toEqual([]);
  expect(store.list()).toHaveLength(1);
});

test("a list tells what it no longer holds, what is new and what changed", () => {
  const store = new ObjectStore();
  for (const name of ["gone", "same", "changed", "replaced"]) store.put(pod(name, name, "1"));
  const list = [
    pod("same", "same", "1"),
    pod("changed", "changed", "2"),
    pod("replaced", "x", "3"),
    pod("new", "n", "4"),
  ];
  const told = store.replace(list).map(({ what, object }) => `${what} ${object.metadata.name}`);
  expect(told).toEqual(["deleted gone", "changed changed", "deleted replaced", "added replaced", "added new"]);
});

test("a list can be narrowed to a namespace", () => {
  const store = new ObjectStore();
  store.put(pod("a", "u", "1"));
  expect(store.list("n")).toHaveLength(1);
  expect(store.list("other")).toEqual([]);
});
