import type { ChangesAnswer, ThingKey } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import { ChangeFollower } from "./change-follower.ts";

const SIGNAL = new AbortController().signal;

function setup(answers: (ChangesAnswer | undefined)[]) {
  const asked: (number | undefined)[] = [];
  const forgotten: (ThingKey | "all")[] = [];
  const follower = new ChangeFollower({
    fetchChanges: async ({ after }) => {
      asked.push(after);
      return answers.shift();
    },
    placements: { forget: (thing) => void forgotten.push(thing), forgetAll: () => void forgotten.push("all") },
    log: silentLogger,
  });
  return { run: () => follower.runOnce(SIGNAL), asked, forgotten };
}

const GROUP = `group:${"0".repeat(26)}`;
const moved = (revision: number, id: string) => ({ revision, kind: "placement" as const, id });

test("things that moved are forgotten, from where the stream stood at the start", async () => {
  const cellChange = { revision: 8, kind: "cell" as const, id: "us" };
  const { run, asked, forgotten } = setup([
    { changes: [], revision: 7 },
    { changes: [cellChange, moved(9, "bob"), moved(10, GROUP)], revision: 10 },
    { changes: [], revision: 10 },
  ]);
  for (let i = 0; i < 3; i++) await run();
  expect(asked).toEqual([undefined, 7, 10]);
  expect(forgotten).toEqual(["all", "bob", GROUP]);
});

test("a full page is followed by the next at once", async () => {
  const page = Array.from({ length: 1_000 }, (_, n) => moved(n + 1, `user-${n}`));
  const { run, asked } = setup([
    { changes: [], revision: 0 },
    { changes: page, revision: 1_000 },
    { changes: [], revision: 1_000 },
  ]);
  await run();
  await run();
  expect(asked).toEqual([undefined, 0, 1_000]);
});

test("a directory that went back in time has everything forgotten, and is followed from where it stands", async () => {
  const { run, asked, forgotten } = setup([{ changes: [], revision: 7 }, undefined, { changes: [], revision: 3 }]);
  for (let i = 0; i < 3; i++) await run();
  expect(asked).toEqual([undefined, 7, undefined]);
  expect(forgotten).toEqual(["all", "all", "all"]);
});
