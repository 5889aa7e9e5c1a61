/**
 * Pushing what is durable to the devices that are connected. A hint only: whatever is lost here is pulled by the device that
 * misses it, so nothing here is retried and nothing here may fail the caller.
 */

import type { UserId } from "@cellwire/protocol";
import { groupOf } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import type { MessageTracer } from "@cellwire/runtime/message-tracer.ts";
import type { GroupMembers } from "../conversation/group-members.ts";
import type { SequencedMessage } from "../inbox/contract.ts";
import { blockedSkip } from "./blocked-skip.ts";
import type { GatewayName, LocalSockets, Mesh, Notification, RouteTable } from "./ports.ts";

/** Members of a group whose gateways are looked up. More are likely on every gateway, which find their own. */
const LOOKED_UP_MAX = 32;

export interface DelivererOptions {
  /** Absent in processes without sockets (forwarders). */
  readonly sockets?: LocalSockets;
  readonly members: Pick<GroupMembers, "audience">;
  readonly routes: RouteTable;
  readonly mesh: Mesh;
  readonly traces?: MessageTracer | undefined;
}

export class Deliverer {
  readonly #options: DelivererOptions;

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** To all devices of sender and recipients: the sending device learns the place, the others get the message. */
  async publish(messages: readonly SequencedMessage[]): Promise<void> {
    const { traces } = this.#options;
    const steps = traces && messages.map(({ traceparent }) => traces.step("deliver message", traceparent));
    await this.#publishVisible(messages).finally(() => steps?.forEach((step) => step?.end("delivered")));
  }

  /** Of a hidden message the recipient learns the number alone. */
  async #publishVisible(messages: readonly SequencedMessage[]): Promise<void> {
    const hidden = messages.filter(({ isHidden }) => isHidden);
    // Devices find out that a term was opened by a fetch, which its first message causes.
    if (hidden.length === 0) return this.#publish(withoutOpenings(messages));
    const { sockets, mesh } = this.#options;
    await this.#publish(withoutOpenings(messages).filter(({ isHidden }) => !isHidden));
    for (const message of hidden) sockets?.publish(message, [message.sender]);
    await this.#eachGateway(
      hidden,
      ({ sender }) => [sender],
      (gateway, message, users) => mesh.publish(gateway, message, users),
    );
    await this.notify(
      hidden.map((message) => ({
        users: [message.recipient as UserId],
        frame: wire.ServerFrame.encode(blockedSkip(message)).finish(),
      })),
    );
  }

  async #publish(messages: readonly SequencedMessage[]): Promise<void> {
    const { sockets, mesh } = this.#options;
    const groups = messages.filter(({ recipient }) => groupOf(recipient) !== undefined);
    const direct =
      groups.length === 0 ? messages : messages.filter(({ recipient }) => groupOf(recipient) === undefined);
    if (sockets) for (const message of direct) sockets.publish(message, bothUsers(message));
    const pushed = this.#eachGateway(direct, bothUsers, (gateway, message, users) =>
      mesh.publish(gateway, message, users),
    );
    await Promise.all([pushed, this.#publishToGroups(groups)]);
  }

  /** One frame for each gateway: it writes to the sockets of the members that it has. */
  async #publishToGroups(messages: readonly SequencedMessage[]): Promise<void> {
    const { sockets, mesh, members } = this.#options;
    const small: { message: SequencedMessage; users: readonly UserId[] }[] = [];
    for (const message of messages) {
      const users = await members.audience(message);
      if (users.length === 0) continue;
      sockets?.publish(message, users);
      if (users.length <= LOOKED_UP_MAX) small.push({ message, users });
      else for (const gateway of mesh.siblings()) mesh.publish(gateway, message, []);
    }
    await this.#eachGateway(
      small,
      ({ users }) => users,
      (gateway, { message }, users) => mesh.publish(gateway, message, users),
    );
  }

  async notify(requests: readonly Notification[]): Promise<void> {
    const { sockets, mesh } = this.#options;
    if (sockets) for (const request of requests) sockets.notify(request);
    await this.#eachGateway(
      requests,
      (item) => item.users,
      (gateway, item, users) => mesh.notify(gateway, { ...item, users }),
    );
  }

  async #eachGateway<T>(
    items: readonly T[],
    usersOf: (item: T) => readonly UserId[],
    send: (gateway: GatewayName, item: T, users: readonly UserId[]) => void,
  ): Promise<void> {
    const { routes, mesh } = this.#options;
    const siblings = mesh.siblings();
    if (siblings.length === 0 || items.length === 0) return;
    const found = await routes.gatewaysOf([...new Set(items.flatMap(usersOf))]);
    for (const item of items) {
      const users = usersOf(item);
      for (const gateway of siblings) {
        const there = found === "unknown" ? users : users.filter((user) => found.get(user)?.includes(gateway));
        if (there.length > 0) send(gateway, item, there);
      }
    }
  }
}

function withoutOpenings(messages: readonly SequencedMessage[]): readonly SequencedMessage[] {
  return messages.some(({ opened }) => opened) ? messages.filter(({ opened }) => !opened) : messages;
}

function bothUsers({ sender, recipient }: SequencedMessage): readonly UserId[] {
  return [sender, recipient as UserId];
}
