import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { CHECKOUT } from "../cluster.ts";
import { APP_FOLDERS, referenceOf } from "./image-build.ts";
import { SERVICES } from "./production-modules.ts";

const SCOPE = "@cellwire/";

function read(file: string): unknown {
  return parse(readFileSync(path.join(CHECKOUT, "charts/cellwire", file), "utf8"));
}

test("the images that are loaded are those that the chart installs by default", () => {
  const { appVersion } = read("Chart.yaml") as { appVersion: string };
  const { images } = read("values.yaml") as { images: Record<string, { repository: string; tag: string }> };
  const references = Object.values(images).map(({ repository, tag }) => `${repository}:${tag || appVersion}`);
  const loaded = [referenceOf("cellwire"), referenceOf("cellwire-stores")];
  expect([...new Set(references)].sort()).toEqual(loaded.sort());
});

/** Folders of the workspaces that these depend on, and they themselves; a workspace is named for its folder. */
function withDependencies(folders: readonly string[]): Set<string> {
  const found = new Set<string>();
  const add = (folder: string): void => {
    if (found.has(folder)) return;
    found.add(folder);
    const manifest = readFileSync(path.join(CHECKOUT, folder, "package.json"), "utf8");
    const { dependencies = {} } = JSON.parse(manifest) as { dependencies?: Record<string, string> };
    for (const name of Object.keys(dependencies)) if (name.startsWith(SCOPE)) add(name.slice(SCOPE.length));
  };
  for (const folder of folders) add(folder);
  return found;
}

test("the image has every workspace that a service depends on, however it is built", () => {
  const needed = [...withDependencies(SERVICES)].sort();
  expect([...APP_FOLDERS].sort()).toEqual(needed);
  const ignored = readFileSync(path.join(CHECKOUT, ".dockerignore"), "utf8").split("\n");
  const letIn = ignored.flatMap((line) => /^!([a-z-]+)$/.exec(line)?.[1] ?? []);
  expect(letIn.sort()).toEqual(needed);
});
