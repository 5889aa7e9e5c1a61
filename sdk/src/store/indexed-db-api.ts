/**
 * The part of IndexedDB (W3C, Indexed Database API 3.0) that the store uses, and its requests as promises. Declared here so
 * that the SDK needs no declarations of everything else that a browser has.
 */

export type Key = number | string | readonly Key[];

export interface Database extends EventTarget {
  readonly objectStoreNames: { contains(name: string): boolean };
  createObjectStore(name: string, options?: { keyPath: string | string[] }): ObjectStore;
  transaction(names: readonly string[], mode: "readonly" | "readwrite", options: { durability: "strict" }): Transaction;
  close(): void;
}

export interface Transaction extends EventTarget {
  readonly error: Error | null;
  objectStore(name: string): ObjectStore;
  abort(): void;
}

interface Source {
  get(key: Key | KeyRange): Request<unknown>;
  getKey(key: Key | KeyRange): Request<Key | undefined>;
  getAll(range?: KeyRange, count?: number): Request<unknown[]>;
  count(range: KeyRange): Request<number>;
  openCursor(range?: KeyRange, direction?: "next" | "prev"): Request<Cursor | null>;
  openKeyCursor(range?: KeyRange, direction?: "next" | "prev"): Request<Pick<Cursor, "key"> | null>;
}

export interface ObjectStore extends Source {
  put(value: unknown, key?: Key): Request<Key>;
  add(value: unknown): Request<Key>;
  delete(key: Key): Request<undefined>;
  createIndex(name: string, keyPath: string | string[], options?: { unique: boolean }): Source;
  index(name: string): Source;
}

interface Cursor {
  readonly key: Key;
  readonly value: unknown;
  continue(): void;
  delete(): Request<undefined>;
}

export interface Request<T> extends EventTarget {
  /** Of what opens a database: while it is brought to a later version. */
  readonly transaction: Transaction | null;
  readonly result: T;
  readonly error: Error | null;
}

interface KeyRange {
  readonly lower: unknown;
}

interface Platform {
  readonly indexedDB: { open(name: string, version: number): Request<Database> };
  readonly IDBKeyRange: {
    bound(lower: Key, upper: Key, lowerOpen?: boolean, upperOpen?: boolean): KeyRange;
  };
}

const platform = globalThis as unknown as Platform;

/** Keys in [lower, upper]; in an open end the key itself is left out. */
export function keysBetween(lower: Key, upper: Key, open: { lower?: boolean; upper?: boolean } = {}): KeyRange {
  return platform.IDBKeyRange.bound(lower, upper, open.lower, open.upper);
}

/** Makes the database, or what it lacks. Rejects when another tab holds an older version open, or it is of a later one. */
export function openDatabase(
  name: string,
  { version, upgrade }: { version: number; upgrade: (database: Database, transaction: Transaction) => void },
): Promise<Database> {
  const request = platform.indexedDB.open(name, version);
  return new Promise((resolve, reject) => {
    let gaveUp = false;
    request.addEventListener("upgradeneeded", () => upgrade(request.result, request.transaction!));
    request.addEventListener("blocked", () => {
      gaveUp = true;
      reject(new Error(`an older version of the SDK has ${name} open: close its other tabs`));
    });
    request.addEventListener("error", () => reject(request.error!));
    request.addEventListener("success", () => (gaveUp ? request.result.close() : resolve(request.result)));
  });
}

export function result<T>(request: Request<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error!));
  });
}

/** Resolves when it is committed, as durably as it was asked to be. */
export function committed(transaction: Transaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve());
    transaction.addEventListener("abort", () => reject(transaction.error ?? new Error("the transaction was aborted")));
  });
}

/** Records in the order of the cursor, at most `limit`, until `visit` says false; it may delete the one that it is given. */
export function visitRecords(
  request: Request<Cursor | null>,
  { limit, visit }: { limit: number; visit: (cursor: Cursor) => unknown },
): Promise<number> {
  let visited = 0;
  return new Promise((resolve, reject) => {
    request.addEventListener("error", () => reject(request.error!));
    request.addEventListener("success", () => {
      const cursor = request.result;
      if (!cursor || visited === limit) return resolve(visited);
      visited++;
      if (visit(cursor) === false) return resolve(visited);
      cursor.continue();
    });
  });
}
