/**
 * Histories in few words, for the oracle's own tests; one step a millisecond, as DEVICE VERB WHAT:
 *   phone links · phone sends p1 · phone acked p1 · phone acked p1@1 · phone unknown p1 · phone refused p1 ·
 *   desk gets p1@1 · desk moves p1@3.2 (from where it was) · desk opens 2>3 (what is above 2 is closed by term 3) · desk skips 1 · desk reads 1 · phone told bob 2/1 (bob has 2 delivered, 1 read) · phone ends
 * and of a group, whose messages have a capital: phone creates P1 bob · phone adds P2 carol · phone removes P3 carol ·
 *   phone promotes P4 bob · phone sends P5 · street skips G2 (as no member) · street hears carol 0/1 (is told)
 * phone and tablet are alice's, desk and laptop are bob's, street is carol's. p1 is phone's message 1, to bob, and so on.
 * A number is n of term 1, or term.n.
 */

import { conversationIdFromBytes, directConversationId, groupConversationId, messageIdAt } from "@cellwire/protocol";
import { parseDeviceId, parseGroupId, parseUserId } from "@cellwire/protocol";
import type { OrderKey } from "@cellwire/protocol";
import { NOT_MEMBER } from "./membership.ts";
import type { EventOf, HistoryEvent } from "./history.ts";
import type { Happening } from "./recorder.ts";
import { contentHashOf } from "./recorder.ts";
import { OPENED } from "./terms.ts";

const OWNERS: Record<string, string> = { phone: "alice", tablet: "alice", desk: "bob", laptop: "bob", street: "carol" };

const GROUP = parseGroupId("0123456789abcdefghjkmnpqrs");
const CHANGES = { creates: "create", adds: "add", removes: "remove" } as const;

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
  const initial = name[0]!.toLowerCase();
  const { user, device } = deviceNamed(Object.keys(OWNERS).find((owned) => owned.startsWith(initial))!);
  const isToGroup = name[0] !== initial;
  const peer = isToGroup ? undefined : parseUserId(user === "alice" ? "bob" : "alice");
  const serial = Number(name.slice(1)) * 256 + name.charCodeAt(0);
  const messageId = messageIdAt(1_700_000_000_000 + serial, new Uint8Array(10));
  const conversation = conversationIdFromBytes(
    peer === undefined ? groupConversationId(GROUP) : directConversationId(user, peer),
  );
  const contentHash = contentHashOf(new TextEncoder().encode(name));
  return {
    messageId,
    conversation,
    sender: user,
    senderDevice: device,
    peer,
    group: isToGroup ? GROUP : undefined,
    contentHash,
  };
}

function happening(verb: string, what: string, marks: string): Happening {
  const [name, at] = what.split("@") as [string, string?];
  switch (verb) {
    case "links":
      return { type: "connection", state: "connected" };
    case "sends":
      return sent(name);
    case "creates":
    case "adds":
    case "removes":
      return { ...sent(name), change: { kind: CHANGES[verb], users: [parseUserId(marks)] } };
    case "promotes":
      return { ...sent(name), change: { kind: "role", users: [parseUserId(marks)], isAdmin: true } };
    case "acked":
      return { type: "acknowledged", messageId: noteNamed(name).messageId, ...(at ? { key: numbered(at) } : {}) };
    case "unknown":
      return { type: "unknown", messageId: noteNamed(name).messageId };
    case "refused":
      return { type: "refused", messageId: noteNamed(name).messageId, code: "NOT_A_MEMBER" };
    case "gets": {
      const { peer: _, group: __, ...note } = noteNamed(name);
      return { type: "delivered", ...note, key: numbered(at!) };
    }
    case "moves": {
      const { messageId, conversation } = noteNamed(name);
      return { type: "moved", messageId, conversation, former: numbered(marks), key: numbered(at!) };
    }
    case "opens": {
      const [last, term] = what.split(">").map(Number) as [number, number];
      return { type: "skipped", ...between(), from: numbered(String(last + 1)), to: { term, n: 1 }, reason: OPENED };
    }
    case "skips":
      return skipped(what);
    case "reads":
      return { type: "readMark", ...between(), key: numbered(what) };
    case "told": {
      const [held, read] = marks.split("/").map(numbered) as [OrderKey, OrderKey];
      return { type: "receipt", ...between(), about: parseUserId(what), delivered: held, read };
    }
    case "hears": {
      const [held, read] = marks.split("/").map(numbered) as [OrderKey, OrderKey];
      const { conversation } = noteNamed("P1");
      return { type: "receipt", conversation, about: parseUserId(what), delivered: held, read };
    }
    case "ends":
      return { type: "ended", linked: true, caughtUp: what !== "behind" };
    default:
      throw new Error(`no such verb: ${verb}`);
  }
}

function sent(name: string): Omit<EventOf<"sent">, "at" | "user" | "device"> {
  const { messageId, conversation, peer, group, contentHash } = noteNamed(name);
  return { type: "sent", messageId, conversation, peer, group, contentHash };
}

/** Of the group: as who was no member. */
function skipped(what: string): Happening {
  if (!what.startsWith("G"))
    return { type: "skipped", ...between(), from: numbered(what), to: numbered(what), reason: "expired" };
  const { conversation } = noteNamed("P1");
  const key = numbered(what.slice(1));
  return { type: "skipped", conversation, from: key, to: key, reason: NOT_MEMBER };
}

function between() {
  return { conversation: noteNamed("p1").conversation };
}

function numbered(text: string): OrderKey {
  const [n, term = 1] = text.split(".").map(Number).reverse() as [number, number?];
  return { term, n };
}
