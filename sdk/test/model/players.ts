/** Clients that do what the model does, and what each of their devices was handed. */

import { textOf, type Client, type Message } from "../../src/client.ts";
import { deferred } from "../../src/deferred.ts";
import { createMemoryStore, type Store } from "../../src/index.ts";
import type { ClientsUnderTest } from "../people.ts";
import { directThread, type ModelDevice, type ThreadName } from "./world.ts";

const WAIT_MS = 20_000;

export class Players {
  readonly #under: ClientsUnderTest;
  readonly #players = new Map<ModelDevice, Player>();
  readonly #watchers = new Set<() => void>();

  constructor(under: ClientsUnderTest) {
    this.#under = under;
  }

  async link(device: ModelDevice): Promise<void> {
    const player = { store: createMemoryStore(), told: new Map<ThreadName, string[]>(), client: undefined };
    this.#players.set(device, player);
    await this.connect(device);
  }

  /** Resolves when it has caught up. */
  async connect(device: ModelDevice): Promise<void> {
    const player = this.#players.get(device)!;
    const client = this.#under.client(device.user, player.store);
    player.client = client;
    client.on("message", (message) => this.#took(device, message));
    const caughtUp = new Promise<void>((resolve) => void client.on("caught-up", () => resolve()));
    await client.connect();
    await caughtUp;
  }

  async close(device: ModelDevice): Promise<void> {
    await this.#players.get(device)!.client!.close();
  }

  client(device: ModelDevice): Client {
    return this.#players.get(device)!.client!;
  }

  told(device: ModelDevice): ReadonlyMap<ThreadName, readonly string[]> {
    return this.#players.get(device)!.told;
  }

  /** @throws {Error} with what `explain` says when it is not so in time. */
  async until(isSo: () => boolean, explain: () => string): Promise<void> {
    const { promise, resolve, reject } = deferred<void>();
    const look = () => isSo() && resolve();
    const timer = setTimeout(() => reject(new Error(explain())), WAIT_MS);
    this.#watchers.add(look);
    look();
    await promise.finally(() => {
      clearTimeout(timer);
      this.#watchers.delete(look);
    });
  }

  async end(): Promise<void> {
    await Promise.all([...this.#players.values()].map(async ({ client }) => client?.close()));
    await this.#under.dispose();
  }

  #took(device: ModelDevice, message: Message): void {
    const thread = message.group ?? directThread(device.user, message.peer);
    const { told } = this.#players.get(device)!;
    told.set(thread, [...(told.get(thread) ?? []), described(message)]);
    for (const look of this.#watchers) look();
  }
}

interface Player {
  readonly store: Store;
  readonly told: Map<ThreadName, string[]>;
  client: Client | undefined;
}

function described(message: Message): string {
  const { change } = message;
  if (!change) return textOf(message);
  if (change.kind === "add" || change.kind === "remove") return `${change.kind} ${change.users.join(" ")}`;
  return change.kind;
}
