import { wire } from "@cellwire/protocol";
import { Faults } from "@cellwire/runtime/faults.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Pool } from "pg";
import { expect, test } from "vitest";
import { submission, world } from "../../test/forward/world.ts";
import { toWireEnvelope } from "../forward/envelope.ts";
import { Ingest } from "../forward/ingest.ts";
import { forwardMetrics } from "../forward/metrics.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { GuardedForwardInbox } from "./guarded-forward.ts";
import { loadStatements } from "./statements.ts";
import { GROUP_PARTS } from "../../test/no-groups.ts";

test("other cells are told to come again while there is no room, and nobody is asked about their users", async () => {
  const { eu, us, number, follower } = await world();
  const inbox = new GuardedForwardInbox({
    pool: { query: () => Promise.reject(new Error("a full inbox was asked")) } as unknown as Pool,
    cell: us.cell,
    clock: systemClock,
    statements: loadStatements(),
    hasRoom: () => false,
  });
  const ingest = new Ingest({
    inbox,
    placements: { placement: () => Promise.reject(new Error("the directory was asked")) },
    announcer: us.announcer,
    ...GROUP_PARTS,
    metrics: forwardMetrics(meter("test")),
    faults: new Faults(),
    log: silentLogger,
  });
  const copy = toWireEnvelope({ ...submission(number, follower), key: { term: 1, n: 1 } });
  const wanting = toWireEnvelope({ ...submission(number, follower), key: null });
  const answers = await ingest.take(eu.cell, [copy, wanting]);
  const { RETRY_AFTER } = wire.IngestAnswer.Outcome;
  expect(answers).toMatchObject([{ outcome: RETRY_AFTER }, { outcome: RETRY_AFTER }]);
  expect(await inbox.holes({ olderThanMs: 0, limit: 10 })).toEqual([]);
});
