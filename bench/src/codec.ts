/**
 * What the wire codec costs, against what could have been chosen instead (docs/adr/0001-wire-codec.md). Encoding
 * starts from a plain object as the codec takes it, decoding ends with an object whose fields can be read.
 * The baseline is JSON with base64 for bytes. Run it on a quiet machine:
 *
 *   node bench/src/codec.ts
 */

import { join } from "node:path";
import { create, createFileRegistry, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { wire } from "@cellwire/protocol";
import { pack, unpack } from "msgpackr";
import protobuf from "protobufjs";
import descriptor from "protobufjs/ext/descriptor.js";

const CONTENT_BYTES = 150;
const HEADER_BYTES = 64;
const ROUNDS = 9;
const ROUND_MS = 150;
const BATCH = 200;
const PROTO_FILE = join(import.meta.dirname, "../../protocol/proto/cellwire.proto");
const MESSAGE = "cellwire.v1.ServerMessage";

interface Codec {
  readonly name: string;
  /** The shape that this codec takes; not measured. */
  readonly input: (message: object) => object;
  readonly encode: (input: object) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => unknown;
}

interface Row {
  readonly frame: string;
  readonly codec: string;
  readonly bytes: number;
  readonly encodeNs: number;
  readonly decodeNs: number;
}

function main(): void {
  const codecs = [json(), protobufjsStatic(), protobufEs(), messagePack()];
  const rows = Object.entries(frames()).flatMap(([frame, message]) =>
    codecs.map((codec) => measured(frame, codec, message)),
  );
  print(rows);
}

/** The frames that a message of one conversation costs most often. */
function frames(): Record<string, object> {
  const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37 + 11) % 256);
  const conversation = bytes(32);
  const messageId = bytes(16);
  const key = { term: 1, n: 123_456 };
  const acceptedAtMs = 1_750_000_000_123;
  const content = bytes(CONTENT_BYTES);
  const header = bytes(HEADER_BYTES);
  const names = { sender: "alice", senderDevice: "phone", recipient: "bob" };
  const deliver = { conversation, key, messageId, ...names, content, acceptedAtMs, header };
  return {
    deliver: { frames: [{ deliver }] },
    accepted: { frames: [{ accepted: { messageId, conversation, key, acceptedAtMs } }] },
    "deliver × 16": { frames: Array.from({ length: 16 }, () => ({ deliver })) },
  };
}

function json(): Codec {
  const toText = (_: string, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.length).toString("base64") : value;
  const bytesFields = new Set(["conversation", "messageId", "content", "header"]);
  const toValue = (key: string, value: unknown) =>
    bytesFields.has(key) ? Buffer.from(value as string, "base64") : value;
  return {
    name: "JSON, base64",
    input: unchanged,
    encode: (message) => Buffer.from(JSON.stringify(message, toText)),
    decode: (bytes) => JSON.parse(Buffer.from(bytes).toString(), toValue) as unknown,
  };
}

function protobufjsStatic(): Codec {
  return {
    name: "protobufjs static",
    input: unchanged,
    encode: (message) => wire.ServerMessage.encode(message).finish(),
    decode: (bytes) => wire.ServerMessage.decode(bytes),
  };
}

function protobufEs(): Codec {
  const schema = protobufEsSchema();
  return {
    name: "protobuf-es",
    input: withBigInts,
    encode: (message) => toBinary(schema, create(schema, message as MessageInitShape<DescMessage>)),
    decode: (bytes) => fromBinary(schema, bytes),
  };
}

/** protobuf-es works on descriptors in generated code too, so a descriptor made here costs the same. */
function protobufEsSchema(): DescMessage {
  const root = protobuf.loadSync(PROTO_FILE);
  root.resolveAll();
  const set = root.toDescriptor("proto3") as descriptor.IFileDescriptorSet;
  for (const message of set.file?.[0]?.messageType ?? []) {
    const type = root.lookupType(`cellwire.v1.${message.name}`);
    for (const field of message.field ?? []) {
      const resolved = type.fieldsById[field.number!]!.resolvedType;
      // Type names come out relative; the registry wants them absolute.
      if (resolved) field.typeName = resolved.fullName;
    }
  }
  const bytes = descriptor.FileDescriptorSet.encode(set).finish();
  const schema = createFileRegistry(fromBinary(FileDescriptorSetSchema, bytes)).getMessage(MESSAGE);
  if (!schema) throw new Error(`the descriptor has no ${MESSAGE}`);
  return schema;
}

/** The init shape of protobuf-es: 64-bit fields are bigint, a oneof is {case, value}. */
function withBigInts(message: object): object {
  const { frames: list } = message as { frames: Record<string, Record<string, unknown>>[] };
  return {
    frames: list.map((frame) => {
      const [[name, body]] = Object.entries(frame) as [[string, Record<string, unknown>]];
      const { term, n } = body["key"] as { term: number; n: number };
      const key = { term: BigInt(term), n: BigInt(n) };
      return { body: { case: name, value: { ...body, key, acceptedAtMs: BigInt(body["acceptedAtMs"] as number) } } };
    }),
  };
}

function unchanged(message: object): object {
  return message;
}

function messagePack(): Codec {
  return { name: "msgpackr", input: unchanged, encode: pack, decode: (bytes) => unpack(bytes) as unknown };
}

function measured(frame: string, codec: Codec, message: object): Row {
  const input = codec.input(message);
  const bytes = codec.encode(input);
  const encodeNs = nanoseconds(() => codec.encode(input));
  const decodeNs = nanoseconds(() => codec.decode(bytes));
  return { frame, codec: codec.name, bytes: bytes.length, encodeNs, decodeNs };
}

/** Median over the rounds, after one round of warming up. */
function nanoseconds(run: () => unknown): number {
  const rounds = Array.from({ length: ROUNDS + 1 }, () => {
    let count = 0;
    const started = performance.now();
    while (performance.now() - started < ROUND_MS) {
      for (let i = 0; i < BATCH; i++) run();
      count += BATCH;
    }
    return ((performance.now() - started) * 1e6) / count;
  });
  return rounds.slice(1).sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
}

function print(rows: readonly Row[]): void {
  const line = (cells: readonly string[]) =>
    console.log(cells.map((cell, i) => (i < 2 ? cell.padEnd(18) : cell.padStart(12))).join(" "));
  line(["frame", "codec", "bytes", "encode ns", "decode ns", "both ÷ JSON"]);
  for (const { frame, codec, bytes, encodeNs, decodeNs } of rows) {
    const baseline = rows.find((row) => row.frame === frame)!;
    const ratio = (encodeNs + decodeNs) / (baseline.encodeNs + baseline.decodeNs);
    line([frame, codec, String(bytes), encodeNs.toFixed(0), decodeNs.toFixed(0), ratio.toFixed(2)]);
  }
}

main();
