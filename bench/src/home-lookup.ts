/** How long a cell takes to find out where a user lives: asked from the directory, and remembered. */

import { DirectoryClient } from "@cellwire/cell/forward/directory-client.ts";
import { PlacementLookups } from "@cellwire/cell/forward/placement-lookups.ts";
import { DirectoryKeys, fetchKeysFrom } from "@cellwire/cell/trust/directory-keys.ts";
import { OwnKeys } from "@cellwire/cell/trust/own-keys.ts";
import { PeerTokenIssuer } from "@cellwire/cell/trust/peer-tokens.ts";
import { PlacementStatements } from "@cellwire/cell/trust/placement-statement.ts";
import type { CellId, UserId } from "@cellwire/protocol";
import { systemClock } from "@cellwire/runtime/clock.ts";
import { HttpClient } from "@cellwire/runtime/http-client.ts";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { systemRandom } from "@cellwire/runtime/random.ts";
import type { Figure } from "./figure.ts";
import { durability, machine } from "./machine.ts";
import { ringOf } from "./people.ts";
import { merged, percentile } from "./percentiles.ts";
import type { Stage } from "./stage.ts";

const CELL = "eu";
const USERS = 2_000;
/** As the forwarder's placement resolver does. */
const AT_ONCE = 8;
const TIMEOUT_MS = 3_000;

export async function homeLookup(stage: Stage): Promise<Figure[]> {
  const url = stage.cluster.directoryUrl;
  const people = await ringOf(stage, { name: "home", size: USERS, cells: [CELL] });
  const users = people.map(({ user }) => user as UserId);
  const keys = await OwnKeys.read(stage.keysFile(CELL), systemClock);
  const tokens = new PeerTokenIssuer({ cell: CELL as CellId, keys, clock: systemClock });
  const directory = new DirectoryClient({ url, tokens });
  const http = new HttpClient({ baseUrl: url, connections: 1, timeoutMs: TIMEOUT_MS });
  const directoryKeys = new DirectoryKeys({
    answers: { load: async () => undefined, keep: async () => undefined },
    fetchKeys: fetchKeysFrom(http),
    clock: systemClock,
    log: silentLogger,
  });
  await directoryKeys.start();
  const lookups = new PlacementLookups({
    fetchPlacement: (user) => directory.placement(user),
    statements: new PlacementStatements(directoryKeys.resolve),
    clock: systemClock,
    random: systemRandom,
    log: silentLogger,
  });
  const miss = await timed(users, (user) => found(lookups, user));
  const cached = await timed(users, (user) => found(lookups, user));
  await directoryKeys.stop();
  await Promise.all([directory.close(), http.close()]);
  const how = `${USERS} users, ${AT_ONCE} asked at once; a miss: HTTP to the directory, its Postgres, a signature made and verified`;
  const conditions = [how, `nothing is written: ${await durability(stage, CELL)}`, machine()].join("; ");
  const figure = { unit: "ms", baseline: null, conditions };
  return [
    { ...figure, figure: "home-lookup cached p99", value: percentile(cached, 0.99) },
    { ...figure, figure: "home-lookup miss p50", value: percentile(miss, 0.5) },
    { ...figure, figure: "home-lookup miss p99", value: percentile(miss, 0.99) },
  ];
}

async function found(lookups: PlacementLookups, user: UserId): Promise<void> {
  const { kind } = await lookups.placement(user);
  if (kind !== "placed") throw new Error(`the directory's answer about a placed user was: ${kind}`);
}

async function timed(users: readonly UserId[], look: (user: UserId) => Promise<void>): Promise<Float64Array> {
  const waiting = users.values();
  const times: number[] = [];
  const takeOne = async () => {
    for (const user of waiting) {
      const startedMs = performance.now();
      await look(user);
      times.push(performance.now() - startedMs);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, takeOne));
  return merged([Float64Array.from(times)]);
}
