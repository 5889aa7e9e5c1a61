import { parseDeviceId, parseUserId, toHex, type cellwire } from "@cellwire/protocol";
import { expect, test } from "vitest";
import { ManualClock } from "../../test/manual-clock.ts";
import { countingRandom } from "../../test/scripted-client.ts";
import { ClientError } from "../client-error.ts";
import { identityCodec, type ContentCodec } from "../content-codec.ts";
import { DeviceRecord, newDeviceRow } from "../device-record.ts";
import { Events } from "../events.ts";
import type { RequestBody, ResponseFrame } from "../session/requests.ts";
import { StoreWriter } from "../store-writer.ts";
import { createMemoryStore } from "../store/memory.ts";
import { writeRegisters } from "./registers.ts";
import { openSetting, sealSetting, type SealOptions } from "./seal.ts";
import { SettingsSync } from "./settings-sync.ts";

const ALICE = parseUserId("alice");
const [PHONE, TABLET] = [parseDeviceId("phone"), parseDeviceId("tablet")];
const KEY = "0a0b";

/** `answers`: to each question in turn. */
function setup(answers: (ResponseFrame | ClientError)[], codec: ContentCodec = identityCodec) {
  const clock = new ManualClock();
  const store = createMemoryStore();
  const writer = new StoreWriter(store, clock);
  const random = countingRandom();
  const record = new DeviceRecord({ ...newDeviceRow(random, PHONE), user: ALICE }, writer);
  const asked: RequestBody[] = [];
  const changed: string[] = [];
  const seal: SealOptions = { codec, random, user: ALICE, device: PHONE, serverNowMs: () => clock.nowMs() };
  const events = new Events();
  const errors: ClientError[] = [];
  events.on("error", (error) => errors.push(error));
  const ask = async (body: RequestBody) => {
    asked.push(body);
    const answer = answers.shift() ?? { settings: {} };
    if (answer instanceof ClientError) throw answer;
    return answer;
  };
  const onChanged = (keys: readonly string[]) => changed.push(...keys);
  const sync = new SettingsSync({ ...seal, clock, writer, record, requests: { ask }, events, onChanged });
  const change = async (field: string, value: number) => {
    const changing = sync.change({ key: KEY, with: "bob", field, value });
    await clock.settle();
    await changing;
  };
  const puts = () => asked.flatMap(({ putSetting }) => (putSetting ? [putSetting] : []));
  const rows = async () => (await store.open()).settings;
  return {
    clock,
    sync,
    seal,
    record,
    asked,
    puts,
    changed,
    change,
    rows,
    errors,
    value: (name: string) => sync.get(KEY)?.fields[name]?.value,
  };
}

async function fromTablet(fields: Record<string, number>, seal: SealOptions): Promise<Uint8Array> {
  const registers = Object.entries(fields).map(([name, value]) => [name, { atMs: 1, device: TABLET, value }] as const);
  const text = writeRegisters({ with: "bob", fields: Object.fromEntries(registers) });
  return sealSetting(text, { ...seal, device: TABLET });
}

const settings = (...list: cellwire.v1.Setting.$Properties[]) =>
  list.map((one) => ({ key: Uint8Array.of(10, 11), ...one }));
const conflict = () => new ClientError("REQUEST_REFUSED", { reason: "SETTING_CONFLICT" });

test("a change is put when there is a connection, and kept as what the cell has", async () => {
  const { clock, sync, puts, change, rows, record } = setup([{ settings: {} }, { settingPut: { revision: 1 } }]);
  await change("pin", 1);
  expect(await rows()).toMatchObject([{ key: KEY, revision: 0, isDirty: true }]);
  sync.connected("eu", 1);
  await clock.settle();
  expect(puts()).toMatchObject([{ expected: 0 }]);
  expect(await rows()).toMatchObject([{ key: KEY, revision: 1, isDirty: false }]);
  expect(record.settings).toEqual({ cell: "eu", generation: 1, through: 1 });
});

test("when another device was faster, its change is merged and the whole put again", async () => {
  const answers: (ResponseFrame | ClientError)[] = [];
  const { clock, sync, seal, puts, change, value } = setup(answers);
  const theirs = await fromTablet({ pin: 7, mutedUntil: 9 }, seal);
  const page = { settings: { settings: settings({ value: theirs, revision: 4 }), through: 4, newest: 4 } };
  answers.push({ settings: {} }, conflict(), page, { settingPut: { revision: 5 } });
  await change("pin", 1);
  sync.connected("eu", 1);
  await clock.settle();
  expect(puts().map(({ expected }) => expected)).toEqual([0, 4]);
  expect([value("pin"), value("mutedUntil")]).toEqual([1, 9]);
  const sent = await openSetting(puts()[1]!.value!, seal);
  expect(sent).toContain('"mutedUntil"');
});

test("a removal takes the setting away, unless this device has changed it since", async () => {
  const answers: (ResponseFrame | ClientError)[] = [];
  const { clock, sync, seal, puts, change, rows, changed } = setup(answers);
  const first = {
    settings: settings({ value: await fromTablet({ pin: 1 }, seal), revision: 1 }),
    through: 1,
    newest: 1,
  };
  answers.push({ settings: first });
  sync.connected("eu", 1);
  await clock.settle();
  expect(changed).toEqual([KEY]);
  answers.push({ settings: { settings: settings({ removed: true, revision: 2 }), through: 2, newest: 2 } });
  sync.told();
  await clock.settle();
  expect(await rows()).toEqual([]);
  sync.disconnected();
  await change("pin", 2);
  answers.push({ settings: { settings: settings({ removed: true, revision: 3 }), through: 3, newest: 3 } });
  answers.push({ settingPut: { revision: 4 } });
  sync.connected("eu", 1);
  await clock.settle();
  expect(puts()).toMatchObject([{ expected: 3 }]);
});

test("who is told to start over drops what the cell does not have any more", async () => {
  const answers: (ResponseFrame | ClientError)[] = [];
  const { clock, sync, seal, asked, rows } = setup(answers);
  answers.push({
    settings: { settings: settings({ value: await fromTablet({ pin: 1 }, seal), revision: 1 }), newest: 1 },
  });
  sync.connected("eu", 1);
  await clock.settle();
  answers.push({ settings: { startOver: true, newest: 9 } }, { settings: { newest: 9 } });
  sync.told();
  await clock.settle();
  expect(await rows()).toEqual([]);
  expect(asked.map(({ getSettings }) => getSettings)).toEqual([
    { after: 0, whole: true },
    { after: 1 },
    { after: 0, whole: true },
  ]);
});

test("what a cell has lost, or a new home does not have, is put there again", async () => {
  const answers: (ResponseFrame | ClientError)[] = [];
  const { clock, sync, seal, puts } = setup(answers);
  answers.push({
    settings: { settings: settings({ value: await fromTablet({ pin: 1 }, seal), revision: 6 }), newest: 6 },
  });
  sync.connected("eu", 1);
  await clock.settle();
  expect(puts()).toEqual([]);
  answers.push(
    { settings: { startOver: true, newest: 2 } },
    { settings: { newest: 2 } },
    { settingPut: { revision: 3 } },
  );
  sync.told();
  await clock.settle();
  expect(puts()).toMatchObject([{ expected: 0 }]);
  for (const [cell, generation] of [
    ["eu", 2],
    ["us", 1],
  ] as const) {
    sync.disconnected();
    answers.push({ settings: {} }, { settingPut: { revision: 1 } });
    sync.connected(cell, generation);
    await clock.settle();
  }
  expect(puts()).toHaveLength(3);
});

test("a pass that failed is made again", async () => {
  const answers: (ResponseFrame | ClientError)[] = [new ClientError("REQUEST_TIMED_OUT")];
  const { clock, sync, asked, errors } = setup(answers);
  sync.connected("eu", 1);
  await clock.advance(5_000);
  expect(asked).toHaveLength(2);
  expect(errors.map(({ code }) => code)).toEqual(["REQUEST_TIMED_OUT"]);
});

test("values go through the content codec, as messages to the user's own devices", async () => {
  const contexts: unknown[] = [];
  const codec: ContentCodec = {
    encode: (plain, context) => {
      contexts.push(context);
      return plain.map((byte) => byte ^ 255);
    },
    decode: (bytes, context) => {
      contexts.push(context);
      return bytes.map((byte) => byte ^ 255);
    },
  };
  const { seal } = setup([], codec);
  const sealed = await sealSetting("secret", seal);
  expect(toHex(sealed)).not.toContain(toHex(new TextEncoder().encode("secret")));
  expect(await openSetting(sealed, { ...seal, device: TABLET })).toBe("secret");
  const [encoded, decoded] = contexts as { messageId: string }[];
  expect(encoded).toMatchObject({ sender: ALICE, recipient: ALICE, senderDevice: PHONE, group: undefined });
  expect(decoded).toMatchObject(encoded!);
});

test("a setting that the cell refuses keeps no other back, and is tried again with the next change", async () => {
  const full = new ClientError("REQUEST_REFUSED", { reason: "SETTINGS_FULL" });
  const { clock, sync, puts, change, rows, errors } = setup([{ settings: {} }, full, { settingPut: { revision: 1 } }]);
  await change("pin", 1);
  const other = sync.change({ key: "0c0d", with: "carol", field: "pin", value: 2 });
  await clock.settle();
  await other;
  sync.connected("eu", 1);
  await clock.settle();
  expect(puts().map(({ key }) => toHex(key!))).toEqual([KEY, "0c0d"]);
  expect(errors).toEqual([full]);
  const dirty = Object.fromEntries((await rows()).map(({ key, isDirty }) => [key, isDirty]));
  expect(dirty).toEqual({ [KEY]: true, "0c0d": false });
});

test("what this device cannot open is not written over, until it changes the same setting itself", async () => {
  const unreadable = {
    settings: { settings: settings({ value: Uint8Array.of(1), revision: 7 }), through: 7, newest: 7 },
  };
  const answers: (ResponseFrame | ClientError)[] = [{ settings: {} }, { settingPut: { revision: 1 } }];
  const { clock, sync, puts, change, rows } = setup(answers);
  await change("pin", 1);
  sync.connected("eu", 1);
  await clock.settle();
  expect(puts()).toHaveLength(1);
  answers.push(unreadable);
  sync.told();
  await clock.settle();
  expect(puts()).toHaveLength(1);
  expect(await rows()).toMatchObject([{ key: KEY, revision: 7, isDirty: false }]);
  answers.push({ settings: {} }, { settingPut: { revision: 8 } });
  await change("pin", 2);
  await clock.advance(5_000);
  expect(puts().map(({ expected }) => expected)).toEqual([0, 7]);
});
