/** The server API in the processes of a cell: forwarders answer the backend and the directory, gateways close whom it suspends. */

import { readFileSync } from "node:fs";
import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Service } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import { Loop } from "@cellwire/runtime/loop.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import { serverRoutes } from "@cellwire/server-api/serve.ts";
import { SERVER_AUDIENCE, ServerTokenVerifier } from "@cellwire/server-api/server-tokens.ts";
import { WebhookOutbox } from "@cellwire/server-api/webhooks/outbox.ts";
import { WebhookSender } from "@cellwire/server-api/webhooks/webhook-sender.ts";
import { webhookTarget } from "@cellwire/server-api/webhooks/webhook-settings.ts";
import type { FastifyInstance } from "fastify";
import { createLocalJWKSet, type JSONWebKeySet } from "jose";
import type { Member } from "./compose-member.ts";
import type { ForwarderConfig, GatewayConfig } from "./config.ts";
import { GroupChanges } from "./conversation/group-changes.ts";
import { Acceptor } from "./flow/accept.ts";
import type { Deliverer } from "./flow/deliver.ts";
import { FlowMetrics } from "./flow/flow-metrics.ts";
import { PreparedSends } from "./flow/prepared-sends.ts";
import type { DirectoryClient } from "./forward/directory-client.ts";
import type { ForwarderParts } from "./forward/forwarder.ts";
import { MemberHomes } from "./forward/member-homes.ts";
import type { ProcessMesh } from "./gateway/mesh.ts";
import type { Registry } from "./gateway/registry.ts";
import type { ForwardInbox } from "./inbox/contract.ts";
import type { Groups } from "./inbox/groups.ts";
import { PostgresGatewayInbox } from "./inbox/postgres-gateway.ts";
import { leave, purge, type ErasureStepsOptions } from "./server/erasure-steps.ts";
import { CellErasures } from "./server/erasures.ts";
import { OperationLog } from "./server/operation-log.ts";
import { requireHome } from "./server/require-home.ts";
import { sendHandlers, submitter, type ServerSendsOptions } from "./server/server-sends.ts";
import { userHandlers } from "./server/server-users.ts";
import { closeSuspended } from "./server/suspension-check.ts";

const SWEEP_INTERVAL_MS = 3_600_000;
const ERASURE_INTERVAL_MS = 1_000;
const SUSPENSION_CHECK_INTERVAL_MS = 5_000;

interface Parts extends ForwarderParts {
  readonly inbox: ForwardInbox;
  readonly groups: Groups;
  readonly deliverer: Deliverer;
  readonly directory: DirectoryClient;
  readonly mesh: ProcessMesh;
  readonly hasRoom: () => boolean;
  /** The outbox has new rows. */
  readonly wake: () => void;
}

export interface ForwarderServer {
  readonly services: readonly Service[];
  /** For the port that other cells call. */
  readonly routes: (app: FastifyInstance) => void;
}

export function forwarderServer(member: Member<ForwarderConfig>, parts: Parts): ForwarderServer {
  const { config, log, pool, statements } = member;
  const cell = config.CELLWIRE_CELL;
  const operations = new OperationLog({ pool, clock: systemClock });
  const homes = new MemberHomes(parts);
  const { acceptor, sends } = makeSends(member, parts, homes);
  const shared = {
    pool,
    cell,
    statements,
    operations,
    sends,
    groups: parts.groups,
    requireHome: requireHome({ cell, inbox: parts.inbox, homes }),
    displace: parts.mesh.displaceEverywhere.bind(parts.mesh),
    clock: systemClock,
    log,
  };
  const erasures = makeErasures(shared, log);
  const handlers = { ...userHandlers(shared), ...sendHandlers(shared), ...erasures.handlers };
  const verifier = new ServerTokenVerifier({
    audience: `${SERVER_AUDIENCE}:${cell}`,
    applicationKeys: applicationKeys(config.CELLWIRE_SERVER_TOKEN_KEYS_FILE),
    directory: { keys: member.directoryKeys.resolve, cell },
    clock: systemClock,
  });
  const sweep = new Loop({
    name: "server-operations",
    intervalMs: SWEEP_INTERVAL_MS,
    runOnce: () => operations.sweep(),
    log,
  });
  return {
    services: [acceptor, sweep, erasures.loop, makeWebhooks(member)],
    routes: serverRoutes({ handlers, verifier, clock: systemClock, log }),
  };
}

function makeWebhooks({ config, pool, log }: Member<ForwarderConfig>): WebhookSender {
  return new WebhookSender({
    outbox: new WebhookOutbox(pool),
    target: webhookTarget(config),
    meter: meter("cellwire-webhooks"),
    clock: systemClock,
    random: systemRandom,
    log,
  });
}

function makeErasures(
  parts: Omit<ErasureStepsOptions, "submit"> & Pick<ServerSendsOptions, "sends">,
  log: Logger,
): { readonly handlers: CellErasures["handlers"]; readonly loop: Loop } {
  const options = { ...parts, submit: submitter(parts) };
  const erasures = new CellErasures({
    ...options,
    steps: { leave: (task) => leave(options, task), purge: (task) => purge(options, task) },
    wake: () => loop.wake(),
  });
  const runOnce = (signal: AbortSignal) => erasures.runOnce(signal);
  const loop = new Loop({ name: "erasures", intervalMs: ERASURE_INTERVAL_MS, runOnce, log });
  return { handlers: erasures.handlers, loop };
}

function makeSends(member: Member<ForwarderConfig>, parts: Parts, homes: MemberHomes) {
  const { config, log, pool, statements, faults } = member;
  const { deliverer, mesh, hasRoom, wake, directory, inbox, verifier } = parts;
  const cell = config.CELLWIRE_CELL;
  const acceptor = new Acceptor({
    inbox: new PostgresGatewayInbox({ pool, cell, clock: systemClock, statements }),
    deliver: (messages) => deliverer.publish(messages),
    onOwed: wake,
    hasRoom,
    faults,
    metrics: new FlowMetrics(),
    clock: systemClock,
    log,
    lanes: 1,
    onDoubt: () => mesh.probeGateways(),
  });
  const changes = new GroupChanges({ cell, inbox, directory, statements: verifier, homes, log });
  const sends = new PreparedSends({
    acceptor,
    concerns: (submission) => changes.concerns(submission),
    prepare: (submission) => changes.prepare(submission),
  });
  return { acceptor, sends };
}

/** @throws when the file is no JSON Web Key Set; its message quotes nothing */
function applicationKeys(file: string | undefined) {
  if (file === undefined) return undefined;
  try {
    return createLocalJWKSet(JSON.parse(readFileSync(file, "utf8")) as JSONWebKeySet);
  } catch {
    throw new RangeError("CELLWIRE_SERVER_TOKEN_KEYS_FILE is not a JSON Web Key Set");
  }
}

/** Who was linked while they were being suspended, or whose gateway missed the news, is closed by the next look. */
export function suspensionCheck({ pool, log }: Member<GatewayConfig>, registry: Registry): Service {
  return new Loop({
    name: "suspensions",
    intervalMs: SUSPENSION_CHECK_INTERVAL_MS,
    runOnce: () => closeSuspended({ pool, registry, clock: systemClock }),
    log,
  });
}
