/** What a gateway needs for group changes. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Member } from "./compose-member.ts";
import type { Outside } from "./compose-outside.ts";
import type { GatewayConfig } from "./config.ts";
import { GroupChanges } from "./conversation/group-changes.ts";
import type { Acceptor } from "./flow/accept.ts";
import type { Deliverer } from "./flow/deliver.ts";
import { PreparedSends } from "./flow/prepared-sends.ts";
import { Announcer } from "./forward/announcer.ts";
import { MemberHomes } from "./forward/member-homes.ts";
import { PostgresForwardInbox } from "./inbox/postgres-forward.ts";

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
