/** What a gateway asks outside its cell: the directory, and other cells. One of each for everything in the process that asks. */

import { systemClock } from "@cellwire/runtime/clock.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Member } from "./compose-member.ts";
import type { GatewayConfig } from "./config.ts";
import { CellRegistry } from "./forward/cell-registry.ts";
import { DirectoryClient } from "./forward/directory-client.ts";
import { Peers } from "./forward/peers.ts";
import { PlacementLookups } from "./forward/placement-lookups.ts";
import { PeerTokenIssuer } from "./trust/peer-tokens.ts";
import { PlacementStatements } from "./trust/placement-statement.ts";

export interface Outside {
  readonly directory: DirectoryClient;
  readonly statements: PlacementStatements;
  readonly placements: PlacementLookups;
  readonly peers: Peers;
}

export function addOutside(member: Member<GatewayConfig>): Outside {
  const { config, lifecycle, log, ownKeys, directoryAnswers, directoryKeys, own } = member;
  const shared = { clock: systemClock, random: systemRandom, log };
  const tokens = new PeerTokenIssuer({ cell: config.CELLWIRE_CELL, keys: ownKeys, clock: systemClock });
  const directory = new DirectoryClient({ url: config.CELLWIRE_DIRECTORY_URL, tokens });
  const statements = new PlacementStatements(directoryKeys.resolve, {
    cell: config.CELLWIRE_CELL,
    generation: () => own.incarnation.generation,
  });
  const fetchCells = (signal: AbortSignal) => directory.cells(signal);
  const cells = new CellRegistry({ ...shared, fetchCells, answers: directoryAnswers });
  const peers = new Peers({ ...shared, cells, tokens });
  const fetchPlacement: ConstructorParameters<typeof PlacementLookups>[0]["fetchPlacement"] = (thing) =>
    directory.placement(thing);
  const placements = new PlacementLookups({ ...shared, statements, fetchPlacement });
  lifecycle
    .add({ name: "outside-directory", start: async () => {}, stop: () => directory.close() })
    .add(cells)
    .add(peers);
  return { directory, statements, placements, peers };
}
