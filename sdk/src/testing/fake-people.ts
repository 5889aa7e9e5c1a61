/** Privacy settings, blocks, presence and typing in the fake cell. Presence changes at once, watches do not end. */

import { LIMITS, ORIGIN, type OrderKey, type ServerBody, type cellwire } from "@cellwire/protocol";
import type { FakeLink } from "./fake-link.ts";

type Request = cellwire.v1.Request.$Properties;
type Answer = Omit<cellwire.v1.Response.$Properties, "id">;
type Presence = cellwire.v1.Presence.$Properties;

interface Marks {
  readonly delivered: OrderKey;
  readonly read: OrderKey;
}

interface FakePerson {
  privacy: cellwire.v1.Privacy.$Properties;
  readonly lists: readonly [blocked: Set<string>, contacts: Set<string>];
  readonly watches: Map<string, string>;
  lastSeenMs: number;
}

const MINUTE_MS = 60_000;

export class FakePeople {
  readonly #nowMs: () => number;
  readonly #linksOf: (user: string) => readonly FakeLink[];
  readonly #people = new Map<string, FakePerson>();

  constructor(nowMs: () => number, linksOf: (user: string) => readonly FakeLink[]) {
    this.#nowMs = nowMs;
    this.#linksOf = linksOf;
  }

  /** undefined: the request is about something else. */
  answer(link: FakeLink, request: Request): Answer | undefined {
    const person = this.#of(link.user);
    if (request.getPrivacy) return { privacy: person.privacy };
    if (request.updatePrivacy) return this.#update(link, request.updatePrivacy.privacy ?? {});
    if (request.changePeople) return this.#change(link, request.changePeople);
    if (request.listPeople)
      return { people: page(person.lists[request.listPeople.list ?? 0], request.listPeople.after ?? "") };
    if (request.watchPresence) return this.#watch(link.user, request.watchPresence.users ?? []);
    return undefined;
  }

  hides(user: string, from: string): boolean {
    return this.#of(user).lists[0].has(from);
  }

  /** What `peer` may know of the user's marks; undefined: nothing new, ever. */
  shown(user: string, peer: string, { delivered, read }: Marks): Marks | undefined {
    const { privacy } = this.#of(user);
    if (this.hides(user, peer) || !this.#isIn(user, privacy.delivered, peer)) return undefined;
    const isOff = privacy.readReceiptsOff || this.#of(peer).privacy.readReceiptsOff;
    return { delivered, read: isOff ? ORIGIN : read };
  }

  typing({ user }: FakeLink, peer: string): void {
    if (!this.#see(user, peer).online) return;
    for (const link of this.#linksOf(peer)) link.say({ typing: { peer: user } });
  }

  /** A device of the user came or went. */
  changed(user: string): void {
    if (this.#linksOf(user).length === 0) this.#of(user).lastSeenMs = MINUTE_MS * Math.floor(this.#nowMs() / MINUTE_MS);
    for (const [watcher, { watches }] of this.#people) {
      const presence = this.#see(user, watcher).presence;
      if (!watches.has(user) || watches.get(user) === JSON.stringify(presence)) continue;
      watches.set(user, JSON.stringify(presence));
      for (const link of this.#linksOf(watcher)) link.say({ presences: { presences: [presence] } });
    }
  }

  #update(link: FakeLink, privacy: cellwire.v1.Privacy.$Properties): Answer {
    const person = this.#of(link.user);
    if ((privacy.version ?? 0) !== (person.privacy.version ?? 0)) return { code: "PRIVACY_CONFLICT" };
    person.privacy = { ...privacy, version: (privacy.version ?? 0) + 1 };
    this.#told(link);
    return { privacy: person.privacy };
  }

  #change(link: FakeLink, { list, add, remove }: cellwire.v1.ChangePeople.$Properties): Answer {
    const people = this.#of(link.user).lists[list ?? 0];
    for (const user of remove ?? []) people.delete(user);
    for (const user of add ?? []) people.add(user);
    this.#told(link);
    return {};
  }

  #told(link: FakeLink): void {
    this.changed(link.user);
    const frame: ServerBody = { privacyChanged: {} };
    for (const other of this.#linksOf(link.user)) if (other !== link) other.say(frame);
  }

  #watch(watcher: string, users: readonly string[]): Answer {
    const { watches } = this.#of(watcher);
    const presences = users.map((user) => this.#see(user, watcher).presence);
    watches.clear();
    for (const [at, user] of users.entries()) watches.set(user, JSON.stringify(presences[at]));
    return { presences: { presences } };
  }

  #see(user: string, watcher: string): { readonly online: boolean; readonly presence: Presence } {
    const both = (which: "online" | "lastSeen") =>
      [user, watcher].every((one) => {
        const other = one === user ? watcher : user;
        return !this.hides(one, other) && this.#isIn(one, this.#of(one).privacy[which], other);
      });
    const online = both("online") && this.#linksOf(user).length > 0;
    const lastSeenMs = !online && both("lastSeen") ? this.#of(user).lastSeenMs : 0;
    return { online: both("online"), presence: { user, online, lastSeenMs } };
  }

  #isIn(user: string, audience: number | null | undefined, other: string): boolean {
    return !audience || (audience === 1 && this.#of(user).lists[1].has(other));
  }

  #of(user: string): FakePerson {
    let person = this.#people.get(user);
    if (!person) {
      person = { privacy: {}, lists: [new Set(), new Set()], watches: new Map(), lastSeenMs: 0 };
      this.#people.set(user, person);
    }
    return person;
  }
}

function page(people: ReadonlySet<string>, after: string): cellwire.v1.People.$Properties {
  const behind = [...people].sort().filter((user) => user > after);
  const users = behind.slice(0, LIMITS.peoplePerRequestMax);
  return { users, more: users.length < behind.length };
}
