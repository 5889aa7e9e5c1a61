/** What a gateway needs for group changes. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Member } from "./compose-member.ts";
import type { Outside } from "./compose-outside.ts";
import type { GatewayConfig, MemberConfig } from "./config.ts";
import { GroupChanges } from "./conversation/group-changes.ts";
import { groupReceiptQuestion, groupReceiptRequests } from "./conversation/group-receipts.ts";
import type { Acceptor } from "./flow/accept.ts";
import type { Deliverer } from "./flow/deliver.ts";
import { PreparedSends } from "./flow/prepared-sends.ts";
import { Announcer } from "./forward/announcer.ts";
import type { PeerQuestion } from "./forward/ingest-routes.ts";
import { MemberHomes } from "./forward/member-homes.ts";
import type { PlacementSource } from "./forward/ports.ts";
import { PostgresGroupMarks } from "./inbox/group-marks.ts";
import { PostgresForwardInbox } from "./inbox/postgres-forward.ts";
import { KnownHomes } from "./keys/homes.ts";

export function addPreparedSends(
  member: Member<GatewayConfig>,
  parts: {
    readonly acceptor: Acceptor;
    readonly deliverer: Deliverer;
    readonly outside: Outside;
    readonly onUnpushed: () => void;
  },
): PreparedSends {
  const { config, lifecycle, log, pool, statements: sql } = member;
  const { acceptor, deliverer, outside, onUnpushed } = parts;
  const cell = config.CELLWIRE_CELL;
  const inbox = new PostgresForwardInbox({ pool, cell, clock: systemClock, statements: sql });
  const announcer = new Announcer({ inbox, deliverer, onUnpushed, log });
  const homes = new MemberHomes({ ...outside, inbox, announcer });
  const changes = new GroupChanges({ ...outside, cell, inbox, homes, log });
  lifecycle.add(announcer);
  return new PreparedSends({
    acceptor,
    concerns: (submission) => changes.concerns(submission),
    prepare: (submission) => changes.prepare(submission),
  });
}

export function gatewayGroupReceipts(member: Member<MemberConfig>, { placements, peers }: Outside) {
  return groupReceiptRequests({ ...receiptStores(member, placements), peers });
}

export function forwarderGroupReceipts(member: Member<MemberConfig>, placements: PlacementSource): PeerQuestion {
  return groupReceiptQuestion(receiptStores(member, placements));
}

function receiptStores({ config, pool, statements }: Member<MemberConfig>, placements: PlacementSource) {
  const parts = { pool, statements, cell: config.CELLWIRE_CELL };
  return { marks: new PostgresGroupMarks(parts), homes: new KnownHomes({ ...parts, placements }) };
}
