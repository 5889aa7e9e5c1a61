/** Devices and keys in the processes of a cell: gateways answer their devices, forwarders the other cells. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Member } from "./compose-member.ts";
import type { Outside } from "./compose-outside.ts";
import type { ForwarderConfig, GatewayConfig, MemberConfig } from "./config.ts";
import type { Notification } from "./flow/ports.ts";
import type { RequestHandlers } from "./flow/requests.ts";
import type { PeerQuestion } from "./forward/ingest-routes.ts";
import type { PlacementSource } from "./forward/ports.ts";
import type { LinkedDevice } from "./inbox/contract.ts";
import { PostgresBudgets } from "./keys/budgets.ts";
import { HomeClaims } from "./keys/claims.ts";
import { PostgresDeviceLists } from "./keys/device-lists.ts";
import { deviceRequests } from "./keys/device-requests.ts";
import { PostgresDevices } from "./keys/devices.ts";
import { ForeignKeys } from "./keys/foreign-keys.ts";
import { KnownHomes } from "./keys/homes.ts";
import { keyRequests } from "./keys/key-requests.ts";
import { keyQuestions } from "./keys/peer-questions.ts";
import { PostgresPrekeys } from "./keys/prekeys.ts";

type Notify = (requests: readonly Notification[]) => Promise<void>;

export interface GatewayKeysParts {
  readonly displace: (device: LinkedDevice) => void;
  readonly notify: Notify;
  readonly outside: Pick<Outside, "placements" | "peers">;
}

export function gatewayKeys(member: Member<GatewayConfig>, { displace, notify, outside }: GatewayKeysParts) {
  const { placements, peers } = outside;
  const stores = keyStores(member);
  const { cell, lists, prekeys, budgets } = stores;
  const devices = new PostgresDevices({ ...stores, clock: systemClock });
  const handlers = {
    ...deviceRequests({ devices, lists, displace, notify }),
    ...keyRequests({
      cell,
      lists,
      prekeys,
      budgets,
      claims: new HomeClaims({ prekeys, notify }),
      foreign: new ForeignKeys({ peers, lists, clock: systemClock }),
      homes: new KnownHomes({ ...stores, placements }),
      notify,
    }),
  };
  return handlers satisfies Partial<RequestHandlers>;
}

export function forwarderKeys(
  member: Member<ForwarderConfig>,
  { placements, notify }: { readonly placements: PlacementSource; readonly notify: Notify },
): readonly PeerQuestion[] {
  const stores = keyStores(member);
  const claims = new HomeClaims({ ...stores, notify });
  return keyQuestions({ ...stores, claims, homes: new KnownHomes({ ...stores, placements }) });
}

function keyStores({ config, pool, statements }: Member<MemberConfig>) {
  const parts = { pool, statements, cell: config.CELLWIRE_CELL, clock: systemClock };
  return {
    ...parts,
    lists: new PostgresDeviceLists(parts),
    prekeys: new PostgresPrekeys(parts),
    budgets: new PostgresBudgets(parts),
  };
}
