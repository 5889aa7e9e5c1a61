/** What every device should see, had the whole system one thread and one memory. */

export type UserName = string;

/** A conversation: a pair of users, in byte order with a space between, or a group. */
export type ThreadName = string;

export interface ModelDevice {
  readonly user: UserName;
  /** The first of its user: it has been there from the start. */
  readonly isFirst: boolean;
  /** Place of the last entry before it was linked. */
  readonly linkedAt: number;
  isOnline: boolean;
}

interface Entry {
  readonly at: number;
  readonly thread: ThreadName;
  readonly sender: UserName;
  readonly text: string;
  readonly isChange: boolean;
  readonly audience: ReadonlySet<UserName>;
}

interface Group {
  readonly owner: UserName;
  readonly members: Set<UserName>;
}

export class World {
  readonly devices: ModelDevice[] = [];
  readonly groups = new Map<ThreadName, Group>();
  readonly #entries: Entry[] = [];
  readonly #blocks = new Set<string>();
  readonly #readUpTo = new Map<string, number>();

  link(user: UserName): ModelDevice {
    const isFirst = !this.devices.some((device) => device.user === user);
    const device = { user, isFirst, linkedAt: this.#entries.length, isOnline: true };
    this.devices.push(device);
    return device;
  }

  revoke(device: ModelDevice): void {
    this.devices.splice(this.devices.indexOf(device), 1);
  }

  isBlocked(user: UserName, by: UserName): boolean {
    return this.#blocks.has(`${by} ${user}`);
  }

  setBlock(by: UserName, user: UserName, isBlocked: boolean): void {
    if (isBlocked) this.#blocks.add(`${by} ${user}`);
    else this.#blocks.delete(`${by} ${user}`);
  }

  send(sender: UserName, peer: UserName, text: string): void {
    const audience = this.isBlocked(sender, peer) ? [sender] : [sender, peer];
    this.#append({ thread: directThread(sender, peer), sender, text, isChange: false, audience: new Set(audience) });
  }

  /** False: the sender is no member, and the message is refused. */
  sendToGroup(sender: UserName, thread: ThreadName, text: string): boolean {
    const { members } = this.groups.get(thread)!;
    if (!members.has(sender)) return false;
    this.#append({ thread, sender, text, isChange: false, audience: new Set(members) });
    return true;
  }

  create(owner: UserName, thread: ThreadName, others: readonly UserName[]): void {
    const members = new Set([owner, ...others]);
    this.groups.set(thread, { owner, members });
    this.#append({ thread, sender: owner, text: "create", isChange: true, audience: new Set(members) });
  }

  /** Who comes sees it, and so does who goes. */
  changeMember(
    by: UserName,
    thread: ThreadName,
    change: { readonly user: UserName; readonly isMember: boolean },
  ): void {
    const { members } = this.groups.get(thread)!;
    const { user, isMember } = change;
    const audience = new Set([...members, user]);
    if (isMember) members.add(user);
    else members.delete(user);
    const text = isMember ? "add" : "remove";
    this.#append({ thread, sender: by, text: `${text} ${user}`, isChange: true, audience });
  }

  /** By a device that has everything. */
  read(user: UserName, thread: ThreadName): void {
    const last = this.#seenBy(user, thread).at(-1);
    if (last) this.#readUpTo.set(`${user} ${thread}`, last.at);
  }

  threadsOf(user: UserName): ThreadName[] {
    return [...new Set(this.#seenBy(user).map(({ thread }) => thread))];
  }

  /** In the order in which they happened. */
  seenBy(device: ModelDevice): ReadonlyMap<ThreadName, readonly string[]> {
    const seen = new Map<ThreadName, string[]>();
    for (const { at, thread, text } of this.#seenBy(device.user))
      if (at > device.linkedAt) seen.set(thread, [...(seen.get(thread) ?? []), text]);
    return seen;
  }

  unread(user: UserName, thread: ThreadName): number {
    const readUpTo = this.#readUpTo.get(`${user} ${thread}`) ?? 0;
    return this.#seenBy(user, thread).filter((one) => !one.isChange && one.sender !== user && one.at > readUpTo).length;
  }

  #seenBy(user: UserName, thread?: ThreadName): Entry[] {
    return this.#entries.filter(
      (entry) => entry.audience.has(user) && (thread === undefined || entry.thread === thread),
    );
  }

  #append(entry: Omit<Entry, "at">): void {
    this.#entries.push({ ...entry, at: this.#entries.length + 1 });
  }
}

export function directThread(one: UserName, other: UserName): ThreadName {
  return [one, other].toSorted().join(" ");
}
