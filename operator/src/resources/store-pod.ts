/**
 * What Postgres' and Redis' pods have in common. Their scripts come from a ConfigMap and not from the image, so that any
 * image with the servers' binaries will do.
 */

import { componentLabels, type CellInput } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { CONTAINER_SECURITY, NO_PRIVILEGES, podSecurity } from "./restricted-pod.ts";
import { PASSWORD_KEY, type Store } from "./store-secrets.ts";

export interface StorePodInput extends CellInput {
  readonly image: string;
  /** Changes with the password, which the server reads at the start only. */
  readonly secretHash: string;
}

interface Mount {
  readonly name: string;
  readonly mountPath: string;
}

interface StoreContainer {
  readonly args: readonly string[];
  readonly port: number;
  readonly resources: object;
  readonly mounts: readonly Mount[];
  readonly volumes: readonly object[];
  readonly more: object;
  /** Besides the server. */
  readonly sidecars?: readonly object[];
  readonly terminationGracePeriodSeconds: number;
}

export const SCRIPTS_DIRECTORY = "/etc/cellwire";
export const PASSWORD_FILE = `${SCRIPTS_DIRECTORY}/secret/${PASSWORD_KEY}`;

const USER = 999;
const SECRET_HASH = "cellwire.dev/secret-hash";

export function storePodTemplate(input: StorePodInput, store: Store, container: StoreContainer) {
  const cell = input.cell.metadata.name;
  const names = childNames(cell);
  const mounts = [
    { name: "scripts", mountPath: SCRIPTS_DIRECTORY, readOnly: true },
    { name: "secret", mountPath: `${SCRIPTS_DIRECTORY}/secret`, readOnly: true },
    { name: "tmp", mountPath: "/tmp" },
    ...container.mounts,
  ];
  const items = [{ key: PASSWORD_KEY, path: PASSWORD_KEY }];
  return {
    metadata: { labels: componentLabels(cell, store), annotations: { [SECRET_HASH]: input.secretHash } },
    spec: {
      serviceAccountName: names.serviceAccount,
      ...NO_PRIVILEGES,
      securityContext: podSecurity(USER),
      terminationGracePeriodSeconds: container.terminationGracePeriodSeconds,
      containers: [
        {
          name: store,
          image: input.image,
          imagePullPolicy: "IfNotPresent",
          command: ["/bin/sh", `${SCRIPTS_DIRECTORY}/run.sh`],
          args: container.args,
          ports: [{ name: store, containerPort: container.port, protocol: "TCP" }],
          resources: container.resources,
          securityContext: CONTAINER_SECURITY,
          volumeMounts: mounts,
          ...container.more,
        },
        ...(container.sidecars ?? []),
      ],
      volumes: [
        { name: "scripts", configMap: { name: names[store], defaultMode: 0o444 } },
        { name: "secret", secret: { secretName: names[store], items, defaultMode: 0o440 } },
        { name: "tmp", emptyDir: { sizeLimit: "64Mi" } },
        ...container.volumes,
      ],
    },
  };
}

/** Runs one of the ConfigMap's scripts. */
export function script(...words: string[]) {
  const [file, ...args] = words;
  return { exec: { command: ["/bin/sh", `${SCRIPTS_DIRECTORY}/${file}`, ...args] } };
}
