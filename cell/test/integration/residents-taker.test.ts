import { randomUUID } from "node:crypto";
import type { CellId, ThingKey } from "@cellwire/protocol";
import { parseCellId, parseUserId } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, onTestFinished, test } from "vitest";
import type { Resident } from "../../src/incarnation/directory-authority.ts";
import { ResidentsTaker } from "../../src/incarnation/residents-taker.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import type { StatedPlacement } from "../../src/trust/placement-statement.ts";
import { connect, LINK, recordHome, submission, twoCells } from "./two-cells.ts";

const SIGNAL = new AbortController().signal;
const [ANNA, EMIL, GONE, LATER] = ["anna", "emil", "gone", "later"].map(parseUserId) as [never, never, never, never];
const US = parseCellId("us");

/** A directory in memory: who lives where, at which epoch, granted by what to which generation. */
class Placements {
  readonly all = new Map<ThingKey, StatedPlacement>();
  replaced: ThingKey[] = [];
  /** Fails at this one, once. */
  failsAt: ThingKey | undefined;

  place(thing: ThingKey, cell: CellId, place: { epoch?: number; generation?: number; op?: string } = {}): void {
    const { epoch = 1, generation = 1, op = "first" } = place;
    this.all.set(thing, { thing, cell, epoch, generation, op, pending: null, statement: `${thing} ${cell} ${epoch}` });
  }

  async residents(after: string, limit: number): Promise<readonly Resident[]> {
    const here = [...this.all.values()].filter(({ cell, thing }) => cell === "eu" && thing > after);
    return here.toSorted((a, b) => (a.thing < b.thing ? -1 : 1)).slice(0, limit);
  }

  async replace({ thing, epoch }: Resident, grant: { op: string; generation: number }): Promise<string | undefined> {
    if (this.failsAt === thing) {
      this.failsAt = undefined;
      throw new Error("the directory is down");
    }
    const now = this.all.get(thing)!;
    if (now.op !== grant.op) {
      if (now.epoch !== epoch) return undefined;
      this.place(thing, now.cell, { ...grant, epoch: epoch + 1 });
      this.replaced.push(thing);
    }
    return this.all.get(thing)!.statement;
  }

  async verify(statement: string): Promise<StatedPlacement | "invalid"> {
    return [...this.all.values()].find((one) => one.statement === statement) ?? "invalid";
  }

  async thing(thing: ThingKey) {
    const placement = this.all.get(thing);
    return placement ? ({ kind: "placed", placement } as const) : ({ kind: "unknown" } as const);
  }
}

async function setup() {
  const cells = await twoCells();
  onTestFinished(() => cells[Symbol.asyncDispose]());
  const { eu } = cells;
  const directory = new Placements();
  for (const user of [ANNA, EMIL, GONE]) {
    await connect(eu, user);
    directory.place(user, eu.cell);
  }
  const taker = new ResidentsTaker({
    pool: eu.pool,
    statements: loadStatements(),
    directory,
    verifier: directory,
    placements: directory,
    inbox: eu.forward,
    announcer: { settled: async () => undefined },
    log: silentLogger,
  });
  const op = randomUUID();
  const goBack = async () => {
    await eu.pool.query("update incarnation set cell = 'eu', timeline = timeline - 1");
    await eu.pool.query("select ask_for_generation($1, 1)", [op]);
    await eu.pool.query("select begin_generation($1, 1000)", [op]);
  };
  const link = async (user: never, epoch: number) =>
    (await eu.gateway.link({ ...LINK, epoch, user, device: "phone" as never, storeId: "store-phone" })).kind;
  const homes = async () => {
    const { rows } = await eu.pool.query("select user_id, cell, epoch from placement order by user_id");
    return rows.map(
      (row: { user_id: string; cell: string; epoch: string }) => `${row.user_id} ${row.cell} ${row.epoch}`,
    );
  };
  return { ...cells, directory, taker, goBack, link, homes };
}

test("what lives here is taken at the next epoch, and what moved away is not served", async () => {
  const { eu, directory, taker, goBack, link, homes } = await setup();
  directory.place(GONE, US, { epoch: 2, op: "moved" });
  directory.place(LATER, eu.cell);
  await goBack();
  expect(await Promise.all([ANNA, GONE, LATER].map((user) => link(user, 1)))).toEqual(Array(3).fill("not-taken"));
  await taker.runOnce(SIGNAL);
  expect(await homes()).toEqual(["anna eu 2", "emil eu 2", "gone us 2", "later eu 2"]);
  expect(await Promise.all([ANNA, GONE, LATER].map((user) => link(user, 1)))).toEqual(["linked", "moved", "linked"]);
  expect([...directory.all.values()].filter(({ cell }) => cell === "eu").map(({ generation }) => generation)).toEqual([
    2, 2, 2,
  ]);
});

test("a run that is broken off goes on without taking anything twice", async () => {
  const { directory, taker, goBack, link, homes } = await setup();
  await goBack();
  directory.failsAt = EMIL;
  await expect(taker.runOnce(SIGNAL)).rejects.toThrow("down");
  expect([await link(ANNA, 1), await link(EMIL, 1)]).toEqual(["linked", "not-taken"]);
  await taker.runOnce(SIGNAL);
  expect(directory.replaced.toSorted()).toEqual(["anna", "emil", "gone"]);
  expect(await homes()).toEqual(["anna eu 2", "emil eu 2", "gone eu 2"]);
  await taker.runOnce(SIGNAL);
  expect(directory.replaced).toHaveLength(3);
});

test("what is sent to somebody who was not taken yet is accepted, and numbered or sent on when it is known where", async () => {
  const { us, eu, goBack, directory, taker } = await setup();
  await eu.gateway.accept([submission(ANNA, GONE)]);
  await goBack();
  await recordHome(eu, ANNA, { cell: eu.cell, epoch: 2 });
  directory.place(ANNA, eu.cell, { epoch: 2, generation: 2 });
  directory.place(GONE, US, { epoch: 2, op: "moved" });
  const sent = submission(ANNA, GONE, { text: "after" });
  expect(await eu.gateway.accept([sent])).toMatchObject([{ kind: "accepted" }]);
  expect((await eu.pool.query("select destination from outbox")).rows).toEqual([{ destination: null }]);
  await taker.runOnce(SIGNAL);
  const { rows } = await eu.pool.query<{ destination: string }>("select destination from outbox");
  expect(rows).toEqual([{ destination: us.cell }]);
});
