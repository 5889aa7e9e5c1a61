/** One visit to one Cell: what it is about, and what it may use. */

import type { JsonWebKeyOkp } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { Logger } from "@cellwire/runtime/log.ts";
import type { Random } from "@cellwire/runtime/random.ts";
import { parseStoredCell, type Cell } from "../api/cell.ts";
import type { EventRecorder, KubeApi, KubeObject, ObjectKey, Resource } from "../kube/contract.ts";
import type { CellInput } from "../resources/cell-object.ts";
import type { Directory } from "../directory/directory.ts";
import type { BackupReport } from "./backup-reports.ts";
import type { Outcome, PhaseName } from "./outcome.ts";

export interface Visit {
  readonly cell: Cell;
  /** What the Cell has of a newer definition, and `cell` has not. */
  readonly unknownFields: readonly string[];
  /** The same, as the cache has it. */
  readonly object: KubeObject;
  readonly input: CellInput;
  readonly world: World;
  readonly memory: CellMemory;
  /** Aborts when the visit takes too long, or the operator stops. */
  readonly signal: AbortSignal;
  /** Of the phases visited so far. */
  readonly outcomes: Map<PhaseName, Outcome>;
  /** `Kind/name` of every object that a phase wants; what else there is goes. */
  readonly wanted: Set<string>;
}

export interface World {
  readonly api: KubeApi;
  readonly cache: ClusterCache;
  readonly directory: Directory;
  readonly members: MemberProbe;
  readonly events: EventRecorder;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
}

/** What watches keep up to date, of all cells. Secrets are not in it. */
export interface ClusterCache {
  /** False for a kind that the cluster did not know when it was last asked. */
  knows(resource: Resource): boolean;
  get(resource: Resource, key: ObjectKey): KubeObject | undefined;
  list(resource: Resource, namespace: string): readonly KubeObject[];
}

/** What a cell's processes say on their internal ports. */
export interface MemberProbe {
  /** Connected devices of the cell, rounded; undefined before it is known. */
  connections(cell: ObjectKey): number | undefined;
  /** Of a managed Postgres; undefined before it is known, silent when its pod has not answered for minutes. */
  backup(cell: ObjectKey): BackupReport | "silent" | undefined;
  /** @throws when the forwarder does not answer in time */
  outbox(podIp: string): Promise<{ readonly rows: number; readonly parked: number }>;
}

export interface Settings {
  readonly directoryUrl: string;
  readonly operatorNamespace: string;
  /** Repository without tag; the release is the tag. */
  readonly image: string;
  readonly defaultVersion: string;
  /** Full references. */
  readonly postgresImage: string;
  readonly redisImage: string;
}

/** What the operator remembers of a cell from visit to visit. Losing it costs a few reads. */
export interface CellMemory {
  /** Of the Cell that it is about. */
  readonly uid: string;
  secrets?: SecretFacts;
  /** By object, what came out of a write that was changed on its way: no use to repeat it while nothing is new. */
  overruled?: Map<string, string>;
}

export interface SecretFacts {
  /** What the Cell was when they were read. */
  readonly generation: number;
  readonly rotation: string | undefined;
  readonly readAtMs: number;
  /** A key is there that does not sign yet: the next step is due as soon as everybody has it. */
  readonly isRotating: boolean;
  readonly publicKeys: readonly JsonWebKeyOkp[];
  /** Of what each kind of pod reads, keyed, so that they may stand where others read them. */
  readonly hashes: { readonly postgres: string; readonly redis: string; readonly members: string };
  readonly storePorts: { readonly postgres: number; readonly redis: number };
}

/**
 * @param object a Cell, as the cache has it
 * @throws {InvalidCellError}
 */
export function newVisit(object: KubeObject, from: Pick<Visit, "world" | "memory" | "signal">): Visit {
  // What a former or later operator wrote into the status is no reason to refuse the Cell.
  const { cell: parsed, unknownFields } = parseStoredCell({ ...object, status: undefined });
  const cell = { ...parsed, status: object["status"] as Cell["status"] };
  const input = { cell, uid: object.metadata.uid! };
  return { ...from, cell, unknownFields, object, input, outcomes: new Map(), wanted: new Set() };
}

export function objectKey(visit: Visit, name: string): ObjectKey {
  return { namespace: visit.cell.metadata.namespace, name };
}

/** A child of the cell, as the cache has it. */
export function cached(visit: Visit, resource: Resource, name: string): KubeObject | undefined {
  return visit.world.cache.get(resource, objectKey(visit, name));
}

/** The same, from the API server where nobody watches the kind. */
export async function observed(visit: Visit, resource: Resource, name: string): Promise<KubeObject | undefined> {
  const { api, cache } = visit.world;
  return cache.knows(resource) ? cached(visit, resource, name) : api.get(resource, objectKey(visit, name));
}
