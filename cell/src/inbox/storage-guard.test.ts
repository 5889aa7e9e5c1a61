import { silentLogger } from "@cellwire/runtime/log.ts";
import type { Pool } from "pg";
import { expect, test } from "vitest";
import { StorageGuard } from "./storage-guard.ts";
import { loadStatements } from "./statements.ts";

const SIZE_BYTES = 1_000_000_000_000;

/** A volume of which `percent` are used; undefined: the database fails. */
function setup() {
  let percent: number | undefined = 0;
  const query = async () => {
    if (percent === undefined) throw new Error("Connection terminated");
    return { rows: [{ bytes: String((SIZE_BYTES / 100) * percent) }] };
  };
  const pool = { query } as unknown as Pool;
  const volume = { bytes: SIZE_BYTES };
  const sizeBytes = async () => volume.bytes;
  const guard = new StorageGuard({ pool, statements: loadStatements(), sizeBytes, log: silentLogger });
  const at = async (next: number | undefined): Promise<boolean> => {
    percent = next;
    await guard.runOnce();
    return guard.hasRoom;
  };
  return { guard, at, volume };
}

test("there is room until a sample says otherwise", () => {
  const { guard } = setup();
  expect([guard.hasRoom, guard.sample]).toEqual([true, undefined]);
});

test("over 85 % it is full, and only under 80 % there is room again", async () => {
  const { at } = setup();
  expect([await at(84), await at(85), await at(86)]).toEqual([true, true, false]);
  expect([await at(84), await at(81), await at(80)]).toEqual([false, false, true]);
  expect([await at(84), await at(99)]).toEqual([true, false]);
});

test("a sample that fails changes nothing, whatever the state", async () => {
  const { guard, at } = setup();
  await at(50);
  await expect(at(undefined)).rejects.toThrow("Connection terminated");
  expect([guard.hasRoom, guard.sample?.usedBytes]).toEqual([true, SIZE_BYTES / 2]);
  await at(90);
  await expect(at(undefined)).rejects.toThrow("Connection terminated");
  expect([guard.hasRoom, guard.sample?.usedBytes]).toEqual([false, SIZE_BYTES * 0.9]);
});

test("a volume that grew while the process runs has room again", async () => {
  const { guard, at, volume } = setup();
  expect(await at(90)).toBe(false);
  volume.bytes = SIZE_BYTES * 2;
  expect(await at(90)).toBe(true);
  expect(guard.sample).toEqual({ usedBytes: SIZE_BYTES * 0.9, sizeBytes: SIZE_BYTES * 2 });
});
