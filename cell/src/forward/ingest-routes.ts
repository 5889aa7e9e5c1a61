/**
 * What other cells may call (docs/protocol.md, "Between cells"). A caller is known before its body is read; bodies are
 * protobuf, errors of a whole request are `ApiError` JSON.
 */

import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { ApiError, CellId, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, isGroupId, isUserId, wire } from "@cellwire/protocol";
import { leaveWhenClosed } from "@cellwire/runtime/http-server.ts";
import type { ForwardInbox, ReceiptState } from "../inbox/contract.ts";
import type { MediaDownloads } from "../media/downloads.ts";
import type { PeerTokenVerifier } from "../trust/peer-tokens.ts";
import type { Announcer } from "./announcer.ts";
import { isConversationBytes, parseMark, toWireEnvelope } from "./envelope.ts";
import type { GroupStates } from "./group-states.ts";
import type { Ingest } from "./ingest.ts";
import type { ForwardMetrics } from "./metrics.ts";
import { PROTOBUF } from "./peer-client.ts";
import type { PeerPath } from "./peer-client.ts";
import { PeerGate } from "./peer-gate.ts";

/** Room for numbers and names in the answer to a range. */
const RANGE_BYTES_MAX = LIMITS.ingestBytesMax - 512 * LIMITS.fetchMessagesMax;
export const RECEIPTS_PER_REPORT_MAX = 1_000;
const MEDIA_HASH_BYTES = 32;
const RETRY_AFTER_SECONDS = 1;

export interface IngestRoutesOptions {
  readonly verifier: Pick<PeerTokenVerifier, "verify">;
  readonly ingest: Ingest;
  readonly inbox: Pick<ForwardInbox, "rangeForCell" | "takeReceipts">;
  readonly announcer: Announcer;
  readonly groupStates: Pick<GroupStates, "answer">;
  /** Left out: this cell holds no media. */
  readonly media?: Pick<MediaDownloads, "url"> | undefined;
  /** Further ones, of parts of the cell that forwarding does not know. */
  readonly questions?: readonly PeerQuestion[] | undefined;
  readonly metrics: ForwardMetrics;
}

export interface PeerQuestion {
  readonly path: PeerPath;
  /** `from`: the calling cell. What it throws but for `malformed` is answered as a fault of this cell. */
  readonly answer: Handler;
}

type ReceiptReport = Omit<ReceiptState, "peer" | "peerHere">;
type Handler = (from: CellId, body: Buffer) => Promise<Uint8Array>;

/** Answered to the whole request. */
class RequestError extends Error {
  override readonly name = "RequestError";
  readonly statusCode: number;
  readonly code: string;

  constructor(statusCode: number, code: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.code = code;
  }
}

export function ingestRoutes(options: IngestRoutesOptions): (app: FastifyInstance) => void {
  return (app) => {
    const callers = new WeakMap<FastifyRequest, CellId>();
    const gate = new PeerGate();
    app.removeAllContentTypeParsers();
    const parser = { parseAs: "buffer", bodyLimit: LIMITS.ingestBytesMax } as const;
    app.addContentTypeParser(PROTOBUF, parser, (_request, body, done) => done(null, body));
    const route = (path: PeerPath, handle: Handler) =>
      app.post(path, {
        onRequest: async (request, reply) => {
          const from = await admit(options, { request, reply, gate });
          if (from) callers.set(request, from);
          return from ? undefined : reply;
        },
        handler: async (request, reply) => {
          const from = callers.get(request)!;
          const answer = await handle(from, bodyOf(request));
          options.metrics.ingestRequest(from, "answered");
          return reply.type(PROTOBUF).send(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
        },
      });
    route("/v1/ingest", (from, body) => takeEnvelopes(options, from, body));
    route("/v1/range", (from, body) => answerRange(options, from, body));
    route("/v1/media", (_from, body) => findMedia(options, body));
    route("/v1/group", (from, body) => answerGroup(options, from, body));
    route("/v1/receipts", (from, body) => takeReceipts(options, from, body));
    for (const { path, answer } of options.questions ?? []) route(path, answer);
  };
}

/** The calling cell; undefined: it was answered already. */
async function admit(
  { verifier, metrics }: IngestRoutesOptions,
  call: { request: FastifyRequest; reply: FastifyReply; gate: PeerGate },
): Promise<CellId | undefined> {
  const { request, reply, gate } = call;
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) return refuse(401, "PEER_TOKEN_MISSING", "Send the header `Authorization: Bearer <token>`.");
  const verdict = await verifier.verify(token);
  if (verdict.kind === "unavailable") return busy("none", "unverifiable");
  if (verdict.kind === "invalid")
    return refuse(401, "PEER_TOKEN_INVALID", `The peer token does not hold: ${verdict.reason}.`);
  const bytes = Number(request.headers["content-length"]);
  if (!Number.isSafeInteger(bytes) || bytes < 0) return refuse(411, "LENGTH_REQUIRED", "Send Content-Length.");
  const leave = gate.enter(verdict.cell, bytes);
  if (!leave) return busy(verdict.cell, "over-limit");
  return leaveWhenClosed(reply, leave) ? verdict.cell : busy(verdict.cell, "gone");

  async function refuse(status: number, code: string, message: string): Promise<undefined> {
    metrics.ingestRequest("none", code);
    await reply.status(status).send({ code, message } satisfies ApiError);
  }

  async function busy(peer: string, outcome: string): Promise<undefined> {
    metrics.ingestRequest(peer, outcome);
    const body: ApiError = { code: "RETRY_AFTER", message: "The cell cannot take this now." };
    await reply.status(503).header("retry-after", RETRY_AFTER_SECONDS).send(body);
  }
}

async function takeEnvelopes({ ingest }: IngestRoutesOptions, from: CellId, body: Buffer): Promise<Uint8Array> {
  const { envelopes } = decoded(() => wire.IngestRequest.decode(body));
  if (envelopes.length > LIMITS.envelopesPerBatchMax) throw malformed(`over ${LIMITS.envelopesPerBatchMax} envelopes`);
  return wire.IngestResponse.encode({ answers: [...(await ingest.take(from, envelopes))] }).finish();
}

async function answerRange({ inbox }: IngestRoutesOptions, from: CellId, body: Buffer): Promise<Uint8Array> {
  const request = decoded(() => wire.RangeRequest.decode(body));
  const { conversation } = request;
  const after = parseMark(request.after);
  if (!isConversationBytes(conversation) || !after) throw malformed("no conversation, or no number");
  const limit = Math.min(Math.max(request.limit, 1), LIMITS.fetchMessagesMax);
  const range = await inbox.rangeForCell({ cell: from, conversation, after, limit, bytesMax: RANGE_BYTES_MAX });
  if (!range) throw new RequestError(403, "NOT_A_MEMBER", "No user of the calling cell is in the conversation.");
  const { messages, through, head } = range;
  return wire.RangeResponse.encode({ envelopes: messages.map(toWireEnvelope), through, head }).finish();
}

async function answerGroup({ groupStates }: IngestRoutesOptions, from: CellId, body: Buffer): Promise<Uint8Array> {
  const { group } = decoded(() => wire.GroupStateRequest.decode(body));
  if (!isGroupId(group)) throw malformed("no group id");
  const state = await groupStates.answer(group, from);
  if (state) return state;
  throw new RequestError(
    403,
    "NOT_A_MEMBER",
    "No user of the calling cell is in the group, or it is numbered elsewhere.",
  );
}

async function takeReceipts(
  { inbox, announcer }: IngestRoutesOptions,
  from: CellId,
  body: Buffer,
): Promise<Uint8Array> {
  const { receipts } = decoded(() => wire.ReceiptReport.decode(body));
  if (receipts.length > RECEIPTS_PER_REPORT_MAX) throw malformed(`over ${RECEIPTS_PER_REPORT_MAX} receipts`);
  const parsed = receipts.map(parseReceipt);
  const wellFormed = parsed.filter((receipt) => receipt !== undefined);
  const result = await inbox.takeReceipts({ from, receipts: wellFormed });
  await announcer.receipts(result.changed);
  let next = 0;
  const taken = parsed.map((receipt) => receipt !== undefined && result.taken[next++] === true);
  return wire.ReceiptReportAnswer.encode({ taken }).finish();
}

/** Whoever knows the hash may have the object: media/downloads.ts. */
async function findMedia({ media }: IngestRoutesOptions, body: Buffer): Promise<Uint8Array> {
  const { hash } = decoded(() => wire.MediaLookup.decode(body));
  const download = hash?.length === MEDIA_HASH_BYTES ? await media?.url(hash) : undefined;
  return wire.MediaLookupAnswer.encode(download ? { url: download.url, size: download.bytes } : {}).finish();
}

function parseReceipt(receipt: cellwire.v1.Receipt.$Properties): ReceiptReport | undefined {
  const { conversation, user } = receipt;
  const [delivered, read] = [parseMark(receipt.delivered), parseMark(receipt.read)];
  if (!isConversationBytes(conversation) || !isUserId(user ?? "") || !delivered || !read) return undefined;
  return { conversation, user: user as UserId, delivered, read };
}

function bodyOf(request: FastifyRequest): Buffer {
  if (!Buffer.isBuffer(request.body)) throw malformed("no body");
  return request.body;
}

/** @throws an error that is answered with 400. */
export function decoded<T>(decode: () => T): T {
  try {
    return decode();
  } catch {
    throw malformed("not the message of this path");
  }
}

export function malformed(detail: string): RequestError {
  return new RequestError(400, "MALFORMED", `The request cannot be read: ${detail}.`);
}
