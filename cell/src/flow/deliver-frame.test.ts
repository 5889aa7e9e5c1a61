import { expect, test } from "vitest";
import type { DeviceId, UserId } from "@cellwire/protocol";
import { decodeServerMessage } from "@cellwire/protocol";
import { encodeHeaders } from "../inbox/headers.ts";
import { DeliverFrame } from "./deliver-frame.ts";

const MESSAGE = {
  messageId: new Uint8Array(16).fill(1),
  conversation: new Uint8Array(32).fill(2),
  key: { term: 1, n: 7 },
  sender: "alice" as UserId,
  senderDevice: "phone" as DeviceId,
  recipient: "bob" as UserId,
  content: new Uint8Array(300).fill(3),
  headers: encodeHeaders([
    { user: "bob", device: "one", header: new Uint8Array(200).fill(9) },
    { user: "bob", device: "two", header: new Uint8Array([8]) },
  ]),
  acceptedAtMs: 1_700_000_000_000,
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

function decode(bytes: Uint8Array) {
  const [frame, ...others] = decodeServerMessage(bytes);
  expect(others).toEqual([]);
  return frame!.deliver!;
}

test("a device gets the message with its own header and no other", () => {
  const frame = new DeliverFrame(MESSAGE);
  const one = decode(frame.for("bob", "one"));
  expect(one.header).toEqual(Buffer.alloc(200, 9));
  expect(decode(frame.for("bob", "two")).header).toEqual(Buffer.from([8]));
  expect(one).toMatchObject({ key: { term: 1, n: 7 }, sender: "alice", senderDevice: "phone", recipient: "bob" });
  expect(one).toMatchObject({ acceptedAtMs: MESSAGE.acceptedAtMs, traceparent: MESSAGE.traceparent });
  expect([...one.content!]).toEqual([...MESSAGE.content]);
});

test("devices without a header share the same bytes", () => {
  const frame = new DeliverFrame(MESSAGE);
  const bytes = frame.for("bob", "three");
  expect(decode(bytes).header).toHaveLength(0);
  expect(frame.for("carol", "one")).toBe(bytes);
});

test("the largest message with the largest header is framed rightly", () => {
  const header = new Uint8Array(1024).fill(5);
  const headers = encodeHeaders([{ user: "bob", device: "one", header }]);
  const frame = new DeliverFrame({ ...MESSAGE, content: new Uint8Array(65_536).fill(4), headers });
  const deliver = decode(frame.for("bob", "one"));
  expect(deliver.content).toHaveLength(65_536);
  expect(deliver.header).toHaveLength(1024);
});
