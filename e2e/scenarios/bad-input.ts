/** Whatever a client may send, it gets its own code, it is counted, and nobody else notices. */

import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  CLOSE,
  DIRECTORY_ISSUER,
  LIMITS,
  TOKEN_TYPE,
  directConversationId,
  encodeClientFrame,
  messageIdAt,
  messageIdToBytes,
  type ClientBody,
  type CloseName,
  type ErrorCode,
  type UserId,
} from "@cellwire/protocol";
import { SignJWT, generateKeyPair, importJWK, type CryptoKey } from "jose";
import { expect, test } from "vitest";
import { z } from "zod";
import { metricOf } from "./harness/metrics.ts";
import { hello, openRaw, ticketFor, type RawSocket } from "./harness/raw-socket.ts";
import { Scenario } from "./harness/scenario.ts";
import type { CellsUnderTest } from "./harness/cells-under-test.ts";
import type { Stage } from "./harness/stage.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const RATE = 50;
const GATEWAY = "eu/gateway-0";
const AT = { cell: "eu", gateway: 0 } as const;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Attack {
  readonly name: string;
  readonly code: CloseName;
  readonly run: (raw: RawSocket, context: AttackContext) => void | Promise<void>;
}

interface AttackContext {
  readonly stage: CellsUnderTest;
  /** Of a user of this cell who did not connect yet. */
  readonly ticket: string;
  readonly user: UserId;
}

const PING: ClientBody = { ping: { nonce: 1 } };

const ATTACKS: readonly Attack[] = [
  { name: "text", code: "BAD_FRAME", run: (raw) => raw.sendBytes("hello?") },
  { name: "garbage", code: "BAD_FRAME", run: (raw) => raw.sendBytes(Buffer.alloc(512, 0xff)) },
  {
    name: "a truncated frame",
    code: "BAD_FRAME",
    run: (raw, { ticket }) => raw.sendBytes(encodeClientFrame(hello(ticket)).subarray(0, 40)),
  },
  { name: "64 KiB before the hello", code: "TOO_LARGE", run: (raw) => raw.sendBytes(Buffer.alloc(64 * 1024 + 1)) },
  {
    name: "more than a frame may have",
    code: "TOO_LARGE",
    run: async (raw, { ticket }) => {
      await welcomed(raw, ticket);
      raw.sendBytes(Buffer.alloc(LIMITS.frameBytesMax + 1));
    },
  },
  { name: "no hello first", code: "BAD_STATE", run: (raw) => raw.send(PING) },
  { name: "no hello at all", code: "HELLO_TIMEOUT", run: () => {} },
  {
    name: "hello twice",
    code: "BAD_STATE",
    run: async (raw, { ticket }) => {
      await welcomed(raw, ticket);
      raw.send(hello(ticket));
    },
  },
  {
    name: "no version in common",
    code: "VERSION_UNSUPPORTED",
    run: (raw, { ticket }) => raw.send({ hello: { ...hello(ticket).hello, versionMin: 900, versionMax: 901 } }),
  },
  { name: "no ticket", code: "TICKET_INVALID", run: (raw) => raw.send(hello("")) },
  {
    name: "a ticket signed with another key",
    code: "TICKET_INVALID",
    run: async (raw, { user }) => {
      const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519" });
      raw.send(hello(await signTicket({ user, cell: "eu", kid: "forged", key: privateKey, expires: "1h" })));
    },
  },
  {
    name: "a ticket whose claims were changed",
    code: "TICKET_INVALID",
    run: (raw, { ticket }) => {
      const [header, claims, signature] = ticket.split(".") as [string, string, string];
      const changed = Buffer.from(claims, "base64url")
        .toString()
        .replace(/"sub":"[^"]*"/, `"sub":"somebody.else"`);
      raw.send(hello([header, Buffer.from(changed).toString("base64url"), signature].join(".")));
    },
  },
  {
    name: "an expired ticket",
    code: "TICKET_EXPIRED",
    run: async (raw, { stage, user }) =>
      raw.send(hello(await signTicket({ user, cell: "eu", ...(await directoryKey(stage)), expires: "-1h" }))),
  },
  {
    name: "a ticket of another cell",
    code: "WRONG_CELL",
    run: async (raw, { stage, user }) => {
      const elsewhere = await ticketFor(stage, { user: `${user}.us`, device: "raw", region: "us" });
      raw.send(hello(elsewhere.ticket));
    },
  },
];

interface BadRequest {
  readonly name: string;
  readonly code: ErrorCode;
  readonly frames: (context: RequestContext) => readonly ClientBody[];
}

interface RequestContext {
  readonly user: UserId;
  readonly peer: UserId;
  /** A conversation of two others, in this cell. */
  readonly foreign: Uint8Array;
}

const BAD_REQUESTS: readonly BadRequest[] = [
  { name: "an id from the future", code: "ID_FROM_FUTURE", frames: (to) => [send(to, { atMs: Date.now() + HOUR_MS })] },
  { name: "an id from the past", code: "ID_TOO_OLD", frames: (to) => [send(to, { atMs: Date.now() - 8 * DAY_MS })] },
  { name: "an id that is none", code: "ID_INVALID", frames: (to) => [send(to, { messageId: randomBytes(3) })] },
  {
    name: "an id used again with other content",
    code: "ID_CONFLICT",
    frames: (to) => {
      const messageId = newId(Date.now());
      return [send(to, { messageId }), send(to, { messageId, text: "something else" })];
    },
  },
  {
    name: "a message in another user's conversation",
    code: "CONVERSATION_MISMATCH",
    frames: ({ foreign, ...to }) => [{ send: { ...send({ ...to, foreign }, {}).send, conversation: foreign } }],
  },
  {
    name: "a message to oneself",
    code: "PEER_INVALID",
    frames: (to) => [{ send: { ...send(to, {}).send, peer: to.user } }],
  },
  {
    name: "content over the limit",
    code: "CONTENT_TOO_LARGE",
    frames: (to) => [send(to, { text: "x".repeat(LIMITS.contentBytesMax + 1) })],
  },
  {
    name: "a header for somebody outside",
    code: "HEADERS_INVALID",
    frames: (to) => [
      { send: { ...send(to, {}).send, headers: [{ user: "somebody.else", device: "d", header: randomBytes(8) }] } },
    ],
  },
  {
    name: "a fetch in another user's conversation",
    code: "FETCH_INVALID",
    frames: ({ foreign }) => [{ fetch: { conversation: foreign, after: { term: 0, n: 0 }, limit: 10 } }],
  },
  {
    name: "a cursor in another user's conversation",
    code: "CURSOR_INVALID",
    frames: ({ foreign }) => [cursor(foreign, 1)],
  },
  {
    name: "a cursor beyond what was sent",
    code: "CURSOR_INVALID",
    frames: (to) => [send(to, {}), cursor(directConversationId(to.user, to.peer), 1_000_000)],
  },
];

export function badInput(holder: StageHolder): void {
  test("bad sockets each get their own close code, and are counted", async () => {
    const scenario = new Scenario(holder.stage, "bad-sockets");
    const { pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    const codes = [...new Set(ATTACKS.map(({ code }) => code))];
    const before = await countsOf(holder.stage, "cellwire_gateway_closes", codes);
    const seen = await Promise.all(ATTACKS.map((attack, index) => closeCodeOf(scenario, attack, index)));
    expect(seen).toEqual(ATTACKS.map(({ name, code }) => [name, CLOSE[code]]));
    const after = await countsOf(holder.stage, "cellwire_gateway_closes", codes);
    for (const code of codes) {
      const attacks = ATTACKS.filter((attack) => attack.code === code).length;
      expect(after.get(code)! - before.get(code)!, code).toBeGreaterThanOrEqual(attacks);
    }
    await traffic.acknowledged(20);
    await scenario.settle();
  });

  test("bad requests each get their own error, are counted, and the connection lives on", async () => {
    const scenario = new Scenario(holder.stage, "bad-requests");
    const { anna, emil, pairs } = await scenario.cast();
    const traffic = scenario.traffic(pairs, RATE);
    await traffic.acknowledged(20);
    const user = scenario.userId("mallory");
    const peer = scenario.userId("victim");
    await ticketFor(holder.stage, { user: peer, device: "raw", region: "eu" });
    const raw = await openRaw(holder.stage, AT);
    await welcomed(raw, (await ticketFor(holder.stage, { user, device: "raw", region: "eu" })).ticket);
    const foreign = directConversationId(anna.user, emil.user);
    for (const { name, code, frames } of BAD_REQUESTS) {
      const label = { name: "cellwire_gateway_errors", label: `"${code}"` };
      const before = await metricOf(holder.stage, GATEWAY, label);
      const earlier = raw.all("error").length;
      raw.send(...frames({ user, peer, foreign }));
      const answers = await raw.until("error", earlier + 1);
      expect([name, answers.at(-1)?.code]).toEqual([name, code]);
      expect(await metricOf(holder.stage, GATEWAY, label), name).toBeGreaterThan(before);
    }
    // Field 99 holds a frame that nobody knows yet: tag (99 << 3 | 2), one byte.
    raw.sendBytes(Buffer.concat([Buffer.from([0x0a, 0x04, 0x9a, 0x06, 0x01, 0x00]), encodeClientFrame(PING)]));
    await raw.until("pong");
    raw.end();
    await scenario.settle();
  });
}

async function closeCodeOf(scenario: Scenario, attack: Attack, index: number): Promise<[string, number]> {
  const { stage } = scenario;
  const user = scenario.userId(`mallory-${index}`);
  const { ticket } = await ticketFor(stage, { user, device: "raw", region: "eu" });
  const raw = await openRaw(stage, AT);
  await attack.run(raw, { stage, ticket, user });
  return [attack.name, await raw.closed()];
}

async function countsOf(stage: Stage, name: string, codes: readonly CloseName[]): Promise<Map<CloseName, number>> {
  const count = async (code: CloseName) =>
    [code, await metricOf(stage, GATEWAY, { name, label: `"${code}"` })] as const;
  return new Map(await Promise.all(codes.map(count)));
}

async function welcomed(raw: RawSocket, ticket: string): Promise<void> {
  raw.send(hello(ticket));
  await raw.until("welcome");
}

function send(
  to: RequestContext,
  options: { readonly atMs?: number; readonly messageId?: Uint8Array; readonly text?: string },
): ClientBody & { readonly send: NonNullable<ClientBody["send"]> } {
  const { atMs = Date.now(), messageId = newId(atMs), text = "hello" } = options;
  const conversation = directConversationId(to.user, to.peer);
  return { send: { messageId, conversation, peer: to.peer, content: Buffer.from(text) } };
}

function newId(atMs: number): Uint8Array {
  return messageIdToBytes(messageIdAt(atMs, randomBytes(10)));
}

function cursor(conversation: Uint8Array, n: number): ClientBody {
  return { cursors: { cursors: [{ conversation, delivered: { term: 1, n }, read: { term: 0, n: 0 } }] } };
}

interface TicketToSign {
  readonly user: UserId;
  readonly cell: string;
  readonly kid: string;
  readonly key: CryptoKey | Uint8Array;
  /** A time span as jose reads it. */
  readonly expires: string;
}

async function signTicket({ user, cell, kid, key, expires }: TicketToSign): Promise<string> {
  return new SignJWT({ device: "raw", epoch: 1 })
    .setProtectedHeader({ alg: "EdDSA", kid, typ: TOKEN_TYPE.ticket })
    .setIssuer(DIRECTORY_ISSUER)
    .setSubject(user)
    .setAudience(cell)
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(key);
}

const keyFile = z.object({ active: z.string(), keys: z.array(z.looseObject({ kid: z.string(), kty: z.string() })) });

/** What only the directory has: for a ticket that is genuine but for its age. */
async function directoryKey(stage: CellsUnderTest): Promise<{ kid: string; key: CryptoKey | Uint8Array }> {
  const file = path.join(stage.dataDir, "keys", "directory.json");
  const { active, keys } = keyFile.parse(JSON.parse(readFileSync(file, "utf8")));
  const jwk = keys.find(({ kid }) => kid === active)!;
  return { kid: active, key: await importJWK(jwk, "EdDSA") };
}
