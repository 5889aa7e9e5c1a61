/**
 * The `restricted` Pod Security Standard as a check of a pod template, stricter where the project is: no writable root
 * file system, no token of the API server, requests for everything.
 */

interface Container {
  readonly name: string;
  readonly securityContext?: {
    readonly allowPrivilegeEscalation?: boolean;
    readonly readOnlyRootFilesystem?: boolean;
    readonly capabilities?: { readonly drop?: readonly string[]; readonly add?: readonly string[] };
  };
  readonly resources?: { readonly requests?: object };
  readonly ports?: readonly { readonly hostPort?: number }[];
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Readonly<Record<string, unknown>>[];
  readonly securityContext?: {
    readonly runAsNonRoot?: boolean;
    readonly runAsUser?: number;
    readonly seccompProfile?: { readonly type: string };
  };
  readonly automountServiceAccountToken?: boolean;
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
}

const VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** What is wrong with it; empty when nothing is. */
export function podFaults(template: { readonly spec: object }): string[] {
  const spec = template.spec as PodSpec;
  const { securityContext: security } = spec;
  const faults = [
    [security?.runAsNonRoot === true, "may run as root"],
    [security?.runAsUser !== 0, "runs as root"],
    [security?.seccompProfile?.type === "RuntimeDefault", "has no seccomp profile"],
    [spec.hostNetwork !== true && spec.hostPID !== true && spec.hostIPC !== true, "uses namespaces of the host"],
    [spec.automountServiceAccountToken === false, "gets a token of the API server"],
    [(spec.volumes ?? []).every((volume) => VOLUMES.some((kind) => kind in volume)), "has a volume of another kind"],
  ] as const;
  return [
    ...faults.filter(([holds]) => !holds).map(([, fault]) => fault),
    ...[...spec.containers, ...(spec.initContainers ?? [])].flatMap(containerFaults),
  ];
}

function containerFaults(container: Container): string[] {
  const { securityContext: security } = container;
  const faults = [
    [security?.allowPrivilegeEscalation === false, "may escalate privileges"],
    [security?.readOnlyRootFilesystem === true, "can write its root file system"],
    [security?.capabilities?.drop?.includes("ALL") === true, "keeps capabilities"],
    [(security?.capabilities?.add ?? []).length === 0, "adds capabilities"],
    [(container.ports ?? []).every(({ hostPort }) => hostPort === undefined), "takes a port of the host"],
    [container.resources?.requests !== undefined, "requests nothing"],
  ] as const;
  return faults.filter(([holds]) => !holds).map(([, fault]) => `${container.name} ${fault}`);
}
