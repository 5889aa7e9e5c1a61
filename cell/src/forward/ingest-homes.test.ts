import type { CellId, GroupId, UserId } from "@cellwire/protocol";
import { encodeGroupChange, groupConversationId, parseCellId, thingKey, wire } from "@cellwire/protocol";
import { Faults } from "@cellwire/runtime/faults.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { expect, test } from "vitest";
import { submission, world } from "../../test/forward/world.ts";
import { GROUP_PARTS } from "../../test/no-groups.ts";
import { toWireEnvelope } from "./envelope.ts";
import { Ingest } from "./ingest.ts";
import { MemberHomes } from "./member-homes.ts";
import { forwardMetrics } from "./metrics.ts";

const [US, AP] = [parseCellId("us"), parseCellId("ap")];
const GROUP = "01h455vb4pex5vsknk084sn02q" as GroupId;
const KEY = thingKey({ kind: "group", id: GROUP });
const users = Array.from({ length: 200 }, (_, i) => `victim-${i}` as UserId);

/** us sends a change to this cell, in the name of a user who lives in `home`. */
async function setup(home: CellId) {
  const w = await world();
  const change = {
    ...submission(w.follower, w.number),
    conversation: groupConversationId(GROUP),
    recipient: KEY,
    numberingUser: KEY,
    isChange: true,
    content: encodeGroupChange({ kind: "add", users }),
  };
  const looked: string[] = [];
  const placements = {
    placement: async (user: string) => {
      looked.push(user);
      return { kind: "unknown" } as const;
    },
  };
  const inbox = {
    placements: async (some: readonly unknown[]) =>
      some.includes(w.follower) ? [{ user: w.follower, cell: home, epoch: 1, statement: "" }] : [],
    recordPlacement: async () => ({ advances: [], refusals: [] }),
    ingest: async () => ({ outcomes: [{ kind: "refused", code: "NOT_A_MEMBER" } as const], advances: [] }),
  };
  const ingest = new Ingest({
    ...GROUP_PARTS,
    inbox,
    placements,
    homes: new MemberHomes({ inbox, placements, announcer: w.us.announcer }),
    announcer: w.us.announcer,
    metrics: forwardMetrics(meter("test")),
    faults: new Faults(),
    log: silentLogger,
  });
  const take = (key: { term: number; n: number } | null) => ingest.take(US, [toWireEnvelope({ ...change, key })]);
  return { take, looked };
}
const { Outcome } = wire.IngestAnswer;

test("whom a change of the caller's user makes members is looked up", async () => {
  const { take, looked } = await setup(US);
  expect(await take(null)).toMatchObject([{ outcome: Outcome.REFUSED, code: "UNKNOWN_USER" }]);
  expect(looked).toHaveLength(users.length);
});

test("a cell has nobody looked up in the name of a user who lives elsewhere", async () => {
  const { take, looked } = await setup(AP);
  expect(await take(null)).toMatchObject([{ outcome: Outcome.REFUSED, code: "NOT_A_MEMBER" }]);
  expect(looked).toEqual([]);
});

test("nor by a copy", async () => {
  const { take, looked } = await setup(US);
  await take({ term: 1, n: 1 });
  expect(looked).toEqual([]);
});
