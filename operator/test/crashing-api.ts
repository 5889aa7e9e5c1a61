/** An operator that dies: before its n-th write leaves, or after it has arrived; from then on it does nothing. */

import type { Directory } from "../src/directory/directory.ts";
import type { KubeApi } from "../src/kube/contract.ts";

export class Crash extends Error {
  override readonly name = "Crash";
}

export interface CrashPoint {
  /** Counted from 1. */
  readonly write: number;
  readonly when: "before" | "after";
}

/** Of the API server and the directory alike: a write is a write. */
const WRITES: ReadonlySet<string> = new Set(["create", "apply", "applyStatus", "patch", "delete", "register"]);

export class CrashingOperator {
  readonly api: KubeApi;
  readonly directory: Directory;
  /** Whether it came to that. */
  crashed = false;
  #writes = 0;
  readonly #point: CrashPoint;

  constructor(world: { readonly api: KubeApi; readonly directory: Directory }, point: CrashPoint) {
    this.#point = point;
    this.api = this.#mortal(world.api);
    this.directory = this.#mortal(world.directory);
  }

  #mortal<T extends object>(inner: T): T {
    return new Proxy(inner, {
      get: (target, name: string) => {
        const method = target[name as keyof T] as (...all: unknown[]) => unknown;
        return (...args: unknown[]) => this.#call(name, () => method.apply(target, args));
      },
    });
  }

  #call(name: string, call: () => unknown): unknown {
    if (this.crashed) throw new Crash();
    if (!WRITES.has(name)) return call();
    this.#writes += 1;
    if (this.#writes < this.#point.write) return call();
    this.crashed = true;
    if (this.#point.when === "before") throw new Crash();
    return Promise.resolve(call()).then(() => {
      throw new Crash();
    });
  }
}
