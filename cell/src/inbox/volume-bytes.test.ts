import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readVolumeBytes } from "./volume-bytes.ts";

const directory = mkdtempSync(path.join(tmpdir(), "cellwire-volume-"));
const file = path.join(directory, "volume-bytes");
afterAll(() => rmSync(directory, { recursive: true }));

test.each(["10737418240", "10737418240\n"])("reads a number, with or without the end of its line", async (text) => {
  writeFileSync(file, text);
  expect(await readVolumeBytes(file)).toBe(10 * 2 ** 30);
});

test.each(["", "0", "-1", "10Gi", "1e9", "99999999999999999"])("takes %j for no size", async (text) => {
  writeFileSync(file, text);
  await expect(readVolumeBytes(file)).rejects.toThrow("has no whole number of bytes");
});

test("says so when there is no such file", async () => {
  await expect(readVolumeBytes(path.join(directory, "none"))).rejects.toThrow("ENOENT");
});
