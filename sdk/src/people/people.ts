/** `People` over a connection. */

import type { ClientBody, UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, parseUserId, wire } from "@cellwire/protocol";
import type { Cancel, Clock } from "../clock.ts";
import { ClientError } from "../client-error.ts";
import type { Events } from "../events.ts";
import type { ServerFrame } from "../session/connection.ts";
import type { RequestBody, ResponseFrame } from "../session/requests.ts";
import type { Audience, People, PresenceView, PrivacySettings } from "./contract.ts";
import { TypingPeers } from "./typing-peers.ts";

/** Well before the server forgets a watch. */
const WATCH_AGAIN_MS = 60_000;
/** Writers of the same settings at the same time. */
const UPDATE_TRIES = 5;
const AUDIENCES: readonly Audience[] = ["everyone", "contacts", "nobody"];
const WIRE_AUDIENCES = {
  everyone: wire.Audience.EVERYONE,
  contacts: wire.Audience.CONTACTS,
  nobody: wire.Audience.NOBODY,
} as const satisfies Record<Audience, cellwire.v1.Audience>;

export interface PeopleOptions {
  readonly clock: Clock;
  readonly events: Events;
  /** @throws as Requests.ask. */
  readonly ask: (body: RequestBody) => Promise<ResponseFrame>;
  /** Nothing happens without a connection. */
  readonly send: (frame: ClientBody) => void;
}

export class PeopleClient implements People {
  readonly #options: PeopleOptions;
  readonly #typing: TypingPeers;
  readonly #toldTyping = new Map<UserId, number>();
  #watched: readonly UserId[] = [];
  #cancelWatch: Cancel | undefined;

  constructor(options: PeopleOptions) {
    this.#options = options;
    const { clock, events } = options;
    this.#typing = new TypingPeers({ clock, onChange: (event) => events.emit("typing", event) });
    events.on("message", ({ sender, own }) => {
      if (!own) this.#typing.stopped(sender);
    });
    events.on("connection", ({ state }) => {
      if (state === "connected") this.#watchAgain();
      if (state === "offline" || state === "stopped") this.#cancelWatch?.();
    });
  }

  async settings(): Promise<PrivacySettings> {
    return settingsFrom(await this.#privacy());
  }

  async updateSettings(change: Partial<PrivacySettings>): Promise<PrivacySettings> {
    for (let left = UPDATE_TRIES; ; left--) {
      const present = await this.#privacy();
      const settings = { ...settingsFrom(present), ...change };
      try {
        const privacy = { ...toWire(settings), version: present.version ?? 0 };
        await this.#options.ask({ updatePrivacy: { privacy } });
        this.#watchAgain();
        return settings;
      } catch (error) {
        const isConflict = error instanceof ClientError && error.reason === "PRIVACY_CONFLICT";
        if (!isConflict || left === 1) throw error;
      }
    }
  }

  async block(user: string): Promise<void> {
    await this.#change({ list: wire.PeopleList.BLOCKED, add: named([user]) });
  }

  async unblock(user: string): Promise<void> {
    await this.#change({ list: wire.PeopleList.BLOCKED, remove: named([user]) });
  }

  blocked(): Promise<UserId[]> {
    return this.#list(wire.PeopleList.BLOCKED);
  }

  async addContacts(users: readonly string[]): Promise<void> {
    await this.#change({ list: wire.PeopleList.CONTACT, add: named(users) });
  }

  async removeContacts(users: readonly string[]): Promise<void> {
    await this.#change({ list: wire.PeopleList.CONTACT, remove: named(users) });
  }

  contacts(): Promise<UserId[]> {
    return this.#list(wire.PeopleList.CONTACT);
  }

  async presence(users: readonly string[]): Promise<PresenceView[]> {
    const watched = [...new Set(named(users))];
    if (watched.length > LIMITS.presenceWatchesMax)
      throw new RangeError(`${watched.length} users to watch, over ${LIMITS.presenceWatchesMax}`);
    this.#watched = watched;
    return this.#watch();
  }

  typing(peer: string): void {
    const user = parseUserId(peer);
    const { clock, send } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs - (this.#toldTyping.get(user) ?? Number.NEGATIVE_INFINITY) < LIMITS.typingIntervalMs) return;
    // Only the present ones matter.
    for (const [other, atMs] of this.#toldTyping)
      if (nowMs - atMs >= LIMITS.typingIntervalMs) this.#toldTyping.delete(other);
    this.#toldTyping.set(user, nowMs);
    send({ typing: { peer: user } });
  }

  /** A frame of the server that is not about messages. */
  take(frame: ServerFrame): void {
    const { events } = this.#options;
    if (frame.presences)
      for (const view of (frame.presences.presences ?? []).map(viewFrom)) events.emit("presence", view);
    else if (frame.typing) this.#typing.typed(parseUserId(frame.typing.peer ?? ""));
    else if (frame.privacyChanged) {
      this.#watchAgain();
      events.emit("privacy-changed", {});
    }
  }

  close(): void {
    this.#watched = [];
    this.#cancelWatch?.();
    this.#typing.close();
  }

  async #privacy(): Promise<cellwire.v1.Privacy.$Properties> {
    return (await this.#options.ask({ getPrivacy: {} })).privacy ?? {};
  }

  async #change(changePeople: cellwire.v1.ChangePeople.$Properties): Promise<void> {
    await this.#options.ask({ changePeople });
    this.#watchAgain();
  }

  async #list(list: cellwire.v1.PeopleList): Promise<UserId[]> {
    const users: UserId[] = [];
    for (let more = true; more && users.length <= LIMITS.peopleMax;) {
      const { people } = await this.#options.ask({ listPeople: { list, after: users.at(-1) ?? "" } });
      users.push(...named(people?.users ?? []));
      more = people?.more ?? false;
    }
    return users;
  }

  async #watch(): Promise<PresenceView[]> {
    this.#cancelWatch?.();
    if (this.#watched.length === 0) return [];
    this.#cancelWatch = this.#options.clock.after(WATCH_AGAIN_MS, () => this.#watchAgain());
    const { presences } = await this.#options.ask({ watchPresence: { users: [...this.#watched] } });
    return (presences?.presences ?? []).map(viewFrom);
  }

  /** What it answers may be news. */
  #watchAgain(): void {
    if (this.#watched.length === 0) return;
    const { events } = this.#options;
    this.#watch().then(
      (views) => {
        for (const view of views) events.emit("presence", view);
      },
      (error: unknown) => {
        // It is asked again in a minute, or with the next connection.
        if (error instanceof ClientError && error.code === "CLOSED") return;
        events.emit("error", error instanceof ClientError ? error : new ClientError("SERVER_ERROR", { cause: error }));
      },
    );
  }
}

function named(users: readonly string[]): UserId[] {
  return users.map(parseUserId);
}

function viewFrom({ user, online, lastSeenMs }: cellwire.v1.Presence.$Properties): PresenceView {
  return { user: parseUserId(user ?? ""), online: online ?? false, lastSeenMs: lastSeenMs || undefined };
}

function settingsFrom({
  lastSeen,
  online,
  delivered,
  readReceiptsOff,
}: cellwire.v1.Privacy.$Properties): PrivacySettings {
  return {
    lastSeen: AUDIENCES[lastSeen ?? 0] ?? "nobody",
    online: AUDIENCES[online ?? 0] ?? "nobody",
    delivered: AUDIENCES[delivered ?? 0] ?? "nobody",
    readReceipts: !readReceiptsOff,
  };
}

function toWire({ lastSeen, online, delivered, readReceipts }: PrivacySettings): cellwire.v1.Privacy.$Properties {
  return {
    lastSeen: WIRE_AUDIENCES[lastSeen],
    online: WIRE_AUDIENCES[online],
    delivered: WIRE_AUDIENCES[delivered],
    readReceiptsOff: !readReceipts,
  };
}
