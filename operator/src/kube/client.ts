import { parseAnswer, type Subject } from "./answer.ts";
import type {
  DeletePropagation,
  KubeApi,
  KubeObject,
  ListQuery,
  ObjectKey,
  Preconditions,
  Resource,
} from "./contract.ts";
import { KubeError } from "./contract.ts";
import { Requester, type RequesterOptions } from "./request.ts";
import { collectionPath, objectPath } from "./resources.ts";
import { readWatchEvents, type WatchEvent } from "./watch-events.ts";
import type { WriteFence } from "./write-fence.ts";

export const FIELD_MANAGER = "cellwire-operator";

const PAGE_SIZE = 500;
/** 100,000 objects: more of one kind than an operator can hold. */
const PAGES_MAX = 200;
const LIST_RESTARTS_MAX = 3;
/** How much longer than asked for the server may let a watch live. */
const WATCH_GRACE_MS = 30_000;
const APPLY = "application/apply-patch+yaml"; // JSON is YAML
const MERGE_PATCH = "application/merge-patch+json";
const JSON_TYPE = "application/json";

/** What there was at one moment: a watch from `resourceVersion` on tells what changed since. */
export interface Listing<T extends KubeObject> {
  readonly items: readonly T[];
  readonly resourceVersion: string;
}

export interface WatchQuery extends ListQuery {
  readonly resourceVersion: string;
  /** After that the server ends the watch. */
  readonly timeoutSeconds: number;
  /** After that without a sign of life, which bookmarks are, the watch has failed. */
  readonly silenceMs: number;
}

interface ListPage {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly KubeObject[];
}

/** The API server of a kubeconfig. */
export class KubeClient implements KubeApi {
  readonly #requester: Requester;
  readonly #fence: WriteFence | undefined;

  constructor(options: RequesterOptions | { readonly requester: Requester; readonly fence: WriteFence }) {
    this.#requester = "requester" in options ? options.requester : new Requester(options);
    this.#fence = "fence" in options ? options.fence : undefined;
  }

  /** The same client on the same connections, whose writes each ask the fence as they leave. */
  fencedBy(fence: WriteFence): KubeClient {
    return new KubeClient({ requester: this.#requester, fence });
  }

  /** Ends what is under way, also of those that `fencedBy` returned. */
  async close(): Promise<void> {
    await this.#requester.close();
  }

  async get<T extends KubeObject>(resource: Resource, key: ObjectKey): Promise<T | undefined> {
    const subject: Subject = { verb: "get", resource, key };
    const path = objectPath(resource, key);
    return await unlessNotFound(async () => {
      const answer = await this.#requester.call({ subject, method: "GET", path, idempotent: true });
      return parseAnswer(subject, answer) as T;
    });
  }

  async list<T extends KubeObject>(resource: Resource, query: ListQuery = {}): Promise<readonly T[]> {
    return (await this.listAt<T>(resource, query)).items;
  }

  /** All pages, of one moment. @throws {KubeError}; the reason of `signal` when that aborts */
  async listAt<T extends KubeObject>(
    resource: Resource,
    query: ListQuery = {},
    signal?: AbortSignal,
  ): Promise<Listing<T>> {
    for (let restarts = 0; ; restarts++) {
      try {
        return await this.#listPages<T>(resource, query, signal);
      } catch (error) {
        // The moment of the first page is no longer kept: all over again.
        const hasExpired = error instanceof KubeError && error.status === 410;
        if (!hasExpired || restarts >= LIST_RESTARTS_MAX) throw error;
      }
    }
  }

  /**
   * Changes since `query.resourceVersion`, in order, until the server ends the watch.
   * @throws {KubeError} what the server says in an ERROR event too; the reason of `signal` when that aborts
   */
  async *watch<T extends KubeObject>(
    resource: Resource,
    query: WatchQuery,
    signal: AbortSignal,
  ): AsyncGenerator<WatchEvent<T>, void, undefined> {
    const { timeoutSeconds, silenceMs, resourceVersion } = query;
    const subject: Subject = { verb: "watch", resource, namespace: query.namespace };
    const parameters = { watch: true, allowWatchBookmarks: true, timeoutSeconds, resourceVersion };
    const path = withQuery(collectionPath(resource, query.namespace), { ...selectors(query), ...parameters });
    const tooLong = AbortSignal.timeout(timeoutSeconds * 1_000 + WATCH_GRACE_MS);
    const ending = AbortSignal.any([signal, tooLong]);
    const chunks = this.#requester.stream({ subject, path }, { signal: ending, silenceMs });
    yield* readWatchEvents<T>(subject, chunks);
  }

  async create<T extends KubeObject>(resource: Resource, object: T): Promise<T> {
    const subject: Subject = { verb: "create", resource, key: object.metadata };
    const path = withQuery(collectionPath(resource, object.metadata.namespace), { fieldManager: FIELD_MANAGER });
    return await this.#write<T>({ subject, method: "POST", path, body: { type: JSON_TYPE, json: object } });
  }

  async apply<T extends KubeObject>(resource: Resource, object: T): Promise<T> {
    return await this.#apply(resource, object, "apply");
  }

  async applyStatus<T extends KubeObject>(resource: Resource, object: T): Promise<T> {
    return await this.#apply(resource, object, "apply-status");
  }

  async patch<T extends KubeObject>(
    resource: Resource,
    key: ObjectKey,
    change: { readonly patch: object; readonly preconditions: Required<Preconditions> },
  ): Promise<T> {
    const { uid, resourceVersion } = change.preconditions;
    // JSON has no undefined: the patch would go to whatever object has the name now.
    if (!uid || !resourceVersion) throw new TypeError("a patch needs the uid and the resourceVersion that were read");
    const { metadata = {}, ...rest } = change.patch as { metadata?: object };
    const json = { ...rest, metadata: { ...metadata, uid, resourceVersion } };
    const subject: Subject = { verb: "patch", resource, key };
    const path = withQuery(objectPath(resource, key), { fieldManager: FIELD_MANAGER });
    return await this.#write<T>({ subject, method: "PATCH", path, body: { type: MERGE_PATCH, json } });
  }

  async delete(
    resource: Resource,
    key: ObjectKey,
    how: { readonly preconditions: Preconditions; readonly propagation?: DeletePropagation },
  ): Promise<boolean> {
    const { preconditions, propagation = "Background" } = how;
    if (!preconditions.uid) throw new TypeError("a delete needs the uid that was read");
    const json = { apiVersion: "v1", kind: "DeleteOptions", preconditions, propagationPolicy: propagation };
    const subject: Subject = { verb: "delete", resource, key };
    const path = objectPath(resource, key);
    const deleted = await unlessNotFound(() =>
      this.#write({ subject, method: "DELETE", path, body: { type: JSON_TYPE, json } }),
    );
    return deleted !== undefined;
  }

  async #apply<T extends KubeObject>(resource: Resource, object: T, verb: "apply" | "apply-status"): Promise<T> {
    const subject: Subject = { verb, resource, key: object.metadata };
    const base = objectPath(resource, object.metadata) + (verb === "apply" ? "" : "/status");
    const path = withQuery(base, { fieldManager: FIELD_MANAGER, force: true });
    return await this.#write<T>({ subject, method: "PATCH", path, body: { type: APPLY, json: object } });
  }

  /**
   * Every write but a creation may be repeated: an apply says what shall be, and a patch or delete that acted without
   * our knowing finds its preconditions broken.
   */
  async #write<T>(request: {
    readonly subject: Subject;
    readonly method: "POST" | "PATCH" | "DELETE";
    readonly path: string;
    readonly body: { readonly type: string; readonly json: unknown };
  }): Promise<T> {
    const idempotent = request.method !== "POST";
    const answer = await this.#requester.call({ ...request, idempotent, fence: this.#fence });
    return parseAnswer(request.subject, answer) as T;
  }

  async #listPages<T extends KubeObject>(
    resource: Resource,
    query: ListQuery,
    signal: AbortSignal | undefined,
  ): Promise<Listing<T>> {
    const subject: Subject = { verb: "list", resource, namespace: query.namespace };
    const { apiVersion, kind } = resource;
    const items: T[] = [];
    let next: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      const parameters = { ...selectors(query), limit: PAGE_SIZE, continue: next };
      const path = withQuery(collectionPath(resource, query.namespace), parameters);
      const answer = await this.#requester.call({ subject, method: "GET", path, idempotent: true, signal });
      const { metadata, items: found } = parseAnswer(subject, answer) as ListPage;
      // Items of a list come without the kind that they share.
      for (const item of found) items.push({ ...item, apiVersion, kind } as T);
      if (!metadata.continue) return { items, resourceVersion: metadata.resourceVersion };
      next = metadata.continue;
    }
    const message = `more than ${PAGES_MAX * PAGE_SIZE} objects of kind ${kind}`;
    throw new KubeError(message, { reason: "TooMany", status: 0, retryable: false });
  }
}

async function unlessNotFound<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof KubeError && error.reason === "NotFound") return undefined;
    throw error;
  }
}

function selectors({ labelSelector, fieldSelector }: ListQuery) {
  return { labelSelector, fieldSelector };
}

function withQuery(path: string, parameters: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
