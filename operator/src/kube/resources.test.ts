import { expect, test } from "vitest";
import { RESOURCES, collectionPath, keyFromText, keyText, objectPath } from "./resources.ts";

test("the paths of the core group, of other groups and of the whole cluster", () => {
  expect(collectionPath(RESOURCES.Secret, "cell-eu")).toBe("/api/v1/namespaces/cell-eu/secrets");
  expect(collectionPath(RESOURCES.Cell)).toBe("/apis/cellwire.dev/v1alpha1/cells");
  expect(objectPath(RESOURCES.Namespace, { name: "cell-eu" })).toBe("/api/v1/namespaces/cell-eu");
  expect(objectPath(RESOURCES.Deployment, { namespace: "a", name: "b" })).toBe(
    "/apis/apps/v1/namespaces/a/deployments/b",
  );
});

test("a key that does not fit the kind is a mistake", () => {
  expect(() => objectPath(RESOURCES.Secret, { name: "a" })).toThrow("Secret a must have a namespace");
  expect(() => objectPath(RESOURCES.Namespace, { namespace: "a", name: "b" })).toThrow("must not have a namespace");
  expect(() => objectPath(RESOURCES.Secret, { namespace: "a", name: "" })).toThrow("without a name");
});

test("a name cannot leave its path", () => {
  expect(objectPath(RESOURCES.Pod, { namespace: "a", name: "../b?c" })).toBe("/api/v1/namespaces/a/pods/..%2Fb%3Fc");
});

test("a key survives being text", () => {
  for (const key of [{ name: "a" }, { namespace: "a", name: "b" }]) expect(keyFromText(keyText(key))).toEqual(key);
});
