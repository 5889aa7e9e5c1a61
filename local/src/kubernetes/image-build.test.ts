import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { CHECKOUT } from "../cluster.ts";
import { referenceOf } from "./image-build.ts";

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
