import { expect, test } from "vitest";
import { parseCell } from "../api/cell.ts";
import { quantityValue } from "../api/quantity.ts";
import { maxWalSize } from "./write-ahead-log.ts";

/** What the cells' storage guard keeps free of messages. */
const KEPT_FREE = 0.15;

function cellWith(memory: string | undefined) {
  const resources = memory === undefined ? {} : { resources: { limits: { memory } } };
  const spec = { region: "eu", postgres: resources };
  return parseCell({ apiVersion: "cellwire.dev/v1alpha1", kind: "Cell", metadata: { name: "eu" }, spec });
}

test.each([
  [undefined, "10Gi", "256MB"],
  ["1Gi", "10Gi", "1024MB"],
  ["16Gi", "200Gi", "4096MB"],
  ["16Gi", "10Gi", "1280MB"],
  [undefined, "1Gi", "128MB"],
])("Postgres with %s of memory on a volume of %s has at most %s of write-ahead log", (memory, volume, size) => {
  expect(maxWalSize(cellWith(memory), volume)).toBe(size);
});

test.each(["1Gi", "1G", "1500M", "2Gi", "17Gi", "1Ti"])(
  "the log alone never fills what is kept free of %s",
  (volume) => {
    const megabytes = Number.parseInt(maxWalSize(cellWith("64Gi"), volume), 10);
    expect(megabytes * 2 ** 20).toBeLessThan(quantityValue(volume) * KEPT_FREE);
  },
);
