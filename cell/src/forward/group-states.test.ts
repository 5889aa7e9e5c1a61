import { expect, test } from "vitest";
import type { GroupId, UserId, cellwire } from "@cellwire/protocol";
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
  members: [
    { user: "ann" as UserId, isAdmin: true, joined: { term: 1, n: 1 }, until: null },
    { user: "una" as UserId, isAdmin: false, joined: { term: 1, n: 5 }, until: { term: 1, n: 9 } },
    { user: "uma" as UserId, isAdmin: false, joined: { term: 1, n: 6 }, until: null },
  ],
  earlier: [{ user: "una" as UserId, joined: { term: 1, n: 2 }, until: { term: 1, n: 3 } }],
  residents: ["uma" as UserId],
};

function setup(answer: () => Promise<PeerAnswer>) {
  const installed: unknown[] = [];
  const looked: UserId[] = [];
  const states = new GroupStates({
    groups: {
      forCell: async (_group, cell) => (cell === US ? STATE : null),
      install: async (...what) => void installed.push(what),
    },
    homes: {
      find: async (users) => {
        looked.push(...users);
        return new Set();
      },
    },
    peers: { peer: async (cell) => ({ cell, post: answer }) },
    log: silentLogger,
  });
  return { states, installed, looked };
}

test("what the authority says of a group is taken over as it is there", async () => {
  const authority = setup(() => Promise.reject(new Error("not asked")));
  const body = Buffer.from((await authority.states.answer(GROUP, US))!);
  const { states, installed, looked } = setup(async () => ({ kind: "answered", body }));
  expect(await states.learn(GROUP, EU)).toBe(true);
  expect(installed).toEqual([[GROUP, EU, STATE]]);
  expect(looked).toEqual(["uma"]);
});

test("a cell without members is told nothing", async () => {
  const { states } = setup(() => Promise.reject(new Error("not asked")));
  expect(await states.answer(GROUP, EU)).toBeNull();
});

const encoded = (state: Parameters<typeof wire.GroupState.encode>[0]): PeerAnswer => ({
  kind: "answered",
  body: Buffer.from(wire.GroupState.encode(state).finish()),
});
const at = (n: number) => ({ term: 1, n });
const view = { group: GROUP, changed: at(4), members: [{ user: "ann", joined: at(1) }] };
const members = (...some: cellwire.v1.GroupMember.$Properties[]) => encoded({ group: { ...view, members: some } });

test.each<[string, PeerAnswer]>([
  ["is not reached", { kind: "unavailable", afterMs: 1 }],
  ["refuses", { kind: "rejected", status: 403 }],
  ["answers bytes that do not parse", { kind: "answered", body: Buffer.from([255]) }],
  ["speaks of another group", encoded({ group: { ...view, group: "7".repeat(26) } })],
  ["names a member without a place", members({ user: "ann" })],
  ["names somebody who is no user", members({ user: "a b", joined: at(1) })],
  ["names somebody twice", members({ user: "ann", joined: at(1) }, { user: "ann", joined: at(1) })],
  ["says that somebody joined after the newest change", members({ user: "ann", joined: at(5) })],
  ["says that somebody left before they joined", members({ user: "ann", joined: at(3), until: at(2) })],
  ["says that somebody left at no number", members({ user: "ann", joined: at(3), until: { term: -1, n: 4 } })],
  ["says that somebody left after the newest change", members({ user: "ann", joined: at(3), until: at(5) })],
  ["names a time that has not ended", encoded({ group: view, earlier: [{ user: "ann", joined: at(1) }] })],
  ["gives a title that is too long", encoded({ group: { ...view, title: Buffer.alloc(1025) } })],
  ["names too many members", members(...Array.from({ length: 2049 }, (_, i) => ({ user: `u${i}`, joined: at(1) })))],
])("nothing is taken over when the authority %s", async (_what, answer) => {
  const { states, installed } = setup(async () => answer);
  expect(await states.learn(GROUP, EU)).toBe(false);
  expect(installed).toEqual([]);
});
