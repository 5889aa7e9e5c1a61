/** The S3 server that `./cellwire test` starts where there is Go. */

import type { MediaKeys } from "@cellwire/local/media-plan.ts";
import type { Cell } from "@cellwire/operator/api/cell.ts";

export interface MediaStore {
  readonly spec: NonNullable<Cell["spec"]["media"]>;
  readonly keys: MediaKeys;
}

/** undefined: there is none. */
export function mediaStoreOf(environment: NodeJS.ProcessEnv): MediaStore | undefined {
  const text = environment["CELLWIRE_TEST_S3_URL"];
  if (!text) return undefined;
  const { origin, pathname, username, password } = new URL(text);
  const limits = { maxObjectBytes: 64 * 1024 * 1024, maxUserBytesPerDay: 1024 ** 3, maxUserObjectsPerDay: 100 };
  return {
    spec: { endpoint: origin, bucket: pathname.slice(1), region: "us-east-1", secretName: "of-the-test", ...limits },
    keys: { accessKeyId: username, secretAccessKey: password },
  };
}
