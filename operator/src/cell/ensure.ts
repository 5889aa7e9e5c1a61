/**
 * Brings one object to what it should be, with at most one write, and none when the cache shows that there is nothing to
 * write. Objects that belong to others are left alone.
 */

import { createHash } from "node:crypto";
import { KubeError, type KubeObject, type Resource } from "../kube/contract.ts";
import { CELL_LABEL, MANAGED_BY_LABEL, OPERATOR_NAME, type CellInput } from "../resources/cell-object.ts";
import { uncovered } from "./covers.ts";
import { DONE, waiting, type Outcome, type Waiting } from "./outcome.ts";
import { cached, objectKey, type Visit } from "./visit.ts";

/** Hash of what was last applied: tells of fields that are wanted no more, which the object still has. */
const APPLIED_HASH = "cellwire.dev/applied-hash";
const HASH_LENGTH = 16;

/** No watch tells when an object of somebody else goes. */
const NAME_TAKEN_RETRY_MS = 30_000;
/** A watch tells sooner; this is for the case that it broke. */
const APPLIED_RETRY_MS = 5_000;
/** Whoever changes what was written will not stop by himself. */
const OVERRULED_RETRY_MS = 120_000;

export interface Wanted {
  readonly resource: Resource;
  readonly object: KubeObject;
  /** The object can't be changed after it was made. */
  readonly once?: boolean;
}

/** At most one write. Those after an object that is taken, or that others do not want so, have their turn. */
export async function ensureAll(visit: Visit, all: readonly Wanted[]): Promise<Outcome> {
  for (const { resource, object } of all) visit.wanted.add(`${resource.kind}/${object.metadata.name}`);
  let obstacle: Outcome | undefined;
  for (const wanted of all) {
    const outcome = await ensure(visit, wanted).catch(refusal);
    if (outcome === "written") {
      const message = `${title(wanted.object)} was just applied`;
      return obstacle ?? waiting("Applying", message, APPLIED_RETRY_MS);
    }
    if (outcome !== "as-wanted") obstacle ??= outcome;
  }
  return obstacle ?? DONE;
}

/** @throws what is not about the object alone */
function refusal(error: unknown): Outcome {
  if (!(error instanceof KubeError) || !["Invalid", "Forbidden"].includes(error.reason)) throw error;
  return { kind: "failed", reason: error.reason, message: error.message };
}

async function ensure(visit: Visit, { resource, object, once }: Wanted): Promise<"as-wanted" | "written" | Waiting> {
  const wanted = stamped(object);
  const { name } = object.metadata;
  const known = cached(visit, resource, name);
  // The cache holds what has our labels: what it doesn't show may be somebody else's, or too new.
  const actual = known ?? (await visit.world.api.get(resource, objectKey(visit, name)));
  if (actual === undefined) {
    await visit.world.api.apply(resource, wanted);
    return "written";
  }
  const obstacle = obstacleOf(actual, visit.input);
  if (obstacle) return obstacle;
  const place = once === true ? undefined : uncovered(actual, wanted);
  if (place === undefined) return "as-wanted";
  const overruled = (visit.memory.overruled ??= new Map<string, string>());
  const id = `${resource.kind}/${name}`;
  if (overruled.get(id) === stateOf(actual, wanted)) return overruledAt(actual, place);
  const { uid } = actual.metadata;
  const stored = await visit.world.api.apply(resource, {
    ...wanted,
    metadata: { ...wanted.metadata, ...(uid && { uid }) },
  });
  if (uncovered(stored, wanted) === undefined) overruled.delete(id);
  else overruled.set(id, stateOf(stored, wanted));
  return "written";
}

/** Tells whether anything is new since a write that did not come out as wanted. */
function stateOf({ metadata }: KubeObject, wanted: KubeObject): string {
  return [metadata.uid, metadata.resourceVersion, wanted.metadata.annotations?.[APPLIED_HASH]].join(" ");
}

function overruledAt(actual: KubeObject, place: string): Waiting {
  const message = `somebody, perhaps an admission webhook, changes ${place} of ${title(actual)} back; exempt it there`;
  return waiting("Overruled", message, OVERRULED_RETRY_MS);
}

function obstacleOf(actual: KubeObject, input: CellInput): Waiting | undefined {
  if (!isOfCell(actual, input)) {
    const message = `${title(actual)} belongs to somebody else; rename or delete it, or give the Cell another name`;
    return waiting("NameTaken", message, NAME_TAKEN_RETRY_MS);
  }
  const former = controller(actual);
  if (former !== undefined && former !== input.uid) {
    const message = `${title(actual)} is left from a former Cell of this name; waiting for its garbage collection`;
    return waiting("LeftOver", message, NAME_TAKEN_RETRY_MS);
  }
  // What holds data is kept by its finalizer for as long as the Cell is there.
  const isHeld = (actual.metadata.finalizers ?? []).includes("cellwire.dev/protect");
  if (actual.metadata.deletionTimestamp !== undefined && !isHeld) {
    return waiting("BeingDeleted", `${title(actual)} is being deleted; waiting until it is gone`, APPLIED_RETRY_MS);
  }
  return undefined;
}

/** By its labels, or, should someone have taken those off, by its owner. */
export function isOfCell(object: KubeObject, { cell, uid }: CellInput): boolean {
  const { labels } = object.metadata;
  const isLabelled = labels?.[MANAGED_BY_LABEL] === OPERATOR_NAME && labels[CELL_LABEL] === cell.metadata.name;
  return isLabelled || controller(object) === uid;
}

export function controller(object: KubeObject): string | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true)?.uid;
}

export function title({ kind, metadata }: KubeObject): string {
  return `${kind} ${metadata.name}`;
}

function stamped(object: KubeObject): KubeObject {
  const hash = createHash("sha256").update(JSON.stringify(object)).digest("hex").slice(0, HASH_LENGTH);
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, annotations: { ...metadata.annotations, [APPLIED_HASH]: hash } } };
}
