/**
 * An API server in memory: objects with uids, resource versions, generations, finalizers and preconditions, and
 * server-side apply kept simple (lists are replaced, but for those that are merged by key). No defaults, no validation,
 * no garbage collection.
 */

import {
  KubeError,
  type KubeApi,
  type KubeObject,
  type ListQuery,
  type ObjectKey,
  type ObjectMeta,
  type Preconditions,
  type Resource,
} from "../src/kube/contract.ts";
import type { ClusterCache } from "../src/cell/visit.ts";
import { RESOURCES } from "../src/kube/resources.ts";

type Fields = Record<string, unknown>;

export interface FakeCall {
  readonly verb: "get" | "list" | "create" | "apply" | "applyStatus" | "patch" | "delete";
  readonly what: string;
}

export class FakeKubeApi implements KubeApi {
  /** All calls, in order. */
  readonly calls: FakeCall[] = [];
  readonly #objects = new Map<string, KubeObject>();
  /** What was last applied, by object. */
  readonly #applied = new Map<string, Fields>();
  #resourceVersion = 0;
  #uids = 0;

  /** Grows with every change. */
  get revision(): number {
    return this.#resourceVersion;
  }

  /** What was written, as `verb Kind/name`. */
  get writes(): string[] {
    return this.calls
      .filter(({ verb }) => verb !== "get" && verb !== "list")
      .map(({ verb, what }) => `${verb} ${what}`);
  }

  async get<T extends KubeObject>(resource: Resource, key: ObjectKey): Promise<T | undefined> {
    this.#note("get", resource, key);
    return this.peek(resource, key) as T | undefined;
  }

  async list<T extends KubeObject>(resource: Resource, query: ListQuery = {}): Promise<readonly T[]> {
    this.calls.push({ verb: "list", what: resource.kind });
    return this.all(resource, query) as T[];
  }

  async create<T extends KubeObject>(resource: Resource, object: T): Promise<T> {
    this.#note("create", resource, object.metadata);
    if (this.peek(resource, object.metadata)) throw failure("AlreadyExists", 409);
    return this.#store(resource, this.#born(withStringData(object))) as T;
  }

  async apply<T extends KubeObject>(resource: Resource, object: T): Promise<T> {
    this.#note("apply", resource, object.metadata);
    const id = idOf(resource, object.metadata);
    const before = this.#objects.get(id);
    const { uid } = object.metadata;
    if (uid !== undefined && before?.metadata.uid !== uid) throw failure("Conflict", 409);
    const merged = before
      ? (merge(without(before, this.#applied.get(id), object), object) as KubeObject)
      : this.#born(object);
    this.#applied.set(id, structuredClone(object) as Fields);
    return this.#store(resource, merged) as T;
  }

  async applyStatus<T extends KubeObject>(resource: Resource, object: T): Promise<T> {
    this.#note("applyStatus", resource, object.metadata);
    const before = this.peek(resource, object.metadata);
    if (before === undefined) throw failure("NotFound", 404);
    const { uid } = object.metadata;
    if (uid !== undefined && before.metadata.uid !== uid) throw failure("Conflict", 409);
    return this.#store(resource, { ...before, status: object["status"] }) as T;
  }

  async patch<T extends KubeObject>(
    resource: Resource,
    key: ObjectKey,
    change: { readonly patch: object; readonly preconditions: Required<Preconditions> },
  ): Promise<T> {
    this.#note("patch", resource, key);
    const before = this.#expected(resource, key, change.preconditions);
    if (before === undefined) throw failure("NotFound", 404);
    return this.#store(
      resource,
      withStringData(mergePatch(before as Fields, change.patch as Fields) as KubeObject),
    ) as T;
  }

  async delete(
    resource: Resource,
    key: ObjectKey,
    { preconditions }: { readonly preconditions: Preconditions },
  ): Promise<boolean> {
    this.#note("delete", resource, key);
    const before = this.#expected(resource, key, preconditions);
    if (before === undefined) return false;
    const deletionTimestamp = before.metadata.deletionTimestamp ?? "2030-01-01T00:00:00Z";
    this.#store(resource, { ...before, metadata: { ...before.metadata, deletionTimestamp } });
    return true;
  }

  /** Without a call being noted. */
  peek(resource: Resource, key: ObjectKey): KubeObject | undefined {
    return this.#objects.get(idOf(resource, key));
  }

  all({ kind }: Resource, query: ListQuery = {}): KubeObject[] {
    const wanted = (query.labelSelector ?? "").split(",").filter((pair) => pair !== "");
    return [...this.#objects.values()].filter(({ kind: other, metadata }) => {
      const isThere = query.namespace === undefined || metadata.namespace === query.namespace;
      const labels = Object.entries(metadata.labels ?? {}).map((pair) => pair.join("="));
      return other === kind && isThere && wanted.every((pair) => labels.includes(pair));
    });
  }

  everything(): KubeObject[] {
    return [...this.#objects.values()];
  }

  /** As somebody else writes it: fields that change are not the operator's any more. Makes what is missing. */
  change(resource: Resource, object: KubeObject): KubeObject {
    const before = this.peek(resource, object.metadata);
    if (before === undefined) return this.#store(resource, this.#born(object));
    const id = idOf(resource, object.metadata);
    const applied = this.#applied.get(id);
    if (applied) this.#applied.set(id, unchanged(applied, before, object));
    return this.#store(resource, object);
  }

  /** What watches would have told by now: always the present. */
  get cache(): ClusterCache {
    return {
      knows: () => true,
      get: (resource, key) => {
        const object = this.peek(resource, key);
        // As the informers' selector has it.
        const isSeen = resource === RESOURCES.Cell || resource === RESOURCES.Namespace || isOurs(object);
        return isSeen ? object : undefined;
      },
      list: (resource, namespace) => this.all(resource, { namespace }).filter(isOurs),
    };
  }

  /** What watches had told by now, whatever comes. */
  snapshot(): ClusterCache {
    const then = new FakeKubeApi();
    for (const [id, object] of this.#objects) then.#objects.set(id, object);
    return then.cache;
  }

  #born(object: KubeObject): KubeObject {
    this.#uids += 1;
    const uid = `uid-${this.#uids}`;
    const creationTimestamp = new Date(1_900_000_000_000 + this.#uids * 1_000).toISOString();
    return { ...object, metadata: { ...object.metadata, uid, creationTimestamp, generation: 1 } };
  }

  #store(resource: Resource, object: KubeObject): KubeObject {
    const id = idOf(resource, object.metadata);
    const before = this.#objects.get(id);
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp !== undefined && finalizers.length === 0) {
      this.#objects.delete(id);
      this.#applied.delete(id);
      this.#resourceVersion += 1;
      return object;
    }
    const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(object);
    if (isSame) return before;
    this.#resourceVersion += 1;
    const specChanged = before && JSON.stringify(before["spec"]) !== JSON.stringify(object["spec"]);
    const generation = (before?.metadata.generation ?? 1) + (specChanged ? 1 : 0);
    const metadata = { ...object.metadata, resourceVersion: String(this.#resourceVersion), generation };
    const stored = { ...object, metadata };
    this.#objects.set(id, stored);
    return stored;
  }

  #expected(resource: Resource, key: ObjectKey, { uid, resourceVersion }: Preconditions): KubeObject | undefined {
    const before = this.peek(resource, key);
    if (before === undefined) return undefined;
    const isExpected =
      before.metadata.uid === uid &&
      (resourceVersion === undefined || before.metadata.resourceVersion === resourceVersion);
    if (!isExpected) throw failure("Conflict", 409);
    return before;
  }

  #note(verb: FakeCall["verb"], { kind }: Resource, { name }: ObjectKey): void {
    this.calls.push({ verb, what: `${kind}/${name}` });
  }
}

function idOf({ kind }: Resource, { namespace = "", name }: ObjectKey | ObjectMeta): string {
  return `${kind}/${namespace}/${name}`;
}

function isOurs(object: KubeObject | undefined): boolean {
  return object?.metadata.labels?.["app.kubernetes.io/managed-by"] === "cellwire-operator" || object?.kind === "Pod";
}

function failure(reason: string, status: number): KubeError {
  return new KubeError(reason, { reason, status, retryable: false });
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `wanted` over `actual`; finalizers and owners are sets. */
function merge(actual: Fields, wanted: Fields): Fields {
  const result = { ...actual };
  for (const [name, value] of Object.entries(wanted)) {
    const before = result[name];
    if (isFields(before) && isFields(value)) result[name] = merge(before, value);
    else if (name === "finalizers")
      result[name] = [...new Set([...((before ?? []) as string[]), ...(value as string[])])];
    else result[name] = value;
  }
  return result;
}

/** `actual` without the fields that were applied before and are not any more. */
function without(actual: Fields, before: Fields | undefined, now: Fields): Fields {
  if (before === undefined) return actual;
  const kept = Object.entries(actual).flatMap(([name, value]) => {
    if (!(name in before)) return [[name, value]];
    if (!(name in now)) return [];
    const [was, is] = [before[name], now[name]];
    const isDeep = isFields(value) && isFields(was) && isFields(is);
    return [[name, isDeep ? without(value, was, is) : value]];
  });
  return Object.fromEntries(kept) as Fields;
}

/** The part of `applied` that is the same in `after` as in `before`. */
function unchanged(applied: Fields, before: Fields, after: Fields): Fields {
  const kept = Object.entries(applied).flatMap(([name, value]) => {
    const [was, is] = [before[name], after[name]];
    if (isFields(value) && isFields(was) && isFields(is)) return [[name, unchanged(value, was, is)]];
    return JSON.stringify(was) === JSON.stringify(is) ? [[name, value]] : [];
  });
  return Object.fromEntries(kept) as Fields;
}

function mergePatch(target: Fields, patch: Fields): Fields {
  const result = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name];
    else result[name] = isFields(value) ? mergePatch((result[name] ?? {}) as Fields, value) : value;
  }
  return result;
}

function withStringData<T extends KubeObject>(object: T): T {
  const { stringData, ...rest } = object as T & { stringData?: Record<string, string> };
  if (stringData === undefined) return object;
  const encoded = Object.entries(stringData).map(([name, text]) => [name, Buffer.from(text).toString("base64")]);
  const data = { ...(object["data"] as object | undefined), ...Object.fromEntries(encoded) };
  return { ...rest, data } as unknown as T;
}
