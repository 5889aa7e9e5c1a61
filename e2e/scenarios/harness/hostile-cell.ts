/** Calls to a cell's ingest with the key of another cell: what whoever stole that key can say. */

import path from "node:path";
import { cellKeysFile } from "@cellwire/local/cell-plan.ts";
import { readKeySet } from "@cellwire/local/keys.ts";
import {
  TOKEN_TYPE,
  directConversationId,
  messageIdAt,
  messageIdToBytes,
  parseUserId,
  wire,
  type OrderKey,
  type UserId,
  type cellwire,
} from "@cellwire/protocol";
import { SignJWT, importJWK } from "jose";
import type { CellName } from "./cells-under-test.ts";
import type { Stage } from "./stage.ts";

const CALL_MS = 15_000;

export type Envelope = cellwire.v1.Envelope.$Properties;

export class HostileCell {
  readonly #stage: Stage;
  readonly #cell: CellName;
  readonly #target: CellName;

  constructor(stage: Stage, { cell, target }: { readonly cell: CellName; readonly target: CellName }) {
    this.#stage = stage;
    this.#cell = cell;
    this.#target = target;
  }

  /** Of its own key, or that of `signedBy`. */
  async token(options: { readonly audience?: string; readonly signedBy?: CellName; readonly expires?: string } = {}) {
    const { audience = this.#target, signedBy = this.#cell, expires = "60s" } = options;
    const { active, keys } = readKeySet(path.join(this.#stage.dataDir, "keys", cellKeysFile(signedBy)));
    return new SignJWT({})
      .setProtectedHeader({ alg: "EdDSA", kid: active, typ: TOKEN_TYPE.peer })
      .setIssuer(this.#cell)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expires)
      .sign(
        await importJWK(
          keys.find(({ kid }) => kid === active)!,
          "EdDSA",
        ),
      );
  }

  async call(where: string, body: Uint8Array, authorization: string | undefined): Promise<Response> {
    const { ingestUrl } = this.#stage.cluster.cells.find(({ id }) => id === this.#target)!;
    return fetch(new URL(where, ingestUrl), {
      method: "POST",
      headers: { "content-type": "application/protobuf", ...(authorization !== undefined && { authorization }) },
      body: Buffer.from(body),
      signal: AbortSignal.timeout(CALL_MS),
    });
  }

  /** The names of the answers, with what they carry. */
  async ingest(...envelopes: readonly Envelope[]): Promise<string[]> {
    const body = wire.IngestRequest.encode({ batch: "hostile", envelopes: [...envelopes] }).finish();
    const response = await this.call("/v1/ingest", body, `Bearer ${await this.token()}`);
    if (!response.ok) throw new Error(`ingest answered ${response.status}: ${await response.text()}`);
    const { answers } = wire.IngestResponse.decode(Buffer.from(await response.arrayBuffer()));
    return answers.map(({ outcome, code, key }) => {
      const name = wire.IngestAnswer.Outcome[outcome ?? 0];
      return [name, ...(key ? [key.n] : []), ...(code ? [code] : [])].join(" ");
    });
  }
}

/** `key` absent: it wants a number. */
export function envelope(
  [sender, recipient]: readonly [string, string],
  options: { readonly key?: OrderKey; readonly atMs?: number; readonly text?: string } = {},
): Envelope & { readonly messageId: Uint8Array } {
  const { key = null, atMs = Date.now(), text = "hello" } = options;
  const users: [UserId, UserId] = [parseUserId(sender), parseUserId(recipient)];
  return {
    messageId: messageIdToBytes(messageIdAt(atMs, crypto.getRandomValues(new Uint8Array(10)))),
    conversation: directConversationId(...users),
    sender,
    senderDevice: "raw",
    recipient,
    content: Buffer.from(text),
    acceptedAtMs: Date.now(),
    key,
  };
}
