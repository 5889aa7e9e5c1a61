import type { KubeObject, ObjectKey } from "./contract.ts";
import { keyText } from "./resources.ts";

export type ChangeKind = "added" | "changed" | "deleted";

export interface Change<T extends KubeObject> {
  readonly what: ChangeKind;
  /** As it is now; of a deleted one, as it was last. */
  readonly object: T;
}

/**
 * The objects of one kind as a list and the watch after it told them. An object that took the place of another with its
 * name, told by its uid, is the end of that one and a new one, never a change.
 */
export class ObjectStore<T extends KubeObject> {
  readonly #objects = new Map<string, T>();

  get(key: ObjectKey): T | undefined {
    return this.#objects.get(keyText(key));
  }

  list(namespace?: string): readonly T[] {
    const all = [...this.#objects.values()];
    return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
  }

  put(object: T): readonly Change<T>[] {
    const key = keyText(object.metadata);
    const known = this.#objects.get(key);
    this.#objects.set(key, object);
    if (known === undefined) return [{ what: "added", object }];
    if (known.metadata.uid !== object.metadata.uid) {
      return [
        { what: "deleted", object: known },
        { what: "added", object },
      ];
    }
    return known.metadata.resourceVersion === object.metadata.resourceVersion ? [] : [{ what: "changed", object }];
  }

  remove(object: T): readonly Change<T>[] {
    const key = keyText(object.metadata);
    if (this.#objects.get(key)?.metadata.uid !== object.metadata.uid) return [];
    this.#objects.delete(key);
    return [{ what: "deleted", object }];
  }

  /** `objects` are all that there are. */
  replace(objects: readonly T[]): readonly Change<T>[] {
    const present = new Set(objects.map(({ metadata }) => keyText(metadata)));
    const missing = this.list().filter(({ metadata }) => !present.has(keyText(metadata)));
    return [...missing.flatMap((object) => this.remove(object)), ...objects.flatMap((object) => this.put(object))];
  }
}
