import type { UserId } from "@cellwire/protocol";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { PresenceCell } from "./presence-cells.ts";
import { presenceCells } from "./presence-cells.ts";
import type { TwoCells } from "./two-cells.ts";
import { connect, pairAcross, pairNumberedByFirst, twoCells } from "./two-cells.ts";

const OPEN = { version: 0, lastSeen: 0, online: 0, delivered: 0, readReceiptsOff: false };

let cells: TwoCells;
let presence: Awaited<ReturnType<typeof presenceCells>>;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());
beforeEach(async () => {
  presence = await presenceCells(cells);
});
afterEach(() => presence.end());

/** Both live in eu. */
async function bothHere(): Promise<[UserId, UserId]> {
  const users = pairNumberedByFirst();
  for (const user of users) await connect(cells.eu, user);
  return users;
}

const block = ({ settings }: PresenceCell, user: UserId, other: UserId) =>
  settings.change({ user, list: "blocked", add: [other], remove: [] });

test("a watcher learns who is online, who comes, and who goes for more than ten seconds", async () => {
  const [alice, bob] = await bothHere();
  const { eu } = presence;
  expect(await eu.watch(alice, bob)).toEqual([`${bob} -`]);
  await eu.connect(bob);
  await presence.pass(1);
  expect(eu.news(alice)).toEqual([`${bob} online`]);
  expect(await eu.watch(alice, bob)).toEqual([`${bob} online`]);
  await presence.pass(60);
  await eu.disconnect(bob);
  await presence.pass(9);
  expect(eu.news(alice)).toHaveLength(1);
  await presence.pass(1);
  expect(eu.news(alice).slice(1)).toEqual([`${bob} seen +1min`]);
});

test("a gateway that stops remembers who left a moment ago", async () => {
  const [alice, bob] = await bothHere();
  const { eu } = presence;
  await eu.connect(bob);
  await eu.disconnect(bob);
  await eu.tracker.stop();
  presence.clock.pass(10_001);
  expect(await eu.watch(alice, bob)).toEqual([`${bob} seen +0min`]);
});

test("a socket that flaps tells nobody anything", async () => {
  const [alice, bob] = await bothHere();
  const { eu } = presence;
  await eu.connect(bob);
  await eu.watch(alice, bob);
  for (let i = 0; i < 20; i++) {
    await eu.disconnect(bob);
    await presence.pass(2);
    await eu.connect(bob);
    await presence.pass(1);
  }
  await presence.pass(15);
  expect(eu.news(alice)).toEqual([]);
});

test("a watch ends when it is not renewed, whatever there was to tell meanwhile", async () => {
  const [alice, bob] = await bothHere();
  const { eu } = presence;
  await eu.watch(alice, bob);
  await presence.pass(100);
  await eu.connect(bob);
  await presence.pass(51);
  expect(eu.news(alice)).toEqual([`${bob} online`]);
  await eu.disconnect(bob);
  await presence.pass(20);
  expect(eu.news(alice)).toHaveLength(1);
});

test("watchers of one user are bounded; those whose time is over make room", async () => {
  const [alice, bob] = await bothHere();
  const { eu } = presence;
  const others = ["x1", "x2", "x3"] as UserId[];
  for (const other of others) expect(await eu.watch(other, bob)).toHaveLength(1);
  expect(await eu.watch(alice, bob)).toEqual([]);
  presence.clock.pass(151_000);
  expect(await eu.watch(alice, bob)).toHaveLength(1);
});

test("a device names a bounded number of users a minute", async () => {
  const [alice] = await bothHere();
  const many = Array.from({ length: 200 }, (_, i) => `user-${i}` as UserId);
  const watch = (users: readonly UserId[]) => presence.eu.watch(alice, ...users);
  await expect(watch([...many, "one-more" as UserId])).rejects.toMatchObject({ code: "MALFORMED" });
  await expect(watch([alice])).rejects.toMatchObject({ code: "MALFORMED" });
  await watch(many);
  await watch(many);
  await expect(watch(many)).rejects.toMatchObject({ code: "RETRY_AFTER" });
  presence.clock.pass(30_000);
  await watch(many);
});

test("across cells, a watcher learns the same, a second later", async () => {
  const [alice, bob] = await pairAcross(cells);
  const { eu, us } = presence;
  await us.connect(bob);
  await presence.pass(1);
  expect(await eu.watch(alice, bob)).toEqual([]);
  await presence.pass(1);
  expect(eu.news(alice)).toEqual([`${bob} online`]);
  await us.disconnect(bob);
  await presence.pass(12);
  expect(eu.news(alice)).toEqual([`${bob} online`, `${bob} seen +0min`]);
});

test("what goes between cells is one request a second at most, and nothing where nobody watches", async () => {
  const [alice, bob] = await pairAcross(cells);
  const { eu, us, requests } = presence;
  await us.connect(bob);
  await presence.pass(30);
  expect(requests).toEqual([]);
  await eu.watch(alice, bob);
  for (let i = 0; i < 50; i++) eu.typing.take({ user: alice, device: `device-${i}` as never }, bob);
  await presence.pass(1);
  expect(requests).toEqual(["eu→us"]);
  expect(us.news(bob)).toEqual([`${alice} types`]);
});

test("a cell is told of its own watchers' users only, and tells of its own users only", async () => {
  const [alice, bob] = await pairAcross(cells);
  const [, carol] = await pairAcross(cells);
  const { eu, us } = presence;
  await us.connect(carol);
  // us speaks for alice, who lives in eu; and of alice, to bob.
  us.exchange.watch(cells.eu.cell, { user: alice, watcher: bob });
  us.exchange.watch(cells.eu.cell, { user: alice, watcher: alice });
  us.exchange.news(cells.eu.cell, { user: alice, watcher: alice, state: { online: true, lastSeenMs: 0 } });
  us.exchange.typing(cells.eu.cell, { user: alice, peer: alice });
  await us.exchange.flush();
  expect(eu.told).toEqual([]);
  await eu.connect(alice);
  await presence.pass(2);
  expect([eu.news(alice), us.news(alice)]).toEqual([[], []]);
  expect(us.news(bob)).toEqual([`${alice} -`, `${alice} online`]);
});

test("who hides sees nothing, here and elsewhere", async () => {
  const [alice, bob] = await pairAcross(cells);
  const [carol, dave] = await bothHere();
  const { eu, us, requests } = presence;
  await eu.settings.update(alice, { ...OPEN, online: 2, lastSeen: 2 });
  await eu.settings.update(carol, { ...OPEN, online: 2, lastSeen: 2 });
  await us.connect(bob);
  await eu.connect(dave);
  await eu.watch(alice, bob);
  expect(await eu.watch(carol, dave)).toEqual([`${dave} -`]);
  await presence.pass(5);
  expect([eu.news(alice), eu.news(carol), requests]).toEqual([[], [], []]);
});

test("contacts see what others do not", async () => {
  const [alice, bob] = await bothHere();
  const [, carol] = await bothHere();
  const { eu } = presence;
  await eu.settings.update(bob, { ...OPEN, online: 1, lastSeen: 1 });
  await eu.settings.change({ user: bob, list: "contacts", add: [alice], remove: [] });
  await eu.connect(bob);
  expect(await eu.watch(alice, bob)).toEqual([`${bob} online`]);
  expect(await eu.watch(carol, bob)).toEqual([`${bob} -`]);
});

test("a change of settings is seen by those for whom it changes something, and by nobody else", async () => {
  const [alice, bob] = await bothHere();
  const [, carol] = await bothHere();
  const { eu } = presence;
  await eu.connect(bob);
  await eu.watch(alice, bob);
  await eu.watch(carol, bob);
  await block(eu, bob, alice);
  eu.tracker.changed(bob);
  await presence.pass(1);
  expect([eu.news(alice), eu.news(carol)]).toEqual([[`${bob} -`], []]);
});

test("typing reaches the other user once in three seconds and device, and who is blocked or hides reaches nobody", async () => {
  const [alice, bob] = await bothHere();
  const { eu } = presence;
  const from = { user: alice, device: "phone" as never };
  eu.typing.take(from, bob);
  await presence.pass(1);
  eu.typing.take(from, bob);
  await presence.pass(1);
  expect(eu.news(bob)).toEqual([`${alice} types`]);
  presence.clock.pass(1_001);
  eu.typing.take(from, bob);
  await presence.pass(4);
  expect(eu.news(bob)).toHaveLength(2);
  await block(eu, bob, alice);
  eu.typing.take(from, bob);
  eu.typing.take({ user: bob, device: "phone" as never }, alice);
  await presence.pass(4);
  expect([eu.news(bob).length, eu.news(alice).length]).toEqual([2, 0]);
});

test("a storm of comings is worked off a bounded number at a time", async () => {
  const [alice, bob] = await bothHere();
  const { eu } = presence;
  await eu.watch(alice, bob);
  for (let i = 0; i < 1_000; i++) eu.tracker.changed(`storm-${i}` as UserId);
  await eu.connect(bob);
  await presence.pass(2);
  expect(eu.news(alice)).toEqual([]);
  await presence.pass(1);
  expect(eu.news(alice)).toEqual([`${bob} online`]);
});

test.each(["blocked", "no contact"])(
  "an outsider (%s) cannot tell by what reaches him, and when, whether Bob is online",
  async (kind) => {
    const seen = [];
    for (const isOnline of [true, false]) {
      const [mallory, bob] = kind === "blocked" ? await bothHere() : await pairAcross(cells);
      const [bobsCell, malloryCell] = [kind === "blocked" ? presence.eu : presence.us, presence.eu];
      if (kind === "blocked") await block(bobsCell, bob, mallory);
      else await bobsCell.settings.update(bob, { ...OPEN, online: 1, lastSeen: 1 });
      const startSecond = presence.clock.monotonicMs() / 1_000;
      const answers = [];
      for (let minute = 0; minute < 3; minute++) {
        if (isOnline) await bobsCell.connect(bob);
        answers.push(await malloryCell.watch(mallory, bob));
        malloryCell.typing.take({ user: mallory, device: "phone" as never }, bob);
        if (isOnline) bobsCell.typing.take({ user: bob, device: "phone" as never }, mallory);
        await presence.pass(30);
        if (isOnline) await bobsCell.disconnect(bob);
        await presence.pass(30);
      }
      const nameless = (frame: Uint8Array) => Buffer.from(frame).toString("latin1").replaceAll(bob, "bob");
      seen.push({
        answers: answers.map((lines) => lines.map((line) => line.replace(bob, "bob"))),
        frames: malloryCell.told
          .filter(({ user }) => user === mallory)
          .map(({ second, frame }) => [Math.floor((second - startSecond) / 10), nameless(frame)]),
      });
    }
    expect(seen[0]).toEqual(seen[1]);
  },
);
