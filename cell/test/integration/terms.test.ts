import type { UserId } from "@cellwire/protocol";
import { expect, onTestFinished, test } from "vitest";
import type { Submission } from "../../src/inbox/contract.ts";
import { carryGroups, people, placedGroup, say as sayToGroup, TITLE, toGroup } from "./groups.ts";
import { askingPeers, directoryOf, fillHoles, goBack, opener, places } from "./terms.ts";
import type { CellInbox, TwoCells } from "./two-cells.ts";
import { carry, claimed, connect, LINK, pairAcross, pairNumberedByFirst, submission, twoCells } from "./two-cells.ts";

const DEVICE = "phone" as never;

async function setup() {
  const cells = await twoCells();
  onTestFinished(() => cells[Symbol.asyncDispose]());
  const { eu, us } = cells;
  const away = { is: false };
  const open = async () => {
    await opener(eu, askingPeers(eu, us, away)).runOnce();
    // What the other cell asks the directory for, when it gets a number of a term above the epoch that it knows.
    for (const { user_id: user } of (
      await eu.pool.query<{ user_id: UserId }>("select user_id from placement where cell = 'eu'")
    ).rows) {
      const lookup = await directoryOf(eu).placement(user);
      if (lookup.kind === "placed") await us.forward.recordPlacement(lookup.placement);
    }
  };
  return { ...cells, away, open, fill: () => fillHoles(us, eu) };
}

async function say(inbox: CellInbox, messages: readonly Submission[]): Promise<string[]> {
  return (await inbox.gateway.accept(messages)).map((outcome) =>
    outcome instanceof Error ? outcome.message : outcome.kind,
  );
}

function texts(from: UserId, to: UserId, ...said: string[]): Submission[] {
  return said.map((text) => submission(from, to, { text }));
}

async function tidy({ pool }: CellInbox): Promise<unknown> {
  const { rows } = await pool.query(
    "select unsequenced, last_n = known_n as whole, opening_since_ms, later_term, (select count(*)::int from outbox) as owed from conversation",
  );
  return rows;
}

const TIDY = [{ unsequenced: 0, whole: true, opening_since_ms: null, later_term: false, owed: 0 }];

test("a conversation of one cell opens its next term after what the backup has, and numbers what waited", async () => {
  const { eu, open } = await setup();
  const [anna, emil] = pairNumberedByFirst();
  for (const user of [anna, emil]) await connect(eu, user);
  const before = texts(anna, emil, "a", "b", "lost");
  expect(await say(eu, before)).toEqual(["sequenced", "sequenced", "sequenced"]);
  const { conversation } = before[0]!;
  await goBack(eu, { conversation, n: 2, epoch: 3 });
  expect(await say(eu, texts(emil, anna, "c"))).toEqual(["accepted"]);
  expect(await say(eu, texts(anna, emil, "d"))).toEqual(["accepted"]);
  expect(await places(eu, anna, conversation)).toEqual(["1.1 a", "1.2 b"]);
  await open();
  expect(await places(eu, anna, conversation)).toEqual(["1.1 a", "1.2 b", "3.1 after 1.2", "3.2 c", "3.3 d"]);
  // The device of the sender has it, and sends it again.
  expect(await say(eu, [before[2]!])).toEqual(["sequenced"]);
  expect((await places(eu, anna, conversation)).at(-1)).toBe("3.4 lost");
  expect(await tidy(eu)).toEqual(TIDY);
});

test("what another cell has above the backup is taken back before a number is given out", async () => {
  const { eu, us, open, fill, away } = await setup();
  const [anna, uma] = await pairAcross({ eu, us } as never);
  const before = texts(anna, uma, "a", "b", "c");
  await say(eu, before);
  await carry(eu, us);
  const { conversation } = before[0]!;
  await goBack(eu, { conversation, n: 1, epoch: 2 });
  expect(await say(eu, texts(anna, uma, "d"))).toEqual(["accepted"]);
  away.is = true;
  await open();
  expect(await places(eu, anna, conversation)).toEqual(["1.1 a"]);
  away.is = false;
  await open();
  const whole = ["1.1 a", "1.2 b", "1.3 c", "2.1 after 1.3", "2.2 d"];
  expect(await places(eu, anna, conversation)).toEqual(whole);
  await carry(eu, us);
  expect(await places(us, uma, conversation)).toEqual(whole.slice(0, 3));
  await fill();
  expect(await places(us, uma, conversation)).toEqual(whole);
  // From now on it is as ever.
  expect(await say(eu, texts(anna, uma, "e"))).toEqual(["sequenced"]);
  await carry(eu, us);
  expect((await places(us, uma, conversation)).at(-1)).toBe("2.3 e");
  expect([await tidy(eu), await tidy(us)]).toEqual([TIDY, TIDY]);
});

test("a message that wants a number before the term is open comes again, and opens it", async () => {
  const { eu, us, open, fill } = await setup();
  const [anna, uma] = await pairAcross({ eu, us } as never);
  const [first] = texts(anna, uma, "a");
  await say(eu, [first!]);
  await carry(eu, us);
  await goBack(eu, { conversation: first!.conversation, n: 1, epoch: 2 });
  await say(us, texts(uma, anna, "b"));
  const [batch] = await claimed(us);
  const { outcomes } = await eu.forward.ingest({ from: us.cell, envelopes: batch!.rows });
  expect(outcomes).toEqual([{ kind: "not-open" }]);
  await us.forward.releaseLanes({ batch: batch!.batch, afterMs: 0 });
  await open();
  await carry(us, eu);
  await fill();
  const whole = ["1.1 a", "2.1 after 1.1", "2.2 b"];
  expect([await places(eu, anna, first!.conversation), await places(us, uma, first!.conversation)]).toEqual([
    whole,
    whole,
  ]);
  expect([await tidy(eu), await tidy(us)]).toEqual([TIDY, TIDY]);
});

test("a follower that holds numbers above the end of a term gives up theirs, and submits its own again", async () => {
  const { eu, us, open, fill } = await setup();
  const [anna, uma] = await pairAcross({ eu, us } as never);
  const sent = texts(anna, uma, "a", "hole", "above");
  await say(eu, sent);
  await say(us, texts(uma, anna, "own"));
  await carry(us, eu);
  // The copy of 1.2 never came to the other cell.
  await eu.pool.query("delete from outbox where message_id = (select id from message where n = 2)");
  await carry(eu, us);
  const { conversation } = sent[0]!;
  expect(await places(us, uma, conversation)).toEqual(["1.1 a"]);
  await goBack(eu, { conversation, n: 1, epoch: 2 });
  await say(eu, texts(anna, uma, "new"));
  await open();
  await carry(eu, us);
  await fill();
  await carry(us, eu);
  expect(await say(eu, sent.slice(1))).toEqual(["sequenced", "sequenced"]);
  await carry(eu, us);
  await fill();
  const whole = ["1.1 a", "2.1 after 1.1", "2.2 new", "2.3 own", "2.4 hole", "2.5 above"];
  expect([await places(eu, anna, conversation), await places(us, uma, conversation)]).toEqual([whole, whole]);
  expect([await tidy(eu), await tidy(us)]).toEqual([TIDY, TIDY]);
});

test("a follower that went back catches up with what the authority has, when its user comes", async () => {
  const { eu, us, fill } = await setup();
  const [anna, uma] = await pairAcross({ eu, us } as never);
  const sent = texts(anna, uma, "a", "b");
  await say(eu, sent);
  await carry(eu, us);
  const { conversation } = sent[0]!;
  await goBack(us, { conversation, n: 1, epoch: 1 });
  await us.pool.query("update placement set epoch = 2 where user_id = $1", [uma]);
  await us.gateway.link({ ...LINK, user: uma, device: DEVICE, storeId: "store-phone" });
  await fill();
  expect(await places(us, uma, conversation)).toEqual(["1.1 a", "1.2 b"]);
  expect(await tidy(us)).toEqual(TIDY);
});

test("a group takes back what the cells of its members have, changes too, and numbers what waited by its rules", async () => {
  const { eu, us, open, fill } = await setup();
  const cells = { eu, us } as TwoCells;
  const [ann, out] = (await people(cells, eu, 2)) as [UserId, UserId];
  const [una] = (await people(cells, us, 1)) as [UserId];
  const group = await placedGroup(cells, eu);
  const title = new Uint8Array([9]);
  await sayToGroup(eu, toGroup(group, ann, { kind: "create", title: TITLE, members: [una] }), toGroup(group, ann, "a"));
  await sayToGroup(eu, toGroup(group, ann, "b"), toGroup(group, ann, { kind: "rename", title }));
  await carryGroups(eu, us);
  const { conversation, recipient } = toGroup(group, ann, "");
  await goBack(eu, { conversation, n: 2, epoch: 2 });
  await eu.pool.query("update group_state set title = $1, changed_n = 1", [Buffer.from(TITLE)]);
  const waiting = [toGroup(group, ann, "c"), toGroup(group, out, "not a member")];
  expect(await sayToGroup(eu, ...waiting)).toEqual(["accepted", "accepted"]);
  await sayToGroup(us, toGroup(group, una, "d"));
  const [batch] = await claimed(us);
  const { outcomes } = await eu.forward.ingest({ from: us.cell, envelopes: batch!.rows });
  expect(outcomes).toEqual([{ kind: "not-open" }]);
  await us.forward.releaseLanes({ batch: batch!.batch, afterMs: 0 });
  await open();
  for (const inbox of [eu, us])
    await inbox.forward.recordPlacement({ user: recipient, cell: eu.cell, epoch: 2, statement: "s" });
  const { rows } = await eu.pool.query("select title, user_id, code from group_state, refusal");
  expect(rows).toEqual([{ title: Buffer.from(title), user_id: out, code: "NOT_A_MEMBER" }]);
  await carryGroups(us, eu);
  await carryGroups(eu, us);
  await fill();
  expect(await places(eu, ann, conversation)).toMatchObject([
    expect.stringMatching(/^1\.1 /),
    "1.2 a",
    "1.3 b",
    expect.stringMatching(/^1\.4 /),
    "2.1 after 1.4",
    "2.2 c",
    "2.3 d",
  ]);
  expect(await places(us, una, conversation)).toEqual(await places(eu, ann, conversation));
  expect([await tidy(eu), await tidy(us)]).toEqual([TIDY, TIDY]);
});

test("a number of a term that the directory has not given out is not taken, and what is asked for of it neither", async () => {
  const { eu, us, fill } = await setup();
  const [anna, uma] = await pairAcross({ eu, us } as never);
  const [first, second] = texts(anna, uma, "a", "b");
  await say(eu, [first!]);
  await carry(eu, us);
  const { conversation } = first!;
  await eu.pool.query("update conversation set term = 7, last_n = 2, known_n = 2");
  await eu.pool.query("update message set term = 7");
  const envelope = { ...second!, key: { term: 7, n: 2 } };
  const { outcomes } = await us.forward.ingest({ from: eu.cell, envelopes: [envelope] });
  expect(outcomes).toEqual([{ kind: "reject", code: "NOT_AUTHORITY" }]);
  await us.pool.query("update conversation set hole_since_ms = 0");
  await fill();
  expect(await places(us, uma, conversation)).toEqual(["1.1 a"]);
});

test("a user who comes has the terms opened that their conversations lack", async () => {
  const { eu, us, open } = await setup();
  const [anna, uma] = await pairAcross({ eu, us } as never);
  const sent = texts(anna, uma, "a", "b");
  await say(eu, sent);
  await carry(eu, us);
  const { conversation } = sent[0]!;
  await goBack(eu, { conversation, n: 1, epoch: 2 });
  await eu.gateway.link({ ...LINK, user: anna, device: DEVICE, storeId: "store-phone" });
  await open();
  expect(await places(eu, anna, conversation)).toEqual(["1.1 a", "1.2 b", "2.1 after 1.2"]);
  await eu.gateway.link({ ...LINK, user: anna, device: DEVICE, storeId: "store-phone" });
  await open();
  expect(await places(eu, anna, conversation)).toHaveLength(3);
});

test("a conversation that a backup does not have at all begins in the term of the present placement", async () => {
  const { eu, us, open, fill } = await setup();
  const [anna, uma] = await pairAcross({ eu, us } as never);
  await eu.pool.query("update placement set epoch = 4 where user_id = $1", [anna]);
  const sent = texts(anna, uma, "a");
  expect(await say(eu, sent)).toEqual(["accepted"]);
  await open();
  await carry(eu, us);
  await fill();
  const whole = ["4.1 after 0.0", "4.2 a"];
  const { conversation } = sent[0]!;
  expect([await places(eu, anna, conversation), await places(us, uma, conversation)]).toEqual([whole, whole]);
});
