/**
 * Who of this cell a group message is pushed to. Remembered by version: every message comes with the version of the members
 * that its commit saw, so that what is remembered is read again when the group has changed, and never otherwise.
 */

import type { UserId } from "@cellwire/protocol";
import { compareKeys, toHex } from "@cellwire/protocol";
import type { SequencedMessage } from "../inbox/contract.ts";
import type { Groups, LocalMembers } from "../inbox/groups.ts";

/** Groups and members remembered, all together. */
const REMEMBERED_MAX = 500_000;

interface Remembered extends LocalMembers {
  /** For messages above the newest change. */
  readonly present: readonly UserId[];
}

export class GroupMembers {
  readonly #groups: Pick<Groups, "localMembers">;
  readonly #rememberedMax: number;
  readonly #remembered = new Map<string, Remembered>();
  readonly #reading = new Map<string, Promise<Remembered | undefined>>();
  #count = 0;

  constructor(groups: Pick<Groups, "localMembers">, { rememberedMax = REMEMBERED_MAX } = {}) {
    this.#groups = groups;
    this.#rememberedMax = rememberedMax;
  }

  /** @throws faults of the database. */
  async audience(message: SequencedMessage): Promise<readonly UserId[]> {
    const { key } = message;
    const known = await this.#members(message);
    if (!known) return [];
    if (compareKeys(key, known.changed) > 0) return known.present;
    const isFor = ({ after, until }: LocalMembers["members"][number]) =>
      compareKeys(key, after) > 0 && (until === null || compareKeys(key, until) <= 0);
    return known.members.filter(isFor).map(({ user }) => user);
  }

  async #members({ conversation, membersVersion }: SequencedMessage): Promise<Remembered | undefined> {
    const id = toHex(conversation);
    const known = this.#remembered.get(id);
    if (known && membersVersion !== undefined && known.version >= membersVersion) return known;
    // One that began before this commit may have missed it.
    const running = this.#reading.get(id);
    if (running) {
      const read = await running;
      if (read && membersVersion !== undefined && read.version >= membersVersion) return read;
    }
    const reading = this.#read(conversation, id).finally(() => {
      if (this.#reading.get(id) === reading) this.#reading.delete(id);
    });
    this.#reading.set(id, reading);
    return reading;
  }

  async #read(conversation: Uint8Array, id: string): Promise<Remembered | undefined> {
    const read = await this.#groups.localMembers(conversation);
    const known = this.#remembered.get(id);
    if (!read || (known && known.version > read.version)) return known;
    const present = read.members.filter(({ until }) => until === null).map(({ user }) => user);
    const remembered = { ...read, present };
    this.#forget(id);
    this.#remembered.set(id, remembered);
    this.#count += weightOf(read);
    for (const oldest of this.#remembered.keys()) {
      if (this.#count <= this.#rememberedMax) break;
      this.#forget(oldest);
    }
    return remembered;
  }

  #forget(id: string): void {
    const known = this.#remembered.get(id);
    if (known) this.#count -= weightOf(known);
    this.#remembered.delete(id);
  }
}

/** A group without members here takes room too. */
function weightOf({ members }: LocalMembers): number {
  return 1 + members.length;
}
