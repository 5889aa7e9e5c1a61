import type { GroupChange, OrderKey, UserId, cellwire } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { groupReceiptQuestion, groupReceiptRequests } from "../../src/conversation/group-receipts.ts";
import { PostgresGroupMarks } from "../../src/inbox/group-marks.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { carryGroups, people, placedGroup, say, TITLE, toGroup } from "./groups.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { DEVICE, forgetOwed, twoCells } from "./two-cells.ts";

let cells: TwoCells;
beforeAll(async () => {
  cells = await twoCells();
});
afterAll(() => cells[Symbol.asyncDispose]());
beforeEach(() => forgetOwed(cells));

const create = (...members: UserId[]): GroupChange => ({ kind: "create", title: TITLE, members });
const at = (n: number) => ({ term: 1, n });

/** What a cell answers its devices and the other cell. */
function receiptsOf(here: CellInbox, options: { isLinkCut?: boolean } = {}) {
  const parts = (one: CellInbox) => ({
    marks: new PostgresGroupMarks({ pool: one.pool, cell: one.cell, statements: loadStatements() }),
    homes: {
      of: async (users: readonly UserId[]) => {
        const placed = await one.forward.placements(users);
        return new Map(placed.map(({ user, cell }) => [user as UserId, { cell }]));
      },
    },
  });
  const other = here === cells.eu ? cells.us : cells.eu;
  const asked: cellwire.v1.GroupMarksQuestion.$Properties[] = [];
  const post = async ({ body }: { body: Uint8Array }) => {
    asked.push(wire.GroupMarksQuestion.decode(body));
    if (options.isLinkCut) return { kind: "unavailable", afterMs: 1 } as const;
    const answered = await groupReceiptQuestion(parts(other)).answer(here.cell, Buffer.from(body));
    return { kind: "answered", body: Buffer.from(answered) } as const;
  };
  const { getGroupReceipts } = groupReceiptRequests({
    ...parts(here),
    peers: { peer: async (cell) => ({ cell, post }) },
  });
  const ask = async (user: UserId, question: { group: string; key: OrderKey; after?: string }) =>
    (await getGroupReceipts(question, { user, device: DEVICE })).groupReceipts!;
  return { ask, asked };
}

async function mark(cell: CellInbox, user: UserId, { conversation, n }: { conversation: Uint8Array; n: number }) {
  const marks = { delivered: at(n), read: at(n - 1) };
  const { invalid } = await cell.gateway.recordCursors([{ user, device: DEVICE, conversation, ...marks }]);
  expect(invalid).toEqual([]);
}

async function meeting() {
  const [ann, ben] = (await people(cells, cells.eu, 2)) as [UserId, UserId];
  const [una, uma] = (await people(cells, cells.us, 2)) as [UserId, UserId];
  const id = await placedGroup(cells, cells.eu);
  await say(cells.eu, toGroup(id, ann, create(ben, una)), toGroup(id, ann, "hello"));
  await carryGroups(cells.eu, cells.us);
  const { conversation } = toGroup(id, ann, "");
  await mark(cells.eu, ben, { conversation, n: 2 });
  await mark(cells.us, una, { conversation, n: 2 });
  return { id, ann, ben, una, uma, conversation };
}
const receipt = (user: UserId, delivered: OrderKey | null, read: OrderKey | null) => ({ user, delivered, read });
const byUser = (receipts: { user: UserId }[]) => receipts.toSorted((a, b) => (a.user < b.user ? -1 : 1));

test("a member is told the marks of all others, from whatever cell they are", async () => {
  const { id, ann, ben, una } = await meeting();
  const { receipts, next } = await receiptsOf(cells.eu).ask(ann, { group: id, key: at(2) });
  expect([receipts, next]).toEqual([byUser([receipt(ben, at(2), at(1)), receipt(una, at(2), at(1))]), ""]);
  const fromUs = await receiptsOf(cells.us).ask(una, { group: id, key: at(2) });
  expect(fromUs.receipts!.map(({ user }) => user)).toEqual([ann, ben].sort());
  expect(fromUs.receipts).toContainEqual(receipt(ben, at(2), at(1)));
});

test("nothing is told of who was not there, to who is not there, nor to a cell that asks for users of others", async () => {
  const { id, ann, ben, una, uma } = await meeting();
  await say(cells.eu, toGroup(id, ann, { kind: "add", users: [uma] }));
  await carryGroups(cells.eu, cells.us);
  const users = async (user: UserId) =>
    (await receiptsOf(cells.eu).ask(user, { group: id, key: at(2) })).receipts?.map((one) => one.user) ?? [];
  expect(await users(ann)).toEqual([ben, una].sort());
  expect(await users("nobody" as UserId)).toEqual([]);
  await say(cells.eu, toGroup(id, ann, { kind: "remove", users: [ben] }));
  expect(await users(ben)).toEqual([]);
  expect(await users(ann)).toEqual([una]);
  const body = wire.GroupMarksQuestion.encode({ group: id, requester: ann, users: [una] }).finish();
  const marks = new PostgresGroupMarks({ pool: cells.us.pool, cell: cells.us.cell, statements: loadStatements() });
  const homes = { of: async () => new Map([[ann, { cell: cells.eu.cell }]]) };
  const question = groupReceiptQuestion({ marks, homes });
  const asked = async (from: CellInbox) =>
    wire.GroupReceipts.decode(await question.answer(from.cell, Buffer.from(body))).receipts.length;
  expect([await asked(cells.eu), await asked(cells.us)]).toEqual([1, 0]);
});

test("who turned read receipts off neither shows nor sees what is read", async () => {
  const { id, ann, ben, una } = await meeting();
  const off = (cell: CellInbox, user: UserId) =>
    cell.pool.query("insert into privacy (user_id, read_receipts_off) values ($1, true)", [user]);
  await off(cells.us, una);
  const shown = async (user: UserId) =>
    new Map(
      (await receiptsOf(cells.eu).ask(user, { group: id, key: at(2) })).receipts!.map((one) => [one.user, one.read]),
    );
  expect(await shown(ann)).toEqual(
    new Map<UserId, OrderKey | null>([
      [ben, at(1)],
      [una, null],
    ]),
  );
  await off(cells.eu, ann);
  expect([...(await shown(ann)).values()]).toEqual([null, null]);
  expect((await receiptsOf(cells.us).ask(una, { group: id, key: at(2) })).receipts!.map(({ read }) => read)).toEqual([
    null,
    null,
  ]);
});

test("of members whose cell does not answer nothing is known, and the others are told", async () => {
  const { id, ann, ben, una } = await meeting();
  const { ask } = receiptsOf(cells.eu, { isLinkCut: true });
  const { receipts } = await ask(ann, { group: id, key: at(2) });
  expect(receipts).toEqual(byUser([receipt(ben, at(2), at(1)), receipt(una, null, null)]));
});

test("a group of 1024 is told in pages, and neither a message to it nor the question writes a row for a member", async () => {
  const [ann] = (await people(cells, cells.eu, 1)) as [UserId];
  const id = await placedGroup(cells, cells.eu);
  await say(cells.eu, toGroup(id, ann, create()));
  const { conversation } = toGroup(id, ann, "");
  await cells.eu.pool.query(
    `with made as (
       insert into placement (user_id, cell, epoch) select 'crowd-' || g, 'eu', 1 from generate_series(1, 1023) g returning user_id)
     select add_members($1, array_agg(user_id), 1, 1, false) from made`,
    [conversation],
  );
  const versions = async () => {
    const text = `select m.xmin::text || m.ctid::text as version from member m where m.conversation = $1
      union all select k.xmin::text || k.ctid::text from cursor k where k.conversation = $1`;
    const { rows } = await cells.eu.pool.query<{ version: string }>(text, [conversation]);
    return rows.map(({ version }) => version).sort();
  };
  const before = await versions();
  await say(cells.eu, toGroup(id, ann, "to all"));
  const { ask, asked } = receiptsOf(cells.eu);
  const told = new Set<string>();
  let after = "";
  do {
    const page = await ask(ann, { group: id, key: at(2), after });
    expect(page.receipts!.length).toBeLessThanOrEqual(64);
    for (const { user } of page.receipts!) told.add(user!);
    after = page.next!;
  } while (after !== "");
  expect([told.size, asked]).toEqual([1023, []]);
  expect(await versions()).toEqual(before);
});
