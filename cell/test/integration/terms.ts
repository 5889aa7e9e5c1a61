/** What tests of terms need: a storage that goes back, and cells that ask each other. */

import type { UserId } from "@cellwire/protocol";
import { keyOf, LIMITS, ORIGIN, wire } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { Announcer } from "../../src/forward/announcer.ts";
import { toWireEnvelope } from "../../src/forward/envelope.ts";
import { HoleFiller } from "../../src/forward/hole-filler.ts";
import { forwardMetrics } from "../../src/forward/metrics.ts";
import type { PeerSource } from "../../src/forward/peer-client.ts";
import type { PlacementSource } from "../../src/forward/ports.ts";
import { TermOpener } from "../../src/forward/term-opener.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { PostgresTerms } from "../../src/inbox/terms.ts";
import type { CellInbox } from "./two-cells.ts";

/** Loses what the conversation got after `n`, as a backup of before has it; the numbering user was taken again at `epoch`. */
export async function goBack(
  { pool }: CellInbox,
  lost: { readonly conversation: Uint8Array; readonly n: number; readonly epoch: number },
): Promise<void> {
  const id = Buffer.from(lost.conversation);
  await pool.query("delete from message where conversation = $1 and n > $2", [id, lost.n]);
  await pool.query("delete from outbox where conversation = $1", [id]);
  await pool.query("update conversation set last_n = $2, known_n = $2 where id = $1", [id, lost.n]);
  await pool.query(
    "update placement set epoch = $2 where user_id = (select numbering_user from conversation where id = $1)",
    [id, lost.epoch],
  );
}

/** `from` asks `to`; `away` cells answer nothing. */
export function askingPeers(from: CellInbox, to: CellInbox, away = { is: false }): PeerSource {
  return {
    peer: async (cell) => ({
      cell,
      post: async ({ body }) => {
        if (away.is) return { kind: "unavailable", afterMs: 0 };
        const { conversation, after, limit } = wire.RangeRequest.decode(body);
        const bounds = { conversation, after: keyOf(after), limit, bytesMax: LIMITS.ingestBytesMax };
        const range = await to.forward.rangeForCell({ cell: from.cell, ...bounds });
        if (!range) return { kind: "rejected", status: 403 };
        const { messages, through, head } = range;
        const answer = wire.RangeResponse.encode({ envelopes: messages.map(toWireEnvelope), through, head }).finish();
        return { kind: "answered", body: Buffer.from(answer) };
      },
    }),
  };
}

export function opener(inbox: CellInbox, peers: PeerSource): TermOpener {
  const terms = new PostgresTerms({ ...inbox, clock: systemClock, statements: loadStatements() });
  const parts = { terms, inbox: inbox.forward, peers, onOpened: () => undefined, log: silentLogger };
  // It looks again at once at what waits.
  let ms = 0;
  const clock = { nowMs: () => systemClock.nowMs(), monotonicMs: () => (ms += 10_000) };
  return new TermOpener({ ...parts, announcer: announcerOf(inbox), clock });
}

/** What the directory says of users of `home`: what that cell itself believes. */
export function directoryOf(home: CellInbox): PlacementSource {
  return {
    placement: async (user) => {
      const [placement] = await home.forward.placements([user]);
      return placement ? { kind: "placed", placement } : { kind: "unknown" };
    },
  };
}

/** Holes are filled whatever their age. */
export async function fillHoles(inbox: CellInbox, authority: CellInbox): Promise<void> {
  const [peers, placements] = [askingPeers(inbox, authority), directoryOf(authority)];
  await inbox.pool.query("update conversation set hole_since_ms = 0 where hole_since_ms is not null");
  const shared = { announcer: announcerOf(inbox), log: silentLogger, clock: systemClock };
  const parts = { ...shared, inbox: inbox.forward, peers, placements };
  await new HoleFiller({ ...parts, metrics: forwardMetrics(meter("test")) }).runOnce();
}

/** Keys and texts as a user of the cell can fetch them; the record of a term as where it says that the run before ended. */
export async function places(inbox: CellInbox, user: UserId, conversation: Uint8Array): Promise<string[]> {
  const range = await inbox.gateway.fetch({ user, conversation, after: ORIGIN, limit: 1_000, bytesMax: 10_000_000 });
  return (range?.messages ?? []).map(({ key, opened, content }) => {
    const what = opened ? `after ${opened.term}.${opened.n}` : Buffer.from(content).toString();
    return `${key.term}.${key.n} ${what}`;
  });
}

function announcerOf({ forward }: CellInbox): Announcer {
  const deliverer = { publish: async () => undefined, notify: async () => undefined };
  return new Announcer({ inbox: forward, deliverer, onUnpushed: () => undefined, log: silentLogger });
}
