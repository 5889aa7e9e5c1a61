/** The parts of forwarding, put together; `main` adds the HTTP servers, the mesh and the stores. */

import type { FastifyInstance } from "fastify";
import type { JWTVerifyGetKey } from "jose";
import type { Meter } from "@opentelemetry/api";
import type { CellId } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Faults } from "@cellwire/runtime/faults.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { MessageTracer } from "@cellwire/runtime/message-tracer.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import type { Redis } from "@cellwire/runtime/redis.ts";
import type { ForwardInbox } from "../inbox/contract.ts";
import type { Groups } from "../inbox/groups.ts";
import type { DirectoryAnswers } from "../inbox/directory-answers.ts";
import type { TermInbox } from "../inbox/terms.ts";
import type { MediaDownloads } from "../media/downloads.ts";
import { PeerTokenVerifier } from "../trust/peer-tokens.ts";
import { PlacementStatements } from "../trust/placement-statement.ts";
import { Announcer } from "./announcer.ts";
import { ChangeFollower } from "./change-follower.ts";
import { CellRegistry } from "./cell-registry.ts";
import { Courier } from "./courier.ts";
import { DestinationQueue } from "./destination-queue.ts";
import type { DirectoryClient } from "./directory-client.ts";
import { Dispatcher } from "./dispatcher.ts";
import { GroupRefresher } from "./group-refresher.ts";
import { GroupStates } from "./group-states.ts";
import { HoleFiller } from "./hole-filler.ts";
import { Ingest } from "./ingest.ts";
import type { PeerSource } from "./peer-client.ts";
import type { PeerQuestion } from "./ingest-routes.ts";
import { ingestRoutes } from "./ingest-routes.ts";
import { MemberHomes } from "./member-homes.ts";
import { forwardMetrics } from "./metrics.ts";
import { outboxMonitor, outboxRoutes } from "./outbox-monitor.ts";
import { Peers } from "./peers.ts";
import { PlacementLookups } from "./placement-lookups.ts";
import { PlacementResolver } from "./placement-resolver.ts";
import type { Deliverer, PlacementSource, StatementVerifier, ThingSource, TokenSource } from "./ports.ts";
import { ReceiptReporter } from "./receipt-reporter.ts";
import { Relay } from "./relay.ts";
import { TermOpener } from "./term-opener.ts";

export interface ForwarderOptions {
  readonly cell: CellId;
  readonly inbox: ForwardInbox;
  readonly groups: Groups;
  readonly deliverer: Deliverer;
  /** Something may have been committed and not pushed. */
  readonly onUnpushed: () => void;
  readonly directory: DirectoryClient;
  readonly directoryAnswers: DirectoryAnswers;
  /** `DirectoryKeys.resolve`. */
  readonly directoryKeys: JWTVerifyGetKey;
  /** Left out: no term but the first is ever needed. */
  readonly terms?: TermInbox | undefined;
  /** Of this cell; left out: there was never another. */
  readonly generation?: (() => number) | undefined;
  readonly tokens: TokenSource;
  /** Shared by the queues; `maxRetriesPerRequest: 0`. */
  readonly redis: Redis;
  /** A new connection with `maxRetriesPerRequest: null`, one for each worker. */
  readonly openWorkerRedis: () => Redis;
  readonly meter: Meter;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly traces?: MessageTracer | undefined;
  /** Left out: this cell holds no media. */
  readonly media?: MediaDownloads | undefined;
  /** What runs besides, given what knows where things live. */
  readonly further?: ((parts: ForwarderParts) => readonly Service[]) | undefined;
  /** What other cells may ask besides, given where users live. */
  readonly questions?: ((placements: PlacementLookups) => readonly PeerQuestion[]) | undefined;
}

export interface ForwarderParts {
  readonly placements: ThingSource & PlacementSource;
  readonly verifier: StatementVerifier;
  readonly announcer: Announcer;
  readonly peers: PeerSource;
}

export interface Forwarder {
  /** In the order of their start. */
  readonly services: readonly Service[];
  /** The outbox has new rows. */
  wake(): void;
  /** Another forwarder of the cell may have died. */
  suspect(): void;
  /** For the port that other cells call; body limit `LIMITS.ingestBytesMax`. */
  readonly ingestRoutes: (app: FastifyInstance) => void;
  /** For the internal port. */
  readonly outboxRoutes: (app: FastifyInstance) => void;
  /** Names of what is not ready. */
  notReady(): string[];
}

export function createForwarder(options: ForwarderOptions): Forwarder {
  const { cell, inbox, directory, deliverer, clock, log } = options;
  const metrics = forwardMetrics(options.meter);
  const statements = new PlacementStatements(options.directoryKeys, {
    cell,
    generation: options.generation ?? (() => 1),
  });
  const cells = new CellRegistry({
    ...options,
    answers: options.directoryAnswers,
    fetchCells: (signal) => directory.cells(signal),
  });
  const placements = new PlacementLookups({
    ...options,
    statements,
    fetchPlacement: (user) => directory.placement(user),
  });
  const announcer = new Announcer({ inbox, deliverer, onUnpushed: options.onUnpushed, log });
  const peers = new Peers({ ...options, cells });
  const homes = new MemberHomes({ inbox, placements, announcer });
  const groupStates = new GroupStates({ groups: options.groups, homes, peers, log });
  const parts = { ...options, metrics, statements, placements, announcer, peers, groupStates, homes };
  const dispatcher = new Dispatcher({
    ...parts,
    courier: new Courier(parts),
    openQueue: (queue) => new DestinationQueue({ ...options, ...queue }),
    onLaneFree: () => relay.wake(),
  });
  const relay = new Relay({ ...options, dispatcher });
  const resolver = new PlacementResolver({ ...parts, onResolved: () => relay.wake() });
  const { terms } = options;
  const opener = terms && new TermOpener({ ...parts, terms, onOpened: () => relay.wake() });
  const verifier = new PeerTokenVerifier({ cell, cells, clock });
  const wake = () => {
    relay.wake();
    resolver.wake();
    opener?.wake();
  };
  return {
    services: [
      announcer,
      cells,
      peers,
      dispatcher,
      relay,
      resolver,
      new HoleFiller(parts),
      new GroupRefresher(parts),
      ...(opener ? [opener] : []),
      new ReceiptReporter(parts),
      outboxMonitor(parts),
      new ChangeFollower({ placements, fetchChanges: (request) => directory.changes(request), log }),
      ...(options.further?.({ placements, verifier: statements, announcer, peers }) ?? []),
    ],
    wake,
    suspect: () => relay.suspect(),
    ingestRoutes: ingestRoutes({
      ...parts,
      verifier,
      ingest: new Ingest(parts),
      questions: options.questions?.(placements),
    }),
    outboxRoutes: outboxRoutes({ inbox, wake }),
    notReady: () => (cells.ready ? [] : [cells.name]),
  };
}
