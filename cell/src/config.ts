/** Configuration of the cell's processes, from the environment; all faults are listed at once. */

import type { CellId } from "@cellwire/protocol";
import { isCellId } from "@cellwire/protocol";
import { filePath, milliseconds, port, PROCESS_VARIABLES, readConfig, url } from "@cellwire/runtime/config.ts";
import { WEBHOOK_VARIABLES } from "@cellwire/server-api/webhooks/webhook-settings.ts";
import { z } from "zod";
import type { S3Options } from "./media/s3-object-store.ts";
import type { MediaLimits } from "./media/uploads.ts";
import type { VapidOptions } from "./push/web-push.ts";

const cellId = z.custom<CellId>(
  (value) => typeof value === "string" && isCellId(value),
  "needs 1 to 32 characters of a-z 0-9 -",
);
const processName = z.string().regex(/^[a-z0-9-]{1,63}$/, "needs 1 to 63 characters of a-z 0-9 -");
const count = (fallback: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/, "needs a whole number from 1")
    .transform(Number)
    .default(fallback);

const DATABASE = {
  ...PROCESS_VARIABLES,
  CELLWIRE_DATABASE_URL: url({ protocols: ["postgres:", "postgresql:"] }),
};

const bytes = () =>
  z
    .string()
    .regex(/^[1-9]\d{0,15}$/, "needs a whole number of bytes")
    .transform(Number);

function base64url(bytes: number) {
  return z
    .string()
    .refine(
      (text) => /^[\w-]+$/.test(text) && Buffer.from(text, "base64url").length === bytes,
      `needs ${bytes} bytes in base64url`,
    );
}

/** Where media are. Without an endpoint the cell has none; with one, bucket and keys are needed. */
const MEDIA = {
  CELLWIRE_MEDIA_ENDPOINT: url({ protocols: ["http:", "https:"] }).optional(),
  /** As devices reach it. Unset: as the cell does. */
  CELLWIRE_MEDIA_PUBLIC_ENDPOINT: url({ protocols: ["http:", "https:"] }).optional(),
  CELLWIRE_MEDIA_REGION: z.string().default("us-east-1"),
  CELLWIRE_MEDIA_BUCKET: z.string().optional(),
  CELLWIRE_MEDIA_ACCESS_KEY_ID: z.string().optional(),
  CELLWIRE_MEDIA_SECRET_ACCESS_KEY: z.string().optional(),
  CELLWIRE_MEDIA_OBJECT_BYTES_MAX: bytes().default(2 * 1024 ** 3),
  /** Of one user in 24 hours. */
  CELLWIRE_MEDIA_DAY_BYTES_MAX: bytes().default(10 * 1024 ** 3),
  CELLWIRE_MEDIA_DAY_OBJECTS_MAX: count(1_000),
};
const NEEDED_FOR_MEDIA = [
  "CELLWIRE_MEDIA_BUCKET",
  "CELLWIRE_MEDIA_ACCESS_KEY_ID",
  "CELLWIRE_MEDIA_SECRET_ACCESS_KEY",
] as const;

/** How devices are woken. A pair of VAPID keys turns Web Push on, a URL the relay. */
const PUSH = {
  /** `mailto:` or https URL of who runs the cell, for push services. */
  CELLWIRE_PUSH_SUBJECT: z
    .string()
    .regex(/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+)$/, "needs a mailto: or https: URL")
    .optional(),
  CELLWIRE_PUSH_VAPID_PUBLIC_KEY: base64url(65).optional(),
  CELLWIRE_PUSH_VAPID_PRIVATE_KEY: base64url(32).optional(),
  CELLWIRE_PUSH_RELAY_URL: url({ protocols: ["http:", "https:"] }).optional(),
  CELLWIRE_PUSH_RELAY_SECRET: z.string().min(16, "needs 16 characters or more").optional(),
  /** For tests: endpoints of push services may be on this machine. */
  CELLWIRE_PUSH_PUBLIC_ONLY: z.enum(["true", "false"]).default("true"),
};
const NEEDED_FOR_VAPID = [
  "CELLWIRE_PUSH_SUBJECT",
  "CELLWIRE_PUSH_VAPID_PUBLIC_KEY",
  "CELLWIRE_PUSH_VAPID_PRIVATE_KEY",
] as const;

const MEMBER = {
  ...DATABASE,
  CELLWIRE_CELL: cellId,
  /** Unique in the cell. */
  CELLWIRE_PROCESS: processName,
  CELLWIRE_REDIS_URL: url({ protocols: ["redis:", "rediss:"] }),
  CELLWIRE_DIRECTORY_URL: url({ protocols: ["http:", "https:"] }),
  CELLWIRE_CELL_KEYS_FILE: filePath(),
  /** Mesh, health and metrics. */
  CELLWIRE_INTERNAL_PORT: port(),
  /** How siblings reach the internal port. */
  CELLWIRE_ADVERTISE_URL: url({ protocols: ["ws:", "wss:"] }),
  CELLWIRE_DATABASE_CONNECTIONS: count(8),
  /** Has the size of Postgres' volume, read again and again as it may grow. Unset: nobody watches how full it is. */
  CELLWIRE_STORAGE_BYTES_FILE: filePath().optional(),
  ...MEDIA,
  ...PUSH,
};

function memberSchema<Shape extends z.ZodRawShape>(own: Shape) {
  return z.object({ ...MEMBER, ...own }).superRefine((config, context) => {
    const set = config as Readonly<Record<string, unknown>>;
    const need = (name: string, because: string) => {
      if (set[name] === undefined)
        context.addIssue({ code: "custom", path: [name], message: `needs a value with ${because}` });
    };
    if (set["CELLWIRE_MEDIA_ENDPOINT"] !== undefined)
      for (const name of NEEDED_FOR_MEDIA) need(name, "CELLWIRE_MEDIA_ENDPOINT");
    const vapid = NEEDED_FOR_VAPID.find((name) => set[name] !== undefined);
    if (vapid) for (const name of NEEDED_FOR_VAPID) need(name, vapid);
    if (set["CELLWIRE_PUSH_RELAY_URL"] !== undefined) need("CELLWIRE_PUSH_RELAY_SECRET", "CELLWIRE_PUSH_RELAY_URL");
  });
}

const GATEWAY = memberSchema({
  CELLWIRE_GATEWAY_PORT: port(),
  /** Batches in flight. More of them are smaller: more commits for the same messages, which all wait longer. */
  CELLWIRE_ACCEPT_LANES: count(1),
  CELLWIRE_CURSOR_FLUSH_MS: milliseconds().default(1_000),
  CELLWIRE_DRAIN_MS: milliseconds().default(5_000),
  CELLWIRE_CONNECTIONS_MAX: count(50_000),
  /** WebSocket handshakes a second from one address; 0 means no bound. */
  CELLWIRE_HANDSHAKES_PER_ADDRESS: z
    .string()
    .regex(/^\d{1,6}$/, "needs a whole number")
    .transform(Number)
    .default(0),
});
const FORWARDER = memberSchema({
  CELLWIRE_INGEST_PORT: port(),
  /** JSON Web Key Set by which the application's backend may ask this cell itself; unset: only through the directory. */
  CELLWIRE_SERVER_TOKEN_KEYS_FILE: filePath().optional(),
  ...WEBHOOK_VARIABLES,
});
const MIGRATE = z.object(DATABASE);

export type GatewayConfig = z.output<typeof GATEWAY>;
export type ForwarderConfig = z.output<typeof FORWARDER>;
export type MemberConfig = GatewayConfig | ForwarderConfig;

export function gatewayConfig(environment = process.env): GatewayConfig {
  return readConfig(GATEWAY, environment);
}

export function forwarderConfig(environment = process.env): ForwarderConfig {
  return readConfig(FORWARDER, environment);
}

export function migrateConfig(environment = process.env): z.output<typeof MIGRATE> {
  return readConfig(MIGRATE, environment);
}

/** undefined: the cell has no object store. */
export function mediaSettings(
  config: MemberConfig,
): { readonly s3: S3Options; readonly limits: MediaLimits } | undefined {
  const endpoint = config.CELLWIRE_MEDIA_ENDPOINT;
  if (endpoint === undefined) return undefined;
  return {
    s3: {
      endpoint,
      publicEndpoint: config.CELLWIRE_MEDIA_PUBLIC_ENDPOINT ?? endpoint,
      region: config.CELLWIRE_MEDIA_REGION,
      bucket: config.CELLWIRE_MEDIA_BUCKET!,
      accessKeyId: config.CELLWIRE_MEDIA_ACCESS_KEY_ID!,
      secretAccessKey: config.CELLWIRE_MEDIA_SECRET_ACCESS_KEY!,
    },
    limits: {
      objectBytesMax: config.CELLWIRE_MEDIA_OBJECT_BYTES_MAX,
      dayBytesMax: config.CELLWIRE_MEDIA_DAY_BYTES_MAX,
      dayObjectsMax: config.CELLWIRE_MEDIA_DAY_OBJECTS_MAX,
    },
  };
}

export function pushSettings(config: MemberConfig): {
  readonly vapid: VapidOptions | undefined;
  readonly relay: { readonly url: string; readonly secret: string } | undefined;
  readonly publicOnly: boolean;
} {
  const { CELLWIRE_PUSH_SUBJECT: subject, CELLWIRE_PUSH_VAPID_PUBLIC_KEY: publicKey } = config;
  const url = config.CELLWIRE_PUSH_RELAY_URL;
  return {
    vapid:
      subject === undefined
        ? undefined
        : { subject, publicKey: publicKey!, privateKey: config.CELLWIRE_PUSH_VAPID_PRIVATE_KEY! },
    relay: url === undefined ? undefined : { url, secret: config.CELLWIRE_PUSH_RELAY_SECRET! },
    publicOnly: config.CELLWIRE_PUSH_PUBLIC_ONLY === "true",
  };
}
