import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { exampleFiles, readManifests } from "./manifests.ts";

const CHECKOUT = fileURLToPath(new URL("../../", import.meta.url));

function file(text: string): string {
  const name = path.join(mkdtempSync(path.join(tmpdir(), "cellwire-manifests-")), "cell.yaml");
  writeFileSync(name, text);
  return name;
}

test("the examples are two cells, eu and us, of two gateways each", () => {
  const cells = readManifests(exampleFiles(CHECKOUT));
  expect(cells.map((cell) => [cell.metadata.name, cell.spec.region, cell.spec.gateway.replicas])).toEqual([
    ["eu", "eu", 2],
    ["us", "us", 2],
  ]);
});

test("a bad field is named with its file and its path", () => {
  const bad = file("apiVersion: cellwire.dev/v1alpha1\nkind: Cell\nmetadata: { name: eu }\nspec: { regoin: eu }\n");
  expect(() => readManifests([bad])).toThrow(bad);
  expect(() => readManifests([bad])).toThrow(/spec\.region: is missing.*\n.*spec\.regoin: is not a field/);
});

test("other kinds in a file are passed over, and several cells are taken", () => {
  const cell = (name: string) =>
    `apiVersion: cellwire.dev/v1alpha1\nkind: Cell\nmetadata: { name: ${name} }\nspec: { region: eu }\n`;
  const mixed = file(`apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n---\n${cell("a")}---\n${cell("b")}`);
  expect(readManifests([mixed]).map(({ metadata }) => metadata.name)).toEqual(["a", "b"]);
});

test.each([
  ["a file that is not there", "/does/not/exist.yaml", /ENOENT.*/],
  ["a file without a cell", file("kind: Namespace\n"), /no document of kind Cell/],
  ["what is not YAML", file("a: [\n"), /cell\.yaml/],
])("%s is refused", (_what, name, message) => {
  expect(() => readManifests([name])).toThrow(message);
});
