import { expect, test } from "vitest";
import type { GroupId, UserId } from "@cellwire/protocol";
import { parseCellId, wire } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import type { GroupForCell } from "../inbox/groups.ts";
import { GroupStates } from "./group-states.ts";
import type { PeerAnswer } from "./peer-client.ts";

const GROUP = "01h455vb4pex5vsknk084sn02q" as GroupId;
const [EU, US] = [parseCellId("eu"), parseCellId("us")];
const STATE: GroupForCell = {
  title: Buffer.from([1, 2]),
  changed: { term: 1, n: 9 },
  base: { term: 1, n: 4 },
  members: [
    { user: "ann" as UserId, isAdmin: true, joined: { term: 1, n: 1 }, until: null },
    { user: "una" as UserId, isAdmin: false, joined: { term: 1, n: 5 }, until: { term: 1, n: 9 } },
  ],
};

function setup(answer: () => Promise<PeerAnswer>) {
  const installed: unknown[] = [];
  const states = new GroupStates({
    groups: {
      forCell: async (_group, cell) => (cell === US ? STATE : null),
      install: async (...what) => void installed.push(what),
    },
    peers: { peer: async (cell) => ({ cell, post: answer }) },
    log: silentLogger,
  });
  return { states, installed };
}

test("what the authority says of a group is taken over as it is there", async () => {
  const authority = setup(() => Promise.reject(new Error("not asked")));
  const body = Buffer.from((await authority.states.answer(GROUP, US))!);
  const { states, installed } = setup(async () => ({ kind: "answered", body }));
  expect(await states.learn(GROUP, EU)).toBe(true);
  expect(installed).toEqual([[GROUP, EU, STATE]]);
});

test("a cell without members is told nothing", async () => {
  const { states } = setup(() => Promise.reject(new Error("not asked")));
  expect(await states.answer(GROUP, EU)).toBeNull();
});

const encoded = (state: Parameters<typeof wire.GroupState.encode>[0]): PeerAnswer => ({
  kind: "answered",
  body: Buffer.from(wire.GroupState.encode(state).finish()),
});
const view = { group: GROUP, changed: { term: 1, n: 1 }, members: [{ user: "ann", joined: { term: 1, n: 1 } }] };

test.each<[string, PeerAnswer]>([
  ["is not reached", { kind: "unavailable", afterMs: 1 }],
  ["refuses", { kind: "rejected", status: 403 }],
  ["answers bytes that do not parse", { kind: "answered", body: Buffer.from([255]) }],
  ["speaks of another group", encoded({ group: { ...view, group: "7".repeat(26) }, base: { term: 1, n: 0 } })],
  [
    "names a member without a place",
    encoded({ group: { ...view, members: [{ user: "ann" }] }, base: { term: 1, n: 0 } }),
  ],
  [
    "names somebody who is no user",
    encoded({ group: { ...view, members: [{ user: "a b", joined: { term: 1, n: 1 } }] } }),
  ],
])("nothing is taken over when the authority %s", async (_what, answer) => {
  const { states, installed } = setup(async () => answer);
  expect(await states.learn(GROUP, EU)).toBe(false);
  expect(installed).toEqual([]);
});
