/** A group of the fake cell: who is in it, since when, and what each change may do. docs/protocol.md, "Groups". */

import {
  decodeGroupChange,
  LIMITS,
  wire,
  type cellwire,
  type ErrorCode,
  type GroupChange,
  type GroupId,
} from "@cellwire/protocol";
import type { FakeAudience, OfferedMessage, Span } from "./fake-audience.ts";

const TERM = 1;
const NO_BYTES = new Uint8Array(0);
const GROUP_CHANGE: number = wire.MessageKind.GROUP_CHANGE;

interface Member {
  isAdmin: boolean;
  /** Number of the change that made them one. */
  readonly joined: number;
}

interface NumberedChange {
  readonly by: string;
  readonly change: GroupChange;
  readonly n: number;
}

export class FakeGroup implements FakeAudience {
  readonly group: GroupId;
  readonly #isUser: (user: string) => boolean;
  readonly #members = new Map<string, Member>();
  readonly #spans = new Map<string, Span[]>();
  #title: Uint8Array = NO_BYTES;
  #changed = 0;

  constructor(group: GroupId, isUser: (user: string) => boolean) {
    this.group = group;
    this.#isUser = isUser;
  }

  peerOf(): undefined {
    return undefined;
  }

  spans(user: string): readonly Span[] {
    return this.#spans.get(user) ?? [];
  }

  has(user: string): boolean {
    return this.#members.has(user);
  }

  take({ by, n, send }: OfferedMessage): ErrorCode | undefined {
    if (send.kind !== GROUP_CHANGE) return this.#refusalOf(by);
    const change = decodeGroupChange(send.content ?? NO_BYTES);
    if (!change) return "CHANGE_INVALID";
    const code = this.#refusalToChange({ by, change, n });
    if (code === undefined) this.#make({ by, change, n });
    return code;
  }

  view(): cellwire.v1.Group.$Properties {
    const { ADMIN, MEMBER } = wire.GroupRole;
    const members = Array.from(this.#members, ([user, { isAdmin, joined }]) => ({
      user,
      role: isAdmin ? ADMIN : MEMBER,
      joined: { term: TERM, n: joined },
    }));
    return { group: this.group, title: this.#title, changed: { term: TERM, n: this.#changed }, members };
  }

  /** Present members who had joined when number `n` came. */
  usersAt(n: number): string[] {
    return [...this.#members].flatMap(([user, { joined }]) => (joined <= n ? [user] : [])).sort();
  }

  #refusalOf(sender: string): ErrorCode | undefined {
    if (this.#changed === 0) return "UNKNOWN_GROUP";
    return this.has(sender) ? undefined : "NOT_A_MEMBER";
  }

  #refusalToChange({ by, change }: NumberedChange): ErrorCode | undefined {
    if (change.kind === "create") {
      if (this.#changed > 0) return "GROUP_EXISTS";
      return change.members.every(this.#isUser) ? undefined : "UNKNOWN_USER";
    }
    const code = this.#refusalOf(by);
    if (code !== undefined) return code;
    const isLeaving = change.kind === "remove" && change.users.every((user) => user === by);
    if (!this.#members.get(by)!.isAdmin && !isLeaving) return "NOT_ADMIN";
    if (change.kind === "add") return this.#refusalToAdd(change.users);
    if (change.kind === "role") return this.#refusalOfRole(change);
    return undefined;
  }

  #refusalToAdd(users: readonly string[]): ErrorCode | undefined {
    if (!users.every(this.#isUser)) return "UNKNOWN_USER";
    const added = users.filter((user) => !this.has(user)).length;
    return this.#members.size + added > LIMITS.groupMembersMax ? "GROUP_FULL" : undefined;
  }

  #refusalOfRole({ user, isAdmin }: { readonly user: string; readonly isAdmin: boolean }): ErrorCode | undefined {
    const member = this.#members.get(user);
    if (!member) return "CHANGE_INVALID";
    const admins = [...this.#members.values()].filter((one) => one.isAdmin);
    return !isAdmin && admins.length === 1 && admins[0] === member ? "LAST_ADMIN" : undefined;
  }

  #make({ by, change, n }: NumberedChange): void {
    switch (change.kind) {
      case "create":
        this.#title = change.title;
        this.#join([by, ...change.members], n);
        this.#members.get(by)!.isAdmin = true;
        break;
      case "add":
        this.#join(change.users, n);
        break;
      case "remove":
        for (const user of change.users) this.#leave(user, n);
        this.#succeed();
        break;
      case "rename":
        this.#title = change.title;
        break;
      case "role":
        this.#members.get(change.user)!.isAdmin = change.isAdmin;
        break;
    }
    this.#changed = n;
  }

  #join(users: readonly string[], n: number): void {
    for (const user of users) {
      if (this.has(user)) continue;
      this.#members.set(user, { isAdmin: false, joined: n });
      this.#spans.set(user, [...this.spans(user), { from: n, through: Number.POSITIVE_INFINITY }]);
    }
  }

  #leave(user: string, n: number): void {
    if (!this.#members.delete(user)) return;
    const spans = this.spans(user);
    this.#spans.set(user, [...spans.slice(0, -1), { from: spans.at(-1)!.from, through: n }]);
  }

  #succeed(): void {
    const members = [...this.#members];
    if (members.some(([, { isAdmin }]) => isAdmin)) return;
    const [oldest] = members.sort(([a, { joined: x }], [b, { joined: y }]) => x - y || (a < b ? -1 : 1));
    if (oldest) oldest[1].isAdmin = true;
  }
}
