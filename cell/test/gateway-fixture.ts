/** A gateway's inside without a network, a database or Redis. */

import type { CellId, CloseName, DeviceId, UserId } from "@cellwire/protocol";
import {
  CLOSE,
  ORIGIN,
  PROTOCOL_VERSION,
  decodeServerMessage,
  directConversationId,
  encodeClientFrame,
  messageIdAt,
  messageIdToBytes,
} from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import type { PendingSend } from "../src/flow/accept.ts";
import { CatchUp } from "../src/flow/catch-up.ts";
import { Requests, type RequestHandlers } from "../src/flow/requests.ts";
import { Connection } from "../src/gateway/connection.ts";
import type { ClientSocket } from "../src/gateway/client-socket.ts";
import type { ConnectionContext } from "../src/gateway/connection-context.ts";
import { DirectConversations } from "../src/conversation/direct-conversation.ts";
import { GATEWAY_LIMITS } from "../src/gateway/gateway-limits.ts";
import { GatewayMetrics } from "../src/gateway/gateway-metrics.ts";
import { HeadsOffers } from "../src/gateway/heads-offers.ts";
import { Registry } from "../src/gateway/registry.ts";
import { RoomWatch } from "../src/gateway/room-watch.ts";
import { TurnEnd } from "../src/gateway/send-queue.ts";
import { Sweep } from "../src/gateway/sweep.ts";
import type { CursorReport, GatewayInbox, LinkOutcome, SequencedMessage } from "../src/inbox/contract.ts";
import type { Registration } from "../src/route/contract.ts";
import type { TicketOutcome } from "../src/trust/tickets.ts";

export type ServerFrame = ReturnType<typeof decodeServerMessage>[number];

export const NOW_MS = 1_700_000_000_000;
export const ALICE = "alice" as UserId;
export const BOB = "bob" as UserId;
export const PHONE = "phone" as DeviceId;
export const CONVERSATION = directConversationId(ALICE, BOB);

/** Keeps what was written; takes it from the backlog unless it is told to be full. */
export class FakeSocket implements ClientSocket {
  bufferedAmount = 0;
  isFull = false;
  isPaused = false;
  pings = 0;
  closedWith: number | undefined;
  readonly messages: Uint8Array[] = [];

  send(bytes: Uint8Array): void {
    if (this.closedWith !== undefined) throw new Error("written to after the close");
    this.messages.push(bytes);
    if (this.isFull) this.bufferedAmount += bytes.length;
  }

  close(code: number): void {
    this.closedWith ??= code;
  }

  ping(): void {
    this.pings += 1;
  }

  pause(): void {
    this.isPaused = true;
  }

  resume(): void {
    this.isPaused = false;
  }

  get frames(): ServerFrame[] {
    return this.messages.flatMap(decodeServerMessage);
  }

  get closeName(): CloseName | undefined {
    return (Object.keys(CLOSE) as CloseName[]).find((name) => CLOSE[name] === this.closedWith);
  }
}

type InboxPart = Pick<GatewayInbox, "link" | "refusals" | "heads" | "fetch" | "recordRefusalsThrough">;

export interface FixtureOptions {
  readonly inbox?: Partial<InboxPart>;
  readonly ticket?: () => Promise<TicketOutcome>;
  readonly registration?: () => Promise<Registration>;
  readonly submit?: (item: PendingSend) => void;
  readonly requests?: Partial<RequestHandlers>;
}

const LINKED: LinkOutcome = { kind: "linked", connectionEpoch: 1, storeReset: false, refusalsThrough: 0 };
const EMPTY_INBOX: InboxPart = {
  link: async () => LINKED,
  refusals: async () => [],
  heads: async () => [],
  fetch: async () => ({ messages: [], through: ORIGIN, head: ORIGIN }),
  recordRefusalsThrough: async () => undefined,
};

/** The context of a gateway, and what it asked of its parts. */
export function fakeGateway(options: FixtureOptions = {}) {
  const clock = { time: NOW_MS, nowMs: () => clock.time, monotonicMs: () => clock.time };
  const log = silentLogger;
  const [registry, metrics] = [new Registry(), new GatewayMetrics()];
  const devices = () => registry.all();
  const offers = new HeadsOffers({ devices, offersPerSecond: 500, metrics, clock, log });
  const sweep = new Sweep({ linkTimeoutMs: GATEWAY_LIMITS.linkTimeoutMs, clock, log });
  const asked = {
    submits: [] as PendingSend[],
    reports: [] as CursorReport[],
    displaced: [] as string[],
    unknown: 0,
    typing: [] as string[],
  };
  const onInvalid: ((report: CursorReport) => void)[] = [];
  const bearer = { user: ALICE, device: PHONE, epoch: 1 };
  const expiresMs = NOW_MS + 24 * 3_600_000;
  const rooms = new RoomWatch();
  const context: ConnectionContext = {
    cell: "eu" as CellId,
    tickets: {
      verify: options.ticket ?? (async () => ({ kind: "valid", bearer, isResume: false, issuedMs: NOW_MS, expiresMs })),
      issue: async () => ({ ticket: "resume", expiresMs: clock.time + 24 * 3_600_000 }),
    },
    catchUp: new CatchUp({ inbox: { ...EMPTY_INBOX, ...options.inbox }, readsAtOnceMax: 8, readsWaitingMax: 1_000 }),
    acceptor: { submit: options.submit ?? ((item) => void asked.submits.push(item)) },
    cursors: {
      report: (reports, invalid) => {
        asked.reports.push(...reports);
        onInvalid.push(invalid);
      },
      flushDevice: async () => undefined,
    },
    typing: { take: ({ user, device }, peer) => void asked.typing.push(`${user}/${device} to ${peer}`) },
    requests: new Requests({ handlers: options.requests as RequestHandlers, atOnceMax: 2, waitingMax: 100 }),
    registry,
    routes: {
      register: options.registration ?? (async () => ({ kind: "registered", displaced: null })),
      unregister: async () => undefined,
    },
    mesh: { siblings: () => ["gateway-1"], displace: (gateway) => void asked.displaced.push(gateway) },
    storage: { generation: 1, wholeUntilMs: 0 },
    onRouteUnknown: () => void (asked.unknown += 1),
    offers,
    sweep,
    conversations: new DirectConversations(),
    rooms,
    turnEnd: new TurnEnd(),
    limits: GATEWAY_LIMITS,
    metrics,
    clock,
    log,
  };
  return { context, clock, registry, metrics, offers, sweep, rooms, asked, onInvalid };
}

export type FakeGateway = ReturnType<typeof fakeGateway>;

export function connect(gateway: FakeGateway) {
  const socket = new FakeSocket();
  const connection = new Connection(socket, gateway.context);
  return { socket, connection };
}

export function hello(changes: Record<string, unknown> = {}): Uint8Array {
  const versions = { versionMin: 1, versionMax: PROTOCOL_VERSION };
  return encodeClientFrame({ hello: { ...versions, ticket: "ticket", storeId: "store", ...changes } });
}

/** A connection that has its `caught_up`. */
export async function openConnection(gateway: FakeGateway) {
  const { socket, connection } = connect(gateway);
  connection.receive(hello(), true);
  await settled();
  return { socket, connection };
}

/** All that can happen without time passing has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function messageId(ageMs = 0, seed = 1): Uint8Array {
  return messageIdToBytes(messageIdAt(NOW_MS - ageMs, new Uint8Array(10).fill(seed)));
}

export function send(changes: Record<string, unknown> = {}): Uint8Array {
  const content = new Uint8Array([1, 2, 3]);
  return encodeClientFrame({
    send: { messageId: messageId(), conversation: CONVERSATION, peer: BOB, content, ...changes },
  });
}

/** Of bob to alice. */
export function sequencedMessage(n: number, changes: Partial<SequencedMessage> = {}): SequencedMessage {
  return {
    messageId: messageId(0, n % 256),
    conversation: CONVERSATION,
    key: { term: 1, n },
    sender: BOB,
    senderDevice: "laptop" as DeviceId,
    recipient: ALICE,
    content: new Uint8Array([n % 256]),
    headers: new Uint8Array(0),
    acceptedAtMs: NOW_MS,
    traceparent: "",
    ...changes,
  };
}
