/** The client's event listeners. */

import type { ClientEvents } from "./client.ts";
import { ClientError } from "./client-error.ts";

type Listener<Name extends keyof ClientEvents> = (event: ClientEvents[Name]) => void;

export class Events {
  readonly #listeners: { [Name in keyof ClientEvents]: Set<Listener<Name>> } = {
    message: new Set(),
    changed: new Set(),
    moved: new Set(),
    receipt: new Set(),
    outbox: new Set(),
    skip: new Set(),
    "caught-up": new Set(),
    connection: new Set(),
    "devices-changed": new Set(),
    presence: new Set(),
    typing: new Set(),
    "privacy-changed": new Set(),
    "identity-changed": new Set(),
    "prekeys-low": new Set(),
    "channel-post": new Set(),
    "channels-changed": new Set(),
    "chats-changed": new Set(),
    error: new Set(),
  };

  on<Name extends keyof ClientEvents>(name: Name, listener: Listener<Name>): () => void {
    // A wrapper of its own, so that one function added twice can be removed once.
    const entry: Listener<Name> = (event) => listener(event);
    this.#listeners[name].add(entry);
    return () => void this.#listeners[name].delete(entry);
  }

  emit<Name extends keyof ClientEvents>(name: Name, event: ClientEvents[Name]): void {
    for (const listener of this.#listeners[name]) {
      try {
        listener(event);
      } catch (cause) {
        this.#failed(name, cause);
      }
    }
  }

  /** One listener's fault must not stop the others, or the client; nor may it vanish. */
  #failed(name: keyof ClientEvents, cause: unknown): void {
    if (name !== "error" && this.#listeners.error.size > 0) {
      this.emit("error", new ClientError("LISTENER_FAILED", { reason: name, cause }));
      return;
    }
    queueMicrotask(() => {
      throw cause;
    });
  }
}
