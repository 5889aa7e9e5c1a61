/**
 * What the operator asks of the Kubernetes API. Everything above `kube/` is written against this file; `client.ts`
 * implements it on a real API server, tests wrap it (a crash after the n-th write) or fake it.
 */

/** Any object. Unknown fields are kept as the API server sent them; all times are strings (RFC 3339). */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name: string;
  /** Undefined for objects of the whole cluster. */
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly [field: string]: unknown;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** A kind and where its objects are found: `/api/v1` or `/apis/{group}/{version}`, then `plural`. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

export interface ObjectKey {
  readonly namespace?: string | undefined;
  readonly name: string;
}

/** An act that must hit the very object that was read: refused with `Conflict` when it has changed or been replaced. */
export interface Preconditions {
  readonly uid: string;
  readonly resourceVersion?: string | undefined;
}

export interface ListQuery {
  readonly namespace?: string | undefined;
  /** `key=value,key=value` */
  readonly labelSelector?: string | undefined;
  /** `metadata.name=value`, and what else the kind supports. */
  readonly fieldSelector?: string | undefined;
}

export type DeletePropagation = "Foreground" | "Background" | "Orphan";

/**
 * Every call goes to the API server (no cache), is bounded by a timeout, and is repeated on 429 and on 5xx answers
 * that ask for it, within that bound.
 *
 * @throws {KubeError} for any answer but success, and but what a method says it returns instead
 */
export interface KubeApi {
  /** Undefined when there is no such object. */
  get<T extends KubeObject>(resource: Resource, key: ObjectKey): Promise<T | undefined>;
  /** All pages. */
  list<T extends KubeObject>(resource: Resource, query?: ListQuery): Promise<readonly T[]>;
  /** @throws {KubeError} `AlreadyExists` */
  create<T extends KubeObject>(resource: Resource, object: T): Promise<T>;
  /**
   * Server-side apply with the operator's field manager, taking fields over from others: creates or changes, only the
   * fields named. With `metadata.uid` set it never creates: a missing or replaced object is `Conflict`.
   */
  apply<T extends KubeObject>(resource: Resource, object: T): Promise<T>;
  /** The same on the status subresource; `object` is apiVersion, kind, metadata and status. */
  applyStatus<T extends KubeObject>(resource: Resource, object: T): Promise<T>;
  /**
   * JSON merge patch (RFC 7386) of exactly the object that was read; for lists that several share, such as finalizers.
   * @throws {KubeError} `Conflict` when it changed since, `NotFound`
   */
  patch<T extends KubeObject>(
    resource: Resource,
    key: ObjectKey,
    change: { readonly patch: object; readonly preconditions: Required<Preconditions> },
  ): Promise<T>;
  /** False when it was gone already. @throws {KubeError} `Conflict` when the preconditions do not hold */
  delete(
    resource: Resource,
    key: ObjectKey,
    how: { readonly preconditions: Preconditions; readonly propagation?: DeletePropagation },
  ): Promise<boolean>;
}

/** A view of a kind's objects that a watch keeps up to date; may lag behind the API server, never ahead of it. */
export interface ObjectCache<T extends KubeObject> {
  /** Whether everything there was at the start has been read once. */
  readonly synced: boolean;
  get(key: ObjectKey): T | undefined;
  list(namespace?: string): readonly T[];
}

/** Adds a line to what `kubectl describe` shows. Repeats of one (object, reason, message) are counted; never throws. */
export interface EventRecorder {
  record(
    about: KubeObject,
    event: { readonly type: "Normal" | "Warning"; readonly reason: string; readonly message: string },
  ): void;
}

/** Reason as in the API server's Status answer: NotFound, Conflict, AlreadyExists, Invalid, Forbidden, … */
export class KubeError extends Error {
  override readonly name = "KubeError";
  readonly reason: string;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly retryable: boolean;

  constructor(message: string, answer: { reason: string; status: number; retryable: boolean; cause?: unknown }) {
    super(message, { cause: answer.cause });
    this.reason = answer.reason;
    this.status = answer.status;
    this.retryable = answer.retryable;
  }
}
