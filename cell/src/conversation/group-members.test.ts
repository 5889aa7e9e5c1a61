import { expect, test } from "vitest";
import type { GroupId, UserId } from "@cellwire/protocol";
import { groupConversationId, thingKey } from "@cellwire/protocol";
import { sequencedMessage } from "../../test/gateway-fixture.ts";
import type { LocalMembers } from "../inbox/groups.ts";
import { GroupMembers } from "./group-members.ts";

const GROUP = "01h455vb4pex5vsknk084sn02q" as GroupId;
const [ANN, BEN, CAT] = ["ann", "ben", "cat"] as unknown as [UserId, UserId, UserId];
const at = (n: number) => ({ term: 1, n });

/** ben left with number 5, cat came with it. */
const MEMBERS: LocalMembers = {
  version: 3,
  changed: at(5),
  members: [
    { user: ANN, after: at(0), until: null },
    { user: BEN, after: at(0), until: at(5) },
    { user: CAT, after: at(4), until: null },
  ],
};

function message(n: number, membersVersion?: number) {
  return sequencedMessage(n, {
    conversation: groupConversationId(GROUP),
    recipient: thingKey({ kind: "group", id: GROUP }),
    ...(membersVersion !== undefined && { membersVersion }),
  });
}

function setup(read: () => Promise<LocalMembers | null>, options = {}) {
  const reads = { count: 0 };
  const members = new GroupMembers(
    {
      localMembers: () => {
        reads.count += 1;
        return read();
      },
    },
    options,
  );
  return { members, reads };
}

test("a message goes to who was a member at its place: the change itself to both who leave and who come", async () => {
  const { members } = setup(async () => MEMBERS);
  expect(await members.audience(message(4, 3))).toEqual([ANN, BEN]);
  expect(await members.audience(message(5, 3))).toEqual([ANN, BEN, CAT]);
  expect(await members.audience(message(6, 3))).toEqual([ANN, CAT]);
});

test("members are read once for a version, and again for a later one or none", async () => {
  let version = 3;
  const { members, reads } = setup(async () => ({ ...MEMBERS, version }));
  for (const n of [6, 7, 8]) await members.audience(message(n, 3));
  expect(reads.count).toBe(1);
  version = 4;
  await members.audience(message(9, 4));
  expect(reads.count).toBe(2);
  await members.audience(message(10));
  expect(reads.count).toBe(3);
});

test("a reading that began before the message's commit is not taken for it", async () => {
  const first = Promise.withResolvers<LocalMembers>();
  const answers = [first.promise, Promise.resolve({ ...MEMBERS, version: 4 })];
  const { members, reads } = setup(() => answers.shift()!);
  const early = members.audience(message(6, 3));
  const late = members.audience(message(7, 4));
  first.resolve(MEMBERS);
  await Promise.all([early, late]);
  expect(reads.count).toBe(2);
});

test("an older reading that ends later does not replace a newer one", async () => {
  const old = Promise.withResolvers<LocalMembers>();
  const answers = [old.promise, Promise.resolve({ ...MEMBERS, version: 4, members: [] })];
  const { members, reads } = setup(() => answers.shift()!);
  const early = members.audience(message(6));
  const late = members.audience(message(7));
  old.resolve(MEMBERS);
  await Promise.all([early, late]);
  expect(await members.audience(message(8, 4))).toEqual([]);
  expect(reads.count).toBe(2);
});

test("a group without members here takes room as well", async () => {
  const { members, reads } = setup(async () => ({ ...MEMBERS, members: [] }), { rememberedMax: 2 });
  const of = (byte: number) => ({ ...message(6, 3), conversation: new Uint8Array(32).fill(byte) });
  for (const byte of [1, 2, 3, 3, 2, 1]) await members.audience(of(byte));
  expect(reads.count).toBe(4);
});

test("of a group that is not known here nobody gets anything", async () => {
  const { members } = setup(async () => null);
  expect(await members.audience(message(1, 1))).toEqual([]);
});
