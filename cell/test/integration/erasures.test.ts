import { randomBytes } from "node:crypto";
import type { DeviceId, GroupChange, UserId } from "@cellwire/protocol";
import { messageIdAt, parseUserId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Displacement } from "../../src/gateway/mesh-frames.ts";
import { encodeHeaders } from "../../src/inbox/headers.ts";
import { leave, purge } from "../../src/server/erasure-steps.ts";
import { CellErasures } from "../../src/server/erasures.ts";
import { submitter } from "../../src/server/server-sends.ts";
import { carryGroups, groupsOf, membersOf, people, placedGroup, say, seen, TITLE, toGroup } from "./groups.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { LINK, carry, connect, DEVICE, forgetOwed, history, recordHome, submission, twoCells } from "./two-cells.ts";
import { whereNamed } from "./where-named.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());
beforeEach(() => forgetOwed(cells));

const RUN = new AbortController().signal;
const create = (...members: UserId[]): GroupChange => ({ kind: "create", title: TITLE, members });

/** The erasures of a cell, whose loop is run by hand at a later time each time. */
function erasuresOf({ pool, cell, gateway }: CellInbox) {
  let aheadMs = 0;
  const clock = { ...systemClock, nowMs: () => Date.now() + aheadMs };
  const displaced: Displacement[] = [];
  const sends: Parameters<typeof submitter>[0]["sends"] = {
    submit: ({ submission: message, reply }) =>
      void gateway.accept([message]).then(([outcome]) => {
        if (outcome === undefined || outcome instanceof Error || outcome.kind === "unplaced")
          throw new Error("not accepted");
        reply(outcome);
      }),
  };
  const options = {
    pool,
    cell,
    clock,
    submit: submitter({ sends, clock }),
    displace: (one: Displacement) => displaced.push(one),
  };
  const erasures = new CellErasures({
    ...options,
    steps: { leave: (task) => leave(options, task), purge: (task) => purge(options, task) },
    wake: () => undefined,
  });
  const run = async () => {
    aheadMs += 2_000;
    await erasures.runOnce(RUN);
  };
  return { erasures, run, displaced, wait: (ms: number) => void (aheadMs += ms) };
}

/** ann and ben live in eu, una in us; ann wrote with both, and is in a group with them that eu numbers. */
async function setup() {
  const { eu, us } = cells;
  const [ann, ben] = (await people(cells, eu, 2)) as [UserId, UserId];
  const [una] = (await people(cells, us, 1)) as [UserId];
  const group = await placedGroup(cells, eu);
  await say(
    eu,
    toGroup(group, ann, create(una)),
    toGroup(group, ann, { kind: "add", users: [ben] }),
    toGroup(group, ann, "from ann"),
  );
  const header = { device: DEVICE, header: new Uint8Array([1]) };
  const headers = encodeHeaders([
    { ...header, user: ann },
    { ...header, user: una },
  ]);
  await say(eu, { ...toGroup(group, ben, "from ben"), headers });
  await carryGroups(eu, us);
  await eu.gateway.accept([submission(ann, ben), submission(ben, ann), submission(ann, una)]);
  await us.gateway.accept([submission(una, ann)]);
  await carry(eu, us);
  await carry(us, eu);
  await eu.pool.query("insert into person (user_id, list, other) values ($1, 1, $2), ($2, 0, $1)", [ben, ann]);
  await us.pool.query("insert into person (user_id, list, other) values ($1, 1, $2)", [una, ann]);
  await eu.pool.query("select put_setting($1, 'key', 'value', 0, 1)", [ann]);
  const pseudonym = parseUserId(`erased.${randomBytes(8).toString("hex")}`);
  const task = { op: messageIdAt(Date.now(), randomBytes(10)), user: ann, pseudonym };
  return { eu: erasuresOf(eu), us: erasuresOf(us), ann, ben, una, group, task };
}

async function erased({ eu, us, task }: Awaited<ReturnType<typeof setup>>) {
  await eu.erasures.ask({ ...task, step: "leave" });
  await eu.run();
  await carryGroups(cells.eu, cells.us);
  await eu.run();
  expect(await eu.erasures.ask({ ...task, step: "leave" })).toMatchObject({ state: "done" });
  for (const { erasures, run } of [eu, us]) {
    expect(await erasures.ask({ ...task, step: "purge" })).toMatchObject({ state: "running" });
    await run();
    expect(await erasures.ask({ ...task, step: "purge" })).toMatchObject({ state: "done" });
  }
}

test("no table of either cell names an erased user any more, in text, JSON or bytes", async () => {
  const world = await setup();
  expect((await whereNamed(cells.eu.pool, world.ann)).length).toBeGreaterThan(5);
  await erased(world);
  for (const cell of [cells.eu, cells.us]) expect(await whereNamed(cell.pool, world.ann)).toEqual([]);
});

test("the others keep their group: every number, what they said themselves, and who left", async () => {
  const world = await setup();
  const { ben, una, group } = world;
  await erased(world);
  const numbers = [1, 2, "", "from ben", 5];
  expect(await seen(cells.eu, ben, group)).toEqual(numbers.slice(1));
  expect(await seen(cells.us, una, group)).toEqual(numbers);
  // Who was in it longest follows the admin who is gone.
  expect(await membersOf(cells.eu, ben, group)).toEqual([`${una}*`, ben]);
  expect(await membersOf(cells.us, una, group)).toEqual([`${una}*`, ben]);
  await say(cells.eu, toGroup(group, ben, "after"));
  await carryGroups(cells.eu, cells.us);
  expect(await seen(cells.us, una, group)).toEqual([...numbers, "after"]);
});

test("devices are closed and their tickets die, also when the name is not known any more", async () => {
  const world = await setup();
  const { eu, ann } = world;
  const link = async (device: string) =>
    (await cells.eu.gateway.link({ ...LINK, user: ann, device: device as DeviceId, storeId: "s" })).kind;
  await erased(world);
  expect(eu.displaced).toContainEqual(expect.objectContaining({ user: ann, device: DEVICE, reason: "revoked" }));
  expect(await link("tablet")).toBe("ticket-revoked");
  await recordHome(cells.eu, ann, cells.eu);
  expect(await whereNamed(cells.eu.pool, ann)).toEqual([]);
});

test("a conversation of others is as it was", async () => {
  const world = await setup();
  const { ben, una } = world;
  await cells.eu.gateway.accept([submission(ben, una, { text: "stays" })]);
  const { conversation } = submission(ben, una);
  await erased(world);
  expect((await cells.eu.pool.query("select from message where conversation = $1", [conversation])).rowCount).toBe(1);
  await cells.eu.pool.query("delete from outbox");
});

test("the home is not left while another cell has not answered to the leaving", async () => {
  const { una, us, task } = await setup();
  const [uma] = (await people(cells, cells.us, 1)) as [UserId];
  const far = await placedGroup(cells, cells.eu);
  await say(cells.us, toGroup(far, uma, create(una)));
  await carryGroups(cells.us, cells.eu);
  const { op, pseudonym } = task;
  const other = { op: messageIdAt(Date.now(), randomBytes(10)), pseudonym, user: uma };
  expect(op).not.toBe(other.op);
  await us.erasures.ask({ ...other, step: "leave" });
  await us.run();
  expect(await us.erasures.ask({ ...other, step: "leave" })).toMatchObject({ state: "running" });
  await carryGroups(cells.us, cells.eu);
  await us.run();
  expect(await us.erasures.ask({ ...other, step: "leave" })).toMatchObject({ state: "done" });
  expect(await groupsOf(cells.us).view(far, una)).toMatchObject({ members: [{ user: una }] });
});

test("a group whose cell is away for long does not hold the erasure back, and somebody else is its admin afterwards", async () => {
  const { eu, us, una, task } = await setup();
  const [uma] = (await people(cells, cells.us, 1)) as [UserId];
  const far = await placedGroup(cells, cells.eu);
  await say(cells.us, toGroup(far, uma, create(una)));
  await carryGroups(cells.us, cells.eu);
  const other = { ...task, op: messageIdAt(Date.now(), randomBytes(10)), user: uma };
  await us.erasures.ask({ ...other, step: "leave" });
  await us.run();
  us.wait(11 * 60_000);
  await us.run();
  expect(await us.erasures.ask({ ...other, step: "leave" })).toMatchObject({ state: "done" });
  for (const { erasures, run, wait } of [us, eu]) {
    await erasures.ask({ ...other, step: "purge" });
    wait(11 * 60_000);
    await run();
    expect(await erasures.ask({ ...other, step: "purge" })).toMatchObject({ state: "done" });
  }
  for (const cell of [cells.eu, cells.us]) expect(await whereNamed(cell.pool, uma)).toEqual([]);
  expect(await membersOf(cells.us, una, far)).toEqual([`${una}*`]);
  expect((await groupsOf(cells.eu).localMembers(toGroup(far, una, "").conversation))!.members).toMatchObject([]);
});

test("what an object store keeps holds the leaving back until the sweep has removed it", async () => {
  const { eu, ann, task } = await setup();
  await cells.eu.pool.query(
    "insert into media_object (hash, owner, bytes, state, begun_ms, due_ms) values ($1, $2, 1, 2, 0, 9000000000000)",
    [randomBytes(32), ann],
  );
  await eu.erasures.ask({ ...task, step: "leave" });
  await eu.run();
  await carryGroups(cells.eu, cells.us);
  await eu.run();
  expect(await eu.erasures.ask({ ...task, step: "leave" })).toMatchObject({ state: "running" });
  const due = await cells.eu.pool.query("delete from media_object where owner = $1 and due_ms <= $2", [
    ann,
    Date.now() + 60_000,
  ]);
  expect(due.rowCount).toBe(1);
  await eu.run();
  expect(await eu.erasures.ask({ ...task, step: "leave" })).toMatchObject({ state: "done" });
});

test("an erasure that was broken off anywhere goes on, and a late repetition of an earlier step changes nothing", async () => {
  const world = await setup();
  const { ann, us, task } = world;
  await erased(world);
  expect(await us.erasures.ask({ ...task, step: "purge" })).toMatchObject({ state: "done" });
  expect(await us.erasures.ask({ ...task, step: "leave" })).toMatchObject({ state: "done" });
  await connect(cells.us, world.una);
  expect(await whereNamed(cells.us.pool, ann)).toEqual([]);
  expect(await history(cells.us, world.una, submission(world.una, world.ben).conversation).catch(() => [])).toEqual([]);
});

/** What the functions of 0030_server.sql deal with. Whoever adds a column that may name a user adds it there, then here. */
const ERASED = [
  "budget.who",
  "channel_post.sender",
  "channel_poster.user_id",
  "conversation.numbering_user",
  "conversation.user_a",
  "conversation.user_b",
  "cursor.user_id",
  "device.user_id",
  "device_list.user_id",
  "erasure.pseudonym",
  "erasure.user_id",
  "hidden.user_id",
  "last_seen.user_id",
  "media_object.owner",
  "member.user_id",
  "member_before.user_id",
  "message.change",
  "message.sender",
  "outbox.recipient",
  "outbox.sender",
  "person.other",
  "person.user_id",
  "placement.user_id",
  "prekey.user_id",
  "privacy.user_id",
  "push_subscription.user_id",
  "receipt_due.user_id",
  "refusal.user_id",
  "setting.user_id",
  "setting_head.user_id",
  "shown.user_id",
  "subscription.user_id",
  "suspension.user_id",
  "webhook_event.data",
];
/** Names of columns that hold something else, in whatever table. */
const HOLDS_NO_USER = new Set(
  `account_key answer asked_system_identifier authority batch cell checksum code content counts destination device_id devices id identity_keys kind
  name parked_code sender_device statement step step_state store_id system_identifier taken_through target traceparent type upload_id url what`.split(
    /\s+/,
  ),
);

test("every column of text is known to the erasure, or known to hold no user id", async () => {
  const { rows } = await cells.eu.pool.query<{ table_name: string; column_name: string }>(
    `select table_name, column_name from information_schema.columns
     where table_schema = 'public' and data_type in ('text', 'jsonb', 'json', 'ARRAY', 'character varying')
       and table_name !~ '^(message|channel_post)_w'
       and table_name in (select table_name from information_schema.tables where table_type = 'BASE TABLE')`,
  );
  const perhaps = rows.filter(({ column_name: name }) => !HOLDS_NO_USER.has(name));
  expect(perhaps.map((row) => `${row.table_name}.${row.column_name}`).toSorted()).toEqual(ERASED);
});
