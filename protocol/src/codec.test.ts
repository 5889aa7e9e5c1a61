import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DecodeError,
  decodeClientMessage,
  decodeServerMessage,
  encodeClientFrame,
  encodeServerFrame,
  wrapFrame,
} from "./codec.ts";
import { wire } from "./frames.ts";
import { fromHex } from "./hex.ts";
import { LIMITS } from "./limits.ts";

const DECODERS = [decodeClientMessage, decodeServerMessage];

const integer = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const bytes = (max: number) => fc.uint8Array({ minLength: 1, maxLength: max });
const clientFrame = fc.oneof(
  fc.record({ ping: fc.record({ nonce: integer }) }),
  fc.record({ fetch: fc.record({ conversation: bytes(32), after: fc.record({ term: integer, n: integer }) }) }),
  fc.record({ send: fc.record({ messageId: bytes(16), peer: fc.string(), content: bytes(300) }) }),
);

describe("numbers", () => {
  test("of 64 bits come out as plain numbers, up to the largest safe integer", () => {
    const [frame] = decodeServerMessage(
      encodeServerFrame({ pong: { nonce: Number.MAX_SAFE_INTEGER, serverTimeMs: 1 } }),
    );
    expect(frame!.pong!.nonce).toBe(Number.MAX_SAFE_INTEGER);
    expect(frame!.pong!.serverTimeMs).toBe(1);
  });

  test("that were not set read as the number 0", () => {
    const [frame] = decodeServerMessage(encodeServerFrame({ pong: {} }));
    expect(frame!.pong!.nonce).toBe(0);
  });
});

describe("batching", () => {
  test("concatenated messages decode to the frames of both", () => {
    fc.assert(
      fc.property(fc.array(clientFrame, { maxLength: 8 }), (frames) => {
        const encoded = frames.map(encodeClientFrame);
        const oneByOne = encoded.flatMap(decodeClientMessage);
        expect(decodeClientMessage(Buffer.concat(encoded))).toEqual(oneByOne);
        expect(oneByOne).toHaveLength(frames.length);
      }),
    );
  });

  test("a frame that was encoded alone is wrapped to the same bytes", () => {
    const frame = { deliver: { sender: "alice", content: new Uint8Array(300) } };
    expect([...wrapFrame(wire.ServerFrame.encode(frame).finish())]).toEqual([...encodeServerFrame(frame)]);
  });

  test("more frames than the limit are refused, as many as the limit are not", () => {
    const ping = encodeClientFrame({ ping: { nonce: 1 } });
    const many = (count: number) => Buffer.concat(Array.from({ length: count }, () => ping));
    expect(decodeClientMessage(many(LIMITS.framesPerMessageMax))).toHaveLength(LIMITS.framesPerMessageMax);
    expect(() => decodeClientMessage(many(LIMITS.framesPerMessageMax + 1))).toThrow(DecodeError);
  });
});

describe("a newer peer", () => {
  test("may send fields that this version does not know", () => {
    // frames { ping { nonce: 5, 100: 7, 101: "hi" }, 102: "frame" }
    const [frame, ...rest] = decodeClientMessage(fromHex("0a142a0a0805a00607aa06026869b206056672616d65"));
    expect(rest).toEqual([]);
    expect(frame!.ping!.nonce).toBe(5);
  });

  test("may send frame types that this version does not know, among others", () => {
    // frames { 99 { … } }, frames { ping { nonce: 6 } }, 2: "unknown"
    const [unknown, ping, ...rest] = decodeClientMessage(fromHex("0a069a06030102030a042a0208061207756e6b6e6f776e"));
    expect(unknown!.body).toBeUndefined();
    expect(ping!.body).toBe("ping");
    expect(ping!.ping!.nonce).toBe(6);
    expect(rest).toEqual([]);
  });
});

describe("bad bytes", () => {
  test("throw a DecodeError or nothing", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), decodesOrRefuses), { numRuns: 2000 });
  });

  test("made of a good message by truncation or by a flipped bit throw a DecodeError or nothing", () => {
    const damage = fc.record({ frame: clientFrame, at: fc.nat(), bit: fc.integer({ min: 0, max: 7 }) });
    fc.assert(
      fc.property(damage, ({ frame, at, bit }) => {
        const good = encodeClientFrame(frame);
        const index = at % good.length;
        decodesOrRefuses(good.slice(0, index));
        const flipped = good.slice();
        flipped[index]! ^= 1 << bit;
        decodesOrRefuses(flipped);
      }),
      { numRuns: 2000 },
    );
  });

  test("that claim more than they hold are refused without allocating it", () => {
    // a frame of 2^31 - 1 bytes; a send whose content has 2^31 - 1 bytes
    for (const hex of ["0affffffff07", "0a08120622ffffffff07"]) {
      for (const decode of DECODERS) expect(() => decode(fromHex(hex))).toThrow(DecodeError);
    }
  });

  test("nested without end are refused", () => {
    // groups (wire type 3) are skipped recursively
    expect(() => decodeClientMessage(new Uint8Array(100_000).fill(0x0b))).toThrow(DecodeError);
  });

  function decodesOrRefuses(input: Uint8Array): void {
    for (const decode of DECODERS) {
      try {
        decode(input);
      } catch (error) {
        expect(error).toBeInstanceOf(DecodeError);
      }
    }
  }
});
