/** The pods that run our image: gateway, forwarder and migration. */

import { CELL_KEYS_FILE } from "./cell-keys-secret.ts";
import { componentLabels, selectorLabels, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { PORTS } from "./ports.ts";
import { VOLUME_BYTES_FILE } from "./postgres-config-map.ts";
import type { ReleaseImage } from "./release.ts";
import { CONTAINER_SECURITY, NO_PRIVILEGES, podSecurity } from "./restricted-pod.ts";
import { URL_KEY, storeSecretName } from "./store-secrets.ts";

export interface CellPodInput extends CellInput {
  readonly target: ReleaseImage;
  readonly directoryUrl: string;
  /** Changes when what the pods read from Secrets changes; they read it at the start only. */
  readonly secretsHash: string;
}

type Process = "gateway" | "forwarder" | "migrate";

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: object;
}

/** Environment variables whose value is known here. */
export function plainEnv(variables: Readonly<Record<string, string | number>>): EnvVar[] {
  return Object.entries(variables).map(([name, value]) => ({ name, value: String(value) }));
}

interface CellContainer {
  readonly env: readonly EnvVar[];
  readonly resources: object;
  /** Whatever else the container has. */
  readonly more?: object;
}

const USER = 65_532;
const KEYS_DIRECTORY = "/etc/cellwire/keys";
const VOLUME_DIRECTORY = "/etc/cellwire/volume";
/** On a pod template: what the pods read from Secrets when they were started. */
export const SECRETS_HASH = "cellwire.dev/secrets-hash";

/** Of a Deployment or Job, without `metadata`'s annotations. */
export function cellPodTemplate(
  input: CellPodInput,
  options: { process: Process; container: CellContainer; more?: object },
) {
  const { process, container } = options;
  const cell = input.cell.metadata.name;
  const names = childNames(cell);
  return {
    metadata: {
      labels: componentLabels(cell, process),
      // A Job's template cannot change; it reads its Secret when it starts.
      ...(process === "migrate" ? {} : { annotations: { [SECRETS_HASH]: input.secretsHash } }),
    },
    spec: {
      serviceAccountName: names.serviceAccount,
      ...NO_PRIVILEGES,
      securityContext: podSecurity(USER),
      ...options.more,
      containers: [
        {
          name: process,
          image: input.target.image,
          imagePullPolicy: "IfNotPresent",
          command: ["node", "cell/src/main.ts", process],
          env: [...databaseEnv(input), ...container.env],
          resources: container.resources,
          securityContext: CONTAINER_SECURITY,
          ...container.more,
        },
      ],
    },
  };
}

function mediaEnv({ cell }: CellInput): EnvVar[] {
  const { media } = cell.spec;
  if (!media) return [];
  return [
    ...plainEnv({
      CELLWIRE_MEDIA_ENDPOINT: media.endpoint,
      ...(media.publicEndpoint !== undefined && { CELLWIRE_MEDIA_PUBLIC_ENDPOINT: media.publicEndpoint }),
      CELLWIRE_MEDIA_REGION: media.region,
      CELLWIRE_MEDIA_BUCKET: media.bucket,
      CELLWIRE_MEDIA_OBJECT_BYTES_MAX: media.maxObjectBytes,
      CELLWIRE_MEDIA_DAY_BYTES_MAX: media.maxUserBytesPerDay,
      CELLWIRE_MEDIA_DAY_OBJECTS_MAX: media.maxUserObjectsPerDay,
    }),
    secretEnv("CELLWIRE_MEDIA_ACCESS_KEY_ID", media.secretName, "accessKeyId"),
    secretEnv("CELLWIRE_MEDIA_SECRET_ACCESS_KEY", media.secretName, "secretAccessKey"),
  ];
}

function pushEnv({ cell }: CellInput): EnvVar[] {
  const { push } = cell.spec;
  if (!push) return [];
  const secret = (name: string, key: string) => secretEnv(name, push.secretName, key);
  const vapid =
    push.subject === undefined
      ? []
      : [
          ...plainEnv({ CELLWIRE_PUSH_SUBJECT: push.subject }),
          secret("CELLWIRE_PUSH_VAPID_PUBLIC_KEY", "vapidPublicKey"),
          secret("CELLWIRE_PUSH_VAPID_PRIVATE_KEY", "vapidPrivateKey"),
        ];
  if (push.relayUrl === undefined) return vapid;
  const relay = plainEnv({ CELLWIRE_PUSH_RELAY_URL: push.relayUrl });
  return [...vapid, ...relay, secret("CELLWIRE_PUSH_RELAY_SECRET", "relaySecret")];
}

/** In forwarders: they tell the application's backend. */
export function webhookEnv({ cell }: CellInput): EnvVar[] {
  const { webhook } = cell.spec;
  if (!webhook) return [];
  const { url, secretName } = webhook;
  return [...plainEnv({ CELLWIRE_WEBHOOK_URL: url }), secretEnv("CELLWIRE_WEBHOOK_SECRET", secretName, "secret")];
}

/** What a gateway and a forwarder have in common. */
export function memberEnv(input: CellPodInput): EnvVar[] {
  const { cell } = input;
  return [
    ...plainEnv({ CELLWIRE_CELL: cell.metadata.name }),
    fieldEnv("CELLWIRE_PROCESS", "metadata.name"),
    fieldEnv("POD_IP", "status.podIP"),
    secretEnv("CELLWIRE_REDIS_URL", storeSecretName(cell, "redis")),
    ...plainEnv({
      CELLWIRE_DIRECTORY_URL: input.directoryUrl,
      CELLWIRE_CELL_KEYS_FILE: `${KEYS_DIRECTORY}/${CELL_KEYS_FILE}`,
      CELLWIRE_INTERNAL_PORT: PORTS.internal,
      CELLWIRE_ADVERTISE_URL: `ws://$(POD_IP):${PORTS.internal}`,
      ...(knowsVolume(cell) && { CELLWIRE_STORAGE_BYTES_FILE: `${VOLUME_DIRECTORY}/${VOLUME_BYTES_FILE}` }),
    }),
    ...mediaEnv(input),
    ...pushEnv(input),
  ];
}

/** What gateways and forwarders read from files: their keys, and how large Postgres' volume is. */
export function memberVolumes({ cell }: CellInput): object[] {
  const { cellKeysSecret, postgres } = childNames(cell.metadata.name);
  const items = (key: string) => [{ key, path: key }];
  const keys = { secretName: cellKeysSecret, items: items(CELL_KEYS_FILE), defaultMode: 0o440 };
  // The kubelet brings a change into pods that run, within a minute or two.
  const size = { name: postgres, items: items(VOLUME_BYTES_FILE), defaultMode: 0o444 };
  return [{ name: "keys", secret: keys }, ...(knowsVolume(cell) ? [{ name: "volume", configMap: size }] : [])];
}

export function memberMounts({ cell }: CellInput): object[] {
  const mount = (name: string, mountPath: string) => ({ name, mountPath, readOnly: true });
  return [mount("keys", KEYS_DIRECTORY), ...(knowsVolume(cell) ? [mount("volume", VOLUME_DIRECTORY)] : [])];
}

/** Of the other modes' volumes nothing is known. */
function knowsVolume({ spec }: CellInput["cell"]): boolean {
  return spec.postgres.mode === "Managed";
}

/** Restarted when it hangs; taken out of its Service when it cannot serve. The first start may wait for its stores. */
export const MEMBER_PROBES = {
  startupProbe: { httpGet: { path: "/livez", port: "internal" }, periodSeconds: 2, failureThreshold: 60 },
  livenessProbe: {
    httpGet: { path: "/livez", port: "internal" },
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 6,
  },
  readinessProbe: {
    httpGet: { path: "/readyz", port: "internal" },
    periodSeconds: 3,
    timeoutSeconds: 3,
    failureThreshold: 2,
  },
} as const;

/** Over nodes and zones where there are several; one node takes them all. */
export function spread(cell: string, component: "gateway" | "forwarder") {
  const constraint = (topologyKey: string) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: selectorLabels(cell, component) },
  });
  return { topologySpreadConstraints: ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map(constraint) };
}

/** New pods come first, old ones leave when those are ready: a release that does not start takes nobody down. */
export const ROLLING_UPDATE = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } } as const;
export const PROGRESS_DEADLINE_SECONDS = 600;

function databaseEnv({ cell }: CellInput): EnvVar[] {
  return [
    ...plainEnv({ CELLWIRE_HOST: "0.0.0.0" }),
    secretEnv("CELLWIRE_DATABASE_URL", storeSecretName(cell, "postgres")),
  ];
}

function secretEnv(name: string, secretName: string, key: string = URL_KEY): EnvVar {
  return { name, valueFrom: { secretKeyRef: { name: secretName, key } } };
}

function fieldEnv(name: string, fieldPath: string): EnvVar {
  return { name, valueFrom: { fieldRef: { fieldPath } } };
}
