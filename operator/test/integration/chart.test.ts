/** The chart as Helm renders it, and as the real API server takes it. */

import { readdirSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readOperatorConfig } from "../../src/config.ts";
import { type ApiServer, apiServerMissing, startApiServer } from "../api-server.ts";
import { RESOURCES } from "../../src/kube/resources.ts";
import { CHART, chartManifests, helm, helmMissing, type Manifest, NAMESPACE } from "../helm.ts";
import { manifestPath } from "../manifest-path.ts";
import { PlainApi } from "../plain-api.ts";

const VALUES = readdirSync(path.join(CHART, "ci"));
const RESTRICTED = { "pod-security.kubernetes.io/enforce": "restricted" };

const values = (name: string): string[] => ["--values", path.join(CHART, "ci", name)];

function withPods(manifests: readonly Manifest[]): [owner: string, template: PodTemplate][] {
  return manifests.flatMap(({ kind, metadata, spec }) => {
    const { template } = (spec ?? {}) as { template?: PodTemplate };
    return template === undefined ? [] : [[`${kind} ${metadata.name}`, template]];
  });
}

interface Container {
  readonly image: string;
  readonly env: readonly { readonly name: string; readonly value?: string }[];
}

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly Container[] };
}

describe.skipIf(helmMissing())("the chart", () => {
  test.each(VALUES)("passes helm lint with %s", (name) => {
    const { status, output } = helm("lint", "--strict", CHART, ...values(name));
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  test.each([
    ["a misspelt value", ["--set", "operator.replica=2"], /operator.*'replica'/s],
    ["replicas that are no number", ["--set", "directory.replicas=two"], /\/directory\/replicas/],
    ["a URL that is none", ["--set", "userTokens.jwksUrl=login"], /\/userTokens\/jwksUrl/],
    ["a size without its unit", ["--set", "directory.database.storage.size=5"], /\/directory\/database\/storage\/size/],
    [
      "two sources of user tokens",
      [...values("own-keys.yaml"), "--set", "userTokens.jwksUrl=https://login.example.com"],
      /userTokens\.jwksUrl and userTokens\.keys are both set: remove one of them/,
    ],
    [
      "a private key among the public ones",
      [
        ...values("own-keys.yaml"),
        "--set",
        "userTokens.keys[0].d=secret,userTokens.keys[0].kty=OKP,userTokens.keys[0].kid=a",
      ],
      /userTokens\.keys: the key a has its private part, d: remove d/,
    ],
    [
      "two sources of the backend's keys",
      [...values("own-keys.yaml"), "--set", "serverApi.jwksUrl=https://app.example.com/jwks"],
      /serverApi\.jwksUrl and serverApi\.keys are both set: remove one of them/,
    ],
    [
      "webhooks without a secret",
      ["--set", "serverApi.webhook.url=https://app.example.com/"],
      /serverApi\.webhook\.secretName is missing/,
    ],
    [
      "a port on the nodes without NodePort",
      ["--set", "directory.service.nodePort=30400"],
      /directory\.service\.nodePort is only for type NodePort: remove it/,
    ],
    [
      "a remote directory without its token",
      ["--set", "directory.external.url=https://directory.example.com"],
      /directory\.external\.adminTokenSecret is missing: name a Secret/,
    ],
  ])("refuses %s, and says where", (_what, words, message) => {
    expect(() => chartManifests(...words)).toThrow(message);
  });

  test.each(VALUES)("has no budget that keeps the only replica of anything on its node, with %s", (name) => {
    const manifests = chartManifests(...values(name));
    const budgets = manifests.filter(({ kind }) => kind === "PodDisruptionBudget").map(({ metadata }) => metadata.name);
    const several = manifests.filter(({ spec }) => ((spec as { replicas?: number } | undefined)?.replicas ?? 0) > 1);
    expect(budgets.toSorted()).toEqual(several.map(({ metadata }) => metadata.name).toSorted());
  });

  test("an upgrade restarts the directory's database only for what it runs", () => {
    const template = (version: string) => {
      const manifests = chartManifests("--set", `images.cellwire.tag=${version}`);
      return withPods(manifests).find(([name]) => name === "StatefulSet cellwire-directory-postgres");
    };
    expect(template("2.0.0")).toEqual(template("1.0.0"));
  });

  test("gives the directory all that its backend's API needs, and nothing of it where none is wanted", () => {
    const variables = (name: string) => {
      const [, template] = withPods(chartManifests(...values(name))).find(([owner]) =>
        /^Deployment .*-directory$/.test(owner),
      )!;
      return template.spec.containers[0]!.env.map((one) => one.name).filter((one) => /SERVER|WEBHOOK/.test(one));
    };
    const wanted = ["CELLWIRE_SERVER_TOKEN_KEYS_FILE", "CELLWIRE_WEBHOOK_URL", "CELLWIRE_WEBHOOK_SECRET"];
    expect(variables("own-keys.yaml")).toEqual(wanted);
    expect(variables("production.yaml")).toEqual([]);
  });

  test.each(VALUES)("gives the operator all that it asks of its environment, with %s", (name) => {
    const [, template] = withPods(chartManifests(...values(name))).find(([owner]) => owner.endsWith("-operator"))!;
    const variables = template.spec.containers[0]!.env.map(({ name: variable, value }) => [
      variable,
      value ?? "from-pod",
    ]);
    // The file is in the pod; another that can be read will do here.
    const files = { CELLWIRE_DIRECTORY_ADMIN_TOKEN_FILE: import.meta.filename };
    const config = readOperatorConfig({ ...Object.fromEntries(variables), ...files });
    expect(config.CELLWIRE_DIRECTORY_URL).toMatch(
      /cellwire-directory\.cellwire-system\.svc:80|directory\.example\.com/,
    );
    expect(template.spec.containers[0]!.image).toBe(`${config.CELLWIRE_IMAGE}:${config.CELLWIRE_DEFAULT_VERSION}`);
  });

  test("data, keys and definitions belong to no release, or are kept", () => {
    const manifests = chartManifests();
    const kept = manifests
      .filter(({ metadata }) => metadata.annotations?.["helm.sh/resource-policy"] === "keep")
      .map(({ metadata }) => metadata.name);
    expect(kept.toSorted()).toEqual(["cellfleets.cellwire.dev", "cells.cellwire.dev", "cellwire-directory-postgres"]);
    expect(manifests.filter(({ kind }) => kind === "Secret")).toEqual([]);
  });

  test("nobody may list or watch Secrets, grant rights, or do everything", () => {
    for (const role of chartManifests().filter(({ kind }) => kind.endsWith("Role"))) {
      for (const { apiGroups, resources, verbs } of role["rules"] as Rule[]) {
        expect([...apiGroups, ...resources, ...verbs]).not.toContain("*");
        expect(apiGroups).not.toContain("rbac.authorization.k8s.io");
        if (resources.includes("secrets")) expect(verbs.filter((verb) => /list|watch/.test(verb))).toEqual([]);
      }
    }
  });

  test("the operator has no right for what it never asks", () => {
    const groups = new Set(
      Object.values(RESOURCES).map(({ apiVersion }) => apiVersion.split("/").toReversed()[1] ?? ""),
    );
    const roles = chartManifests().filter(
      ({ kind, metadata }) => kind.endsWith("Role") && metadata.name.includes("-operator"),
    );
    expect(roles).not.toEqual([]);
    for (const { apiGroups, resources, verbs } of roles.flatMap((role) => role["rules"] as Rule[])) {
      expect(apiGroups.filter((group) => !groups.has(group))).toEqual([]);
      // It applies and patches. An owner that must outlive what it owns is a matter of the verb update.
      if (resources.join() !== "cells/finalizers") expect(verbs, resources.join()).not.toContain("update");
    }
  });

  test("the operator reaches an API server at the ports that are set", () => {
    const set = ["--set", "networkPolicies.apiServerPorts={8443}"];
    const policy = chartManifests(...set).find(
      ({ kind, metadata }) => kind === "NetworkPolicy" && metadata.name === "cellwire-operator",
    );
    expect(policy?.spec).toMatchObject({
      egress: expect.arrayContaining([{ ports: [{ port: 8443, protocol: "TCP" }] }]),
    });
  });

  describe.skipIf(apiServerMissing())("on the API server", () => {
    let server: ApiServer;
    let api: PlainApi;

    beforeAll(async () => {
      server = await startApiServer();
      api = new PlainApi(server.config());
      for (const kind of ["ServiceMonitor", "PrometheusRule"])
        await api.apply(...anyKind("monitoring.coreos.com", kind));
      await api.apply(`/api/v1/namespaces/${NAMESPACE}`, {
        apiVersion: "v1",
        kind: "Namespace",
        metadata: { name: NAMESPACE, labels: RESTRICTED },
      });
    });

    afterAll(async () => {
      await api?.[Symbol.asyncDispose]();
      await server?.stop();
    });

    test.each(VALUES)("every object is accepted, with %s", async (name) => {
      for (const manifest of chartManifests(...values(name))) {
        const { status, body } = await api.tryApply(manifestPath(manifest), manifest);
        expect({ object: `${manifest.kind} ${manifest.metadata.name}`, message: body.message }).toEqual({
          object: expect.any(String),
          message: undefined,
        });
        expect([200, 201]).toContain(status);
      }
    });

    test.each(VALUES)("every pod passes the restricted standard, with %s", async (name) => {
      const pods = withPods(chartManifests(...values(name)));
      expect(pods.length).toBeGreaterThan(0);
      for (const [owner, { metadata, spec }] of pods) {
        const pod = { apiVersion: "v1", kind: "Pod", metadata: { ...metadata, name: "any" }, spec };
        const { body } = await api.tryCreate(`/api/v1/namespaces/${NAMESPACE}/pods`, pod);
        expect({ owner, message: body.message }).toEqual({ owner, message: undefined });
      }
    });
  });
});

/** A definition that lets everything pass, in place of one that is not to be had here. */
function anyKind(group: string, kind: string): [path: string, object: object] {
  const plural = `${kind.toLowerCase()}s`;
  const openAPIV3Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return [
    `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${plural}.${group}`,
    {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
      },
    },
  ];
}
