/** A real client on a scripted gateway and a manual clock: the ground of the SDK's own tests. */

import {
  conversationIdFromBytes,
  directConversationId,
  messageIdAt,
  messageIdToBytes,
  parseUserId,
  type ServerBody,
} from "@cellwire/protocol";
import type { Client, ClientEvents } from "../src/client.ts";
import { createClient, type ClientOptions } from "../src/create-client.ts";
import type { Random } from "../src/random.ts";
import { createMemoryStore } from "../src/store/memory.ts";
import { ManualClock } from "./manual-clock.ts";
import { at, ScriptedGateway, type ScriptedSocket } from "./scripted-gateway.ts";

export const CONVERSATION = directConversationId(parseUserId("alice"), parseUserId("bob"));
export const CONVERSATION_ID = conversationIdFromBytes(CONVERSATION);

export type Recorded = {
  [Name in keyof ClientEvents]: ClientEvents[Name][];
};

export interface Scripted {
  readonly client: Client;
  readonly clock: ManualClock;
  readonly gateway: ScriptedGateway;
  readonly events: Recorded;
  /** Connects, welcomes and catches up. */
  readonly online: () => Promise<ScriptedSocket>;
}

export function setupScripted(options: Partial<ClientOptions> & { clock?: ManualClock } = {}): Scripted {
  const clock = options.clock ?? new ManualClock();
  const gateway = new ScriptedGateway(clock);
  const client = createClient({
    directoryUrl: "http://directory.test",
    userToken: async () => userToken("alice"),
    store: createMemoryStore(),
    webSocket: gateway.webSocket,
    fetch: gateway.fetch,
    random: countingRandom(),
    deviceKeys: false,
    ...options,
    clock,
  });
  const events = record(client);
  const online = async () => {
    client.connect().catch(() => undefined);
    return gateway.online();
  };
  return { client, clock, gateway, events, online };
}

function record(client: Client): Recorded {
  const events: Recorded = {
    message: [],
    changed: [],
    moved: [],
    receipt: [],
    outbox: [],
    skip: [],
    "caught-up": [],
    connection: [],
    "devices-changed": [],
    presence: [],
    typing: [],
    "privacy-changed": [],
    "identity-changed": [],
    "prekeys-low": [],
    "channel-post": [],
    "channels-changed": [],
    "chats-changed": [],
    error: [],
  };
  for (const name of Object.keys(events) as (keyof ClientEvents)[])
    client.on(name, (event) => (events[name] as unknown[]).push(event));
  return events;
}

/** An unsigned token: nothing here verifies it. */
export function userToken(user: string): string {
  return `e30.${btoa(JSON.stringify({ sub: user }))}.`;
}

/** Bytes that differ every time, and the middle of every range. */
export function countingRandom(): Random {
  let count = 0;
  return {
    bytes: (length) => Uint8Array.from({ length }, () => ++count % 256),
    float: () => 0.5,
  };
}

/** Message `n` of bob to alice. */
export function fromBob(n: number, text = `message ${n}`, term = 1): ServerBody {
  return {
    deliver: {
      conversation: CONVERSATION,
      key: at(n, term),
      messageId: messageIdToBytes(
        messageIdAt(
          1_767_225_600_000 + n,
          Uint8Array.from({ length: 10 }, () => term),
        ),
      ),
      sender: "bob",
      senderDevice: "bobs-phone",
      recipient: "alice",
      content: new TextEncoder().encode(text),
      acceptedAtMs: 1_767_225_600_000 + n,
    },
  };
}
