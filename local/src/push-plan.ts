/** What a Cell manifest says about wake-ups, as the processes of this machine are told of it. */

import type { Cell } from "@cellwire/operator/api/cell.ts";
import { LocalError } from "./errors.ts";

/** In place of the Secret that `spec.push.secretName` names. */
export interface PushKeys {
  readonly vapidPublicKey: string | undefined;
  readonly vapidPrivateKey: string | undefined;
  readonly relaySecret: string | undefined;
}

/** @throws {LocalError} BAD_MANIFEST: a key is missing */
export function pushEnvironment({ metadata, spec }: Cell, keys: Partial<PushKeys> = {}): Record<string, string> {
  const { push } = spec;
  if (!push) return {};
  const need = (name: string, value: string | undefined): Record<string, string> => {
    if (value) return { [name]: value };
    throw new LocalError("BAD_MANIFEST", {
      message: `cell ${metadata.name}: spec.push needs what Secret ${push.secretName} has on Kubernetes`,
      remedy: `export ${name}`,
    });
  };
  return {
    ...(push.subject !== undefined && {
      CELLWIRE_PUSH_SUBJECT: push.subject,
      ...need("CELLWIRE_PUSH_VAPID_PUBLIC_KEY", keys.vapidPublicKey),
      ...need("CELLWIRE_PUSH_VAPID_PRIVATE_KEY", keys.vapidPrivateKey),
    }),
    ...(push.relayUrl !== undefined && {
      CELLWIRE_PUSH_RELAY_URL: push.relayUrl,
      ...need("CELLWIRE_PUSH_RELAY_SECRET", keys.relaySecret),
    }),
  };
}
