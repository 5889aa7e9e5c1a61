/**
 * Histories in few words, for the oracle's own tests; one step a millisecond, as DEVICE VERB WHAT:
 *   phone links · phone sends p1 · phone acked p1 · phone acked p1@1 · phone unknown p1 · phone refused p1 ·
 *   desk gets p1@1 · desk skips 1 · desk reads 1 · phone told bob 2/1 (bob has 2 delivered, 1 read) · phone ends
 * phone and tablet are alice's, desk and laptop are bob's, street is carol's. p1 is phone's message 1, to bob, and so on.
 * A number is n of term 1, or term.n.
 */

import { conversationIdFromBytes, directConversationId, messageIdAt, parseDeviceId } from "@cellwire/protocol";
import { parseUserId } from "@cellwire/protocol";
import type { OrderKey } from "@cellwire/protocol";
import type { HistoryEvent } from "./history.ts";
import type { Happening } from "./recorder.ts";
import { contentHashOf } from "./recorder.ts";

const OWNERS: Record<string, string> = { phone: "alice", tablet: "alice", desk: "bob", laptop: "bob", street: "carol" };

export function tell(steps: string): HistoryEvent[] {
  return steps.split(", ").map((step, index) => {
    const [device, verb, what = "", marks = ""] = step.split(" ") as [string, string, string?, string?];
    return { at: index + 1, ...deviceNamed(device), ...happening(verb, what, marks) };
  });
}

export function deviceNamed(device: string) {
  return { user: parseUserId(OWNERS[device]!), device: parseDeviceId(device) };
}

/** What is sent in `phone sends p1`. */
export function noteNamed(name: string) {
  const { user, device } = deviceNamed(Object.keys(OWNERS).find((owned) => owned.startsWith(name[0]!))!);
  const peer = parseUserId(user === "alice" ? "bob" : "alice");
  const serial = Number(name.slice(1)) * 256 + name.charCodeAt(0);
  const messageId = messageIdAt(1_700_000_000_000 + serial, new Uint8Array(10));
  const conversation = conversationIdFromBytes(directConversationId(user, peer));
  const contentHash = contentHashOf(new TextEncoder().encode(name));
  return { messageId, conversation, sender: user, senderDevice: device, peer, contentHash };
}

function happening(verb: string, what: string, marks: string): Happening {
  const [name, at] = what.split("@") as [string, string?];
  switch (verb) {
    case "links":
      return { type: "connection", state: "connected" };
    case "sends": {
      const { messageId, conversation, peer, contentHash } = noteNamed(name);
      return { type: "sent", messageId, conversation, peer, contentHash };
    }
    case "acked":
      return { type: "acknowledged", messageId: noteNamed(name).messageId, ...(at ? { key: numbered(at) } : {}) };
    case "unknown":
      return { type: "unknown", messageId: noteNamed(name).messageId };
    case "refused":
      return { type: "refused", messageId: noteNamed(name).messageId, code: "NOT_A_MEMBER" };
    case "gets": {
      const { peer: _, ...note } = noteNamed(name);
      return { type: "delivered", ...note, key: numbered(at!) };
    }
    case "skips":
      return { type: "skipped", ...between(), from: numbered(what), to: numbered(what), reason: "expired" };
    case "reads":
      return { type: "readMark", ...between(), key: numbered(what) };
    case "told": {
      const [held, read] = marks.split("/").map(numbered) as [OrderKey, OrderKey];
      return { type: "receipt", ...between(), about: parseUserId(what), delivered: held, read };
    }
    case "ends":
      return { type: "ended", linked: true, caughtUp: what !== "behind" };
    default:
      throw new Error(`no such verb: ${verb}`);
  }
}

function between() {
  return { conversation: noteNamed("p1").conversation };
}

function numbered(text: string): OrderKey {
  const [n, term = 1] = text.split(".").map(Number).reverse() as [number, number?];
  return { term, n };
}
