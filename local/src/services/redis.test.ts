import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { findRedis } from "./redis.ts";

/** A directory with one executable of that name. */
function directoryWith(name: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), "cellwire-path-"));
  writeFileSync(path.join(directory, name), "");
  chmodSync(path.join(directory, name), 0o755);
  return directory;
}

const onProgress = () => {};

test.each(["redis-server", "valkey-server"])("%s on the PATH is taken", (name) => {
  const directory = directoryWith(name);
  expect(findRedis({ searchPath: ["/does/not/exist", directory], onProgress })).toBe(path.join(directory, name));
});

test("without either, and without apt-get, the remedy says what to install", () => {
  const missing = { code: "MISSING_BINARY", remedy: expect.stringMatching(/install redis/) };
  expect(() => findRedis({ searchPath: [directoryWith("ls")], onProgress })).toThrow(expect.objectContaining(missing));
});
