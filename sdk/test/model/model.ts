/**
 * A property for every way there is to get clients: whatever people do, one thing after the other, each of their devices is handed what the
 * model says, in its order and once, and counts as unread what the model does.
 */

import fc from "fast-check";
import { test } from "vitest";
import type { SendHandle } from "../../src/index.ts";
import type { ClientsUnderTest } from "../people.ts";
import { operation, type Operation } from "./operation.ts";
import { Players } from "./players.ts";
import { World, directThread, type ModelDevice, type ThreadName, type UserName } from "./world.ts";

const USERS = 4;
/** Revoking the last device is another matter. */
const DEVICES_MAX = 10;

export interface ModelOptions {
  readonly runs: number;
  readonly operationsMax: number;
  readonly timeoutMs: number;
}

export function modelTest(name: string, setup: () => Promise<ClientsUnderTest>, options: ModelOptions): void {
  const scripts = fc.array(operation, { minLength: options.operationsMax / 2, maxLength: options.operationsMax });
  const holds = fc.asyncProperty(scripts, async (script) => play(script, await setup()));
  const { runs: numRuns, timeoutMs } = options;
  test(`whatever people do, the devices of ${name} show what a model of one memory shows`, { timeout: timeoutMs }, () =>
    fc.assert(holds, { numRuns, endOnFailure: true }),
  );
}

async function play(script: readonly Operation[], under: ClientsUnderTest): Promise<void> {
  const stage = new Play(under);
  try {
    await stage.begin();
    for (const one of script) {
      await stage.perform(one);
      await stage.agree();
    }
    await stage.finish();
  } finally {
    await stage.players.end();
  }
}

class Play {
  readonly players: Players;
  readonly #world = new World();
  readonly #users: readonly UserName[];
  #said = 0;

  constructor(under: ClientsUnderTest) {
    this.players = new Players(under);
    this.#users = Array.from({ length: USERS }, () => under.newUser());
  }

  async begin(): Promise<void> {
    for (const user of this.#users) await this.players.link(this.#world.link(user));
  }

  async perform(one: Operation): Promise<void> {
    switch (one.kind) {
      case "link":
        return this.#link(at(this.#users, one.user)!);
      case "revoke":
      case "goOffline":
      case "comeBack":
        return this.#device(one.kind, at(this.#world.devices, one.device)!);
      case "send":
        return this.#send(at(this.#online(), one.device), at(this.#users, one.to)!);
      case "sendToGroup":
        return this.#sendToGroup(at(this.#online(), one.device), at([...this.#world.groups.keys()], one.group));
      case "create":
        return this.#create(at(this.#online(), one.device), one.members);
      case "add":
      case "remove":
      case "leave":
        return this.#member(one.kind, at([...this.#world.groups.keys()], one.group), at(this.#users, one.user)!);
      case "block":
      case "unblock":
        return this.#block(one.kind, at(this.#users, one.user)!, at(this.#users, one.other)!);
      case "read":
        return this.#read(at(this.#users, one.user)!, one.thread);
    }
  }

  /** Every device that is online is handed what it should have; who waits for more would wait for ever. */
  async agree(): Promise<void> {
    const differences = () => this.#online().flatMap((device) => this.#difference(device));
    await this.players.until(
      () => differences().length === 0,
      () => differences().join("\n"),
    );
  }

  async finish(): Promise<void> {
    for (const device of this.#world.devices) if (!device.isOnline) await this.#device("comeBack", device);
    await this.agree();
    for (const device of this.#world.devices.filter(({ isFirst }) => isFirst)) await this.#countsUnread(device);
  }

  #online(of?: UserName): ModelDevice[] {
    return this.#world.devices.filter(({ isOnline, user }) => isOnline && (of === undefined || of === user));
  }

  /** A new device starts at what its cell has: which is everything, once another device of the user was handed it. */
  async #link(user: UserName): Promise<void> {
    if (this.#online(user).length === 0) return;
    if (this.#world.devices.filter((device) => device.user === user).length >= DEVICES_MAX) return;
    await this.players.link(this.#world.link(user));
  }

  async #device(kind: "revoke" | "goOffline" | "comeBack", device: ModelDevice): Promise<void> {
    if (kind === "comeBack") {
      if (device.isOnline) return;
      device.isOnline = true;
      return this.players.connect(device);
    }
    if (!device.isOnline) return;
    if (kind === "goOffline") {
      device.isOnline = false;
      return this.players.close(device);
    }
    if (device.isFirst) return;
    const client = this.players.client(device);
    await client.revokeDevice(client.device!);
    this.#world.revoke(device);
  }

  async #send(device: ModelDevice | undefined, peer: UserName): Promise<void> {
    if (!device || device.user === peer || this.#world.isBlocked(peer, device.user)) return;
    const text = this.#text(device);
    await sequenced(await this.players.client(device).send(peer, text));
    this.#world.send(device.user, peer, text);
  }

  async #sendToGroup(device: ModelDevice | undefined, group: ThreadName | undefined): Promise<void> {
    if (!device || group === undefined) return;
    const text = this.#text(device);
    const handle = await this.players.client(device).send({ group }, text);
    if (this.#world.sendToGroup(device.user, group, text)) return sequenced(handle);
    const outcome = await handle.sequenced;
    if (outcome.state !== "refused") throw new Error(`${device.user}, no member of ${group}, was ${outcome.state}`);
  }

  async #create(device: ModelDevice | undefined, picks: readonly number[]): Promise<void> {
    if (!device) return;
    const members = [...new Set(picks.map((pick) => at(this.#users, pick)!))].filter((user) => user !== device.user);
    const { group, handle } = await this.players.client(device).createGroup({ title: "A group", members });
    await sequenced(handle);
    this.#world.create(device.user, group, members);
  }

  /** By a device of the owner; who leaves does it by an own one. */
  async #member(kind: "add" | "remove" | "leave", group: ThreadName | undefined, user: UserName): Promise<void> {
    if (group === undefined) return;
    const { owner, members } = this.#world.groups.get(group)!;
    const isMember = kind === "add";
    const by = kind === "leave" ? user : owner;
    const [device] = this.#online(by);
    if (!device || user === owner || members.has(user) === isMember) return;
    const client = this.players.client(device);
    if (kind === "leave") await sequenced(await client.leaveGroup(group));
    else if (isMember) await sequenced(await client.addMembers(group, [user]));
    else await sequenced(await client.removeMembers(group, [user]));
    this.#world.changeMember(by, group, { user, isMember });
  }

  async #block(kind: "block" | "unblock", user: UserName, other: UserName): Promise<void> {
    const [device] = this.#online(user);
    if (!device || user === other) return;
    const { people } = this.players.client(device);
    await (kind === "block" ? people.block(other) : people.unblock(other));
    this.#world.setBlock(user, other, kind === "block");
  }

  async #read(user: UserName, pick: number): Promise<void> {
    const thread = at(this.#world.threadsOf(user), pick);
    const device = this.#online(user).find(({ isFirst }) => isFirst);
    if (thread === undefined || !device) return;
    await this.players.client(device).markRead(recipient(thread, user));
    this.#world.read(user, thread);
  }

  #text({ user }: ModelDevice): string {
    return `${user} says ${++this.#said}`;
  }

  #difference(device: ModelDevice): string[] {
    const [should, told] = [this.#world.seenBy(device), this.players.told(device)];
    return [...new Set([...should.keys(), ...told.keys()])].flatMap((thread) => {
      const [wanted, got] = [should, told].map((texts) => (texts.get(thread) ?? []).join(", "));
      return wanted === got ? [] : [`${device.user} in ${thread}: should see [${wanted}], was handed [${got}]`];
    });
  }

  async #countsUnread(device: ModelDevice): Promise<void> {
    const { user } = device;
    const views = await this.players.client(device).conversations();
    for (const { peer, group, unread } of views) {
      // Whoever is added again finds the group read: cells and the fake network still differ there.
      if (group !== undefined) continue;
      const thread = directThread(user, peer);
      const wanted = this.#world.unread(user, thread);
      if (unread !== wanted) throw new Error(`${user} in ${thread}: ${wanted} unread, but the client says ${unread}`);
    }
  }
}

/** Whom a thread is with, for one of its users. */
function recipient(thread: ThreadName, user: UserName): string | { group: string } {
  const pair = thread.split(" ");
  return pair.length === 1 ? { group: thread } : pair.find((one) => one !== user)!;
}

function at<T>(items: readonly T[], pick: number): T | undefined {
  return items[pick % items.length];
}

async function sequenced(handle: SendHandle): Promise<void> {
  const outcome = await handle.sequenced;
  if (outcome.state !== "sequenced") throw new Error(`a message became ${JSON.stringify(outcome)}`);
}
