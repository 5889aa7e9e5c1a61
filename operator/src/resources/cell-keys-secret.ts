/** The Secret with the cell's signing keys, as cell/src/trust/own-keys.ts reads them. */

import type { KubeObject } from "../kube/contract.ts";
import type { KeySet } from "./key-set.ts";
import { dataMetadata, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";

export const CELL_KEYS_FILE = "cell.json";
/** 32 random bytes, base64. Hashes of Secrets stand in pod templates; keyed by this they give nothing away. */
export const HASH_KEY = "hash-key";

export function cellKeysSecret(input: CellInput, content: { keys: KeySet; hashKey: string }): KubeObject {
  const name = childNames(input.cell.metadata.name).cellKeysSecret;
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "Opaque",
    metadata: dataMetadata(input, { name }),
    stringData: { [CELL_KEYS_FILE]: JSON.stringify(content.keys), [HASH_KEY]: content.hashKey },
  };
}
