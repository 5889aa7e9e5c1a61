/** `Chats` of a client whose store is opened at the first call. */

import type { Core } from "../core.ts";
import type { Chats } from "./contract.ts";

export class LateChats implements Chats {
  readonly #open: () => Promise<Pick<Core, "chats">>;

  constructor(open: () => Promise<Pick<Core, "chats">>) {
    this.#open = open;
  }

  async list(...args: Parameters<Chats["list"]>): ReturnType<Chats["list"]> {
    return (await this.#open()).chats.list(...args);
  }

  async mute(...args: Parameters<Chats["mute"]>): Promise<void> {
    await (await this.#open()).chats.mute(...args);
  }

  async pin(...args: Parameters<Chats["pin"]>): Promise<void> {
    await (await this.#open()).chats.pin(...args);
  }

  async archive(...args: Parameters<Chats["archive"]>): Promise<void> {
    await (await this.#open()).chats.archive(...args);
  }

  async markUnread(...args: Parameters<Chats["markUnread"]>): Promise<void> {
    await (await this.#open()).chats.markUnread(...args);
  }

  async draft(...args: Parameters<Chats["draft"]>): Promise<void> {
    await (await this.#open()).chats.draft(...args);
  }

  async preferences(): ReturnType<Chats["preferences"]> {
    return (await this.#open()).chats.preferences();
  }

  async updatePreferences(...args: Parameters<Chats["updatePreferences"]>): Promise<void> {
    await (await this.#open()).chats.updatePreferences(...args);
  }
}
