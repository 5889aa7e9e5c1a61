/**
 * Pushing what is durable to the devices that are connected. A hint only: whatever is lost here is pulled by the device that
 * misses it, so nothing here is retried and nothing here may fail the caller.
 */

import type { UserId } from "@cellwire/protocol";
import type { MessageTracer } from "@cellwire/runtime/message-tracer.ts";
import type { SequencedMessage } from "../inbox/contract.ts";
import type { GatewayName, LocalSockets, Mesh, Notification, RouteTable } from "./ports.ts";

export interface DelivererOptions {
  /** Absent in processes without sockets (forwarders). */
  readonly sockets?: LocalSockets;
  readonly routes: RouteTable;
  readonly mesh: Mesh;
  readonly traces?: MessageTracer | undefined;
}

export class Deliverer {
  readonly #options: DelivererOptions;

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  /** To all devices of sender and recipient: the sending device learns the place, the others get the message. */
  async publish(messages: readonly SequencedMessage[]): Promise<void> {
    const { traces } = this.#options;
    const steps = traces && messages.map(({ traceparent }) => traces.step("deliver message", traceparent));
    await this.#publish(messages).finally(() => steps?.forEach((step) => step?.end("delivered")));
  }

  async #publish(messages: readonly SequencedMessage[]): Promise<void> {
    const { sockets, mesh } = this.#options;
    if (sockets) for (const message of messages) sockets.publish(message, [message.sender, message.recipient]);
    await this.#eachGateway(messages, audience, (gateway, message, users) => mesh.publish(gateway, message, users));
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

function audience(message: SequencedMessage): readonly UserId[] {
  return [message.sender, message.recipient];
}
