/** The devices that are connected to this process. */

import type { CloseName, DeviceId, UserId } from "@cellwire/protocol";
import { encodeServerFrame, wrapFrame } from "@cellwire/protocol";
import { DeliverFrame } from "../flow/deliver-frame.ts";
import type { LocalSockets, Notification } from "../flow/ports.ts";
import type { SequencedMessage } from "../inbox/contract.ts";
import type { DeviceRoute } from "../route/contract.ts";
import type { OfferedDevice } from "./heads-offers.ts";
import type { Displacement } from "./mesh-frames.ts";

/** A connection of a known device. Nothing here blocks or throws. */
export interface ConnectedDevice extends DeviceRoute, OfferedDevice {
  /** Pushes a message, unless the device lags behind; then it gets heads later. */
  deliver(frame: DeliverFrame): void;
  /** The same for a frame that heads stand in for. */
  hint(frame: Uint8Array): void;
  /** Writes a frame that nothing else stands in for. */
  write(frame: Uint8Array): void;
  close(code: CloseName): void;
  readonly isOpen: boolean;
  /** Writes a frame that the device can do without, unless much is waiting already. */
  offer(frame: Uint8Array): "written" | "full" | "closed";
}

const CLOSE_OF = { revoked: "REVOKED", suspended: "SUSPENDED", replaced: "REPLACED" } as const;

/** User → connections, at most one per device. */
export class Registry implements LocalSockets {
  readonly #byUser = new Map<UserId, ConnectedDevice[]>();

  /** False when a newer connection of the device is here; an older one is closed. */
  add(connection: ConnectedDevice): boolean {
    const present = this.#byUser.get(connection.user);
    const same = present?.find((other) => other.device === connection.device);
    if (same && same.connectionEpoch > connection.connectionEpoch) return false;
    same?.close("REPLACED");
    const others = this.#byUser.get(connection.user);
    if (others) others.push(connection);
    else this.#byUser.set(connection.user, [connection]);
    return true;
  }

  remove(connection: ConnectedDevice): void {
    const present = this.#byUser.get(connection.user);
    const at = present?.indexOf(connection) ?? -1;
    if (!present || at < 0) return;
    present.splice(at, 1);
    if (present.length === 0) this.#byUser.delete(connection.user);
  }

  find(route: Pick<DeviceRoute, "user" | "device">): ConnectedDevice | undefined {
    return this.#byUser.get(route.user)?.find(({ device }) => device === route.device);
  }

  *all(): Generator<ConnectedDevice, void, undefined> {
    for (const connections of this.#byUser.values()) yield* connections;
  }

  publish(message: SequencedMessage, users: readonly UserId[]): void {
    const deliver = new DeliverFrame(message);
    for (const user of users) {
      for (const connection of this.#byUser.get(user) ?? []) {
        const isSending = user === message.sender && connection.device === message.senderDevice;
        if (isSending) connection.hint(sequencedFrame(message));
        else connection.deliver(deliver);
      }
    }
  }

  notify({ users, frame, exceptDevice, onlyDevice }: Notification): void {
    let wrapped: Uint8Array | undefined;
    for (const user of users) {
      const connections = this.#byUser.get(user) ?? [];
      // From the end: a connection that must close leaves the list.
      for (let at = connections.length - 1; at >= 0; at--) {
        const connection = connections[at]!;
        if (!isMeant(connection.device, exceptDevice, onlyDevice)) continue;
        wrapped ??= wrapFrame(frame);
        connection.write(wrapped);
      }
    }
  }

  /** Closes the connection of the device if it is older than `connectionEpoch`. */
  displace({ user, device, connectionEpoch, reason }: Displacement): void {
    const connection = this.find({ user, device });
    if (!connection || connection.connectionEpoch >= connectionEpoch) return;
    connection.close(CLOSE_OF[reason]);
  }

  /** Closes whatever connections the user has here. */
  closeAll(user: UserId, code: CloseName): void {
    for (const connection of this.#byUser.get(user)?.slice() ?? []) connection.close(code);
  }
}

function isMeant(device: DeviceId, exceptDevice?: DeviceId, onlyDevice?: DeviceId): boolean {
  return device !== exceptDevice && (onlyDevice === undefined || device === onlyDevice);
}

function sequencedFrame({ messageId, conversation, key }: SequencedMessage): Uint8Array {
  return encodeServerFrame({ sequenced: { messageId, conversation, key } });
}
