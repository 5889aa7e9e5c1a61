/** What a gateway needs for group changes. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Member } from "./compose-member.ts";
import type { GatewayConfig } from "./config.ts";
import { GroupChanges } from "./conversation/group-changes.ts";
import type { Acceptor } from "./flow/accept.ts";
import type { Deliverer } from "./flow/deliver.ts";
import { PreparedSends } from "./flow/prepared-sends.ts";
import { Announcer } from "./forward/announcer.ts";
import { DirectoryClient } from "./forward/directory-client.ts";
import { MemberHomes } from "./forward/member-homes.ts";
import { PlacementLookups } from "./forward/placement-lookups.ts";
import { PostgresForwardInbox } from "./inbox/postgres-forward.ts";
import { PeerTokenIssuer } from "./trust/peer-tokens.ts";
import { PlacementStatements } from "./trust/placement-statement.ts";

export function addPreparedSends(
  member: Member<GatewayConfig>,
  parts: { readonly acceptor: Acceptor; readonly deliverer: Deliverer; readonly onUnpushed: () => void },
): PreparedSends {
  const { config, lifecycle, log, pool, statements: sql, ownKeys, directoryKeys } = member;
  const cell = config.CELLWIRE_CELL;
  const tokens = new PeerTokenIssuer({ cell, keys: ownKeys, clock: systemClock });
  const directory = new DirectoryClient({ url: config.CELLWIRE_DIRECTORY_URL, tokens });
  const statements = new PlacementStatements(directoryKeys.resolve);
  const inbox = new PostgresForwardInbox({ pool, cell, clock: systemClock, statements: sql });
  const announcer = new Announcer({ inbox, deliverer: parts.deliverer, onUnpushed: parts.onUnpushed, log });
  const placements = new PlacementLookups({
    fetchPlacement: (thing) => directory.placement(thing),
    statements,
    clock: systemClock,
    random: systemRandom,
    log,
  });
  const homes = new MemberHomes({ inbox, placements, announcer });
  const changes = new GroupChanges({ cell, inbox, directory, statements, homes, log });
  lifecycle
    .add(announcer)
    .add({ name: "group-directory-http", start: async () => undefined, stop: () => directory.close() });
  return new PreparedSends({
    acceptor: parts.acceptor,
    concerns: (submission) => changes.concerns(submission),
    prepare: (submission) => changes.prepare(submission),
  });
}
