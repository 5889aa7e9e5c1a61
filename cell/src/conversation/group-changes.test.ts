import { expect, test } from "vitest";
import type { GroupChange, GroupId, UserId } from "@cellwire/protocol";
import { encodeGroupChange, parseCellId, thingKey } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { messageId, sequencedMessage } from "../../test/gateway-fixture.ts";
import type { PlaceGroupOutcome } from "../forward/directory-client.ts";
import type { Placement, Submission } from "../inbox/contract.ts";
import { GroupChanges } from "./group-changes.ts";

const CELL = parseCellId("eu");
const GROUP = "01h455vb4pex5vsknk084sn02q" as GroupId;
const KEY = thingKey({ kind: "group", id: GROUP });
const BEN = "ben" as UserId;
const CREATE: GroupChange = { kind: "create", title: new Uint8Array(0), members: [BEN] };
const ADD: GroupChange = { kind: "add", users: [BEN] };

function change(what: GroupChange): Submission {
  return {
    ...sequencedMessage(1),
    numberingUser: KEY,
    recipient: KEY,
    isChange: true,
    content: encodeGroupChange(what),
  };
}

function setup(options: { placed?: string; place?: () => Promise<PlaceGroupOutcome>; unknown?: UserId[] } = {}) {
  const placements: Placement[] = options.placed
    ? [{ user: KEY, cell: parseCellId(options.placed), epoch: 1, statement: "s" }]
    : [];
  const asked = { ops: [] as string[], homes: [] as string[] };
  const stated = { thing: KEY, cell: CELL, epoch: 1, generation: 1, op: "op", pending: null, statement: "signed" };
  const changes = new GroupChanges({
    cell: CELL,
    inbox: {
      placements: async (things) => placements.filter(({ user }) => things.includes(user)),
      recordPlacement: async (placement) => {
        placements.push(placement);
        return { advances: [], refusals: [] };
      },
    },
    directory: {
      placeGroup: async ({ op }) => {
        asked.ops.push(op);
        return options.place ? options.place() : { kind: "placed", placement: stated };
      },
    },
    statements: { verify: async () => stated },
    homes: {
      find: async (users) => {
        asked.homes.push(...users);
        return new Set(options.unknown);
      },
    },
    log: silentLogger,
  });
  return { changes, placements, asked };
}

test("a new group is placed under the message's id, so that a repeated creation is the same operation", async () => {
  const { changes, placements, asked } = setup();
  expect(await changes.prepare(change(CREATE))).toEqual({ kind: "ready" });
  expect(placements).toMatchObject([{ user: KEY, cell: "eu", statement: "signed" }]);
  expect(asked.ops[0]!.replaceAll("-", "")).toBe(Buffer.from(messageId(0, 1)).toString("hex"));
  expect(await changes.prepare(change(CREATE))).toEqual({ kind: "ready" });
  expect(asked.ops).toHaveLength(1);
});

test("whoever is made a member here must exist; elsewhere the authority asks", async () => {
  const here = setup({ placed: "eu", unknown: [BEN] });
  expect(await here.changes.prepare(change(ADD))).toEqual({ kind: "refused", code: "UNKNOWN_USER" });
  const there = setup({ placed: "us", unknown: [BEN] });
  expect(await there.changes.prepare(change(ADD))).toEqual({ kind: "ready" });
  expect(there.asked.homes).toEqual([]);
});

test.each<[string, () => Promise<PlaceGroupOutcome>, object]>([
  ["another operation has taken the id", async () => ({ kind: "taken" }), { kind: "refused", code: "GROUP_EXISTS" }],
  ["no cell takes groups", async () => ({ kind: "noCapacity" }), { kind: "later" }],
  ["the directory is down", () => Promise.reject(new Error("down")), { kind: "later" }],
])("when %s the creation says so", async (_when, place, answer) => {
  expect(await setup({ place }).changes.prepare(change(CREATE))).toEqual(answer);
});

test("only creations and additions need anything", () => {
  const { changes } = setup();
  const concerned = (
    [CREATE, ADD, { kind: "remove", users: [BEN] }, { kind: "rename", title: new Uint8Array(1) }] as const
  ).map((what) => changes.concerns(change(what)));
  expect(concerned).toEqual([true, true, false, false]);
  expect(changes.concerns({ ...change(CREATE), isChange: false })).toBe(false);
});
