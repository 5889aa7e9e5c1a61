import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { openDataDirectory, purgeDataDirectory, removeUnused } from "@cellwire/local/data-directory.ts";
import { refuseTakenPorts } from "@cellwire/local/ports.ts";
import { expect, test } from "vitest";

function freshDirectory(): string {
  return mkdtempSync(path.join(tmpdir(), "cellwire-data-"));
}

test("a data directory is made, opened again, and purged with its stores", () => {
  const root = path.join(freshDirectory(), "data");
  const made = openDataDirectory(root);
  expect(made.isNew).toBe(true);
  expect(openDataDirectory(root)).toEqual({ ...made, isNew: false });
  expect(existsSync(made.stores)).toBe(true);
  expect(purgeDataDirectory(root)).toBe(true);
  expect([existsSync(root), existsSync(made.stores)]).toEqual([false, false]);
  expect(purgeDataDirectory(root)).toBe(false);
});

test("only a directory that was made just now, and in which no store has run, is taken back", () => {
  const root = path.join(freshDirectory(), "data");
  const made = openDataDirectory(root);
  removeUnused(openDataDirectory(root));
  mkdirSync(path.join(made.stores, "eu"));
  removeUnused(made);
  expect(existsSync(root)).toBe(true);
  rmdirSync(path.join(made.stores, "eu"));
  removeUnused(made);
  expect([existsSync(root), existsSync(made.stores)]).toEqual([false, false]);
});

test.each([["format"], ["postgres"]])("data of another %s is refused with the remedy", (field) => {
  const root = path.join(freshDirectory(), "data");
  openDataDirectory(root);
  const file = path.join(root, "version.json");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), [field]: 1_000 }));
  const remedy = expect.stringContaining(`./cellwire down --purge --data ${root}`);
  expect(() => openDataDirectory(root)).toThrow(expect.objectContaining({ code: "DATA_VERSION", remedy }));
  expect(purgeDataDirectory(root)).toBe(true);
});

test("a directory with something else in it is neither used nor purged", () => {
  const root = freshDirectory();
  writeFileSync(path.join(root, "thesis.tex"), "");
  expect(() => openDataDirectory(root)).toThrow(expect.objectContaining({ code: "DATA_VERSION" }));
  expect(purgeDataDirectory(root)).toBe(false);
  expect(existsSync(path.join(root, "thesis.tex"))).toBe(true);
});

test("a taken port is named, with the process that was to have it and the flag", async () => {
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  const server = createServer().listen(0, "127.0.0.1", resolve);
  await listening;
  const { port } = server.address() as AddressInfo;
  await expect(refuseTakenPorts([{ port, process: "eu/redis" }])).rejects.toMatchObject({
    code: "PORT_TAKEN",
    message: `port ${port}, meant for eu/redis, is taken`,
    remedy: expect.stringContaining("--port"),
  });
  server.close();
});
