/** What the chart's objects do once the API server has them. */

import { spawnSync } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RESOURCES } from "../../src/kube/resources.ts";
import { keySet } from "../../src/resources/key-set.ts";
import { type ApiServer, apiServerMissing, startApiServer } from "../api-server.ts";
import { childEnvironment } from "../config.ts";
import { chartManifests, helmMissing, type Manifest, NAMESPACE } from "../helm.ts";
import { manifestPath } from "../manifest-path.ts";
import { PlainApi } from "../plain-api.ts";

const ROOT = path.join(import.meta.dirname, "../../..");
const SECRETS = `/api/v1/namespaces/${NAMESPACE}/secrets`;
const OPERATOR = `system:serviceaccount:${NAMESPACE}:cellwire-operator`;
const LEASES = "coordination.k8s.io";
/** Kinds that the operator knows and does not make, or, Secrets, does not watch. */
const NOT_MADE = new Set([
  "Cell",
  "CellFleet",
  "Event",
  "Lease",
  "Namespace",
  "PersistentVolume",
  "Pod",
  "Role",
  "RoleBinding",
  "Secret",
]);
const JOB_TIMEOUT_MS = 30_000;
const POLICY_POLL_MS = 100;
const POLICY_TRIES_MAX = 100;

const missing = helmMissing() ?? apiServerMissing();

describe.skipIf(missing)("an installed chart", () => {
  let server: ApiServer;
  let api: PlainApi;
  let manifests: readonly Manifest[];

  const namespace = async (name: string, metadata: object = {}): Promise<string> => {
    const at = `/api/v1/namespaces/${name}`;
    await api.apply(at, { apiVersion: "v1", kind: "Namespace", metadata: { name, ...metadata } });
    return at;
  };

  beforeAll(async () => {
    server = await startApiServer();
    api = new PlainApi(server.config());
    await namespace(NAMESPACE);
    manifests = chartManifests();
    for (const manifest of manifests) {
      const { body } = await api.apply(manifestPath(manifest), manifest);
      expect(body.message).toBeUndefined();
    }
  });

  afterAll(async () => {
    await api?.[Symbol.asyncDispose]();
    await server?.stop();
  });

  describe("keeps a namespace", () => {
    const holdsCells = { labels: { "cellwire.dev/holds-cells": "true" } };

    /** The server takes a moment until it acts on a new policy. */
    const refused = async (at: string): Promise<string> => {
      for (let tries = 0; tries < POLICY_TRIES_MAX; tries += 1) {
        const { status, body } = await api.tryDelete(at);
        if (status === 403) return body.message!;
        await sleep(POLICY_POLL_MS);
      }
      throw new Error("not refused");
    };

    test("that holds Cells, and says what to do", async () => {
      const message = await refused(await namespace("cell-eu", holdsCells));
      expect(message).toContain("namespace cell-eu holds Cells, whose data would be lost");
      expect(message).toContain("kubectl delete cells --all -n cell-eu");
      expect(message).toContain("kubectl annotate namespace cell-eu cellwire.dev/force-delete=cell-eu");
    });

    test("that holds the directory", async () => {
      const message = await refused(`/api/v1/namespaces/${NAMESPACE}`);
      expect(message).toContain(`helm uninstall cellwire -n ${NAMESPACE}`);
    });

    test.each([
      ["is forced by its name", { ...holdsCells, annotations: { "cellwire.dev/force-delete": "forced" } }, 200],
      ["is forced by another name", { ...holdsCells, annotations: { "cellwire.dev/force-delete": "true" } }, 403],
      ["holds no Cell any more", { labels: { "cellwire.dev/holds-cells": "false" } }, 200],
      ["has other labels", { labels: { team: "chat" } }, 200],
      ["has no labels", {}, 200],
    ])("or lets it go, when it %s", async (_what, metadata, status) => {
      await refused(await namespace("cell-eu", holdsCells));
      expect((await api.tryDelete(await namespace("forced", metadata))).status).toBe(status);
    });
  });

  describe("makes the Secrets", () => {
    const job = () => manifests.find(({ kind }) => kind === "Job")!;

    /** As the Job's pod would, but as an administrator and from outside. */
    const runJob = (): string => {
      const { containers } = (job()["spec"] as JobSpec).template.spec;
      const [command, ...words] = containers[0]!.command;
      const variables = containers[0]!.env.map(({ name, value }) => [name, value ?? NAMESPACE]);
      const run = spawnSync(command!, words, {
        cwd: ROOT,
        encoding: "utf8",
        timeout: JOB_TIMEOUT_MS,
        env: { ...childEnvironment(), ...Object.fromEntries(variables), KUBECONFIG: server.kubeconfigFile() },
      });
      expect({ status: run.status, errors: run.stderr }).toEqual({ status: 0, errors: "" });
      return run.stdout;
    };

    const secret = async (name: string): Promise<Record<string, string>> => {
      const { data } = (await api.get(`${SECRETS}/${name}`)).body as unknown as { data: Record<string, string> };
      return Object.fromEntries(
        Object.entries(data).map(([key, value]) => [key, Buffer.from(value, "base64").toString()]),
      );
    };

    test("that the pods mount, once, and leaves them alone from then on", async () => {
      const output = runJob();
      const before = await secret("cellwire-directory-keys");
      expect(keySet.safeParse(JSON.parse(before["signing.json"]!)).success).toBe(true);
      expect(output).not.toContain((await secret("cellwire-directory-admin"))["token"]);
      runJob();
      expect(await secret("cellwire-directory-keys")).toEqual(before);
      for (const { name, keys } of mountedSecrets(manifests)) {
        expect(Object.keys(await secret(name)), name).toEqual(expect.arrayContaining(keys));
      }
    });

    test("with no right but to create Secrets in its namespace", async () => {
      const user = `system:serviceaccount:${NAMESPACE}:cellwire-secrets`;
      expect(await api.mayDo({ user, verb: "create", resource: "secrets", namespace: NAMESPACE })).toBe(true);
      expect(await api.mayDo({ user, verb: "get", resource: "secrets", namespace: NAMESPACE })).toBe(false);
      expect(await api.mayDo({ user, verb: "create", resource: "secrets", namespace: "cell-eu" })).toBe(false);
    });
  });

  describe("lets the operator", () => {
    test.each([
      ["read a Secret of any cell", { verb: "get", resource: "secrets", namespace: "cell-eu" }, true],
      ["not see which Secrets there are", { verb: "list", resource: "secrets", namespace: "cell-eu" }, false],
      ["not watch Secrets", { verb: "watch", resource: "secrets" }, false],
      ["write the status of a Cell", { verb: "patch", group: "cellwire.dev", resource: "cells/status" }, true],
      ["not delete a Cell", { verb: "delete", group: "cellwire.dev", resource: "cells" }, false],
      ["not delete a namespace", { verb: "delete", resource: "namespaces" }, false],
      ["not run a pod of its own", { verb: "create", resource: "pods", namespace: "cell-eu" }, false],
      ["not enter a pod", { verb: "create", resource: "pods/exec", namespace: "cell-eu" }, false],
      ["not grant rights", { verb: "create", group: "rbac.authorization.k8s.io", resource: "rolebindings" }, false],
      [
        "lead",
        { verb: "patch", group: LEASES, resource: "leases", name: "cellwire-operator", namespace: NAMESPACE },
        true,
      ],
      [
        "not take another's lead",
        { verb: "patch", group: LEASES, resource: "leases", name: "a", namespace: NAMESPACE },
        false,
      ],
    ])("%s", async (_what, attributes, allowed) => {
      expect(await api.mayDo({ user: OPERATOR, ...attributes })).toBe(allowed);
    });

    const MADE = Object.values(RESOURCES).filter(({ kind }) => !NOT_MADE.has(kind));

    test.each(MADE)("make, watch, change and remove a $kind", async ({ apiVersion, plural: resource }) => {
      const group = apiVersion.includes("/") ? apiVersion.split("/")[0]! : "";
      for (const verb of ["get", "list", "watch", "create", "patch", "delete"]) {
        const allowed = await api.mayDo({ user: OPERATOR, verb, group, resource, namespace: "cell-eu" });
        expect({ verb, allowed }).toEqual({ verb, allowed: true });
      }
    });
  });
});

interface JobSpec {
  readonly template: {
    readonly spec: {
      readonly containers: readonly {
        readonly command: readonly string[];
        readonly env: readonly { readonly name: string; readonly value?: string }[];
      }[];
    };
  };
}

interface PodSpec {
  readonly containers: readonly {
    readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: KeyOf } }[];
  }[];
  readonly volumes?: readonly {
    readonly secret?: { readonly secretName: string; readonly items?: readonly KeyOf[] };
  }[];
}

interface KeyOf {
  readonly name?: string;
  readonly key: string;
}

/** What the pods read of Secrets, in volumes and in variables, by the names of their keys if they name them. */
function mountedSecrets(manifests: readonly Manifest[]): { name: string; keys: string[] }[] {
  return manifests.flatMap(({ spec }) => {
    const pod = (spec as { template?: { spec: PodSpec } } | undefined)?.template?.spec;
    const files = (pod?.volumes ?? []).flatMap(({ secret }) =>
      secret === undefined ? [] : [{ name: secret.secretName, keys: (secret.items ?? []).map(({ key }) => key) }],
    );
    const variables = (pod?.containers ?? []).flatMap(({ env = [] }) =>
      env.flatMap(({ valueFrom }) =>
        valueFrom?.secretKeyRef === undefined
          ? []
          : [{ name: valueFrom.secretKeyRef.name!, keys: [valueFrom.secretKeyRef.key] }],
      ),
    );
    return [...files, ...variables];
  });
}
