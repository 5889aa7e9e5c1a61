/** A socket that speaks the protocol's frames itself, and may break every rule of it. */

import { once } from "node:events";
import {
  decodeServerMessage,
  encodeClientFrame,
  SUBPROTOCOL,
  type ClientBody,
  type TicketAnswer,
} from "@cellwire/protocol";
import { WebSocket } from "ws";
import { eventually, within } from "./eventually.ts";
import type { CellName, CellsUnderTest } from "./cells-under-test.ts";

const ANSWER_MS = 15_000;

type ServerFrame = ReturnType<typeof decodeServerMessage>[number];
type FrameName = NonNullable<ServerFrame["body"]>;

export class RawSocket {
  readonly webSocket: WebSocket;
  readonly frames: ServerFrame[] = [];
  readonly #closed: Promise<number>;

  constructor(webSocket: WebSocket) {
    this.webSocket = webSocket;
    const { promise, resolve } = Promise.withResolvers<number>();
    this.#closed = promise;
    webSocket.on("message", (data: Buffer) => void this.frames.push(...decodeServerMessage(data)));
    webSocket.on("close", (code) => resolve(code));
    webSocket.on("error", () => {}); // "close" follows
  }

  send(...frames: readonly ClientBody[]): void {
    // Encoded messages may be concatenated: all frames go as one WebSocket message.
    this.sendBytes(Buffer.concat(frames.map(encodeClientFrame)));
  }

  sendBytes(bytes: Uint8Array | string): void {
    this.webSocket.send(bytes);
  }

  all<Name extends FrameName>(name: Name): NonNullable<ServerFrame[Name]>[] {
    return this.frames.flatMap((frame) => frame[name] ?? []) as NonNullable<ServerFrame[Name]>[];
  }

  /** Resolves with the frames of that name, when there are so many. */
  async until<Name extends FrameName>(name: Name, count = 1): Promise<NonNullable<ServerFrame[Name]>[]> {
    const what = `${count} frames ${name} came`;
    await eventually(() => this.all(name).length >= count, { what, timeoutMs: ANSWER_MS });
    return this.all(name);
  }

  /** Resolves with the close code. */
  async closed(): Promise<number> {
    return within(this.#closed, { what: "the gateway closed the socket", timeoutMs: ANSWER_MS });
  }

  end(): void {
    this.webSocket.terminate();
  }
}

/** Connected, and nothing said yet. */
export async function openRaw(
  stage: CellsUnderTest,
  at: { readonly cell: CellName; readonly gateway: number },
): Promise<RawSocket> {
  const url = `${stage.gatewayUrl(at.cell, at.gateway)}/v1/connect`;
  const webSocket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false });
  const raw = new RawSocket(webSocket);
  await within(once(webSocket, "open"), { what: "the socket opened", timeoutMs: ANSWER_MS });
  return raw;
}

export async function ticketFor(
  stage: CellsUnderTest,
  request: { readonly user: string; readonly device: string; readonly region: CellName },
): Promise<TicketAnswer> {
  const { user, device, region } = request;
  const response = await fetch(new URL("/v1/tickets", stage.directoryUrl), {
    method: "POST",
    headers: { authorization: `Bearer ${await stage.userToken(user)}`, "content-type": "application/json" },
    body: JSON.stringify({ device, region }),
    signal: AbortSignal.timeout(ANSWER_MS),
  });
  if (!response.ok) throw new Error(`the directory answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as TicketAnswer;
}

export function hello(ticket: string): ClientBody {
  return { hello: { versionMin: 1, versionMax: 1, ticket, storeId: "raw-store", client: "raw" } };
}
