import { expect, test } from "vitest";
import type { DeviceId, ThingKey, UserId } from "@cellwire/protocol";
import { DecodeError } from "@cellwire/protocol";
import { encodeHeaders } from "../inbox/headers.ts";
import type { WireMeshFrame } from "./mesh-frames.ts";
import {
  decodeMeshMessage,
  encodeMeshFrame,
  parseMeshDisplace,
  parseMeshNotify,
  parseMeshPublish,
  toMeshDisplace,
  toMeshNotify,
  toMeshPublish,
} from "./mesh-frames.ts";

const [ALICE, BOB] = ["alice", "bob"] as UserId[] as [UserId, UserId];
const MESSAGE = {
  messageId: Buffer.from("0190b6a87c007abc8def0123456789ab", "hex"),
  conversation: Buffer.alloc(32, 2),
  key: { term: 3, n: 2 ** 40 },
  sender: ALICE,
  senderDevice: "phone" as DeviceId,
  recipient: BOB,
  content: Buffer.alloc(300, 3),
  headers: Buffer.from(
    encodeHeaders([
      { user: "bob", device: "one", header: Buffer.alloc(200, 9) },
      { user: "alice", device: "laptop", header: Buffer.from([8]) },
    ]),
  ),
  acceptedAtMs: 1_700_000_000_000,
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

/** Over the wire and back. */
function sent(frame: WireMeshFrame): WireMeshFrame {
  const frames = decodeMeshMessage(encodeMeshFrame(frame));
  expect(frames).toHaveLength(1);
  return frames[0]!;
}

test("a message comes out as it went in, with its headers and audience", () => {
  const publication = { message: MESSAGE, users: [ALICE, BOB] };
  expect(parseMeshPublish(sent({ publish: toMeshPublish(publication) }).publish!)).toEqual(publication);
});

test("a message to a group comes out with the version of its members, and names nobody", () => {
  const recipient = "group:01h455vb4pex5vsknk084sn02q" as ThingKey;
  const publication = { message: { ...MESSAGE, recipient, isChange: true, membersVersion: 7 }, users: [] };
  expect(parseMeshPublish(sent({ publish: toMeshPublish(publication) }).publish!)).toEqual(publication);
});

test("a message without content, headers and trace comes out as it went in", () => {
  const bare = { ...MESSAGE, content: Buffer.alloc(0), headers: new Uint8Array(0), traceparent: "" };
  const { message } = parseMeshPublish(sent({ publish: toMeshPublish({ message: bare, users: [BOB] }) }).publish!);
  expect({ ...message, content: Buffer.from(message.content) }).toEqual(bare);
});

test("a message with an ill-formed field is refused", () => {
  const good = toMeshPublish({ message: MESSAGE, users: [BOB] });
  const bad = [
    {},
    { ...good, users: ["b b"] },
    ...[{ messageId: Buffer.alloc(15) }, { conversation: null }, { key: { term: 0, n: 1 } }, { sender: "" }].map(
      (change) => ({ ...good, deliver: { ...good.deliver, ...change } }),
    ),
  ];
  for (const publish of bad) expect(() => parseMeshPublish(publish)).toThrow(DecodeError);
});

test("a notification keeps its audience and leaves out what was not set", () => {
  const frame = Buffer.from([1, 2, 3]);
  const requests = [
    { users: [ALICE], frame },
    { users: [ALICE, BOB], frame, exceptDevice: "phone" as DeviceId },
    { users: [BOB], frame, onlyDevice: "laptop" as DeviceId },
  ];
  for (const request of requests)
    expect(parseMeshNotify(sent({ notify: toMeshNotify(request) }).notify!)).toStrictEqual(request);
});

test("a displacement comes out as it went in, and an unknown reason means replaced", () => {
  for (const reason of ["revoked", "suspended", "replaced"] as const) {
    const displacement = { user: ALICE, device: "phone" as DeviceId, connectionEpoch: 7, reason };
    const { displace } = sent({ displace: toMeshDisplace(displacement) });
    expect(parseMeshDisplace(displace!)).toEqual(displacement);
    expect(parseMeshDisplace({ ...displace, reason: "later" }).reason).toBe("replaced");
  }
});

test("encoded frames concatenate to a message of all of them, in order", () => {
  const bytes = Buffer.concat([encodeMeshFrame({ wake: {} }), encodeMeshFrame({ probe: {} }), encodeMeshFrame({})]);
  const frames = decodeMeshMessage(bytes);
  expect(frames.map((frame) => Object.keys(frame))).toEqual([["wake"], ["probe"], []]);
});

test("bytes that are no message are refused", () => {
  expect(() => decodeMeshMessage(Buffer.from([10, 200, 1]))).toThrow(DecodeError);
});
