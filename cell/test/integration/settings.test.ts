import type { UserId } from "@cellwire/protocol";
import { LIMITS, parseDeviceId, wire } from "@cellwire/protocol";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Notification } from "../../src/flow/ports.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { settingsRequests } from "../../src/settings/requests.ts";
import { PostgresSettings } from "../../src/settings/settings.ts";
import type { TwoCells } from "./two-cells.ts";
import { pairNumberedByFirst, twoCells } from "./two-cells.ts";

const PHONE = parseDeviceId("phone");

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());

function setup() {
  const { pool } = cells.eu;
  const [user] = pairNumberedByFirst();
  const notified: Notification[] = [];
  const ask = settingsRequests({
    settings: new PostgresSettings({ pool, statements: loadStatements() }),
    notify: async (requests) => void notified.push(...requests),
  });
  const from = { user, device: PHONE };
  const put = async (key: string, value: string | null, expected = 0) => {
    const bytes = { key: Buffer.from(key), value: value === null ? null : Buffer.from(value) };
    const { settingPut } = await ask.putSetting({ ...bytes, removed: value === null, expected }, from);
    return settingPut?.revision ?? 0;
  };
  const get = async (after = 0, whole = after === 0) => {
    const { settings } = await ask.getSettings({ after, whole }, from);
    const named = settings?.settings?.map(({ key, value, removed }) => [
      Buffer.from(key ?? []).toString(),
      removed ? null : Buffer.from(value ?? []).toString(),
    ]);
    return { ...settings, named };
  };
  return { user, ask, from, put, get, notified };
}

test("a setting is replaced by whoever knows its revision, and the same change twice is one", async () => {
  const { put, get } = setup();
  expect(await put("a", "1")).toBe(1);
  expect(await put("b", "1")).toBe(2);
  expect(await put("a", "2", 1)).toBe(3);
  expect(await put("a", "2", 1)).toBe(3);
  await expect(put("a", "3", 1)).rejects.toMatchObject({ code: "SETTING_CONFLICT" });
  await expect(put("a", "3")).rejects.toMatchObject({ code: "SETTING_CONFLICT" });
  await expect(put("c", "1", 7)).rejects.toMatchObject({ code: "SETTING_CONFLICT" });
  expect(await get()).toMatchObject({
    named: [
      ["b", "1"],
      ["a", "2"],
    ],
    through: 3,
    newest: 3,
    more: false,
  });
});

test("two devices that change one setting at once: one of them is told of the conflict", async () => {
  const { put } = setup();
  const outcomes = await Promise.allSettled([put("a", "1"), put("a", "2")]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("who comes back gets what has changed since, removals too", async () => {
  const { put, get } = setup();
  for (const key of ["a", "b", "c"]) await put(key, "1");
  await put("b", null, 2);
  expect((await get(3)).named).toEqual([["b", null]]);
  expect((await get()).named).toEqual([
    ["a", "1"],
    ["c", "1"],
  ]);
  expect(await put("b", "again")).toBe(5);
});

test("many settings come in pages", async () => {
  const { put, get } = setup();
  const count = LIMITS.settingsPerAnswerMax + 1;
  for (let at = 0; at < count; at++) await put(`${at}`, "x");
  const first = await get();
  expect(first).toMatchObject({ through: count - 1, more: true, newest: count });
  expect(await get(first.through ?? 0, true)).toMatchObject({ named: [[`${count - 1}`, "x"]], more: false });
});

test("when there is no room removed settings are forgotten, and who may have missed one starts over", async () => {
  const { user, put, get } = setup();
  await put("removed", "1");
  await put("kept", "1");
  await fill(user, LIMITS.settingsMax - 2);
  await expect(put("more", "1")).rejects.toMatchObject({ code: "SETTINGS_FULL" });
  await put("removed", null, 1);
  const removal = LIMITS.settingsMax + 1;
  expect(await put("more", "1")).toBe(removal + 1);
  expect(await get(2)).toMatchObject({ startOver: true, named: [] });
  expect(await get(removal)).toMatchObject({ startOver: false, named: [["more", "1"]] });
});

test("a revision that the cell never gave out means that it lost some", async () => {
  const { put, get } = setup();
  expect(await get(5)).toMatchObject({ startOver: true, newest: 0 });
  await put("a", "1");
  expect(await get(5)).toMatchObject({ startOver: true, newest: 1 });
});

test("the user's other devices are told, and nobody else", async () => {
  const { user, put, notified } = setup();
  await put("a", "1");
  expect(notified).toMatchObject([{ users: [user], exceptDevice: PHONE }]);
  expect(wire.ServerFrame.decode(notified[0]!.frame).settingsChanged).toEqual({ revision: 1 });
});

test("users do not see each other's, and keys and values are bounded", async () => {
  const [one, other] = [setup(), setup()];
  await one.put("a", "1");
  expect((await other.get()).named).toEqual([]);
  const { settingKeyBytesMax, settingValueBytesMax } = LIMITS;
  await one.put("k".repeat(settingKeyBytesMax), "v".repeat(settingValueBytesMax));
  for (const [key, value] of [
    ["", "1"],
    ["k", ""],
    ["k".repeat(settingKeyBytesMax + 1), "1"],
    ["k", "v".repeat(settingValueBytesMax + 1)],
  ] as const)
    await expect(one.put(key, value)).rejects.toMatchObject({ code: "MALFORMED" });
});

async function fill(user: UserId, count: number): Promise<void> {
  await cells.eu.pool.query(
    `insert into setting (user_id, key, value, revision)
     select $1, convert_to('fill ' || n, 'UTF8'), 'x', 2 + n from generate_series(1, $2::integer) n`,
    [user, count],
  );
  await cells.eu.pool.query("update setting_head set revision = 2 + $2::bigint where user_id = $1", [user, count]);
}
