/** Objects to put into a store, and the devices' calls to it. */

import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { LIMITS, parseUserId } from "@cellwire/protocol";

export const ALICE = parseUserId("alice");
export const PART = LIMITS.mediaPartBytes;
const CHECKSUM = "x-amz-checksum-sha256";

export function objectOf(bytes: number) {
  const content = randomBytes(bytes);
  const count = bytes > PART ? Math.ceil(bytes / PART) : 0;
  const partHashes = Array.from({ length: count }, (_, index) => hashOf(partOf({ content }, index + 1)));
  return { owner: ALICE, hash: hashOf(content), bytes, partHashes, content };
}

/** `part` from 1. */
export function partOf({ content }: { readonly content: Buffer }, part: number): Buffer {
  return content.subarray((part - 1) * PART, part * PART);
}

export function hashOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** `named`: as the header has it; null: no header. */
export async function put(url: string, body: Uint8Array, named: Uint8Array | null = hashOf(body)): Promise<number> {
  const headers: Record<string, string> = named ? { [CHECKSUM]: Buffer.from(named).toString("base64") } : {};
  const response = await fetch(url, { method: "PUT", body: body as Uint8Array<ArrayBuffer>, headers });
  await response.arrayBuffer();
  return response.status;
}

/** Promises all of `body`, sends so many bytes of it, and closes its side. @returns the store's answer, once it closes too */
export async function putCut(url: string, body: Buffer, bytes: number): Promise<string> {
  const { host, hostname, port, pathname, search } = new URL(url);
  const sum = Buffer.from(hashOf(body)).toString("base64");
  const head = [
    `PUT ${pathname}${search} HTTP/1.1`,
    `host: ${host}`,
    `content-length: ${body.length}`,
    `${CHECKSUM}: ${sum}`,
  ];
  const socket = connect(Number(port), hostname);
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  socket.end(body.subarray(0, bytes));
  return text(socket);
}

export async function get(url: string, range?: string): Promise<Buffer> {
  const response = await fetch(url, range === undefined ? {} : { headers: { range } });
  return Buffer.from(await response.arrayBuffer());
}
