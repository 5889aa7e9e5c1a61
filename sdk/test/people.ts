/** People with clients, for suites that run over every way there is to get a client. */

import { afterEach, beforeEach } from "vitest";
import type { Client, ClientEvents, Message } from "../src/client.ts";
import { createMemoryStore, type Store } from "../src/index.ts";

export interface ClientsUnderTest {
  /** A user name that no other test uses. The user exists once a client of it has connected. */
  newUser(): string;
  /** Of a device of its own; default: in memory. */
  newStore?: () => Store;
  client(user: string, store: Store): Client;
  dispose(): Promise<void>;
}

export interface Person {
  readonly user: string;
  readonly client: Client;
  readonly store: Store;
  readonly received: Message[];
}

export interface People {
  readonly newUser: () => string;
  /** A client that is closed after the test, not connected. */
  readonly client: (user: string, store: Store) => Client;
  /** Caught up. */
  readonly start: (user?: string, store?: Store) => Promise<Person>;
}

/** Call in a describe block: sets up before each test, and closes everything after it. */
export function peopleOf(setup: () => Promise<ClientsUnderTest>): People {
  let under: ClientsUnderTest;
  const clients: Client[] = [];
  beforeEach(async () => {
    under = await setup();
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
    await under.dispose();
  });
  const client = (user: string, store: Store): Client => {
    const made = under.client(user, store);
    clients.push(made);
    return made;
  };
  const start = async (user = under.newUser(), store = under.newStore?.() ?? createMemoryStore()): Promise<Person> => {
    const made = client(user, store);
    const received: Message[] = [];
    made.on("message", (message) => received.push(message));
    const caughtUp = once(made, "caught-up");
    await made.connect();
    await caughtUp;
    return { user, client: made, store, received };
  };
  return { newUser: () => under.newUser(), client, start };
}

export async function hasReceived({ client, received }: Person, count: number): Promise<void> {
  if (received.length < count) await until(client, "message", () => received.length >= count);
}

/** The next event of that name. */
export function once<Name extends keyof ClientEvents>(client: Client, name: Name): Promise<ClientEvents[Name]> {
  return until(client, name, () => true);
}

/** The next event that `matches`. */
export function until<Name extends keyof ClientEvents>(
  client: Client,
  name: Name,
  matches: (event: ClientEvents[Name]) => boolean,
): Promise<ClientEvents[Name]> {
  return new Promise((resolve) => {
    const off = client.on(name, (event) => {
      if (!matches(event)) return;
      off();
      resolve(event);
    });
  });
}
