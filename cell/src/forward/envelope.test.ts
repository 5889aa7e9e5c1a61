import { LIMITS, encodeGroupChange, groupConversationId, parseUserId, thingKey, wire } from "@cellwire/protocol";
import type { GroupId, cellwire } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { pair, submission } from "../../test/forward/world.ts";
import { encodeHeaders } from "../inbox/headers.ts";
import { DirectConversations } from "../conversation/direct-conversation.ts";
import { parseEnvelope, toWireEnvelope } from "./envelope.ts";

const [first, second] = pair();

function overTheWire(change: Partial<cellwire.v1.Envelope.$Properties> = {}) {
  const envelope = { ...toWireEnvelope({ ...submission(first, second), key: null }), ...change };
  return wire.Envelope.decode(wire.Envelope.encode(envelope).finish());
}

function parsed(envelope: cellwire.v1.Envelope.$Properties) {
  return parseEnvelope(envelope, new DirectConversations());
}

test("what was sent comes out as it was, headers and number included", () => {
  const headers = encodeHeaders([{ user: second, device: "phone", header: Buffer.from("key") }]);
  const traceparent = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;
  const sent = { ...submission(first, second), headers, traceparent, key: { term: 2, n: 7 } };
  expect(parsed(overTheWire(toWireEnvelope(sent)))).toMatchObject({
    ...sent,
    messageId: Buffer.from(sent.messageId),
    conversation: Buffer.from(sent.conversation),
  });
});

test("a trace id that is none is left out, the message is taken", () => {
  expect(parsed(overTheWire({ traceparent: "x" }))?.traceparent).toBe("");
});

describe("is not taken", () => {
  const header = { user: second as string, device: "phone", header: new Uint8Array(1) };
  const cases: Record<string, Partial<cellwire.v1.Envelope.$Properties>> = {
    "an id that is no UUIDv7": { messageId: new Uint8Array(16) },
    "a sender outside the grammar": { sender: "a b" },
    "a recipient that is the sender": { recipient: first },
    "a device outside the grammar": { senderDevice: "" },
    "the conversation of another pair": { conversation: submission(first, parseUserId("other")).conversation },
    "a conversation of the wrong size": { conversation: new Uint8Array(31) },
    "content over the limit": { content: new Uint8Array(LIMITS.contentBytesMax + 1) },
    "more headers than there are devices": { headers: Array.from({ length: 20 }, () => header) },
    "a header for a stranger": { headers: [{ ...header, user: "other" }] },
    "a header over the limit": { headers: [{ ...header, header: new Uint8Array(LIMITS.headerBytesMax + 1) }] },
    "number zero": { key: { term: 1, n: 0 } },
    "term zero": { key: { term: 0, n: 1 } },
    "a number beyond what can be counted": { key: { term: 1, n: 2 ** 60 } },
    "a time beyond what can be counted": { acceptedAtMs: 2 ** 60 },
  };
  for (const [name, change] of Object.entries(cases))
    test(name, () => {
      expect(parsed(overTheWire(change))).toBeUndefined();
    });
});

describe("an envelope of a group", () => {
  const group = "01h455vb4pex5vsknk084sn02q" as GroupId;
  const recipient = thingKey({ kind: "group", id: group });
  const conversation = Buffer.from(groupConversationId(group));
  const message = { ...submission(first, second), conversation, recipient, numberingUser: recipient, key: null };
  const change = { ...message, isChange: true, content: encodeGroupChange({ kind: "add", users: [second] }) };

  test.each([
    ["content", message],
    ["a change", change],
  ])("comes out as it was: %s", (_name, sent) => {
    const out = parsed(overTheWire({ recipient: "", ...toWireEnvelope(sent) }));
    expect(out).toMatchObject({ ...sent, messageId: Buffer.from(sent.messageId) });
    expect(out?.isChange ?? false).toBe(sent === change);
  });

  test.each<[string, Partial<cellwire.v1.Envelope.$Properties>]>([
    ["in the conversation of another group", { conversation: Buffer.alloc(32, 1) }],
    ["of no group id", { group: "group" }],
    ["of a kind that is not known", { kind: 2 }],
    ["whose change does not parse", { kind: 1, content: Buffer.from("x") }],
    ["with too many headers", { headers: Array.from({ length: 129 }, () => ({ user: "u", device: "d" })) }],
    ["with a header for nobody", { headers: [{ user: "", device: "d" }] }],
  ])("%s is not taken", (_name, wrong) => {
    expect(parsed(overTheWire({ recipient: "", ...toWireEnvelope(message), ...wrong }))).toBeUndefined();
  });
});
