/**
 * Lets a visit write only while the Cell is what the visit takes it for. The Cell comes from a cache, which may be
 * behind: the spec may have changed since, the Cell may be deleted, or be another of the same name. One read a visit
 * that writes.
 */

import type { Directory } from "../directory/directory.ts";
import { KubeError, type KubeApi, type KubeObject } from "../kube/contract.ts";
import { RESOURCES } from "../kube/resources.ts";

export const STALE = "StaleCache";

export function confirmed(
  reach: { readonly api: KubeApi; readonly directory: Directory },
  object: KubeObject,
): { readonly api: KubeApi; readonly directory: Directory } {
  const { api, directory } = reach;
  let confirmation: Promise<void> | undefined;
  const first = async <T>(write: () => Promise<T>): Promise<T> => {
    await (confirmation ??= confirm(api, object));
    return write();
  };
  return {
    api: {
      get: (...args) => api.get(...args),
      list: (...args) => api.list(...args),
      create: (...args) => first(() => api.create(...args)),
      apply: (...args) => first(() => api.apply(...args)),
      applyStatus: (...args) => first(() => api.applyStatus(...args)),
      patch: (...args) => first(() => api.patch(...args)),
      delete: (...args) => first(() => api.delete(...args)),
    },
    directory: {
      lookup: (cell) => directory.lookup(cell),
      fetch: (cell) => directory.fetch(cell),
      register: (...args) => first(() => directory.register(...args)),
    },
  };
}

async function confirm(api: KubeApi, object: KubeObject): Promise<void> {
  const { name, namespace, uid, generation, deletionTimestamp } = object.metadata;
  const fresh = (await api.get(RESOURCES.Cell, { name, namespace }))?.metadata;
  const isSame =
    fresh?.uid === uid && fresh?.generation === generation && fresh?.deletionTimestamp === deletionTimestamp;
  if (isSame) return;
  const message = `Cell ${name} is not what the cache shows; waiting for the watch to catch up`;
  throw new KubeError(message, { reason: STALE, status: 409, retryable: true });
}
