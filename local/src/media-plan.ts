/** The object store of a Cell manifest, as the processes of this machine are told of it. */

import type { Cell } from "@cellwire/operator/api/cell.ts";
import { LocalError } from "./errors.ts";

/** In place of the Secret that `spec.media.secretName` names. */
export interface MediaKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** @throws {LocalError} BAD_MANIFEST: there is an object store, and no keys to it */
export function mediaEnvironment({ metadata, spec }: Cell, keys: MediaKeys | undefined): Record<string, string> {
  const { media } = spec;
  if (!media) return {};
  if (!keys) {
    throw new LocalError("BAD_MANIFEST", {
      message: `cell ${metadata.name}: spec.media needs the keys that Secret ${media.secretName} has on Kubernetes`,
      remedy: "export CELLWIRE_MEDIA_ACCESS_KEY_ID and CELLWIRE_MEDIA_SECRET_ACCESS_KEY",
    });
  }
  return {
    CELLWIRE_MEDIA_ENDPOINT: media.endpoint,
    ...(media.publicEndpoint !== undefined && { CELLWIRE_MEDIA_PUBLIC_ENDPOINT: media.publicEndpoint }),
    CELLWIRE_MEDIA_REGION: media.region,
    CELLWIRE_MEDIA_BUCKET: media.bucket,
    CELLWIRE_MEDIA_ACCESS_KEY_ID: keys.accessKeyId,
    CELLWIRE_MEDIA_SECRET_ACCESS_KEY: keys.secretAccessKey,
    CELLWIRE_MEDIA_OBJECT_BYTES_MAX: String(media.maxObjectBytes),
    CELLWIRE_MEDIA_DAY_BYTES_MAX: String(media.maxUserBytesPerDay),
    CELLWIRE_MEDIA_DAY_OBJECTS_MAX: String(media.maxUserObjectsPerDay),
  };
}
