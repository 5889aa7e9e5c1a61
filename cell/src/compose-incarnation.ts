/** The incarnation of the cell in one of its processes: asked for before anything else reads the database. */

import { randomUUID } from "node:crypto";
import { systemClock } from "@cellwire/runtime/clock.ts";
import type { Faults } from "@cellwire/runtime/faults.ts";
import type { Lifecycle } from "@cellwire/runtime/lifecycle.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { PoolOptions } from "@cellwire/runtime/postgres.ts";
import { createPool } from "@cellwire/runtime/postgres.ts";
import { meter } from "@cellwire/runtime/telemetry.ts";
import type { MemberConfig } from "./config.ts";
import { DirectoryAuthority } from "./incarnation/directory-authority.ts";
import { Incarnation } from "./incarnation/incarnation.ts";
import { observeIncarnation } from "./incarnation/metrics.ts";
import type { Statements } from "./inbox/statements.ts";
import type { DirectoryKeys } from "./trust/directory-keys.ts";
import type { OwnKeys } from "./trust/own-keys.ts";
import { PeerTokenIssuer } from "./trust/peer-tokens.ts";

/** Ending a generation touches a row for each user of the cell. */
const STATEMENT_TIMEOUT_MS = 5 * 60_000;

export interface IncarnationParts {
  readonly config: MemberConfig;
  readonly statements: Statements;
  readonly ownKeys: OwnKeys;
  readonly faults: Faults;
  readonly log: Logger;
}

export interface OwnIncarnation {
  readonly incarnation: Incarnation;
  readonly authority: DirectoryAuthority;
}

/** `keys`: resolved when they are asked for, since they are kept in the database that this opens. */
export function makeIncarnation(parts: IncarnationParts, keys: () => DirectoryKeys): OwnIncarnation {
  const { config, statements, ownKeys, faults, log } = parts;
  const cell = config.CELLWIRE_CELL;
  const authority = new DirectoryAuthority({
    cell,
    url: config.CELLWIRE_DIRECTORY_URL,
    tokens: new PeerTokenIssuer({ cell, keys: ownKeys, clock: systemClock }),
    keys: (header, token) => keys().resolve(header, token),
  });
  const incarnation = new Incarnation({
    cell,
    pool: createPool({ ...poolOptions(config, log), max: 1, statementTimeoutMs: STATEMENT_TIMEOUT_MS }),
    statements,
    directory: authority,
    newOperation: randomUUID,
    // Nobody catches it: the process ends, and its supervisor starts one that knows nothing.
    onReplaced: (fault) => void setImmediate(() => throwIt(fault)),
    faults,
    log,
  });
  observeIncarnation(meter("cellwire-incarnation"), incarnation);
  return { incarnation, authority };
}

/** After the internal port, which says why the process is not ready; before everything that uses the database. */
export function addIncarnation(lifecycle: Lifecycle, { incarnation, authority }: OwnIncarnation): void {
  lifecycle
    .add({ name: "incarnation-directory", start: async () => {}, stop: () => authority.close() })
    .add(incarnation);
}

export function poolOptions(config: MemberConfig, log: Logger): Pick<PoolOptions, "url" | "applicationName" | "log"> {
  const applicationName = `${config.CELLWIRE_CELL}/${config.CELLWIRE_PROCESS}`;
  return { url: config.CELLWIRE_DATABASE_URL, applicationName, log };
}

function throwIt(fault: Error): never {
  throw fault;
}
