/** Devices and keys in the processes of a cell: gateways answer their devices, forwarders the other cells. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Member } from "./compose-member.ts";
import type { ForwarderConfig, GatewayConfig, MemberConfig } from "./config.ts";
import type { Notification } from "./flow/ports.ts";
import type { RequestHandlers } from "./flow/requests.ts";
import { CellRegistry } from "./forward/cell-registry.ts";
import { DirectoryClient } from "./forward/directory-client.ts";
import type { PeerQuestion } from "./forward/ingest-routes.ts";
import { Peers } from "./forward/peers.ts";
import { PlacementLookups } from "./forward/placement-lookups.ts";
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
import { PeerTokenIssuer } from "./trust/peer-tokens.ts";
import { PlacementStatements } from "./trust/placement-statement.ts";

type Notify = (requests: readonly Notification[]) => Promise<void>;

export interface GatewayKeysParts {
  readonly displace: (device: LinkedDevice) => void;
  readonly notify: Notify;
}

export function gatewayKeys(member: Member<GatewayConfig>, { displace, notify }: GatewayKeysParts) {
  const { placements, peers } = addPeers(member);
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

/** A gateway asks other cells only what its devices ask it. */
function addPeers({ config, lifecycle, log, ownKeys, directoryAnswers, directoryKeys }: Member<GatewayConfig>) {
  const shared = { clock: systemClock, random: systemRandom, log };
  const tokens = new PeerTokenIssuer({ cell: config.CELLWIRE_CELL, keys: ownKeys, clock: systemClock });
  const directory = new DirectoryClient({ url: config.CELLWIRE_DIRECTORY_URL, tokens });
  const fetchCells = (signal: AbortSignal) => directory.cells(signal);
  const cells = new CellRegistry({ ...shared, fetchCells, answers: directoryAnswers });
  const peers = new Peers({ ...shared, cells, tokens });
  const placements = new PlacementLookups({
    ...shared,
    statements: new PlacementStatements(directoryKeys.resolve),
    fetchPlacement: (user) => directory.placement(user),
  });
  lifecycle.add({ name: "keys-directory", start: async () => {}, stop: () => directory.close() });
  lifecycle.add(cells).add(peers);
  return { peers, placements };
}
