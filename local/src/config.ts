/** The only reader of this process's environment. */

import type { MediaKeys } from "./media-plan.ts";
import type { PushKeys } from "./push-plan.ts";

const PASSED_ON =
  /^(PATH|HOME|LANG|LC_.*|TZ|TMPDIR|NODE_EXTRA_CA_CERTS|OTEL_.*|CELLWIRE_LOG_LEVEL|CELLWIRE_WEBHOOK_URL)$/;

/** What services inherit: no test runner's and no shell's own settings, so that a run here is like any other. */
export function inheritedEnvironment(): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && PASSED_ON.test(name)) inherited[name] = value;
  }
  return inherited;
}

/** The whole environment, for tools that belong to the person at the terminal (vitest, the benchmark). */
export function fullEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env };
}

/** Of the object stores that manifests name; undefined: none. */
export function mediaKeys(): MediaKeys | undefined {
  const accessKeyId = process.env["CELLWIRE_MEDIA_ACCESS_KEY_ID"];
  const secretAccessKey = process.env["CELLWIRE_MEDIA_SECRET_ACCESS_KEY"];
  return accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
}

/** For what manifests say about wake-ups. */
export function pushKeys(): PushKeys {
  return {
    vapidPublicKey: process.env["CELLWIRE_PUSH_VAPID_PUBLIC_KEY"],
    vapidPrivateKey: process.env["CELLWIRE_PUSH_VAPID_PRIVATE_KEY"],
    relaySecret: process.env["CELLWIRE_PUSH_RELAY_SECRET"],
  };
}

export function searchPath(): string[] {
  return (process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(":").filter((part) => part !== "");
}
