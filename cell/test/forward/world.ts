/** Two cells and a directory in memory: real tokens, real statements, real routes; requests are injected, not sent. */

import { generateKeyPairSync, randomBytes } from "node:crypto";
import type { CellId, CellRecord, JsonWebKeyOkp, ThingKey, UserId, cellwire } from "@cellwire/protocol";
import {
  DIRECTORY_ISSUER,
  TOKEN_TYPE,
  directConversationId,
  messageIdAt,
  messageIdToBytes,
  numberingUser,
  parseCellId,
  parseDeviceId,
  parseUserId,
  wire,
} from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import { Faults } from "@cellwire/runtime/faults.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import type { Placement, SequencedMessage, Submission } from "../../src/inbox/contract.ts";
import { Announcer } from "../../src/forward/announcer.ts";
import { Courier } from "../../src/forward/courier.ts";
import { Ingest } from "../../src/forward/ingest.ts";
import { ingestRoutes } from "../../src/forward/ingest-routes.ts";
import { forwardMetrics } from "../../src/forward/metrics.ts";
import type { Peer, PeerAnswer, PeerPath } from "../../src/forward/peer-client.ts";
import { PROTOBUF } from "../../src/forward/peer-client.ts";
import type { PlacementLookup } from "../../src/forward/ports.ts";
import { OwnKeys } from "../../src/trust/own-keys.ts";
import { PeerTokenIssuer, PeerTokenVerifier } from "../../src/trust/peer-tokens.ts";
import type { RegisteredCell } from "../../src/trust/peer-tokens.ts";
import { PlacementStatements, type StatedPlacement } from "../../src/trust/placement-statement.ts";
import { FakeInbox } from "./fake-inbox.ts";
import { GROUP_PARTS } from "../no-groups.ts";

export interface ManualClock extends Clock {
  advance(ms: number): void;
}

export function manualClock(): ManualClock {
  let ms = 0;
  const startMs = Date.now();
  return { nowMs: () => startMs + ms, monotonicMs: () => ms, advance: (by) => void (ms += by) };
}

/** No jitter: back-off is at its ceiling. */
export const highRandom: Random = { bytes: (count) => randomBytes(count), float: () => 0.999_999 };

export function newKeys(clock: Clock): Promise<OwnKeys> {
  const kid = randomBytes(4).toString("hex");
  const { x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  return OwnKeys.from({ active: kid, keys: [{ kty: "OKP", crv: "Ed25519", kid, x, d }] }, clock);
}

export class FakeDirectory {
  readonly keys: OwnKeys;
  readonly records = new Map<CellId, CellRecord>();
  readonly users = new Map<UserId, Placement>();
  /** Users and groups, by key. */
  readonly placements = new Map<ThingKey, StatedPlacement>();
  down = false;
  lookups = 0;

  constructor(keys: OwnKeys) {
    this.keys = keys;
  }

  register(cell: CellId, publicKeys: readonly JsonWebKeyOkp[], ingestUrl = "http://127.0.0.1:1"): void {
    const rest = {
      region: "r",
      schedulable: true,
      maxUsers: 1,
      weight: 1,
      gateways: [],
      generation: 1,
      users: 0,
      revision: 1,
    };
    this.records.set(cell, { cell, state: "ACTIVE", ingestUrl, publicKeys, ...rest });
  }

  async place(user: UserId, cell: CellId, epoch = 1): Promise<Placement> {
    const { statement } = await this.state(user, cell, epoch);
    const placement = { user, cell, epoch, statement };
    this.users.set(user, placement);
    return placement;
  }

  async state(thing: ThingKey, cell: CellId, epoch = 1): Promise<StatedPlacement> {
    const granted = { cell, epoch, generation: 1, op: "op" };
    const claims = { iss: DIRECTORY_ISSUER, sub: thing, ...granted, state: "ACTIVE" };
    const statement = await this.keys.sign({ type: TOKEN_TYPE.placement, claims, lifetimeSeconds: 3600 });
    const stated = { thing, ...granted, pending: null, statement };
    this.placements.set(thing, stated);
    return stated;
  }

  async cell(cell: CellId): Promise<RegisteredCell> {
    const record = this.records.get(cell);
    return record ? { kind: "known", record } : { kind: "unknown" };
  }

  async placement(user: UserId): Promise<PlacementLookup> {
    this.lookups += 1;
    if (this.down) return { kind: "unavailable" };
    const placement = this.users.get(user);
    return placement ? { kind: "placed", placement } : { kind: "unknown" };
  }
}

export interface TestCell {
  readonly cell: CellId;
  readonly keys: OwnKeys;
  readonly issuer: PeerTokenIssuer;
  readonly inbox: FakeInbox;
  readonly app: FastifyInstance;
  readonly courier: Courier;
  readonly announcer: Announcer;
  readonly published: SequencedMessage[];
  /** How often devices had to be offered heads, since pushes may be missing. */
  unpushed: number;
  readonly notified: { users: readonly UserId[]; frame: cellwire.v1.ServerFrame.$Properties }[];
  /** What a call to another cell does; by default it reaches the other cell's routes. */
  link: (to: CellId, path: PeerPath, body: Uint8Array) => Promise<PeerAnswer>;
}

export interface World {
  readonly clock: ManualClock;
  readonly directory: FakeDirectory;
  readonly eu: TestCell;
  readonly us: TestCell;
  /** Numbers its conversation with `follower`; lives in eu. */
  readonly number: UserId;
  /** Lives in us. */
  readonly follower: UserId;
}

/** `number` lives in eu, `follower` in us, and both cells know it. */
export async function world(): Promise<World> {
  const clock = manualClock();
  const directory = new FakeDirectory(await newKeys(clock));
  const cells = new Map<CellId, TestCell>();
  const eu = await testCell(parseCellId("eu"), { clock, directory, cells });
  const us = await testCell(parseCellId("us"), { clock, directory, cells });
  const [number, follower] = pair();
  for (const placement of [await directory.place(number, eu.cell), await directory.place(follower, us.cell)])
    for (const { inbox } of [eu, us]) await inbox.recordPlacement(placement);
  return { clock, directory, eu, us, number, follower };
}

async function testCell(
  cell: CellId,
  shared: { clock: ManualClock; directory: FakeDirectory; cells: Map<CellId, TestCell> },
): Promise<TestCell> {
  const { clock, directory, cells } = shared;
  const keys = await newKeys(clock);
  directory.register(cell, keys.publicKeys);
  const inbox = new FakeInbox(cell, clock);
  const [published, notified]: [SequencedMessage[], TestCell["notified"]] = [[], []];
  const deliverer = {
    publish: async (messages: readonly SequencedMessage[]) => void published.push(...messages),
    notify: async (requests: readonly { users: readonly UserId[]; frame: Uint8Array }[]) => {
      for (const { users, frame } of requests) notified.push({ users, frame: wire.ServerFrame.decode(frame) });
    },
  };
  const issuer = new PeerTokenIssuer({ cell, keys, clock });
  const parts = {
    inbox,
    placements: directory,
    statements: new PlacementStatements(directory.keys.resolve),
    announcer: new Announcer({ inbox, deliverer, onUnpushed: () => void self.unpushed++, log: silentLogger }),
    peers: { peer: async (to: CellId) => ({ cell: to, post: (r) => self.link(to, r.path, r.body) }) satisfies Peer },
    ...GROUP_PARTS,
    metrics: forwardMetrics(meter("test")),
    faults: new Faults(),
    clock,
    random: highRandom,
    log: silentLogger,
  };
  const app = fastify();
  ingestRoutes({
    ...parts,
    verifier: new PeerTokenVerifier({ cell, cells: directory, clock }),
    ingest: new Ingest(parts),
  })(app);
  const link: TestCell["link"] = async (to, path, body) =>
    injected(cells.get(to)!.app, path, body, await issuer.token(to));
  const { announcer } = parts;
  const self: TestCell = {
    cell,
    keys,
    issuer,
    inbox,
    app,
    courier: new Courier(parts),
    announcer,
    published,
    unpushed: 0,
    notified,
    link,
  };
  cells.set(cell, self);
  return self;
}

async function injected(
  app: FastifyInstance,
  ...[path, body, token]: [PeerPath, Uint8Array, string]
): Promise<PeerAnswer> {
  const headers = { authorization: `Bearer ${token}`, "content-type": PROTOBUF };
  const { statusCode, rawPayload } = await app.inject({
    method: "POST",
    url: path,
    headers,
    payload: Buffer.from(body),
  });
  return statusCode === 200 ? { kind: "answered", body: rawPayload } : { kind: "rejected", status: statusCode };
}

/** Two user ids of which the first numbers their conversation. */
export function pair(): [UserId, UserId] {
  const a = parseUserId(`a-${randomBytes(6).toString("hex")}`);
  const b = parseUserId(`b-${randomBytes(6).toString("hex")}`);
  return numberingUser(directConversationId(a, b), [a, b]) === a ? [a, b] : [b, a];
}

export function submission(sender: UserId, recipient: UserId, text = "hello"): Submission {
  const conversation = directConversationId(sender, recipient);
  return {
    messageId: messageIdToBytes(messageIdAt(Date.now(), randomBytes(10))),
    conversation,
    sender,
    senderDevice: parseDeviceId("phone"),
    recipient,
    numberingUser: numberingUser(conversation, [sender, recipient]),
    content: Buffer.from(text),
    headers: new Uint8Array(0),
    acceptedAtMs: Date.now(),
    traceparent: "",
  };
}
